//! What is due and has not been escalated, and why. Empty when all is well.

use axum::extract::State;
use domain::id::Timestamp;
use serde::Serialize;
use store::queries::NotEscalated;
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

/// Why nothing was done on a clock that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// No worker has come to it.
    Waiting,
    /// A worker has it.
    InHand,
    /// A worker tried, and it failed.
    Failing,
}

impl Why {
    /// Why nothing was done on this one until now.
    pub(crate) fn of(clock: &NotEscalated, now: Timestamp) -> Self {
        match (clock.failures, clock.leased_until > now) {
            (1.., _) => Self::Failing,
            (_, true) => Self::InHand,
            (_, false) => Self::Waiting,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InHand => "in_hand",
            Self::Failing => "failing",
        }
    }
}

/// Reports what is due and has not been escalated, and why.
#[utoipa::path(get, path = "/api/v1/due-not-escalated", tag = "supervision",
    responses((status = 200, body = DueOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn due(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<DueOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    caller.supervises(&state.engine).await?;
    let now = state.engine.clock().now();
    let clocks = state.engine.not_escalated(&caller.who(), ROWS_MAX).await?;
    let due = clocks.into_iter().map(|clock| DueClockOut {
        why: Why::of(&clock, now).word().to_owned(),
        case: clock.case.0,
        limit: clock.limit,
        since: instant(clock.wake_at),
        failures: clock.failures,
    });
    Ok(axum::Json(DueOut { due: due.collect() }))
}
