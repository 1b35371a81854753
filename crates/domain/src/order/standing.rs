//! Where an order stands.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::workflow::Words;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Written, and not yet signed 待签发.
    Drafted,
    /// Signed and sent 待签收.
    Issued,
    /// The unit has it 待反馈.
    Received,
    /// The unit has answered 已反馈.
    Answered,
    /// It is done 已销号.
    StruckOff,
    /// It was called off 已撤销.
    Cancelled,
}

impl Standing {
    /// All of them, in the order in which an order goes through them.
    pub const ALL: [Self; 6] = [
        Self::Drafted,
        Self::Issued,
        Self::Received,
        Self::Answered,
        Self::StruckOff,
        Self::Cancelled,
    ];

    /// Its word in JSON and in rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Issued => "issued",
            Self::Received => "received",
            Self::Answered => "answered",
            Self::StruckOff => "struck_off",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing happens to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::StruckOff | Self::Cancelled)
    }
}

impl Words for Standing {
    fn words(&self) -> Bilingual {
        match self {
            Self::Drafted => Bilingual::new("待签发", "to be signed"),
            Self::Issued => Bilingual::new("待签收", "to be received"),
            Self::Received => Bilingual::new("待反馈", "to be answered"),
            Self::Answered => Bilingual::new("已反馈，待销号", "answered, to be struck off"),
            Self::StruckOff => Bilingual::new("已销号", "struck off"),
            Self::Cancelled => Bilingual::new("已撤销", "cancelled"),
        }
    }
}
