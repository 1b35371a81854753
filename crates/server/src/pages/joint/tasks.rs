//! The tasks of joint sessions that somebody finds: those of their unit, or of all units for those who supervise.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{PersonId, Timestamp, UnitId};
use domain::session::TaskStanding;
use domain::workflow::Words as _;
use engine::joint::{ListedTask, TaskFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::{READERS, ROWS, View};
use crate::api::names::Names;
use crate::api::page::{next_task, task_cursor};
use crate::extract::Query;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Where the list is.
const TASKS: &str = "/s/supervise/tasks";

/// Where those are that a unit should have done by now.
pub(in crate::pages) const LATE_TASKS: &str = "/s/supervise/tasks?tab=late";

/// Which tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// All.
    #[default]
    All,
    /// Those that wait for their unit.
    Waits,
    /// Those that the reader's own unit has to do.
    Own,
    /// Those that a unit should have done by now.
    Late,
    /// Those that wait to be confirmed.
    Done,
}

impl Tab {
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waits => "waits",
            Self::Own => "own",
            Self::Late => "late",
            Self::Done => "done",
        }
    }

    fn filter(self, now: Timestamp, own: Option<UnitId>) -> TaskFilter {
        let all = TaskFilter::default();
        match self {
            Self::All => all,
            Self::Waits => TaskFilter { waits: true, ..all },
            Self::Own => TaskFilter { waits: true, owner: own, ..all },
            Self::Late => TaskFilter { late_at: Some(now), ..all },
            Self::Done => TaskFilter { standing: Some(TaskStanding::Done), ..all },
        }
    }
}

/// See [`Tab`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct TasksIn {
    tab: Tab,
    after: String,
}

/// A task in the table.
#[derive(Debug)]
struct Row {
    session: Uuid,
    number: String,
    task: i64,
    unit: String,
    what: String,
    due: String,
    standing: String,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "session_tasks.html")]
struct TasksPage {
    shell: Shell,
    total: u64,
    views: Vec<View>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// Shows the tasks.
pub(in crate::pages) async fn tasks(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(TasksIn { tab, after }): Query<TasksIn>,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let (now, person) = (state.engine.clock().now(), &caller.person);
    let own = own_unit(&state, person);
    let begins = Some(after.as_str()).filter(|after| !after.is_empty());
    let begins = begins.map(task_cursor).transpose()?;
    let filter = tab.filter(now, own.clone());
    let (found, next) = state.engine.session_tasks(person, &filter, (begins, ROWS)).await?;
    let w = &shell.w.joint;
    let mut views = Vec::new();
    for (view, label) in [
        (Tab::All, w.all_tasks),
        (Tab::Own, w.own_tasks),
        (Tab::Waits, w.waits),
        (Tab::Late, w.late),
        (Tab::Done, w.done),
    ] {
        let filter = view.filter(now, own.clone());
        let count = state.engine.count_session_tasks(person, &filter).await?;
        let to = format!("{TASKS}?tab={}", view.as_str());
        views.push(View { to, label: label.to_owned(), count, current: view == tab });
    }
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let at = |after: &str| format!("{TASKS}?tab={}{after}", tab.as_str());
    let sheet = TasksPage {
        total: views.iter().find(|view| view.current).map_or(0, |view| view.count),
        rows: found.into_iter().map(|task| row(task, now, names)).collect(),
        views,
        first: begins.map(|_| at("")),
        next: next.map(|next| at(&format!("&after={}", next_task(&next)))),
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

fn own_unit(state: &Shared, person: &PersonId) -> Option<UnitId> {
    state.engine.directory().directory.staff(person).map(|staff| staff.unit)
}

fn row(ListedTask { task, what, .. }: ListedTask, now: Timestamp, names: Names<'_>) -> Row {
    let calendar = &names.definitions.calendar;
    Row {
        session: task.session,
        number: task.number,
        task: task.task,
        unit: names.unit(&task.facts.owner).name,
        what,
        is_late: task.due_at.is_some_and(|due| task.facts.is_late(due, now)),
        due: task.due_at.map(|due| domain::clock::deadline_text(calendar, due)).unwrap_or_default(),
        standing: task.facts.standing.words().get(names.language).to_owned(),
    }
}
