//! What becomes of a bad review: it is looked into as a clue, or somebody of the center says why not.

use axum::extract::State;
use axum::http::StatusCode;
use domain::clue::WORKFLOW;
use domain::id::CaseId;
use domain::review::Dismissal;
use engine::review_clues::Decided;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::refusal::unfiled;
use crate::state::State as Shared;

/// That a review is looked into.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClueOut {
    /// The case, whoever may see it.
    case: Uuid,
}

/// Has a bad review looked into: it becomes a case of the workflow `review`, hidden from whoever was rated. Again, it is the
/// same case.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/clue", tag = "reviews", params(("id" = Uuid, Path)),
    responses((status = 200, body = ClueOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn clue(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<ClueOut>, Problem> {
    let case = looked_into(&state, &caller, id).await?;
    Ok(axum::Json(ClueOut { case: case.0 }))
}

/// Has a review looked into by which somebody who may read it was not content.
pub(crate) async fn looked_into(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
) -> Result<CaseId, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let reader = (&caller.person, &state.options.center);
    let opened = state.engine.open_clue(id, reader).await;
    let opened = opened.map_err(|error| unfiled(&state.engine, &WORKFLOW.into(), error))?;
    match opened {
        Decided::Clue(case) => Ok(case),
        Decided::Dismissed | Decided::NotOpen => Err(not_open()),
        Decided::None => Err(Problem::not_found()),
    }
}

fn not_open() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "review_not_open",
        "这条评价不是待核实的差评，或者已经有了处理",
        "this is no bad review that waits, or something became of it already",
    )
}

/// Why there is nothing to look into.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DismissIn {
    /// `no_fact`, `other_matter`, `repeated` or `no_matter`.
    #[schema(max_length = 20)]
    why: String,
}

/// Finds that there is nothing to look into in a bad review. Who found it and why stands in the audit.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/dismiss", tag = "reviews", request_body = DismissIn,
    params(("id" = Uuid, Path)),
    responses((status = 204), Refusals), security(("bearer" = [])))]
pub(crate) async fn dismiss(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<DismissIn>,
) -> Result<StatusCode, Problem> {
    dismissed(&state, &caller, (id, &body.value.why)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Dismisses a review, for whoever may read it.
pub(crate) async fn dismissed(
    state: &Shared,
    caller: &Caller,
    (id, why): (Uuid, &str),
) -> Result<(), Problem> {
    caller.needs(Scope::CasesWrite)?;
    let why = Dismissal::named(why).ok_or_else(|| {
        Problem::malformed("请选一个理由", "choose one of the reasons").with("at", "why")
    })?;
    let reader = (&caller.person, &state.options.center);
    match state.engine.dismiss_review(id, reader, why).await? {
        Decided::Dismissed => Ok(()),
        Decided::Clue(_) | Decided::NotOpen => Err(not_open()),
        Decided::None => Err(Problem::not_found()),
    }
}
