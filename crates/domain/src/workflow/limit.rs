//! Limits, what extends and pauses them, and the ladder that climbs when they are not kept.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::HolderRole;
use crate::actor::Seat;
use crate::clock::{DayEnd, Length, Point};
use crate::id::{GroundName, SourceName, TransitionName};
use crate::text::Bilingual;

/// A counter that bounds a loop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Counter {
    /// Name for people.
    pub name: Bilingual,
    /// How often it may be counted in one case. A transition that counts it is refused afterwards.
    pub at_most: u32,
    /// What the cap rests on.
    pub source: SourceName,
}

/// A listed ground for suspending a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ground {
    /// Name for people.
    pub name: Bilingual,
    /// The longest one suspension may last.
    pub longest: Option<Length>,
    /// Whether a document must prove it.
    pub document: bool,
    /// Who the time is charged to meanwhile.
    pub holder: HolderRole,
    /// What it rests on.
    pub source: SourceName,
}

/// A limit: how long something may last. Its clock runs while the case is in a state that lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limit {
    /// Name for people.
    pub name: Bilingual,
    /// How long, if it is the same for every case.
    pub length: Option<Length>,
    /// What the length depends on, if it is not.
    pub by: Option<By>,
    /// The length for each value of `by`.
    pub lengths: IndexMap<String, Length>,
    /// Whether a last day that is a rest day moves on.
    pub rolls: bool,
    /// When the last day ends.
    pub day_end: DayEnd,
    /// Whether it is a promise to the citizen, shown to them.
    pub promise: bool,
    /// Transitions that end it early, kept.
    pub met_by: Vec<TransitionName>,
    /// Transitions that start it anew from their instant, such as the failure of a police mediation.
    pub restarts_on: Vec<TransitionName>,
    /// Grounds whose suspension it does not count.
    pub paused_by: Vec<GroundName>,
    /// Whether and how it may be extended.
    pub extension: Option<Extension>,
    /// Warnings and escalation, in order of time.
    pub ladder: Vec<Level>,
    /// What it rests on.
    pub source: SourceName,
}

/// What the length of a limit may depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Simple, general, complex.
    Complexity,
    /// Low, medium, high.
    Risk,
}

impl By {
    /// The values that `lengths` must list.
    pub const fn values(self) -> [&'static str; 3] {
        match self {
            Self::Complexity => ["simple", "general", "complex"],
            Self::Risk => ["low", "medium", "high"],
        }
    }
}

/// How a limit may be extended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Extension {
    /// The longest one extension; same unit as the limit or another.
    pub longest: Option<Length>,
    /// How often.
    pub times: u32,
    /// What it rests on.
    pub source: SourceName,
}

/// One rung of an escalation ladder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Level {
    /// When it fires.
    pub at: Option<Point>,
    /// What it does.
    pub act: Act,
    /// Who is told.
    pub to: Vec<Seat>,
}

/// What a rung does. None of them closes or passes a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Remind 提醒.
    #[default]
    Remind,
    /// Urge 催办.
    Urge,
    /// Order 督办单.
    Order,
    /// Summon 约谈/提级.
    Raise,
    /// List publicly 挂牌.
    List,
}
