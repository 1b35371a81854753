//! Scenarios: stories in plain words that stand beside a workflow and are run by its check.
//!
//! This file holds their shape; `scenario_run` plays them.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Act, InputKind};
use crate::case::{
    Assignment, Classification, Code, Complexity, Extend, Input, JointSession, Respondents, Risk,
    Secrecy, SigningInput, SigningMode, Solved, Verdict,
};
use crate::clock::Length;
use crate::id::{
    CategoryCode, DocumentNumber, EvidenceName, FieldName, GroundName, LetterName, LimitName,
    OutcomeName, PersonId, PlaceCode, ReasonName, StateName, TransitionName, UnitId,
};
use crate::text::Bilingual;
use crate::workflow::Stage;

/// `v<N>.scenarios.yaml`: the stories of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenarios {
    /// The center that runs the cases, a unit of the directory.
    pub center: UnitId,
    /// The stories.
    pub scenarios: Vec<Scenario>,
}

/// One story: a case from its filing on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// What it shows.
    pub name: Bilingual,
    /// How the case begins.
    pub file: Filing,
    /// What happens then.
    pub steps: Vec<Step>,
}

/// How the case of a story begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filing {
    /// What happens, in plain words.
    pub say: String,
    /// Local time, `2026-03-02 09:00`.
    pub at: String,
    /// Who files: `citizen`, or a person of the directory.
    pub by: String,
    /// The category.
    pub category: CategoryCode,
    /// The place.
    pub place: PlaceCode,
    /// The complexity.
    pub complexity: Complexity,
    /// The risk.
    pub risk: Risk,
    /// The secrecy.
    pub secrecy: Secrecy,
    /// Whether no name is given.
    pub anonymous: bool,
    /// How many complain; 1 if absent.
    pub parties: Option<u32>,
    /// Whom it is about.
    pub respondents: Respondents,
    /// Fields to fill other than automatically.
    pub form: IndexMap<FieldName, String>,
    /// Fields to leave out although required.
    pub leave_out: Vec<FieldName>,
    /// What must be so afterwards.
    pub expect: Expect,
}

/// One step of a story: somebody does something, or time passes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// What happens, in plain words.
    pub say: String,
    /// Local time, `2026-03-02 09:00`, not before the step before.
    pub at: Option<String>,
    /// Or the time since the step before. Neither: the same instant. Ladders and suspensions that fall due on the
    /// way are played first.
    pub after: Option<Length>,
    /// Who: a seat such as `handler@lead` or `clerk@center`, `#2` behind it for the second such person, or a person of
    /// the directory. Absent where only time passes.
    pub by: Option<String>,
    /// The transition; or `read`, `screen`, `name_respondents` for what no definition lists.
    #[serde(rename = "do")]
    pub transition: Option<TransitionName>,
    /// What the verb needs.
    pub with: With,
    /// Fields to fill other than automatically: required ones are filled with fitting values.
    pub form: IndexMap<FieldName, String>,
    /// Fields and evidence to leave out although required.
    pub leave_out: Vec<String>,
    /// What must be so afterwards.
    pub expect: Expect,
}

