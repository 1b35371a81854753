//! The shape of a workflow file, as serde reads it. Nothing here is checked yet; see `check`.
//!
//! Every collection has a default so that a damaged file can still be read far enough to report all its faults at
//! once; what is required is stated by `workflows/schema/workflow.schema.json`.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Counter, Form, Ground, Limit, State, Transition};
use crate::actor::{Role, Seat};
use crate::id::{
    CounterName, EvidenceName, FormName, GroundName, LetterName, LimitName, OutcomeName, PlaceCode,
    ReasonName, SourceName, StateName, TransitionName, WorkflowName,
};
use crate::text::Bilingual;

/// One version of a workflow, as its file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Definition {
    /// Its name, that of its folder.
    pub workflow: WorkflowName,
    /// Its version; a published one never changes.
    pub version: u32,
    /// Name for people.
    pub name: Bilingual,
    /// What it is for.
    pub summary: Bilingual,
    /// The division it is made for; limits are law per jurisdiction.
    pub jurisdiction: PlaceCode,
    /// First day on which new cases may begin on it.
    pub effective_from: Option<NaiveDate>,
    /// Last day on which new cases may begin on it; none while it is in force.
    pub effective_until: Option<NaiveDate>,
    /// The state in which a case begins.
    pub initial: StateName,
    /// How a case is filed.
    pub filing: Filing,
    /// What the rules rest on.
    pub sources: IndexMap<SourceName, Source>,
    /// Counters that bound the loops.
    pub counters: IndexMap<CounterName, Counter>,
    /// Listed grounds for suspension.
    pub grounds: IndexMap<GroundName, Ground>,
    /// Coded reasons for returns and objections.
    pub reasons: IndexMap<ReasonName, Named>,
    /// Outcomes with which a case ends; kept apart, never one "closed".
    pub outcomes: IndexMap<OutcomeName, Named>,
    /// Kinds of evidence.
    pub evidence: IndexMap<EvidenceName, Named>,
    /// Forms that transitions ask for.
    pub forms: IndexMap<FormName, Form>,
    /// Letters that transitions and ladders send.
    pub letters: IndexMap<LetterName, Letter>,
    /// Notices that law requires on every path.
    pub required_notices: Vec<RequiredNotice>,
    /// Limits.
    pub limits: IndexMap<LimitName, Limit>,
    /// States, in the order in which people read them.
    pub states: IndexMap<StateName, State>,
    /// Transitions, in the order in which buttons stand.
    pub transitions: IndexMap<TransitionName, Transition>,
}

/// How a case is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filing {
    /// Roles that may file.
    pub by: Vec<Role>,
    /// The form to fill in.
    pub form: Option<FormName>,
    /// Letters sent at once.
    pub tells: Vec<LetterName>,
}

/// What a rule rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Law, or only a local choice.
    pub kind: SourceKind,
    /// The citation: act, article, date.
    pub cite: Bilingual,
}

impl Source {
    /// Whether it was cited from memory, and somebody has yet to look it up.
    pub fn is_unverified(&self) -> bool {
        self.kind == SourceKind::LawUnverified || self.cite.zh.contains(UNVERIFIED)
    }
}

/// What stands in the citation of a source that is no law and was not looked up either.
const UNVERIFIED: &str = "待核对";

/// How binding a source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A law, regulation, judicial interpretation or ministry rule, read.
    Law,
    /// The same, cited from memory and to be verified before relying on it.
    LawUnverified,
    /// A published rule or practice of a locality.
    Local,
    /// A default of this product where no source gave a number; the county decides.
    #[default]
    Proposed,
}

/// Something that needs only a name for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Named {
    /// Name for people.
    pub name: Bilingual,
}

/// A letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letter {
    /// Name for people.
    pub name: Bilingual,
    /// Who gets it.
    pub to: Vec<Seat>,
    /// The text, with placeholders in braces from a closed list: `{case_number}`, `{deadline}`, `{unit}`.
    pub text: Bilingual,
    /// The law that requires it, if one does.
    pub source: Option<SourceName>,
}

/// A notice that must have been sent on every path through a state to an end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequiredNotice {
    /// The letter; any one of these satisfies.
    pub letters: Vec<LetterName>,
    /// Paths through this state are meant.
    pub through: StateName,
    /// Outcomes for which it is not required.
    pub except: Vec<OutcomeName>,
    /// The law that requires it.
    pub source: SourceName,
}
