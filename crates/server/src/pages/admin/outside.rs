//! Outside bodies and systems of others, for who keeps the installation and sees no case: what waits there, believing a body
//! again, and the subscriptions to events with the log of what was sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Timestamp;
use engine::agencies::Agency;
use store::subscriptions::{Backlog, LoggedTry, Subscription};
use uuid::Uuid;

use super::rules::{no_such_step, reason_of};
use crate::api::agencies::released;
use crate::api::names::Names;
use crate::api::subscriptions::{keeper, kept};
use crate::extract::Path;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::outside_kind;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many tries of a log are shown.
const TRIES: u32 = 100;

/// A body in the table.
#[derive(Debug)]
struct BodyRow {
    unit: String,
    name: String,
    kind: String,
    heard_at: Option<String>,
    bad: i32,
    quarantined_at: Option<String>,
    waiting: u64,
    dead: u64,
    for_people: u64,
}

/// A subscription in the table.
#[derive(Debug)]
struct SubscriptionRow {
    id: Uuid,
    unit: String,
    url: String,
    topics: usize,
    paused_at: Option<String>,
    waiting: i64,
    dead: i64,
}

#[derive(Template)]
#[template(path = "admin_outside.html")]
struct OutsidePage {
    shell: Shell,
    bodies: Vec<BodyRow>,
    subscriptions: Vec<SubscriptionRow>,
    error: Option<String>,
    reason: String,
}

/// Shows them.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    Ok(page(&outside(&state, shell).await?, StatusCode::OK))
}

async fn outside(state: &Shared, shell: Shell) -> Result<OutsidePage, Problem> {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let bodies = state.engine.agencies().await?;
    let bodies = bodies.iter().map(|body| body_row(body, names)).collect();
    let store = state.engine.store();
    let (subscriptions, backlogs) = (store.subscriptions().await?, store.backlogs().await?);
    let subscriptions = subscriptions.into_iter().map(|subscription| {
        let backlog = backlogs.get(&subscription.id).copied().unwrap_or_default();
        subscription_row(subscription, backlog, names)
    });
    let subscriptions = subscriptions.collect();
    Ok(OutsidePage { shell, bodies, subscriptions, error: None, reason: String::new() })
}

fn body_row(body: &Agency, names: Names<'_>) -> BodyRow {
    BodyRow {
        name: names.unit(&body.unit).name,
        unit: body.unit.to_string(),
        kind: outside_kind(&body.kind, names.language),
        heard_at: body.known.heard_at.map(|at| local(names, at)),
        bad: body.known.bad,
        quarantined_at: body.known.quarantined_at.map(|at| local(names, at)),
        waiting: body.waiting.outbox,
        dead: body.waiting.dead,
        for_people: body.waiting.people,
    }
}

fn subscription_row(it: Subscription, backlog: Backlog, names: Names<'_>) -> SubscriptionRow {
    SubscriptionRow {
        id: it.id.0,
        unit: names.unit(&it.unit).name,
        url: it.url,
        topics: it.topics.len(),
        paused_at: it.paused.map(|paused| local(names, paused.at)),
        waiting: backlog.waiting,
        dead: backlog.dead,
    }
}

/// An instant as the clock on the wall shows it.
pub(super) fn local(names: Names<'_>, at: Timestamp) -> String {
    names.definitions.calendar.minute_text(at)
}

/// Does what is asked for: believes a body again, or pauses, resumes or tries a subscription again.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    keeper(&state, &visitor.caller).await?;
    match done(&state, &visitor, &posted).await {
        Ok(()) => Ok(Redirect::to("/s/admin/agencies").into_response()),
        Err(problem) if problem.status().is_client_error() => {
            let mut shown = outside(&state, visitor.shell).await?;
            shown.error = Some(problem.line(shown.shell.language));
            posted.one("reason").clone_into(&mut shown.reason);
            Ok(page(&shown, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

async fn done(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<(), Problem> {
    let reason = reason_of(posted)?;
    // A button says what, and to which: `release.court`, `pause.0190…`.
    let (what, which) = posted.one("do").split_once('.').unwrap_or_default();
    if what == "release" {
        return released(state, &visitor.caller, which, &reason).await;
    }
    let id = Uuid::parse_str(which).map_err(|_| Problem::not_found())?;
    let (id, by) = (kept(state, &visitor.caller, id).await?, Some(&visitor.caller.person));
    match what {
        "pause" => _ = state.engine.pause_subscription(id, by, &reason).await?,
        "resume" => _ = state.engine.resume_subscription(id, by, &reason).await?,
        "retry" => _ = state.engine.retry_deliveries(id, by, &reason).await?,
        _ => return Err(no_such_step()),
    }
    Ok(())
}

/// A try in the log.
#[derive(Debug)]
struct TryRow {
    at: String,
    topic: String,
    attempt: i32,
    status: String,
    took_ms: i64,
    failure: String,
}

#[derive(Template)]
#[template(path = "admin_log.html")]
struct LogPage {
    shell: Shell,
    url: String,
    tries: Vec<TryRow>,
}

/// Shows what was sent for a subscription, try by try.
pub(super) async fn log(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let id = kept(&state, &caller, id).await?;
    let store = state.engine.store();
    let url = store.subscription(id).await?.map(|found| found.url).unwrap_or_default();
    let tries = store.delivery_tries(id, None, TRIES).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let row = |tried: LoggedTry| TryRow {
        at: local(names, tried.at),
        topic: tried.topic,
        attempt: tried.attempt,
        status: tried.status.map(|status| status.to_string()).unwrap_or_default(),
        took_ms: tried.took_ms,
        failure: tried.failure.unwrap_or_default(),
    };
    let tries = tries.into_iter().map(row).collect();
    Ok(page(&LogPage { shell, url, tries }, StatusCode::OK))
}
