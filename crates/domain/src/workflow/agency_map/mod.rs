//! What the standings of an outside body mean for a case: `workflows/agencies/<kind>.yaml`.
//!
//! A table is total: a report always leads to transitions, to a note or to a sentence for a person, never to nothing. The
//! transitions are done in the name of a handler of the body's unit, so that every rule that binds people binds it.

mod check;
mod fill;
mod plan;
#[cfg(test)]
mod tests;

pub use check::{check, covers};
pub use fill::Written;
pub use plan::{HandedOver, Plan, Planned, Reported, Situation};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::FieldKind;
use crate::directory::UnitKind;
use crate::id::{FieldName, StateName, TransitionName, WorkflowName};
use crate::text::Bilingual;

/// `workflows/agencies/<kind>.yaml`: one kind of outside body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgencyMap {
    /// The kind, as its adapter and the file are called.
    pub agency: String,
    /// Name for people.
    pub name: Bilingual,
    /// Kinds of units that such a body can be.
    pub units: Vec<UnitKind>,
    /// What its reports bring beside the standing: codes, numbers and days, no words of people.
    pub facts: IndexMap<String, Fact>,
    /// Its standings, as its adapter lists them.
    pub standings: IndexMap<String, StandingRow>,
    /// What they mean, by procedure.
    pub workflows: Vec<Table>,
    /// How matters are filed that such a body hands over to the center; none where a person files them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<HandsOver>,
    /// What a person is told of a report on a case whose procedure or version has no table.
    pub elsewhere: Bilingual,
    /// What a person is told of a standing that the adapter does not know. `{said}` stands for it.
    pub unrecognized: Bilingual,
}

/// Something that a report may bring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fact {
    /// Label for people.
    pub label: Bilingual,
    /// How it is written: as the fields of forms are; `yes` or `no` for yes and no, fen for money.
    pub kind: FieldKind,
    /// The values of a choice, with their names.
    pub choices: IndexMap<String, Bilingual>,
}

/// A standing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandingRow {
    /// Label for people.
    pub label: Bilingual,
    /// Facts that a report of it always brings.
    pub always: Vec<String>,
    /// Facts that it may bring.
    pub sometimes: Vec<String>,
}

/// What the standings mean in one procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// The procedure.
    pub workflow: WorkflowName,
    /// Its versions for which this holds.
    pub versions: Vec<u32>,
    /// How a note is put on record.
    pub note: Note,
    /// For each standing, what it means. The first entry that fits counts; the last one fits always.
    pub standings: IndexMap<String, Vec<Entry>>,
}

/// How a matter is filed that a body hands over. `{number}`, `{day}` and `{body}` are filled in, as in [`Step`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HandsOver {
    /// The procedure.
    pub workflow: WorkflowName,
    /// Its versions for which this holds.
    pub versions: Vec<u32>,
    /// How it came in, as complaints say it.
    pub channel: String,
    /// What the case is called.
    pub title: String,
    /// What is written into the form of filing.
    pub form: IndexMap<FieldName, String>,
}

/// How a note is put on record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Note {
    /// The transition.
    pub transition: TransitionName,
    /// What is written into its form.
    pub form: IndexMap<FieldName, String>,
    /// What a person is told in states in which no note can be made.
    pub otherwise: Bilingual,
}

/// What a standing means in some circumstances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// The circumstances.
    pub when: When,
    /// Transitions, in order: more than one where the case is behind.
    #[serde(rename = "do")]
    pub steps: Vec<Step>,
    /// Whether the report is put on record as a note, after the transitions.
    pub note: bool,
    /// What a person is told who must look at it, after the rest. Filled in as the form of a [`Step`]; what the report does
    /// not bring is said to be missing.
    pub person: Option<Bilingual>,
}

/// Circumstances; all must hold. Absent ones always hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The case is in one of these states.
    pub state: Vec<StateName>,
    /// The citizen has been contacted, or has not.
    pub contacted: Option<bool>,
    /// Each of these facts has one of these values.
    pub facts: IndexMap<String, Vec<String>>,
}

/// One transition to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// Which.
    pub transition: TransitionName,
    /// When it is done; it is left out otherwise. Asked of the case as it is after the steps before.
    pub when: When,
    /// What is written into its form. `{fact}` stands for a fact, and so do `{number}`, the body's number of the case,
    /// `{day}`, the day of the report, `{body}`, the unit's name, and `{standing}`.
    pub form: IndexMap<FieldName, String>,
    /// The coded reason of a return: one of the workflow's, or `{fact}`.
    pub reason: Option<String>,
    /// The basis of a return, in words.
    pub basis: Option<String>,
    /// What is filed as evidence.
    pub evidence: Option<Evidence>,
}

/// What is filed as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The report itself, as every kind of evidence that the transition asks for.
    Report,
}

impl When {
    /// True if nothing is asked.
    pub fn is_always(&self) -> bool {
        self.state.is_empty() && self.contacted.is_none() && self.facts.is_empty()
    }
}

impl AgencyMap {
    /// The table for a version of a procedure.
    pub fn table(&self, workflow: &WorkflowName, version: u32) -> Option<&Table> {
        let mut tables = self.workflows.iter();
        tables.find(|table| table.workflow == *workflow && table.versions.contains(&version))
    }

    /// What a person is told of a standing that the adapter does not know.
    pub fn unrecognized(&self, said: &str) -> Bilingual {
        let put = |text: &str| text.replace("{said}", said);
        Bilingual::new(put(&self.unrecognized.zh), put(&self.unrecognized.en))
    }
}
