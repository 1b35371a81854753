//! What analysts of processes may read of cases: what was done, when, and in which capacity; no person and no word
//! (decision 0025).
//!
//! [`History`] is what a log leaves of a case. [`xes`] writes histories as IEEE 1849 (XES), [`ocel`] as OCEL 2.0, both under
//! names that mean nothing outside the one export, and [`figures`] counts ways, stays and repetitions for the pages. What was
//! done bears the names that [`crate::workflow::bpmn`] writes on its tasks.

pub mod figures;
mod history;
pub mod ocel;
#[cfg(test)]
mod tests;
pub mod xes;

pub use history::{FILED, Hand, History, Step};

use crate::id::{CaseId, UnitId};

/// Gives a name that means nothing to whoever does not hold its key: the same for the same text, never the same for two.
pub type Alias<'a> = &'a dyn Fn(&str) -> String;

/// What a case is called in an export.
pub fn case_alias(alias: Alias<'_>, case: CaseId) -> String {
    format!("case-{}", alias(&format!("case {case}")))
}

/// What a unit is called in an export.
pub fn unit_alias(alias: Alias<'_>, unit: &UnitId) -> String {
    format!("unit-{}", alias(&format!("unit {unit}")))
}
