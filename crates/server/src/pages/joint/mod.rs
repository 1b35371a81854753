//! Joint sessions 会商: their list, the list of their tasks, the form that calls one, and the page of each.

mod call;
mod minutes;
mod sheet;
mod tasks;

pub(super) use call::{blank, call};
pub(super) use sheet::{act, show};
pub(super) use tasks::{LATE_TASKS, tasks};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::session::SessionStanding;
use domain::workflow::Words as _;
use engine::joint::{ListedSession, SessionFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::page::{next_session, session_cursor};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Where the list is.
pub(super) const SESSIONS: &str = "/s/supervise/sessions";

/// The tab of those that are called and not in force yet.
const OPEN: &str = "open";

/// Where those are that are called and not in force yet.
pub(super) const OPEN_SESSIONS: &str = "/s/supervise/sessions?tab=open";

/// Those who supervise and those who take part; a list holds what each of them may know.
const READERS: [Role; 5] =
    [Role::Supervisor, Role::Director, Role::Clerk, Role::Handler, Role::UnitHead];

/// How many rows a page has.
const ROWS: u32 = 50;

/// Which sessions, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TabIn {
    tab: String,
    after: String,
}

/// A tab with its number.
#[derive(Debug)]
struct View {
    to: String,
    label: String,
    count: u64,
    current: bool,
}

/// A session in the table.
#[derive(Debug)]
struct Row {
    id: Uuid,
    number: String,
    subject: String,
    units: String,
    meets: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage {
    shell: Shell,
    total: u64,
    all: bool,
    views: Vec<View>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    /// How many tasks wait for their units.
    waiting: u64,
}

/// Shows the sessions.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<TabIn>,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let named = SessionStanding::ALL.into_iter().find(|known| known.as_str() == query.tab);
    let is_open = query.tab == OPEN;
    if named.is_none() && !query.tab.is_empty() && !is_open {
        return Err(Problem::not_found());
    }
    let standing = match named {
        Some(standing) => vec![standing],
        None if is_open => OPEN_STANDINGS.to_vec(),
        None => Vec::new(),
    };
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let after = after.map(session_cursor).transpose()?;
    let filter = SessionFilter { standing };
    let counted = filter.standing.clone();
    let found = state.engine.joint_sessions(&caller.person, &filter, (after, ROWS)).await?;
    let counts = state.engine.count_joint_sessions(&caller.person).await?;
    let of = |standing: &SessionStanding| counts.get(standing).copied().unwrap_or_default();
    let view = |view: SessionStanding| View {
        to: format!("{SESSIONS}?tab={}", view.as_str()),
        label: view.words().get(shell.language).to_owned(),
        count: of(&view),
        current: named == Some(view),
    };
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let (sessions, next) = found;
    let at = |after: &str| format!("{SESSIONS}?tab={}{after}", query.tab);
    let waits = engine::joint::TaskFilter { waits: true, ..Default::default() };
    let sheet = SessionsPage {
        total: if counted.is_empty() {
            counts.values().sum()
        } else {
            counted.iter().map(of).sum()
        },
        all: query.tab.is_empty(),
        views: SessionStanding::ALL.into_iter().map(view).collect(),
        rows: sessions.into_iter().map(|session| row(session, names)).collect(),
        first: after.map(|_| at("")),
        next: next.map(|next| at(&format!("&after={}", next_session(&next)))),
        waiting: state.engine.count_session_tasks(&caller.person, &waits).await?,
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// Called, and not in force yet.
const OPEN_STANDINGS: [SessionStanding; 2] = [SessionStanding::Called, SessionStanding::Minuted];

fn row(ListedSession { session, subject }: ListedSession, names: Names<'_>) -> Row {
    let units: Vec<_> = session.facts.units.iter().map(|unit| names.unit(unit).name).collect();
    let meets = names.definitions.calendar.local(session.meets_at);
    Row {
        id: session.id,
        number: session.number,
        subject,
        units: units.join("、"),
        meets: meets.format("%Y-%m-%d %H:%M").to_string(),
        standing: session.facts.standing.words().get(names.language).to_owned(),
    }
}
