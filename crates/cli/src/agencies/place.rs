//! Which entry of the configuration is spoken of when something in it is wrong, and in which words.

use agency::http::egress::{AddressError, EntryError};
use domain::text::{Bilingual, Language};

use super::AgencyConfig;
use crate::failure::Failure;
use crate::installation::Config;

/// Which entry of the configuration is spoken of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// Which of the entries, counted from 1.
    number: usize,
    /// The unit that it is.
    pub(super) unit: &'a str,
}

impl<'a> Place<'a> {
    /// The entry at an index, which counts from 0.
    pub(super) const fn at(index: usize, entry: &'a AgencyConfig) -> Self {
        Self { number: index + 1, unit: entry.unit.as_str() }
    }

    /// The first entry of the unit; the next one where the configuration has none.
    pub(super) fn of(entry: &'a AgencyConfig, config: &Config) -> Self {
        let found = config.agencies.iter().position(|known| known.unit == entry.unit);
        Self::at(found.unwrap_or(config.agencies.len()), entry)
    }

    /// A fault of it.
    pub(crate) fn fault(self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Failure {
        let Self { number, unit } = self;
        Failure::usage(
            format!("[[agencies]] 第 {number} 项（{unit}）：{}", zh.as_ref()),
            format!("[[agencies]] entry {number} ({unit}): {}", en.as_ref()),
        )
    }

    /// A fault of one of its keys.
    pub(super) fn at_key(self, key: &str, why: &Bilingual) -> Failure {
        self.fault(format!("{key}：{}", why.zh), format!("{key}: {}", why.en))
    }

    /// A failure that one of its keys led to, such as a file that is not there.
    pub(super) fn failed(self, key: &str, why: &Failure) -> Failure {
        let said = Bilingual::new(why.text(Language::Zh), why.text(Language::En));
        self.at_key(key, &said)
    }
}

/// What is wrong with the networks of an entry, and what to write instead.
pub(crate) fn of_networks(error: &EntryError) -> Bilingual {
    match error {
        EntryError::Trial(network) => Bilingual::new(
            format!(
                "{network} 与 for_trial 不符：在本机试用写 networks = [\"127.0.0.0/8\"] 和 for_trial = true，对方在别的机器上则两者都不写"
            ),
            format!(
                "{network} and for_trial do not fit: for a trial on this machine write networks = [\"127.0.0.0/8\"] and for_trial = true, for a body elsewhere neither"
            ),
        ),
        EntryError::NoNetwork(host) => Bilingual::new(
            format!("没有写网段；请写 {host} 的地址所在的网段，如 [\"10.20.0.0/16\"]"),
            format!(
                "it names no network; write those in which {host} has its addresses, such as [\"10.20.0.0/16\"]"
            ),
        ),
        EntryError::Everything(network) => Bilingual::new(
            format!("{network} 是所有地址；请只写对方主机所在的网段"),
            format!("{network} is every address there is; write the one in which the host stands"),
        ),
        EntryError::Host { source, .. } => of_address(source),
    }
}

/// What is wrong with an address, and what to write instead.
pub(super) fn of_address(error: &AddressError) -> Bilingual {
    let zh = match error {
        AddressError::Unreadable(_) => "不是网址；写成 https://主机/路径".to_owned(),
        AddressError::NotCanonical(canonical) => format!("请写成 {canonical}"),
        AddressError::UserInfo => "网址里不能有用户名和密码；密钥另存文件".to_owned(),
        AddressError::Tail => "网址末尾不能有 ? 或 # 之后的部分".to_owned(),
        AddressError::Host => "网址里没有可用的主机名".to_owned(),
        AddressError::NotListed => "只能是 https:// 或 http:// 开头的网址".to_owned(),
        AddressError::Network => {
            let en = "its IP address lies outside http.networks, or is one to which nothing is ever sent; for a body on this machine write for_trial = true";
            let zh = "其 IP 地址不在 http.networks 之内，或者是从不允许的地址；对方在本机上则写 for_trial = true";
            return Bilingual::new(zh, en);
        }
    };
    let en = match error {
        AddressError::NotListed => "it begins with https:// or http://".to_owned(),
        AddressError::Unreadable(_)
        | AddressError::NotCanonical(_)
        | AddressError::UserInfo
        | AddressError::Tail
        | AddressError::Host
        | AddressError::Network => error.to_string(),
    };
    Bilingual::new(zh, en)
}
