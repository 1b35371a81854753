//! What a supervision order costs its unit.

use serde::{Deserialize, Serialize};

use crate::id::{Timestamp, UnitId};
use crate::order::Answered;

/// A supervision order as a document 督办单, and what it costs its unit. It costs that once, however many cases stand under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPoints {
    /// The unit that had to answer.
    pub unit: UnitId,
    /// How many points it costs, as its level said when it was drafted.
    pub points: u32,
    /// When it was signed.
    pub at: Timestamp,
    /// By when the answer had to be there: it counts in the time in which that lies.
    pub due: Timestamp,
    /// Whether it was. What was called off, or struck off without an answer, costs nothing.
    pub answered: Answered,
}

impl OrderPoints {
    /// Whether it costs anything: the county wants points, and there was something to answer.
    pub(super) const fn costs(&self) -> bool {
        self.points > 0 && !matches!(self.answered, Answered::NotNeeded | Answered::Waiting)
    }
}
