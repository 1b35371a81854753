//! What was sent to the systems of others, try by try, and what nobody tries any more. No case is named in it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::instant;
use super::page::{cut, page_size};
use super::subscriptions::kept;
use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesIn {
    /// Where the page begins: the `next` of the page before.
    after: Option<Uuid>,
    /// How many, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriesOut {
    /// The tries, the newest first.
    tries: Vec<TryOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
}

/// A try.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TryOut {
    /// The id of the event, which is the same in every try.
    event: Uuid,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// Which try it was, from 1.
    attempt: i32,
    /// When it began.
    at: String,
    /// The status of the answer; absent where nobody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i32>,
    /// How long it took, in milliseconds.
    took_ms: i64,
    /// Why it did not work; absent if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// A page of deliveries that nobody tries any more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadDeliveriesOut {
    /// The deliveries, in the order of their ids.
    deliveries: Vec<DeadDeliveryOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
}

/// A delivery that nobody tries any more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadDeliveryOut {
    /// The id of the event.
    event: Uuid,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// When the event happened.
    at: String,
    /// Since when nobody tries it.
    dead_at: String,
    /// How often it was tried.
    attempts: i32,
    /// Why it did not work last.
    failure: String,
}

/// Lists what was sent for a subscription, try by try.
#[utoipa::path(get, path = "/api/v1/subscriptions/{id}/log", tag = "administration",
    params(("id" = Uuid, Path), DeliveriesIn), responses((status = 200, body = TriesOut), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn log(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<DeliveriesIn>,
) -> Result<axum::Json<TriesOut>, Problem> {
    let id = kept(&state, &caller, id).await?;
    let limit = page_size(query.limit)?;
    let mut tries = state.engine.store().delivery_tries(id, query.after, limit + 1).await?;
    let next = cut(&mut tries, limit).map(|last| last.id);
    let tries = tries.into_iter().map(|tried| TryOut {
        event: tried.delivery,
        kind: tried.topic,
        attempt: tried.attempt,
        at: instant(tried.at),
        status: tried.status,
        took_ms: tried.took_ms,
        failure: tried.failure,
    });
    Ok(axum::Json(TriesOut { tries: tries.collect(), next }))
}

/// Lists the deliveries of a subscription that nobody tries any more until a person says so.
#[utoipa::path(get, path = "/api/v1/subscriptions/{id}/dead", tag = "administration",
    params(("id" = Uuid, Path), DeliveriesIn), responses((status = 200, body = DeadDeliveriesOut), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn dead(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<DeliveriesIn>,
) -> Result<axum::Json<DeadDeliveriesOut>, Problem> {
    let id = kept(&state, &caller, id).await?;
    let limit = page_size(query.limit)?;
    let mut dead = state.engine.store().dead_deliveries(id, query.after, limit + 1).await?;
    let next = cut(&mut dead, limit).map(|last| last.id);
    let deliveries = dead.into_iter().map(|dead| DeadDeliveryOut {
        event: dead.id,
        kind: dead.topic,
        at: instant(dead.at),
        dead_at: instant(dead.dead_at),
        attempts: dead.attempts,
        failure: dead.failure,
    });
    Ok(axum::Json(DeadDeliveriesOut { deliveries: deliveries.collect(), next }))
}
