//! What verbs need beyond their forms, as it comes over the wire.

use domain::case::{
    Assignment, Classification, Complexity, Extend, Input, JointSession, Reasoned, Risk,
    SigningInput, SigningMode, Solved, Suspend, Verdict,
};
use domain::clock::Length;
use domain::id::{CaseId, PartyId, UnitId};
use domain::workflow::Stage;
use engine::wording::Wording;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::Problem;

/// What a verb needs beyond its form. Absent where it needs nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum InputIn {
    /// For `classify`: what changes; absent parts stay.
    Classify(ClassifyIn),
    /// For `assign` and `redispatch`.
    Assign(AssignmentIn),
    /// For `return` and `object`.
    Reasoned(ReasonedIn),
    /// For `transfer`, `delegate`, `escalate`, `release` and `consult`: a unit.
    Unit(String),
    /// For `join` and `copy`: units.
    Units(Vec<String>),
    /// For `open_signing`.
    Signing(SigningIn),
    /// For `countersign`, `spot_check` and `verify`: yes or no.
    Verdict(VerdictIn),
    /// For `add_signer` and `drop_signer`: a person.
    Person(String),
    /// For `request_extension`.
    Extend(ExtendIn),
    /// For `suspend`.
    Suspend(SuspendIn),
    /// For `merge` and `link_repeat`: the older case.
    Case(Uuid),
    /// For `split`: the parties who leave.
    Parties(Vec<Uuid>),
    /// For `call_back` and `rate`: what the citizen said, or null if nobody was reached.
    Solved(Option<SolvedIn>),
    /// For `joint_session`.
    JointSession(JointSessionIn),
    /// For `supervise`: how long the unit has to answer, such as `3 work_day`.
    Order(String),
    /// For `discharge`: the number of the order.
    OrderNumber(u32),
}

/// What changes in a classification.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassifyIn {
    /// The category.
    category: Option<String>,
    /// How hard.
    complexity: Option<ComplexityIn>,
    /// How dangerous.
    risk: Option<RiskIn>,
}

/// Which unit leads and which assist.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignmentIn {
    /// The unit that leads.
    lead: String,
    /// Units that assist.
    #[serde(default)]
    assistants: Vec<String>,
}

/// Why a unit sends a case back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonedIn {
    /// The coded reason.
    reason: String,
    /// The legal basis, in words.
    basis: String,
}

/// Who must sign.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SigningIn {
    /// Whether all must, or any one of them.
    mode: SigningModeIn,
    /// Who.
    signers: Vec<String>,
}

/// Which limit is to be extended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendIn {
    /// Which.
    limit: String,
    /// By how much, such as `5 work_day`.
    by: String,
}

/// A suspension.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuspendIn {
    /// The listed ground.
    ground: String,
    /// The document that proves it.
    document: Option<String>,
    /// Until when, RFC 3339.
    #[schema(format = DateTime)]
    until: String,
}

/// What a joint session decided.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JointSessionIn {
    /// Who leads and who assists.
    assignment: AssignmentIn,
    /// The number of the minutes.
    minutes: String,
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident for $domain:ty { $($(#[$vdoc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name {
            $($(#[$vdoc])* $variant,)*
        }

        impl From<$name> for $domain {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant,)* }
            }
        }
    };
}

word!(
    /// How hard a case is.
    ComplexityIn for Complexity {
        /// Simple 简单.
        Simple,
        /// General 一般.
        General,
        /// Complex 复杂.
        Complex,
    }
);
word!(
    /// How dangerous a case is.
    RiskIn for Risk {
        /// Low 低.
        Low,
        /// Medium 中.
        Medium,
        /// High 高.
        High,
    }
);
word!(
    /// The stage of the loop.
    StageIn for Stage {
        /// 排 take in and screen.
        Screen,
        /// 研 study.
        Study,
        /// 交 assign.
        Assign,
        /// 办 handle.
        Handle,
        /// 督 supervise.
        Supervise,
        /// 结 close.
        Close,
        /// 考 assess.
        Assess,
    }
);
word!(
    /// Whether all signers must sign, or any one.
    SigningModeIn for SigningMode {
        /// All 会签.
        All,
        /// Any 或签.
        Any,
    }
);
word!(
    /// Yes or no.
    VerdictIn for Verdict {
        /// Agreed, passed.
        Yes,
        /// Refused, failed.
        No,
    }
);
word!(
    /// What the citizen says.
    SolvedIn for Solved {
        /// Solved 解决了.
        Yes,
        /// Partly 部分解决; counts as not solved.
        Partly,
        /// Not solved 没解决.
        No,
    }
);

impl InputIn {
    /// As the core wants it.
    pub(crate) fn read(self, wording: &mut Wording) -> Result<Input, Problem> {
        Ok(match self {
            Self::Classify(classify) => Input::Classify(Classification {
                category: classify.category.as_deref().map(Into::into),
                complexity: classify.complexity.map(Into::into),
                risk: classify.risk.map(Into::into),
            }),
            Self::Assign(assignment) => Input::Assign(assignment.read()),
            Self::Reasoned(reasoned) => Input::Reasoned(Reasoned {
                reason: reasoned.reason.as_str().into(),
                basis: wording.keep(&reasoned.basis)?,
            }),
            Self::Unit(unit) => Input::Unit(unit.as_str().into()),
            Self::Units(all) => Input::Units(units(&all)),
            Self::Signing(signing) => Input::Signing(SigningInput {
                mode: signing.mode.into(),
                signers: signing.signers.iter().map(|person| person.as_str().into()).collect(),
            }),
            Self::Verdict(verdict) => Input::Verdict(verdict.into()),
            Self::Person(person) => Input::Person(person.as_str().into()),
            Self::Extend(extend) => Input::Extend(Extend {
                limit: extend.limit.as_str().into(),
                by: length(&extend.by)?,
            }),
            Self::Suspend(suspend) => Input::Suspend(Suspend {
                ground: suspend.ground.as_str().into(),
                document: suspend.document.as_deref().map(Into::into),
                until: instant(&suspend.until)?,
            }),
            Self::Case(case) => Input::Case(CaseId(case)),
            Self::Parties(parties) => Input::Parties(parties.into_iter().map(PartyId).collect()),
            Self::Solved(solved) => Input::Solved(solved.map(Into::into)),
            Self::JointSession(session) => Input::JointSession(JointSession {
                assignment: session.assignment.read(),
                minutes: session.minutes.as_str().into(),
            }),
            Self::Order(time) => Input::Order(length(&time)?),
            Self::OrderNumber(number) => Input::OrderNumber(number),
        })
    }
}

impl AssignmentIn {
    fn read(self) -> Assignment {
        Assignment { lead: self.lead.as_str().into(), assistants: units(&self.assistants) }
    }
}

fn units(names: &[String]) -> std::collections::BTreeSet<UnitId> {
    names.iter().map(|unit| UnitId::from(unit.as_str())).collect()
}

fn length(text: &str) -> Result<Length, Problem> {
    text.parse().map_err(|_| {
        Problem::malformed(
            format!("“{text}”不是时限，应如“5 work_day”"),
            format!("`{text}` is no length such as `5 work_day`"),
        )
    })
}

/// An instant in RFC 3339.
pub(crate) fn instant(text: &str) -> Result<domain::id::Timestamp, Problem> {
    text.parse().map(store::moment::truncated).map_err(|_| {
        Problem::malformed(
            format!("“{text}”不是时间，应如“2026-11-23T09:00:00+08:00”"),
            format!("`{text}` is no instant such as `2026-11-23T09:00:00+08:00`"),
        )
    })
}
