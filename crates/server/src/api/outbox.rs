//! What was sent to outside bodies, waits or is dead, and having it tried again.

use axum::extract::State;
use axum::http::StatusCode;
use engine::agencies::Reader;
use serde::{Deserialize, Serialize};
use store::agencies::{Dispatch, DispatchState, OutboxFilter};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{Named, Names, instant};
use super::page::{cut, no_next, page_size};
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which messages of the outbox.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OutboxIn {
    /// To this body.
    unit: Option<String>,
    /// That stand so.
    #[param(inline)]
    state: Option<DispatchStateIn>,
    /// After this message: `next` of the page before.
    after: Option<String>,
    /// How many, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// How a message stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DispatchStateIn {
    /// It is tried until it has arrived.
    Waiting,
    /// The body has it, or the exchange of files that leads there.
    Sent,
    /// Nobody tries it any more until a person says so. Left out is what is of no use any more: the case is elsewhere.
    Dead,
}

/// Messages of the outbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutboxOut {
    /// The messages, the newest first.
    messages: Vec<DispatchOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A message of the outbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DispatchOut {
    /// Its id.
    id: Uuid,
    /// Of which case.
    case: Uuid,
    /// The number of the case.
    number: String,
    /// To which body.
    unit: Named,
    /// What for: `referral`, `recalled`, `urged`, `supplemented`, `risk_raised`.
    purpose: String,
    /// `waiting`, `sent` or `dead`.
    state: String,
    /// When it was asked for.
    created_at: String,
    /// The next try, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_try: Option<String>,
    /// How often it was tried.
    attempts: i32,
    /// Why it did not work last.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<String>,
}

impl DispatchOut {
    fn new(dispatch: Dispatch, names: Names<'_>) -> Self {
        let state = dispatch.state();
        Self {
            id: dispatch.id,
            case: dispatch.case.0,
            number: dispatch.number,
            unit: names.unit(&dispatch.unit),
            purpose: dispatch.purpose.as_str().to_owned(),
            state: state.as_str().to_owned(),
            created_at: instant(dispatch.created_at),
            next_try: (state == DispatchState::Waiting).then(|| instant(dispatch.due_at)),
            attempts: dispatch.attempts,
            failure: dispatch.failure,
            sent_at: dispatch.sent_at.map(instant),
        }
    }
}

/// Lists what was sent to outside bodies, waits or is dead, about cases that the caller sees.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "agencies", params(OutboxIn),
    responses((status = 200, body = OutboxOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn outbox(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<OutboxIn>,
) -> Result<axum::Json<OutboxOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let limit = page_size(query.limit)?;
    let filter = OutboxFilter {
        unit: query.unit.as_deref().map(Into::into),
        state: query.state.map(|state| match state {
            DispatchStateIn::Waiting => DispatchState::Waiting,
            DispatchStateIn::Sent => DispatchState::Sent,
            DispatchStateIn::Dead => DispatchState::Dead,
        }),
        before: query.after.as_deref().map(place).transpose()?,
        case: None,
    };
    let reader = state.engine.agency_reader(&caller.who()).await?;
    let mut found = state.engine.outbox(&reader, &filter, limit + 1).await?;
    let next = cut(&mut found, limit)
        .map(|last| format!("{}.{}", last.created_at.timestamp_micros(), last.id));
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let messages = found.into_iter().map(|sent| DispatchOut::new(sent, names)).collect();
    Ok(axum::Json(OutboxOut { messages, next }))
}

/// Where a page of the outbox begins.
fn place(text: &str) -> Result<(domain::id::Timestamp, Uuid), Problem> {
    let read = text.split_once('.').and_then(|(at, id)| {
        let at = chrono::DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at, Uuid::parse_str(id).ok()?))
    });
    read.ok_or_else(no_next)
}

/// Has a message that nobody tries any more tried again.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/retry", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 204, description = "It will be tried at once"), Refusals), security(("bearer" = [])))]
pub(crate) async fn retry(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let reader = desk(&state, &caller).await?;
    let found = state.engine.retry_dispatch(&reader, id).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Refuses who does not see to what failed or belongs to no case.
pub(crate) async fn desk(state: &Shared, caller: &Caller) -> Result<Reader, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let reader = state.engine.agency_reader(&caller.who()).await?;
    if reader.is_desk() { Ok(reader) } else { Err(Problem::forbidden()) }
}
