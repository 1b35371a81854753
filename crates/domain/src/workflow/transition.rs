//! Transitions: what somebody may do in some states.

use serde::{Deserialize, Serialize};

use super::{Conditions, Verb};
use crate::actor::Seat;
use crate::id::{
    CounterName, EvidenceName, FormName, LetterName, OutcomeName, SourceName, StateName,
};
use crate::text::Bilingual;

/// A transition: one thing that somebody may do in some states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transition {
    /// What it does.
    pub verb: Verb,
    /// The button's label, an imperative.
    pub label: Bilingual,
    /// States in which it may be done.
    pub from: Vec<StateName>,
    /// The state it leads to; the same state if absent.
    pub to: Option<StateName>,
    /// Who may do it: any one of these seats.
    pub by: Vec<Seat>,
    /// What else must hold.
    pub when: Conditions,
    /// The form it asks for.
    pub form: Option<FormName>,
    /// Evidence it needs.
    pub evidence: Vec<EvidenceName>,
    /// Letters it sends.
    pub tells: Vec<LetterName>,
    /// The counter it counts.
    pub counts: Option<CounterName>,
    /// The outcome it records; only that of a transition into an end is final.
    pub outcome: Option<OutcomeName>,
    /// The mark that lets it lead back to an earlier stage.
    pub backwards: Option<Backwards>,
    /// What it rests on, if there is something to cite.
    pub source: Option<SourceName>,
}

/// Why a transition may lead to an earlier stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backwards {
    /// A return or an objection upheld.
    Return,
    /// A case opened again.
    Reopen,
    /// A second dispatch, or a joint session that names another lead unit.
    Redispatch,
}
