//! Decisions by which an item leaves a rate: recorded, with who, when and a document. An outcome alone never does that; a
//! demand that is unreasonable or out of power is lawfully closed as such, and stays in the rate until somebody other than
//! the unit itself has decided so.

use serde::{Deserialize, Serialize};

use super::named::named;
use crate::id::{CaseId, DocumentNumber, IndicatorName, PersonId, Timestamp, UnitId};

named! {
    /// What was decided of a case, for appraisal.
    DecisionKind {
        /// The demand is unreasonable 诉求不合理.
        Unreasonable = "unreasonable",
        /// Nobody in the county has the power to grant it 超出职权.
        OutOfPower = "out_of_power",
        /// Force majeure 不可抗力.
        ForceMajeure = "force_majeure",
        /// It cannot be solved now and is kept on a list until it can 历史遗留、挂账.
        Deferred = "deferred",
        /// A unit objected to the appraisal and was right 申诉成立.
        ObjectionUpheld = "objection_upheld",
        /// The citizen's judgment was shown to be mistaken or malicious 误评、恶意差评.
        MistakenRating = "mistaken_rating",
    }
}

/// A recorded decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// When it was made.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
    /// What was decided.
    pub kind: DecisionKind,
    /// For this indicator only; for all if absent.
    pub indicator: Option<IndicatorName>,
    /// For the rates of this unit only, such as a rating that was meant for another; for all units if absent.
    pub of_unit: Option<UnitId>,
    /// Who decided.
    pub by: PersonId,
    /// For which unit that person acted.
    pub unit: UnitId,
    /// The document that says so.
    pub document: DocumentNumber,
}

impl Decision {
    /// True if it may take an item of an indicator out of the rate of a unit: no unit decides for itself.
    pub fn serves(&self, unit: &UnitId, indicator: &IndicatorName) -> bool {
        self.unit != *unit
            && self.of_unit.as_ref().is_none_or(|only| only == unit)
            && self.indicator.as_ref().is_none_or(|only| only == indicator)
    }
}
