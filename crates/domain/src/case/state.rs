//! The case as its events left it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Extend, Sponsor, Suspend, Verdict};
use crate::clock::{Clock, Holder, Tenure};
use crate::id::{
    CaseId, CategoryCode, CounterName, LimitName, OutcomeName, PartyId, PersonId, PlaceCode,
    StateName, Timestamp, TransitionName, UnitId, WorkflowName,
};
use crate::workflow::Stage;

/// A case. Built by [`Case::open`] and changed by [`Case::apply`] only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// How many events it has: the version that a writer must know.
    pub seq: u64,
    /// The workflow and version it is pinned to.
    pub workflow: WorkflowRef,
    /// The state it is in.
    pub state: StateName,
    /// That state's stage.
    pub stage: Stage,
    /// The outcome, once it has ended.
    pub ended: Option<OutcomeName>,
    /// The outcome recorded last, by a result or by an end.
    pub outcome: Option<OutcomeName>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// What it is about.
    pub category: CategoryCode,
    /// Where.
    pub place: PlaceCode,
    /// How hard it is.
    pub complexity: Complexity,
    /// How dangerous it is.
    pub risk: Risk,
    /// How secret it is.
    pub secrecy: Secrecy,
    /// Whether the complainant gave no name.
    pub anonymous: bool,
    /// Who complains.
    pub parties: BTreeSet<PartyId>,
    /// Whom it is about.
    pub respondents: Respondents,
    /// Set while two people have not yet screened it.
    pub restriction: Option<Restriction>,
    /// The center that runs it.
    pub center: UnitId,
    /// The unit that leads.
    pub lead: Option<Lead>,
    /// Whether the case was taken from its lead because the lead had to withdraw, and no other leads yet.
    #[serde(default)]
    pub lead_lost: bool,
    /// Assisting units, true once they have contributed.
    pub assistants: BTreeMap<UnitId, bool>,
    /// The signing round, open or decided.
    pub signing: Option<Signing>,
    /// Units that were consulted and have not answered.
    pub consulted: BTreeSet<UnitId>,
    /// The extension that waits for a decision.
    pub extension: Option<ExtensionRequest>,
    /// The suspension in force.
    pub suspension: Option<Suspension>,
    /// Supervision orders by number.
    pub orders: BTreeMap<u32, Order>,
    /// The leader who sponsors it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<Sponsor>,
    /// Counters that bound the loops.
    pub counters: BTreeMap<CounterName, u32>,
    /// Whether the citizen has been contacted since the last dispatch.
    pub contacted: bool,
    /// What the citizen last said; none while silent.
    pub solved: Option<Solved>,
    /// Who did each transition last.
    pub done_by: BTreeMap<TransitionName, PersonId>,
    /// The case it was merged into, or repeats.
    pub master: Option<CaseId>,
    /// The case it was split from.
    pub split_from: Option<CaseId>,
    /// Cases that were merged into it, or repeat it.
    pub absorbed: BTreeSet<CaseId>,
    /// Who held it when; adjacent, without gap while it is open.
    pub tenures: Vec<Tenure>,
    /// Its clocks, ended ones too, in the order they started.
    pub clocks: Vec<Clock>,
}

impl Case {
    /// The open clock of a limit.
    pub fn clock(&self, limit: &LimitName) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.limit == *limit && clock.is_open())
    }

    /// Who the time is charged to now; none once it has ended.
    pub fn holder(&self) -> Option<&Holder> {
        self.tenures.last().filter(|tenure| tenure.until.is_none()).map(|tenure| &tenure.holder)
    }

    /// Whether an order of supervision is open.
    pub fn is_supervised(&self) -> bool {
        self.orders.values().any(|order| order.discharged_at.is_none())
    }

    /// How often a counter was counted.
    pub fn count(&self, counter: &CounterName) -> u32 {
        self.counters.get(counter).copied().unwrap_or(0)
    }

    /// The earliest instant at which the engine has something to do for this case.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let levels = self.clocks.iter().filter_map(Clock::next_level);
        levels.chain(self.suspension.as_ref().map(|suspension| suspension.terms.until)).min()
    }
}

