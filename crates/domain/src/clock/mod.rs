//! Limits that run: from an anchor, a rule and a calendar to a deadline and the reason for it.
//!
//! A deadline is computed once, by [`compute`], and stored with its [`Explanation`]. Whose time it was is read from
//! the [`ledger`].

mod arithmetic;
mod explain;
mod explanation;
mod ledger;
mod length;
mod measure;
mod pauses;
mod plan;
mod point;
mod reasons;
mod render;
mod show;

pub use arithmetic::{Computed, compute, deadline, elapsed, elapsed_time};
pub use explanation::{Explanation, Reached, Span, Step};
pub use ledger::{Charge, Reason, Segment, Tenure, charged, ledger, time_by_holder};
pub use length::{Length, LengthError, Point, PointError, TimeUnit};
pub use point::{Run, point};
pub use render::length_text;
pub use show::{deadline_rfc3339, deadline_text, last_instant_in_time};

use serde::{Deserialize, Serialize};

use crate::id::{DocumentNumber, GroundName, LimitName, Timestamp, UnitId};

/// Who the time is charged to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A unit, the center among them.
    Unit(UnitId),
    /// The citizen: we wait for an answer or a choice.
    Citizen,
    /// The law: an appraisal, a hearing, a judgment elsewhere. Nobody's fault.
    Law,
}

/// When the last day of a day or month limit ends (民法典 art. 203: at 24:00, or with business where there are
/// business hours).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayEnd {
    /// At 24:00.
    #[default]
    Midnight,
    /// When the office closes; at 24:00 on a day without office hours.
    Close,
}

/// What is needed to compute a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How long.
    pub length: Length,
    /// Whether a last day that is a rest day moves to the next working day (民法典 art. 203). For hours: whether an
    /// end on a rest day moves to the same time of the next working day.
    pub rolls: bool,
    /// When the last day ends. Without meaning for hours.
    pub day_end: DayEnd,
}

/// Time that a clock does not count: a suspension or a statutory exclusion such as a hearing.
///
/// For hours the interval itself is not counted. For days and months the days after the one it begins on, up to and
/// including the one it ends on, are not counted, so that pausing and resuming within one day moves nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pause {
    /// When it began.
    pub from: Timestamp,
    /// When it ends or ended: the end promised while it runs, the true one afterwards.
    pub until: Timestamp,
    /// The listed ground.
    pub ground: GroundName,
    /// The document that proves the ground.
    pub document: Option<DocumentNumber>,
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStatus {
    /// It counts.
    Running,
    /// A suspension holds it until the end of its last [`Pause`].
    Paused,
    /// It was ended at this instant.
    Ended(Timestamp),
}

/// A limit that runs in one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The limit. Its name is the clock's name.
    pub limit: LimitName,
    /// The rule as it was when the clock started or was reclassified.
    pub rule: Rule,
    /// The instant it counts from.
    pub anchor: Timestamp,
    /// Extensions granted, in the order granted.
    pub extensions: Vec<Length>,
    /// What was not counted, in order of time, without overlap.
    pub pauses: Vec<Pause>,
    /// The first instant that is too late.
    pub deadline: Timestamp,
    /// Why it is this instant.
    pub explanation: Explanation,
    /// The instants of the escalation ladder, ascending.
    pub levels: Vec<Timestamp>,
    /// How many of the levels have been reached and acted upon.
    pub levels_reached: u8,
    /// Where it stands.
    pub status: ClockStatus,
}

impl Clock {
    /// True until the clock is ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, ClockStatus::Ended(_))
    }

    /// The next instant at which the ladder has something to do; none when ended, paused or at its top.
    pub fn next_level(&self) -> Option<Timestamp> {
        match self.status {
            ClockStatus::Running => self.levels.get(usize::from(self.levels_reached)).copied(),
            ClockStatus::Paused | ClockStatus::Ended(_) => None,
        }
    }

    /// True if the clock ended, or stands now, past its deadline.
    pub fn is_late(&self, now: Timestamp) -> bool {
        match self.status {
            ClockStatus::Ended(at) => at >= self.deadline,
            ClockStatus::Running | ClockStatus::Paused => now >= self.deadline,
        }
    }
}
