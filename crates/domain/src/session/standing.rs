//! Where a joint session stands.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::workflow::Words;

/// Where a joint session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStanding {
    /// Called, and the units are invited 待召开.
    Called,
    /// Its minutes are drafted, and not yet signed 纪要待签发.
    Minuted,
    /// Its minutes are signed and bind 已签发.
    Held,
    /// It was called off 已取消.
    CalledOff,
}

impl SessionStanding {
    /// All of them, in the order in which a session goes through them.
    pub const ALL: [Self; 4] = [Self::Called, Self::Minuted, Self::Held, Self::CalledOff];

    /// Its word in JSON and in rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Minuted => "minuted",
            Self::Held => "held",
            Self::CalledOff => "called_off",
        }
    }
}

impl Words for SessionStanding {
    fn words(&self) -> Bilingual {
        match self {
            Self::Called => Bilingual::new("待召开", "called"),
            Self::Minuted => Bilingual::new("纪要待签发", "minutes to be signed"),
            Self::Held => Bilingual::new("纪要已签发", "minutes signed"),
            Self::CalledOff => Bilingual::new("已取消", "called off"),
        }
    }
}
