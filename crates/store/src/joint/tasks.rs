//! Tasks of joint sessions: those of one, and those that somebody finds.

use domain::id::{Timestamp, UnitId};
use domain::session::{SessionStanding, TaskStanding};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::visible::column as of_session;
use super::{KeptTask, VisibleSessions, rows};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;

/// Which tasks of those that somebody finds.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// Of this standing.
    pub standing: Option<TaskStanding>,
    /// Those that the unit should have done by this instant and has not.
    pub late_at: Option<Timestamp>,
    /// Those that wait for the unit.
    pub waits: bool,
    /// Those of this unit.
    pub owner: Option<UnitId>,
}

/// After which task a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskCursor {
    /// By when it must be done, in microseconds.
    pub at: i64,
    /// Its session.
    pub session: Uuid,
    /// Its number there.
    pub task: i64,
}

/// A page of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPage {
    /// Its tasks.
    pub tasks: Vec<KeptTask>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<TaskCursor>,
}

impl Store {
    /// The tasks of a session, in their order.
    pub(super) async fn tasks_of(&self, session: Uuid) -> Result<Vec<KeptTask>, StoreError> {
        let select = select()
            .and_where(column("session_id").eq(session))
            .order_by_expr(column("task"), Order::Asc)
            .to_owned();
        self.reads().query_all(&select).await?.iter().map(rows::task).collect()
    }

    /// A page of the tasks that bind of the sessions that somebody finds, those that must be done first at the beginning.
    ///
    /// # Errors
    ///
    /// Where the database fails or a task is damaged.
    pub async fn session_tasks(
        &self,
        visible: &VisibleSessions,
        filter: &TaskFilter,
        (after, most): (Option<TaskCursor>, u32),
    ) -> Result<TaskPage, StoreError> {
        let place = || Expr::tuple([column("due_at"), column("session_id"), column("task")]);
        let mut select = select();
        select.cond_where(those(visible, filter));
        if let Some(TaskCursor { at, session, task }) = after {
            let there = Expr::tuple([Expr::val(at), Expr::val(session), Expr::val(task)]);
            select.and_where(place().gt(there));
        }
        for name in ["due_at", "session_id", "task"] {
            select.order_by_expr(column(name), Order::Asc);
        }
        select.limit(u64::from(most) + 1);
        let mut found = self.reads().query_all(&select).await?;
        let more = found.len() > most as usize;
        found.truncate(most as usize);
        let cursor = |row: &QueryResult| {
            let (session, task) = (row.try_get("", "session_id")?, row.try_get("", "task")?);
            Ok::<_, StoreError>(TaskCursor { at: row.try_get("", "due_at")?, session, task })
        };
        let next = found.last().filter(|_| more).map(cursor).transpose()?;
        Ok(TaskPage { tasks: found.iter().map(rows::task).collect::<Result<_, _>>()?, next })
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_session_tasks(
        &self,
        visible: &VisibleSessions,
        filter: &TaskFilter,
    ) -> Result<u64, StoreError> {
        let select = joined()
            .expr_as(column("task").count(), "count")
            .cond_where(those(visible, filter))
            .to_owned();
        let row = self.reads().query_one(&select).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
        Ok(count.cast_unsigned())
    }
}

/// The tasks of signed minutes of the sessions that somebody finds.
fn those(visible: &VisibleSessions, filter: &TaskFilter) -> Condition {
    let TaskFilter { standing, late_at, waits, owner } = filter;
    let waiting = || {
        let all = TaskStanding::ALL.into_iter().filter(|standing| standing.waits_for_unit());
        column("standing").is_in(all.map(TaskStanding::as_str))
    };
    let is_waiting = (*waits || late_at.is_some()).then(waiting);
    Condition::all()
        .add(visible.condition.clone())
        .add(of_session("standing").eq(SessionStanding::Held.as_str()))
        .add_option(standing.map(|standing| column("standing").eq(standing.as_str())))
        .add_option(is_waiting)
        .add_option(late_at.map(|now| column("due_at").lte(to_micros(now))))
        .add_option(owner.as_ref().map(|owner| column("unit").eq(owner.as_str())))
}

fn joined() -> SelectStatement {
    Query::select()
        .from(Alias::new("session_tasks"))
        .inner_join(
            Alias::new("joint_sessions"),
            of_session("id").equals((Alias::new("session_tasks"), Alias::new("session_id"))),
        )
        .to_owned()
}

fn select() -> SelectStatement {
    let mut select = joined();
    for name in COLUMNS {
        select.expr_as(column(name), name);
    }
    for name in ["number", "center"] {
        select.expr_as(of_session(name), name);
    }
    select
}

fn column(name: &str) -> Expr {
    Expr::col((Alias::new("session_tasks"), Alias::new(name)))
}

const COLUMNS: [&str; 10] = [
    "session_id",
    "task",
    "unit",
    "days",
    "standing",
    "version",
    "due_at",
    "finished_by",
    "finished_at",
    "sealed",
];
