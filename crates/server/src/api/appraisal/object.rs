//! What units object to, and what was decided of it.

use axum::extract::State;
use axum::http::StatusCode;
use domain::appraisal::ItemRef;
use domain::id::{CaseId, PersonId};
use engine::appraisal::{
    AskedObjection, NotDecided, NotTaken, ObjectionFilter, ReadObjection, Ruling,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::act::{bad_document, bad_period, bad_words, frozen};
use super::{reader, supervisor};
use crate::api::names::instant;
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// An objection that is to be raised.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectionIn {
    /// Against figures of this period.
    period: String,
    /// The unit that objects: that of the caller.
    unit: String,
    /// The figure.
    indicator: String,
    /// The case of the item; the figure as a whole if it is left out.
    case: Option<Uuid>,
    /// The number of the item among those of its case.
    #[serde(default)]
    item: u32,
    /// Why.
    #[schema(min_length = 1, max_length = 1500)]
    reason: String,
}

/// Objects to a figure of one's own unit that was published.
#[utoipa::path(post, path = "/api/v1/appraisal-objections", tag = "appraisal", request_body = ObjectionIn,
    responses((status = 201), Refusals), security(("bearer" = [])))]
pub(crate) async fn object(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<ObjectionIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    reader(&state, &caller).await?;
    let ObjectionIn { period, unit, indicator, case, item, reason } = body.value;
    let objection = AskedObjection {
        id: Uuid::now_v7(),
        period: period.parse().map_err(|_| bad_period())?,
        unit: unit.as_str().into(),
        indicator: indicator.as_str().into(),
        item: case.map(|case| ItemRef { case: CaseId(case), number: item }),
        reason,
    };
    objected(&state, &caller.person, objection).await?;
    Ok(StatusCode::CREATED)
}

/// Raises it, or says why not.
pub(crate) async fn objected(
    state: &Shared,
    person: &PersonId,
    objection: AskedObjection,
) -> Result<(), Problem> {
    let conflict = |code, zh, en| Problem::new(StatusCode::CONFLICT, code, zh, en);
    state.engine.object(person, objection).await?.map_err(|refused| match refused {
        NotTaken::Gone => Problem::not_found(),
        NotTaken::NotYours => Problem::forbidden(),
        NotTaken::NotPublished => {
            conflict("not_published", "公布以后才能申诉", "only what is published is objected to")
        }
        NotTaken::Frozen(why) => frozen(state, &why),
        NotTaken::Known => conflict(
            "objection_known",
            "这一项已经申诉过，正在办理或者已经认定成立",
            "the same was objected to, and waits or was found right",
        ),
        NotTaken::BadReason => bad_words(),
    })
}

/// Objections.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectionsOut {
    /// The objections, the open ones first; 200 at most.
    objections: Vec<ObjectionOut>,
}

/// An objection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectionOut {
    /// By which it is known.
    id: Uuid,
    /// Against figures of this period.
    period: String,
    /// The unit that objects.
    unit: String,
    /// The figure.
    indicator: String,
    /// The number of the case; absent where the figure as a whole is disputed.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// When.
    at: String,
    /// Why.
    reason: String,
    /// Where it stands: `open`, `upheld` or `dismissed`.
    standing: &'static str,
    /// The document of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

impl From<ReadObjection> for ObjectionOut {
    fn from(ReadObjection { kept, case, reason, answer, .. }: ReadObjection) -> Self {
        Self {
            id: kept.id,
            period: kept.period.to_string(),
            unit: kept.unit.to_string(),
            indicator: kept.indicator.to_string(),
            number: case.map(|(number, _)| number),
            at: instant(kept.at),
            reason,
            standing: kept.standing.as_str(),
            document: kept.document.map(|document| document.to_string()),
            found: answer,
        }
    }
}

/// Lists the objections that the caller finds.
#[utoipa::path(get, path = "/api/v1/appraisal-objections", tag = "appraisal",
    responses((status = 200, body = ObjectionsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn objections(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<ObjectionsOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    reader(&state, &caller).await?;
    let known = state.engine.objections(&caller.person, ObjectionFilter::default()).await?;
    let objections = known.into_iter().map(ObjectionOut::from).collect();
    Ok(axum::Json(ObjectionsOut { objections }))
}

/// A ruling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulingIn {
    /// Whether the unit was right.
    upheld: bool,
    /// The document.
    #[schema(min_length = 1, max_length = 100)]
    document: String,
    /// What was found.
    #[schema(min_length = 1, max_length = 1500)]
    found: String,
}

/// Decides an objection; where it is upheld, what was published is corrected by an erratum.
#[utoipa::path(post, path = "/api/v1/appraisal-objections/{id}/ruling", tag = "appraisal", params(("id" = Uuid, Path)),
    request_body = RulingIn, responses((status = 204), Refusals), security(("bearer" = [])))]
pub(crate) async fn rule(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<RulingIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    let RulingIn { upheld, document, found } = body.value;
    ruled(&state, &caller.person, (id, &Ruling { upheld, document, found })).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Decides it, or says why not.
pub(crate) async fn ruled(
    state: &Shared,
    person: &PersonId,
    (id, ruling): (Uuid, &Ruling),
) -> Result<(), Problem> {
    state.engine.decide_objection(person, id, ruling).await?.map_err(|refused| match refused {
        NotDecided::Gone => Problem::not_found(),
        NotDecided::NotYours => Problem::forbidden().with_detail(
            "申诉由申诉单位以外、方案写明的人认定",
            "somebody of another unit decides, in a role that the scheme names",
        ),
        NotDecided::Stale => Problem::new(
            StatusCode::CONFLICT,
            "stale",
            "这项申诉已经有人认定",
            "somebody has decided this objection",
        ),
        NotDecided::BadDocument => bad_document(),
        NotDecided::BadReason => bad_words(),
    })
}
