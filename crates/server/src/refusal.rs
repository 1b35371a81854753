//! A refusal of the core or the store as a problem: its status, what it says, and the facts that its reader may know.

use axum::http::StatusCode;
use domain::case::{Code, Rejection};
use domain::id::WorkflowName;
use domain::refusal::Refused;
use domain::text::Bilingual;
use engine::{Engine, Error};
use serde_json::{Value, json};
use store::change::Refusal;

use crate::problem::Problem;

/// The code of a refusal of a key under which something else was sent before.
pub(crate) const KEY_REUSED: &str = "idempotency_key_reused";

/// A refusal, on its way to who is refused.
pub(crate) fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Rejected(rejection) => rejected(&rejection, rejection.public_message()),
        Refusal::Stale { version } => Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "stale",
            "案件已有新的变化，请看过后再操作",
            "the case has moved on; look at it and try again",
        )
        .with("version", version),
        Refusal::KeyReused => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            KEY_REUSED,
            "同一个幂等键用于了不同的请求",
            "the idempotency key was used for another request",
        ),
        Refusal::TokenUsed => Problem::new(
            StatusCode::CONFLICT,
            "token_used",
            "这个评价链接已经用过或者已经过期；凭查询码进“查进度”，可以看到现在的情况",
            "this link to rate was used or has expired; with the receipt code you see how it stands now",
        ),
        Refusal::SourceRepeated => Problem::new(
            StatusCode::CONFLICT,
            "source_repeated",
            "这件诉求已经登记过",
            "this complaint was registered before",
        ),
        Refusal::DirectoryMoved | Refusal::LeaseLost => Problem::unavailable(),
    }
}

/// A refusal of the core in the words of the workflow.
pub(crate) fn worded(refused: &Refused<'_>) -> Problem {
    rejected(refused.rejection, refused.text())
}

/// Why a complaint was not filed, in the words of its workflow.
pub(crate) fn unfiled(engine: &Engine, workflow: &WorkflowName, error: Error) -> Problem {
    if let Error::Refused(Refusal::Rejected(rejection)) = &error {
        return rejected(rejection, engine.unfiled(workflow, rejection));
    }
    error.into()
}

/// Refusals of somebody who may not do this at all.
const FOR_OTHERS: [Code; 2] = [Code::NotYours, Code::MayNotFile];

/// Refusals of what was filled in.
const OF_THE_INPUT: [Code; 16] = [
    Code::FormFaulty,
    Code::EvidenceMissing,
    Code::InputMismatch,
    Code::UnknownUnit,
    Code::UnknownPerson,
    Code::UnknownTransition,
    Code::UnknownReason,
    Code::BasisMissing,
    Code::ReasonMissing,
    Code::NotALeader,
    Code::BadDay,
    Code::NobodyNamed,
    Code::NoParty,
    Code::OrderTooLong,
    Code::DocumentMissing,
    Code::DocumentTooLong,
];

/// A refusal of the core. What is missing or wrong in the input is the request's fault, the rest is the case's state.
fn rejected(rejection: &Rejection, message: Bilingual) -> Problem {
    if *rejection == Rejection::NotFound {
        return Problem::not_found();
    }
    let status = if FOR_OTHERS.contains(&rejection.code()) {
        StatusCode::FORBIDDEN
    } else if OF_THE_INPUT.contains(&rejection.code()) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    };
    let problem = Problem::new(status, rejection.code().as_str(), message.zh, message.en);
    facts(rejection).into_iter().fold(problem, |problem, (name, fact)| problem.with(name, fact))
}

/// The facts of a refusal, by their names. One that a refusal gains is told to nobody until it is named here: it may be
/// another case, as that in which this one goes on. A case that the reader has named stays theirs.
fn facts(rejection: &Rejection) -> Vec<(&'static str, Value)> {
    use Rejection as R;
    match rejection {
        R::UnknownTransition { transition } => vec![("transition", json!(transition))],
        R::WrongState { state } | R::NotMapped { state } => vec![("state", json!(state))],
        R::NotYours { seats } => vec![("seats", json!(seats))],
        R::CaseSuspended { until } => vec![("until", json!(until))],
        R::ConditionFails { condition } => vec![("condition", json!(condition))],
        R::CounterExhausted { counter, at_most } => {
            vec![("counter", json!(counter)), ("at_most", json!(at_most))]
        }
        R::FormFaulty { fields } => vec![("fields", json!(fields))],
        R::EvidenceMissing { evidence } => vec![("evidence", json!(evidence))],
        R::InputMismatch { verb } => vec![("verb", json!(verb))],
        R::UnknownUnit { unit }
        | R::SameUnit { unit }
        | R::NoHandler { unit }
        | R::NotAbove { unit }
        | R::NotAssisting { unit } => vec![("unit", json!(unit))],
        R::UnknownPerson { person }
        | R::NotAHandler { person }
        | R::HasSponsor { person }
        | R::NotALeader { person } => vec![("person", json!(person))],
        R::UnknownReason { reason } => vec![("reason", json!(reason))],
        R::ExtensionTooLong { longest } | R::OrderTooLong { longest } => {
            vec![("longest", json!(longest))]
        }
        R::DocumentTooLong { longest } => vec![("longest", json!(longest))],
        R::DeadlinePassed { limit } => vec![("limit", json!(limit))],
        R::UnknownGround { ground } => vec![("ground", json!(ground))],
        R::BadEndDate { latest } => vec![("latest", json!(latest))],
        R::UnknownCase { case } | R::NotOlder { case } => vec![("case", json!(case))],
        R::GoesOnElsewhere { case: _ }
        | R::NotFound
        | R::AlreadyFiled
        | R::MayNotFile
        | R::NoParty
        | R::NotInForce
        | R::WrongVersion
        | R::CaseRestricted
        | R::NeedsDocument
        | R::ConflictOfInterest
        | R::OtherHandler
        | R::SameHandler
        | R::NoLead
        | R::NoAssistants
        | R::NobodyNamed
        | R::BasisMissing
        | R::ReasonMissing
        | R::NoSponsor
        | R::BadDay
        | R::SigningOpen
        | R::NoSigning
        | R::NotSigner
        | R::AlreadySigner
        | R::LastSigner
        | R::NotExtendable
        | R::ExtensionPending
        | R::NoExtension
        | R::SamePerson
        | R::DocumentMissing
        | R::NotSuspended
        | R::AlreadyRead
        | R::NobodyHeard
        | R::BadSplit
        | R::NoOrder
        | R::NotDue
        | R::NotToScreen => Vec::new(),
    }
}
