//! What kind of document it is: an order, or one of the three recommendations 三项建议.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::workflow::Words;

/// What kind of document it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// An order 督办单: its cases stand under it until it is struck off.
    #[default]
    Order,
    /// Recommends to work better 改进工作建议.
    Improve,
    /// Recommends to change a policy 完善政策建议.
    Policy,
    /// Recommends to hold somebody to account 追究责任建议.
    Accountability,
}

impl OrderKind {
    /// All of them: the order, and the three recommendations.
    pub const ALL: [Self; 4] = [Self::Order, Self::Improve, Self::Policy, Self::Accountability];

    /// Its word in JSON and in rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Improve => "improve",
            Self::Policy => "policy",
            Self::Accountability => "accountability",
        }
    }

    /// Whether cases stand under it, and not only in it.
    pub const fn binds(self) -> bool {
        match self {
            Self::Order => true,
            Self::Improve | Self::Policy | Self::Accountability => false,
        }
    }

    /// What its number begins with: 督〔2026〕3号. Each has numbers of its own.
    pub const fn head(self) -> &'static str {
        match self {
            Self::Order => "督",
            Self::Improve | Self::Policy | Self::Accountability => "建",
        }
    }
}

impl Words for OrderKind {
    fn words(&self) -> Bilingual {
        match self {
            Self::Order => Bilingual::new("督办单", "supervision order"),
            Self::Improve => Bilingual::new("改进工作建议", "recommendation: work better"),
            Self::Policy => Bilingual::new("完善政策建议", "recommendation: change a policy"),
            Self::Accountability => {
                Bilingual::new("追究责任建议", "recommendation: hold to account")
            }
        }
    }
}
