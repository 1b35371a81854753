//! Cases as they change, as a stream (server-sent events). It says that a case has changed and to which version; what it
//! is about, one reads. Each event is for those who may see the case at that moment.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use domain::access::view;
use futures::{Stream, StreamExt};
use serde_json::json;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::caller::{Caller, Scope};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Streams which of the cases that the caller sees have changed.
#[utoipa::path(get, path = "/api/v1/events", tag = "cases",
    responses((status = 200, description = "Events `case` with id, number and version; `missed` when some were left out",
        content_type = "text/event-stream"), Refusals), security(("bearer" = [])))]
pub(crate) async fn events(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let closing = state.closing.clone();
    let changes = BroadcastStream::new(state.engine.watch());
    let events = changes.filter_map(move |change| {
        let (state, caller) = (state.clone(), caller.clone());
        async move {
            let change = match change {
                Ok(change) => change,
                Err(BroadcastStreamRecvError::Lagged(count)) => {
                    return Some(Ok(Event::default().event("missed").data(count.to_string())));
                }
            };
            // The session may have ended and the rights may have changed since the stream was opened.
            let holder = state.engine.holder_of(&caller.token).await.ok().flatten()?;
            let snapshot = state.engine.refresh_directory().await.ok()?;
            let actor = engine::Who::Person(holder.person).actor(&snapshot.directory)?;
            view(&actor, &change.case, &snapshot.directory).ok()?;
            let data = json!({
                "id": change.case.id, "number": change.number, "version": change.case.seq,
            });
            Some(Ok(Event::default().event("case").data(data.to_string())))
        }
    });
    let events = events.take_until(async move { closing.cancelled().await });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
