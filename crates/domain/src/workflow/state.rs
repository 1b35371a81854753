//! States, the stages of the loop that they belong to, and who holds a case in them.

use serde::{Deserialize, Serialize};

use crate::id::LimitName;
use crate::text::Bilingual;

/// A stage of the loop 排研交办督结考. Supervision runs beside the others, so few states belong to it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 排 take in and screen.
    #[default]
    Screen,
    /// 研 study.
    Study,
    /// 交 assign.
    Assign,
    /// 办 handle.
    Handle,
    /// 督 supervise.
    Supervise,
    /// 结 close.
    Close,
    /// 考 assess.
    Assess,
}

impl Stage {
    /// The seven stages in the order of the loop.
    pub const ALL: [Self; 7] = [
        Self::Screen,
        Self::Study,
        Self::Assign,
        Self::Handle,
        Self::Supervise,
        Self::Close,
        Self::Assess,
    ];

    /// The single character by which everybody here knows it.
    pub const fn character(self) -> &'static str {
        match self {
            Self::Screen => "排",
            Self::Study => "研",
            Self::Assign => "交",
            Self::Handle => "办",
            Self::Supervise => "督",
            Self::Close => "结",
            Self::Assess => "考",
        }
    }

    /// The name in definitions and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Study => "study",
            Self::Assign => "assign",
            Self::Handle => "handle",
            Self::Supervise => "supervise",
            Self::Close => "close",
            Self::Assess => "assess",
        }
    }
}

/// A state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct State {
    /// Name for staff.
    pub name: Bilingual,
    /// What the citizen is told; the name if absent.
    pub public: Option<Bilingual>,
    /// The stage it belongs to.
    pub stage: Stage,
    /// Who the time is charged to.
    pub holder: HolderRole,
    /// Limits that run while the case is in it.
    pub limits: Vec<LimitName>,
    /// Why no limit runs, where none does.
    pub no_limit: Option<Bilingual>,
    /// Whether the case ends here. An end may still be left by reopening.
    pub end: bool,
}

/// Who holds the case in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderRole {
    /// The center that runs the case.
    #[default]
    Center,
    /// The lead unit.
    Lead,
    /// The citizen.
    Citizen,
    /// The law.
    Law,
}
