//! Why something did not work, and whether it is worth another try.

use std::time::Duration;

use crate::fault::Fault;

/// Why an agency did not do what it was asked. Says what to whoever reads the outbox; never a secret, never a body of the
/// other side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct AgencyError {
    /// What went wrong, in a sentence.
    pub what: String,
    /// Whether another try makes sense.
    pub retry: Retry,
    /// What stood between us and an answer, where it is known.
    pub fault: Option<Fault>,
}

/// Whether another try makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same again later may work: nobody answered, too slow, overloaded. At the earliest after this, if it said so.
    Temporary(Option<Duration>),
    /// A layer of our own held the call back, and nobody was asked: this was no try. Another may be made after so long.
    NotCalled(Duration),
    /// The same again will fail again: refused, not understood, not allowed.
    Permanent,
    /// The agency does not do this at all.
    Unsupported,
}

impl AgencyError {
    /// Another try may work.
    pub fn temporary(what: impl Into<String>) -> Self {
        Self { what: what.into(), retry: Retry::Temporary(None), fault: None }
    }

    /// Nobody was asked, and nobody is before so much time has passed.
    pub fn not_called(what: impl Into<String>, after: Duration) -> Self {
        Self { what: what.into(), retry: Retry::NotCalled(after), fault: None }
    }

    /// Another try will fail again.
    pub fn permanent(what: impl Into<String>) -> Self {
        Self { what: what.into(), retry: Retry::Permanent, fault: None }
    }

    /// The agency does not do this.
    pub fn unsupported(what: &str) -> Self {
        let what = format!("this agency does not {what}");
        Self { what, retry: Retry::Unsupported, fault: None }
    }

    /// What a fault means for another try.
    pub fn of(fault: Fault, retry: Retry) -> Self {
        Self { what: fault.to_string(), retry, fault: Some(fault) }
    }

    /// Whether another try may work.
    pub const fn is_temporary(&self) -> bool {
        matches!(self.retry, Retry::Temporary(_) | Retry::NotCalled(_))
    }
}

/// Why something that came in was refused whole. Nothing of it has been believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No signature of the list is one of a key that is known; says nothing more, on purpose.
    #[error("the signature is not one of a known key")]
    Signature,
    /// The time of the message lies outside the window in which one is taken.
    #[error("the message was signed too long ago or in the future")]
    Time,
    /// A header that must be there is missing or unreadable.
    #[error("the header `{0}` is missing or unreadable")]
    Header(&'static str),
    /// The message is signed but says nothing that can be read.
    #[error("the message cannot be read: {0}")]
    Unreadable(String),
}
