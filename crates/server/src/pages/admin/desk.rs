//! What was sent to outside bodies and what they said, for the center's people who see to it: trying a message again, and
//! having looked at one. Each sees what is about cases that they see.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::agencies::{Dispatch, DispatchState, InboxFilter, InboxResult, Message, OutboxFilter};
use uuid::Uuid;

use super::outside::local;
use crate::api::inbox::worded;
use crate::api::names::Names;
use crate::api::outbox::desk;
use crate::extract::Query;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many messages are shown of each kind.
const ROWS: u32 = 100;

/// Which messages.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DeskIn {
    tab: Tab,
}

/// A kind of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    #[default]
    Person,
    Dead,
    Waiting,
    Sent,
    Inbox,
}

/// A message that goes out.
#[derive(Debug)]
struct OutRow {
    id: Uuid,
    number: String,
    unit: String,
    purpose: &'static str,
    at: String,
    attempts: i32,
    failure: String,
    dead: bool,
}

/// A message that came in.
#[derive(Debug)]
struct InRow {
    key: String,
    number: Option<String>,
    unit: String,
    id: String,
    at: String,
    result: String,
    why: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "agencies.html")]
struct DeskPage {
    shell: Shell,
    tabs: [(&'static str, &'static str, bool); 5],
    is_inbox: bool,
    sent: Vec<OutRow>,
    said: Vec<InRow>,
}

/// Shows the messages of one kind, the newest first.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<DeskIn>,
) -> Result<Response, Problem> {
    let reader = desk(&state, &caller).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let is_inbox = matches!(query.tab, Tab::Person | Tab::Inbox);
    let out = match query.tab {
        Tab::Dead => Some(DispatchState::Dead),
        Tab::Waiting => Some(DispatchState::Waiting),
        Tab::Sent => Some(DispatchState::Sent),
        Tab::Person | Tab::Inbox => None,
    };
    let (mut sent, mut said) = (Vec::new(), Vec::new());
    if let Some(out) = out {
        let filter = OutboxFilter { state: Some(out), ..OutboxFilter::default() };
        let found = state.engine.outbox(&reader, &filter, ROWS).await?;
        sent = found.into_iter().map(|it| out_row(it, names, &shell)).collect();
    } else {
        let result = (query.tab == Tab::Person).then_some(InboxResult::Person);
        let filter = InboxFilter { result, ..InboxFilter::default() };
        let found = state.engine.inbox(&reader, filter, ROWS).await?;
        said = found.into_iter().map(|it| in_row(it, names, &shell)).collect();
    }
    let w = &shell.w.admin;
    let tab = |name, label, tab| (name, label, query.tab == tab);
    let tabs = [
        tab("person", w.for_people, Tab::Person),
        tab("dead", w.dead, Tab::Dead),
        tab("waiting", w.waiting, Tab::Waiting),
        tab("sent", w.was_sent, Tab::Sent),
        tab("inbox", w.inbox, Tab::Inbox),
    ];
    Ok(page(&DeskPage { shell, tabs, is_inbox, sent, said }, StatusCode::OK))
}

fn out_row(it: Dispatch, names: Names<'_>, shell: &Shell) -> OutRow {
    let w = &shell.w.admin;
    let dead = it.state() == DispatchState::Dead;
    OutRow {
        id: it.id,
        number: it.number,
        unit: names.unit(&it.unit).name,
        purpose: match it.purpose {
            store::agencies::Purpose::Referral => w.referral,
            store::agencies::Purpose::Recalled => w.recalled,
            store::agencies::Purpose::Urged => w.urged,
            store::agencies::Purpose::Supplemented => w.supplemented,
            store::agencies::Purpose::RiskRaised => w.risk_raised,
        },
        at: local(names, it.sent_at.unwrap_or(it.created_at)),
        attempts: it.attempts,
        failure: it.failure.unwrap_or_default(),
        dead,
    }
}

fn in_row(it: Message, names: Names<'_>, shell: &Shell) -> InRow {
    let w = &shell.w.admin;
    let result = match it.result {
        Some(InboxResult::Applied) => w.applied,
        Some(InboxResult::Superseded) => w.superseded,
        Some(InboxResult::Person) => w.for_people,
        Some(InboxResult::Seen) => w.looked,
        Some(InboxResult::Refused) => w.was_refused,
        None => w.waiting,
    };
    InRow {
        key: format!("{} {}", it.unit, it.id),
        number: it.case.map(|(_, number)| number),
        unit: names.unit(&it.unit).name,
        at: local(names, it.received_at),
        waits: it.result == Some(InboxResult::Person),
        result: result.to_owned(),
        why: it.why.map(|why| worded(&why, shell.language)).unwrap_or_default(),
        id: it.id,
    }
}

/// Tries a message again, or notes that one was looked at.
pub(super) async fn act(
    State(state): State<Shared>,
    Visitor { caller, .. }: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    let reader = desk(&state, &caller).await?;
    let (found, to) = if let Some((unit, id)) = posted.one("seen").split_once(' ') {
        (state.engine.message_seen(&reader, &unit.into(), id).await?, "/s/agencies")
    } else {
        let id = Uuid::parse_str(posted.one("retry")).map_err(|_| Problem::not_found())?;
        (state.engine.retry_dispatch(&reader, id).await?, "/s/agencies?tab=dead")
    };
    if found { Ok(Redirect::to(to).into_response()) } else { Err(Problem::not_found()) }
}