/// What the verbs need, all in one place; each verb reads its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct With {
    /// `assign`, `redispatch`, `joint_session`: the lead unit.
    pub lead: Option<UnitId>,
    /// `assign`, `redispatch`, `joint_session`: assisting units.
    pub assistants: Vec<UnitId>,
    /// `transfer`, `delegate`, `escalate`, `release`, `consult`: the unit.
    pub unit: Option<UnitId>,
    /// `join`, `copy`: the units.
    pub units: Vec<UnitId>,
    /// `return`, `object`: the coded reason. The basis is filled in.
    pub reason: Option<ReasonName>,
    /// `open_signing`: all or any.
    pub mode: Option<SigningMode>,
    /// `open_signing`: who.
    pub signers: Vec<PersonId>,
    /// `add_signer`, `drop_signer`: who.
    pub person: Option<PersonId>,
    /// `countersign`, `spot_check`: yes if absent. `verify`: what its direction says.
    pub verdict: Option<Verdict>,
    /// `request_extension`: which limit.
    pub limit: Option<LimitName>,
    /// `request_extension`: by how much.
    pub by: Option<Length>,
    /// `suspend`: the ground.
    pub ground: Option<GroundName>,
    /// `suspend`: the document. `joint_session`: the minutes.
    pub document: Option<DocumentNumber>,
    /// `suspend`: the last day.
    pub until: Option<NaiveDate>,
    /// `split`: how many of the parties leave.
    pub parties: Option<u32>,
    /// `call_back`, `rate`: what the citizen said; nobody reached if absent.
    pub solved: Option<Solved>,
    /// `supervise`: how long the unit has.
    pub answer_within: Option<Length>,
    /// `discharge`: which order; 1 if absent.
    pub order: Option<u32>,
    /// `classify`: the new category.
    pub category: Option<CategoryCode>,
    /// `classify`: the new complexity.
    pub complexity: Option<Complexity>,
    /// `classify`: the new risk.
    pub risk: Option<Risk>,
    /// `name_respondents`: units.
    pub respondent_units: Vec<UnitId>,
}

impl With {
    /// The input of a kind, as far as it stands here; none where something is missing, and for kinds that need to know the
    /// case or to keep words.
    pub fn input(&self, kind: InputKind) -> Option<Input> {
        Some(match kind {
            InputKind::Classify => Input::Classify(Classification {
                category: self.category.clone(),
                complexity: self.complexity,
                risk: self.risk,
            }),
            InputKind::Assign => Input::Assign(self.assignment()?),
            InputKind::JointSession => Input::JointSession(JointSession {
                assignment: self.assignment()?,
                minutes: self.document.clone()?,
            }),
            InputKind::Unit => Input::Unit(self.unit.clone()?),
            InputKind::Units => Input::Units(self.units.iter().cloned().collect()),
            InputKind::Signing => Input::Signing(SigningInput {
                mode: self.mode.unwrap_or(SigningMode::All),
                signers: self.signers.iter().cloned().collect(),
            }),
            InputKind::Verdict => Input::Verdict(self.verdict?),
            InputKind::Person => Input::Person(self.person.clone()?),
            InputKind::Extend => Input::Extend(Extend { limit: self.limit.clone()?, by: self.by? }),
            InputKind::Solved => Input::Solved(self.solved),
            InputKind::Order => Input::Order(self.answer_within?),
            InputKind::OrderNumber => Input::OrderNumber(self.order?),
            InputKind::Reasoned | InputKind::Suspend | InputKind::Case | InputKind::Parties => {
                return None;
            }
        })
    }

    fn assignment(&self) -> Option<Assignment> {
        let assistants = self.assistants.iter().cloned().collect();
        Some(Assignment { lead: self.lead.clone()?, assistants })
    }
}

/// What must be so after a step. Absent parts are not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// The refusal's code; nothing else changes then.
    pub refused: Option<Code>,
    /// The state.
    pub state: Option<StateName>,
    /// The stage.
    pub stage: Option<Stage>,
    /// Who holds it: a unit, `citizen`, `law`, or `nobody` at an end.
    pub holder: Option<String>,
    /// The outcome with which it ended.
    pub ended: Option<OutcomeName>,
    /// Deadlines of open clocks: `2026-03-09` for the last day that is in time, `2026-03-09 17:30` for the instant;
    /// `none` if no such clock is open.
    pub deadlines: IndexMap<LimitName, String>,
    /// Letters sent by this step, all of them.
    pub tells: Option<Vec<LetterName>>,
    /// Levels reached on the way to this step, all of them, as `{limit: handle, act: urge}`.
    pub levels: Option<Vec<Reached>>,
    /// Whether the case is suspended.
    pub suspended: Option<bool>,
    /// How many parties it has.
    pub parties: Option<u32>,
    /// What this step's actor may do now, all of it.
    pub allowed: Option<Vec<TransitionName>>,
    /// Evidence kinds on which a refusal or an offer insists; for `evidence_missing`.
    pub lacks: Option<Vec<EvidenceName>>,
}

/// A level that was reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// The limit.
    pub limit: LimitName,
    /// What the level does.
    pub act: Act,
}
