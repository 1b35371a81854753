//! Erasing who complained, what they wrote and said, once it must not be kept any longer (Personal Information Protection
//! Law art. 47). The key of the case is destroyed with it, and the record still verifies. Files of evidence stay; sealed originals
//! among them open for nobody any more.

use chrono::TimeDelta;
use domain::actor::{Actor, Relation, Role};
use domain::id::{PersonId, Timestamp};
use serde_json::json;

use crate::engine::Engine;
use crate::error::Error;
use crate::reading::Seen;

/// Why it is erased. A closed list: a reason in words could name whom it erases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The purpose is achieved, or can no longer be (art. 47 (1)).
    PurposeAchieved,
    /// The period of keeping has run out (art. 47 (2)).
    PeriodOver,
    /// The party has withdrawn their consent (art. 47 (3)).
    ConsentWithdrawn,
    /// Keeping it breaks the law or what was agreed (art. 47 (4)).
    Unlawful,
}

impl Ground {
    /// The word that stands in the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PurposeAchieved => "purpose_achieved",
            Self::PeriodOver => "period_over",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::Unlawful => "unlawful",
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// It is done, and cannot be undone.
    Done,
    /// It is for the director of the center that runs the case.
    NotYours,
    /// The case has moved on since it was read, and nothing is erased.
    MovedOn,
    /// The case has not ended: its parties must still be answered.
    StillOpen,
    /// The period of keeping lasts until then, and the law asks for storage alone (art. 47, last paragraph).
    TooEarly {
        /// When it is over.
        until: Timestamp,
    },
}

impl Engine {
    /// Erases the personal data of a case, with an entry in the audit in the same transaction. Erasing again does no harm.
    /// The case is kept for `retention` after its last change, unless keeping it was unlawful.
    ///
    /// # Errors
    ///
    /// Where the store fails; nothing is erased then.
    pub async fn erase(
        &self,
        seen: &Seen,
        by: &PersonId,
        ground: Ground,
        retention: TimeDelta,
    ) -> Result<Erasing, Error> {
        if !directs(seen) {
            return Ok(Erasing::NotYours);
        }
        if seen.case().ended.is_none() {
            return Ok(Erasing::StillOpen);
        }
        let until = seen.stored.changed_at + retention;
        if ground != Ground::Unlawful && self.clock.now() < until {
            return Ok(Erasing::TooEarly { until });
        }
        let case = seen.case().id;
        let facts = json!({ "case": case, "ground": ground.as_str() });
        let entry = self.entry("identities", Some(by), "erased", facts);
        // Decided on what was read: a case that has been taken up again since then keeps what its parties must be told by.
        let version = seen.case().seq;
        let is_erased = self.store.erase_identities(case, version, entry).await?;
        Ok(if is_erased { Erasing::Done } else { Erasing::MovedOn })
    }
}

fn directs(seen: &Seen) -> bool {
    let Actor::Person(staff) = &seen.actor else { return false };
    staff.roles.contains(&Role::Director) && seen.view.relations.contains(Relation::Center)
}
