//! What stands between us and an answer, each kind apart, since each is mended by somebody else.

use std::fmt;

use domain::text::Bilingual;

/// What stood between us and an answer. Each says itself in one sentence, which is also what is kept in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name of its host leads to no address.
    NameUnknown,
    /// Its host has an address outside the networks of its entry.
    NotAllowed,
    /// Its host is there, and nobody listens.
    NobodyListens,
    /// No network leads to its host.
    NoWay,
    /// Its host says nothing at all, as behind a fire wall.
    NoConnection,
    /// It is connected and does not answer.
    NoAnswer,
    /// Its certificate is not believed, or it speaks no TLS.
    Tls,
    /// The connection ended in the middle.
    Broken,
    /// It answered with this status, which is no success.
    Status(u16),
    /// It answered something else than JSON of the agreed form.
    Unreadable,
}

/// What says how a status is told.
const ANSWERED: &str = "the other side answered ";

impl Fault {
    /// All but the statuses.
    const WITHOUT_STATUS: [Self; 9] = [
        Self::NameUnknown,
        Self::NotAllowed,
        Self::NobodyListens,
        Self::NoWay,
        Self::NoConnection,
        Self::NoAnswer,
        Self::Tls,
        Self::Broken,
        Self::Unreadable,
    ];

    /// The sentence.
    pub fn words(self) -> Bilingual {
        let (zh, en) = match self {
            Self::NameUnknown => {
                ("查不到对方的主机名", "the name of the other side's host is not known")
            }
            Self::NotAllowed => (
                "对方主机的地址不在允许的网段内",
                "the host has an address to which we may not connect",
            ),
            Self::NobodyListens => {
                ("对方主机拒绝连接", "the other side's host refuses the connection")
            }
            Self::NoWay => ("没有通往对方主机的网络", "no network leads to the other side's host"),
            Self::NoConnection => {
                ("连接对方超时", "there was no connection to the other side in time")
            }
            Self::NoAnswer => ("对方没有按时应答", "the other side did not answer in time"),
            Self::Tls => (
                "对方的证书不可信，或者对方没有使用 TLS",
                "the other side's certificate is not believed, or it speaks no TLS",
            ),
            Self::Broken => ("与对方的连接中断", "the connection to the other side broke"),
            Self::Status(status) => {
                let zh = format!("对方应答 {status}");
                return Bilingual::new(zh, format!("{ANSWERED}{status}"));
            }
            Self::Unreadable => (
                "对方应答了，但内容不能读取",
                "the other side answered, but not in a way that can be read",
            ),
        };
        Bilingual::new(zh, en)
    }

    /// The fault that says itself so, as it is kept in the outbox; none for other sentences.
    pub fn told(sentence: &str) -> Option<Self> {
        let status = sentence.strip_prefix(ANSWERED).and_then(|status| status.parse().ok());
        let says = |fault: &Self| fault.words().en == sentence;
        status.map(Self::Status).or_else(|| Self::WITHOUT_STATUS.into_iter().find(says))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_in_the_outbox_is_the_same_fault_again() {
        for fault in Fault::WITHOUT_STATUS.into_iter().chain([Fault::Status(404)]) {
            assert_eq!(Fault::told(&fault.to_string()), Some(fault));
        }
        assert_eq!(Fault::told("the case is gone"), None);
        assert_eq!(Fault::told("the other side answered loudly"), None);
    }
}
