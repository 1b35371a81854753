//! Cases as they change, as a stream (server-sent events). It says that a case has changed and to which version; what it
//! is about, one reads. Each event is for those who may see the case at that moment.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use domain::access::view;
use engine::engine::Changed;
use futures::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::caller::{Caller, Scope};
use crate::pages::Visitor;
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Streams which of the cases that the caller sees have changed through this node. What is changed through another node
/// that shares the database is not told here: where there are several, ask for lists now and then as well.
#[utoipa::path(get, path = "/api/v1/events", tag = "cases",
    responses((status = 200, description = "Events `case` with id, number and version; `missed` when some were left out",
        content_type = "text/event-stream"), Refusals), security(("bearer" = [])))]
pub(crate) async fn events(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    caller.needs(Scope::CasesRead)?;
    watched(state, caller, said)
}

/// The same for pages, by the same rule: to which version the case has come, and nothing that is not in the address of
/// its row.
pub(crate) async fn page_events(
    State(state): State<Shared>,
    Visitor { caller, .. }: Visitor,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    watched(state, caller, said_to_pages)
}

/// What a watcher is told of a change.
type Said = fn(&Changed) -> Value;

fn said(change: &Changed) -> Value {
    json!({ "id": change.case.id, "number": change.number, "version": change.case.seq })
}

fn said_to_pages(change: &Changed) -> Value {
    json!({ "kind": "case", "number": change.number, "rev": change.case.seq })
}

/// The stream of what one caller may know.
fn watched(
    state: Shared,
    caller: Caller,
    said: Said,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let watching = state.limits.watch(&caller.person)?;
    let closing = state.closing.clone();
    let changes = BroadcastStream::new(state.engine.watch());
    let told = changes.then(move |change| {
        let (state, caller) = (state.clone(), caller.clone());
        async move { tell(&state, &caller, change, said).await }
    });
    let events = told
        .take_while(|told| std::future::ready(!matches!(told, Told::Closed)))
        .filter_map(|told| std::future::ready(told.event().map(Ok)));
    let events = events.take_until(async move {
        let _held = watching;
        closing.cancelled().await;
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// What becomes of a change on its way to a watcher.
enum Told {
    /// It is for the watcher.
    Event(Event),
    /// It is not.
    Nothing,
    /// The watcher is nobody any more: the stream ends.
    Closed,
}

impl Told {
    fn event(self) -> Option<Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::Nothing | Self::Closed => None,
        }
    }
}

/// Tells a watcher of a change. Who may know is asked now and not by the case as the change left it: since then the
/// watcher may have been named.
async fn tell(
    state: &Shared,
    caller: &Caller,
    change: Result<Changed, BroadcastStreamRecvError>,
    said: Said,
) -> Told {
    let change = match change {
        Ok(change) => change,
        // How many were missed is not told: most of them are not for this watcher.
        Err(BroadcastStreamRecvError::Lagged(_)) => {
            return Told::Event(Event::default().event("missed").data(""));
        }
    };
    // Most changes are for others. That is known from the case as the change left it, without asking the database; whoever
    // sees it only by a later change is told of that one.
    if !is_for(state, caller, &change) {
        return Told::Nothing;
    }
    // Somebody else's change is no use of the session: it must not keep it from ending unused.
    match state.engine.is_signed_in(&caller.token).await {
        Ok(true) => {}
        Ok(false) => return Told::Closed,
        Err(_) => return Told::Nothing,
    }
    let seen = state.engine.read(&caller.who(), change.case.id).await;
    if !seen.is_ok_and(|seen| seen.is_some()) {
        return Told::Nothing;
    }
    Told::Event(Event::default().event("case").data(said(&change).to_string()))
}

fn is_for(state: &Shared, caller: &Caller, change: &Changed) -> bool {
    let snapshot = state.engine.directory();
    let actor = caller.who().actor(&snapshot.directory);
    actor.is_some_and(|actor| view(&actor, &change.case, &snapshot.directory).is_ok())
}
