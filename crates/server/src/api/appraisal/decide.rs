//! The decisions by which cases leave rates.

use axum::extract::State;
use axum::http::StatusCode;
use domain::appraisal::DecisionKind;
use domain::id::{CaseId, IndicatorName, PersonId, UnitId};
use engine::appraisal::{AskedDecision, NotRecorded, ReadDecision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::act::{bad_document, bad_words};
use super::supervisor;
use crate::api::names::instant;
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// What is decided of a case. An upheld objection is decided where it was raised.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindIn {
    /// The demand is unreasonable.
    Unreasonable,
    /// Nobody in the county has the power to grant it.
    OutOfPower,
    /// Force majeure.
    ForceMajeure,
    /// It cannot be solved now and is kept on a list.
    Deferred,
    /// The judgment of the citizen was shown to be mistaken or malicious.
    MistakenRating,
}

impl From<KindIn> for DecisionKind {
    fn from(kind: KindIn) -> Self {
        match kind {
            KindIn::Unreasonable => Self::Unreasonable,
            KindIn::OutOfPower => Self::OutOfPower,
            KindIn::ForceMajeure => Self::ForceMajeure,
            KindIn::Deferred => Self::Deferred,
            KindIn::MistakenRating => Self::MistakenRating,
        }
    }
}

/// A decision that is to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionIn {
    /// By which it will be known; drawn if it is left out.
    id: Option<Uuid>,
    /// The case.
    case: Uuid,
    /// What is decided.
    kind: KindIn,
    /// For this indicator only; for all if it is left out.
    indicator: Option<String>,
    /// For this unit only; for all if it is left out.
    of_unit: Option<String>,
    /// The document that says so.
    #[schema(min_length = 1, max_length = 100)]
    document: String,
    /// Why.
    #[schema(min_length = 1, max_length = 1500)]
    reason: String,
}

/// Records a decision by which a case leaves rates; it counts in runs that are asked for afterwards.
#[utoipa::path(post, path = "/api/v1/appraisal-decisions", tag = "appraisal", request_body = DecisionIn,
    responses((status = 201), Refusals), security(("bearer" = [])))]
pub(crate) async fn decide(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<DecisionIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    let DecisionIn { id, case, kind, indicator, of_unit, document, reason } = body.value;
    let decision = AskedDecision {
        id: id.unwrap_or_else(Uuid::now_v7),
        case: CaseId(case),
        kind: kind.into(),
        indicator: indicator.as_deref().map(IndicatorName::from),
        of_unit: of_unit.as_deref().map(UnitId::from),
        document,
        reason,
    };
    recorded(&state, &caller.person, decision).await?;
    Ok(StatusCode::CREATED)
}

/// Records it, or says why not.
pub(crate) async fn recorded(
    state: &Shared,
    person: &PersonId,
    decision: AskedDecision,
) -> Result<(), Problem> {
    state.engine.record_decision(person, decision).await?.map_err(not_recorded)
}

fn not_recorded(refused: NotRecorded) -> Problem {
    match refused {
        NotRecorded::NotYours => Problem::forbidden(),
        NotRecorded::OwnUnit => Problem::malformed(
            "不能为自己所在的单位作认定，请由其他单位的人认定",
            "nobody decides for the unit that they act for",
        )
        .with("at", "of_unit"),
        NotRecorded::Gone => Problem::not_found(),
        NotRecorded::ByObjection => Problem::malformed(
            "申诉是否成立在申诉里认定",
            "whether an objection is right is decided where it was raised",
        )
        .with("at", "kind"),
        NotRecorded::BadDocument => bad_document(),
        NotRecorded::BadReason => bad_words(),
    }
}

/// Decisions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionsOut {
    /// The decisions, the newest first; 200 at most.
    decisions: Vec<DecisionOut>,
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionOut {
    /// By which it is known.
    id: Uuid,
    /// When.
    at: String,
    /// The case.
    case: Uuid,
    /// Its number.
    number: String,
    /// What was decided.
    kind: &'static str,
    /// For this indicator only.
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<String>,
    /// For this unit only.
    #[serde(skip_serializing_if = "Option::is_none")]
    of_unit: Option<String>,
    /// Who decided.
    by: String,
    /// The document.
    document: String,
    /// Why.
    reason: String,
    /// Whether it was taken back.
    revoked: bool,
}

impl From<ReadDecision> for DecisionOut {
    fn from(ReadDecision { kept, number, reason, .. }: ReadDecision) -> Self {
        let decision = kept.decision;
        Self {
            id: kept.id,
            at: instant(decision.at),
            case: decision.case.0,
            number,
            kind: decision.kind.as_str(),
            indicator: decision.indicator.map(|name| name.to_string()),
            of_unit: decision.of_unit.map(|unit| unit.to_string()),
            by: decision.by.to_string(),
            document: decision.document.to_string(),
            reason,
            revoked: kept.revoked.is_some(),
        }
    }
}

/// Lists the decisions about cases that the caller sees.
#[utoipa::path(get, path = "/api/v1/appraisal-decisions", tag = "appraisal",
    responses((status = 200, body = DecisionsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn decisions(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<DecisionsOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    supervisor(&state, &caller).await?;
    let decisions = state.engine.appraisal_decisions(&caller.person).await?;
    let decisions = decisions.into_iter().map(DecisionOut::from).collect();
    Ok(axum::Json(DecisionsOut { decisions }))
}

/// Takes a decision back; it stays, and counts no more in runs that are asked for afterwards.
#[utoipa::path(post, path = "/api/v1/appraisal-decisions/{id}/revocation", tag = "appraisal", params(("id" = Uuid, Path)),
    responses((status = 204), Refusals), security(("bearer" = [])))]
pub(crate) async fn revoke(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    revoked(&state, &caller.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes it back, or says why not.
pub(crate) async fn revoked(state: &Shared, person: &PersonId, id: Uuid) -> Result<(), Problem> {
    state.engine.revoke_decision(person, id).await?.map_err(not_recorded)
}
