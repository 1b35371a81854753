//! What is due and has not been escalated, and why. Empty when all is well.

use axum::extract::State;
use domain::actor::Role;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::instant;
use crate::caller::{Caller, Scope};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// How many are told at most.
pub(crate) const ROWS_MAX: u32 = 500;

/// What is due and has not been escalated.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DueOut {
    /// The clocks, the longest due first.
    due: Vec<DueClockOut>,
}

/// A clock on which nothing was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DueClockOut {
    /// Of which case.
    case: Uuid,
    /// Which limit; empty for the end of a suspension.
    limit: String,
    /// Since when it is due.
    since: String,
    /// Why nothing was done: `waiting`, `in_hand`, or `failing`.
    why: String,
    /// How often it failed.
    failures: i32,
}

/// Reports what is due and has not been escalated, and why.
#[utoipa::path(get, path = "/api/v1/due-not-escalated", tag = "supervision",
    responses((status = 200, body = DueOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn due(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<DueOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    caller.holding(&state.engine, &[Role::Supervisor, Role::Director]).await?;
    let now = state.engine.clock().now();
    let clocks = state.engine.not_escalated(&caller.who(), ROWS_MAX).await?;
    let due = clocks.into_iter().map(|clock| DueClockOut {
        case: clock.case.0,
        limit: clock.limit,
        since: instant(clock.wake_at),
        why: match (clock.failures, clock.leased_until > now) {
            (1.., _) => "failing",
            (_, true) => "in_hand",
            (_, false) => "waiting",
        }
        .to_owned(),
        failures: clock.failures,
    });
    Ok(axum::Json(DueOut { due: due.collect() }))
}