/// A pinned workflow version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WorkflowRef {
    /// Which workflow.
    pub name: WorkflowName,
    /// Which version.
    pub version: u32,
}

/// How hard a case is; limits may depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    /// Simple 简单.
    Simple,
    /// General 一般.
    #[default]
    General,
    /// Complex 复杂.
    Complex,
}

impl Complexity {
    /// The name in definitions and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::General => "general",
            Self::Complex => "complex",
        }
    }
}

/// How dangerous a case is; limits may depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Low 低.
    #[default]
    Low,
    /// Medium 中.
    Medium,
    /// High 高: may turn into a crime or a mass incident.
    High,
}

impl Risk {
    /// The name in definitions and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// How secret a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// For everybody in scope.
    #[default]
    Ordinary,
    /// Only for those who handle it, the center's clerks and its director.
    Restricted,
}

/// Whom a case is about. For them and theirs it does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Respondents {
    /// People of the directory.
    pub people: BTreeSet<PersonId>,
    /// Units of the directory, with all below them.
    pub units: BTreeSet<UnitId>,
    /// People with a declared relationship to the matter 回避.
    pub related: BTreeSet<PersonId>,
    /// Whether somebody is meant whom the directory could not match.
    pub unmatched: bool,
}

impl Respondents {
    /// What this names that `known` does not; none if nothing.
    pub fn beyond(&self, known: &Self) -> Option<Self> {
        let fresh = Self {
            people: self.people.difference(&known.people).cloned().collect(),
            units: self.units.difference(&known.units).cloned().collect(),
            related: self.related.difference(&known.related).cloned().collect(),
            unmatched: self.unmatched && !known.unmatched,
        };
        (fresh != Self::default()).then_some(fresh)
    }
}

/// A case that two people must screen before anyone else sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Who has screened it so far.
    pub screened_by: BTreeSet<PersonId>,
}

impl Restriction {
    /// How many people must have screened it.
    pub const SCREENINGS: usize = 2;
}

/// The unit that leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Which unit is responsible.
    pub unit: UnitId,
    /// The unit that does the work for it, if delegated.
    pub delegate: Option<UnitId>,
    /// The person who handles it, once signed for.
    pub handler: Option<PersonId>,
    /// Whether anybody there has opened it.
    pub read: bool,
}

impl Lead {
    /// True if the unit leads or does the work for the one that does.
    pub fn works(&self, unit: &UnitId) -> bool {
        self.unit == *unit || self.delegate.as_ref() == Some(unit)
    }
}

/// A signing round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    /// All or any.
    pub mode: SigningMode,
    /// Who, and what they said.
    pub signers: BTreeMap<PersonId, Option<Verdict>>,
}

impl Signing {
    /// The result, once there is one. All-sign: one refusal decides. Any-sign: the first answer decides.
    pub fn result(&self) -> Option<Verdict> {
        let mut said = self.signers.values();
        match self.mode {
            SigningMode::All if said.clone().any(|verdict| *verdict == Some(Verdict::No)) => {
                Some(Verdict::No)
            }
            SigningMode::All => {
                said.all(|verdict| *verdict == Some(Verdict::Yes)).then_some(Verdict::Yes)
            }
            SigningMode::Any => said.find_map(|verdict| *verdict),
        }
    }
}

/// All or any one of the signers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningMode {
    /// All-sign 会签.
    All,
    /// Any-sign 或签.
    Any,
}

/// What the citizen says about the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Solved {
    /// Solved 解决了.
    Yes,
    /// Partly solved 部分解决. Counts as not solved.
    Partly,
    /// Not solved 没解决.
    No,
}

/// An extension that waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRequest {
    /// What was asked.
    pub extend: Extend,
    /// Who asked, who may not decide.
    pub by: PersonId,
}

/// A suspension in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Ground, document, end.
    pub terms: Suspend,
    /// Since when.
    pub since: Timestamp,
    /// Who held the case before, and will again.
    pub resumes_to: Holder,
}

/// A supervision order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// When the unit must answer.
    pub due: Timestamp,
    /// When it answered, if that answer was not sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// When it was struck off.
    pub discharged_at: Option<Timestamp>,
    /// Whether it lists the case 挂牌.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}
