//! Whether a unit answered in time. What counts is its answer against its deadline, and nothing that the center does.

use serde::{Deserialize, Serialize};

use super::Standing;
use crate::id::Timestamp;

/// Whether a unit answered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// It has not answered, and there is time.
    Waiting,
    /// It answered in time.
    InTime,
    /// It answered too late, or has not answered and the time is over.
    Late,
    /// There was nothing to answer any more: called off, or struck off without an answer because no case stood under it.
    NotNeeded,
}

impl Answered {
    /// What it is by the answer that stands, by when it had to be there, and where the document stands now.
    pub fn of(
        standing: Standing,
        answered_at: Option<Timestamp>,
        answer_by: Timestamp,
        now: Timestamp,
    ) -> Self {
        match (standing, answered_at) {
            (Standing::Cancelled | Standing::Drafted, _) | (Standing::StruckOff, None) => {
                Self::NotNeeded
            }
            (Standing::Answered | Standing::StruckOff, Some(at)) if at < answer_by => Self::InTime,
            (Standing::Answered | Standing::StruckOff, Some(_)) => Self::Late,
            // An answer that was sent back is none.
            (Standing::Issued | Standing::Received | Standing::Answered, _) => {
                if now < answer_by {
                    Self::Waiting
                } else {
                    Self::Late
                }
            }
        }
    }

    /// By when an answer must be there that is sent back now: the time for which the center had it is not the unit's. An
    /// answer that came too late stays late.
    pub fn sent_back(answered_at: Timestamp, answer_by: Timestamp, now: Timestamp) -> Timestamp {
        if answered_at < answer_by { answer_by + (now - answered_at) } else { answer_by }
    }
}
