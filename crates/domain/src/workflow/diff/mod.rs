//! What changed between two versions of a workflow, in plain words, the gravest first.
//!
//! Nothing that differs is silent: every comparison takes its type apart field by field, so that a new field does not
//! compile until it is compared here, and a test changes every value of a definition.

mod conditions;
mod forms;
mod limits;
mod report;
mod states;
mod tables;
#[cfg(test)]
mod tests;
mod transitions;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Definition;
use crate::text::Bilingual;
use report::Report;

/// One difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How much it matters.
    pub weight: Weight,
    /// Stable code, `kebab-case`, that scripts may rely on.
    pub code: &'static str,
    /// The file that `at` points into.
    pub side: Side,
    /// Where: an RFC 6901 JSON pointer, as in a finding.
    pub at: String,
    /// What changed.
    pub message: Bilingual,
    /// Whether running cases can go over to the new version only with a mapping that says where they go.
    pub needs_mapping: bool,
    /// For whom it makes things stricter: less time, fewer ways, more to hand in.
    pub stricter_for: BTreeSet<Burdened>,
}

/// How much a change matters; the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Running cases need a mapping.
    Cases,
    /// Somebody has less time, fewer ways or more to hand in.
    Stricter,
    /// Cases go another way.
    Path,
    /// A rule changed.
    Rule,
    /// Only words or their order changed.
    Wording,
}

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The old version; what was removed stands only there.
    Old,
    /// The new version.
    New,
}

/// Who bears a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Burdened {
    /// Units, the center among them.
    Units,
    /// Citizens.
    Citizens,
}

/// Compares two versions.
pub fn diff(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut report = Report::new(old, new);
    tables::definition(&mut report);
    report.finish()
}
