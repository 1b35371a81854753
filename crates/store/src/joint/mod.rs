//! Joint sessions 会商 as documents, with their minutes and tasks. Who must not know of one of the cases does not find the
//! session; its words are sealed.

mod rows;
mod tasks;
mod visible;
mod writes;

pub use tasks::{TaskCursor, TaskFilter, TaskPage};
pub use visible::{SessionFilter, VisibleSessions};
pub use writes::{Called, Minuting, NewSession, NewTask, SessionMoved, SessionStepped, TaskMoved};

use std::collections::BTreeMap;

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{SessionFacts, SessionStanding, TaskFacts};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::error::StoreError;
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;
use visible::column;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSession {
    /// By which it is known.
    pub id: Uuid,
    /// What is printed on its minutes: 会〔2026〕3号.
    pub number: String,
    /// What decides who may do what with it.
    pub facts: SessionFacts,
    /// How often it was changed.
    pub version: i64,
    /// When it was called.
    pub called_at: Timestamp,
    /// When it meets.
    pub meets_at: Timestamp,
    /// What it is about and where it meets, sealed.
    pub sealed: Vec<u8>,
    /// The day on which it was held, by its minutes: 2026-03-02.
    pub held_on: Option<String>,
    /// What was decided and who was there, sealed.
    pub minutes: Option<Vec<u8>>,
    /// Who signed the minutes.
    pub signed_by: Option<PersonId>,
    /// When.
    pub signed_at: Option<Timestamp>,
}

/// A case of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCase {
    /// Which.
    pub case: CaseId,
    /// The unit that the minutes find responsible for it.
    pub responsible: Option<UnitId>,
    /// Whether it has still to be told.
    pub is_to_tell: bool,
}

/// A task of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTask {
    /// The session that created it.
    pub session: Uuid,
    /// The number of its minutes.
    pub number: String,
    /// Its number among the tasks of the session, from 1.
    pub task: i64,
    /// What decides who may do what with it.
    pub facts: TaskFacts,
    /// How many working days the unit has.
    pub days: i64,
    /// How often it was changed.
    pub version: i64,
    /// By when it must be done, once the minutes are signed; later by the time for which the center had it.
    pub due_at: Option<Timestamp>,
    /// When the unit said that it is done, if that stands.
    pub finished_at: Option<Timestamp>,
    /// What is to be done, sealed.
    pub sealed: Vec<u8>,
}

/// A step that was taken with a session or one of its tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTaken {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Which, by its word.
    pub step: String,
    /// With which task, if with one.
    pub task: Option<i64>,
    /// The version of the session, or of the task, on which it was taken.
    pub version: i64,
    /// What was said, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// A session with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    /// The session.
    pub session: KeptSession,
    /// Its cases.
    pub cases: Vec<SessionCase>,
    /// Its tasks.
    pub tasks: Vec<KeptTask>,
    /// What was done with it.
    pub steps: Vec<SessionTaken>,
}

/// After which session a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCursor {
    /// When it meets, in microseconds.
    pub at: i64,
    /// Which, among those of the same instant.
    pub id: Uuid,
}

/// A page of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPage {
    /// Its sessions.
    pub sessions: Vec<KeptSession>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<SessionCursor>,
}

impl Store {
    /// A page of the sessions that somebody finds, those that meet last first.
    ///
    /// # Errors
    ///
    /// Where the database fails or a session is damaged.
    pub async fn joint_sessions(
        &self,
        visible: &VisibleSessions,
        after: Option<SessionCursor>,
        most: u32,
    ) -> Result<SessionPage, StoreError> {
        let mut select = visible.select();
        if let Some(SessionCursor { at, id }) = after {
            let there = Expr::tuple([Expr::val(at), Expr::val(id)]);
            select.and_where(Expr::tuple([column("meets_at"), column("id")]).lt(there));
        }
        select
            .order_by_expr(column("meets_at"), Order::Desc)
            .order_by_expr(column("id"), Order::Desc)
            .limit(u64::from(most) + 1);
        let mut rows = self.reads().query_all(&select).await?;
        let more = rows.len() > most as usize;
        rows.truncate(most as usize);
        let cursor = |row: &QueryResult| {
            let (at, id) = (row.try_get("", "meets_at")?, row.try_get("", "id")?);
            Ok::<_, StoreError>(SessionCursor { at, id })
        };
        let next = rows.last().filter(|_| more).map(cursor).transpose()?;
        let mut sessions: Vec<_> = rows.iter().map(rows::session).collect::<Result<_, _>>()?;
        self.name_units(&mut sessions).await?;
        Ok(SessionPage { sessions, next })
    }

    /// How many there are of each standing; those without a session are absent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_joint_sessions(
        &self,
        visible: &VisibleSessions,
    ) -> Result<BTreeMap<SessionStanding, u64>, StoreError> {
        let select = Query::select()
            .expr_as(column("standing"), "standing")
            .expr_as(column("id").count(), "count")
            .from(Alias::new("joint_sessions"))
            .cond_where(visible.condition.clone())
            .add_group_by([column("standing")])
            .to_owned();
        let counted = |row: &QueryResult| {
            let count: i64 = row.try_get("", "count")?;
            Ok((rows::standing(row)?, count.cast_unsigned()))
        };
        self.reads().query_all(&select).await?.iter().map(counted).collect()
    }

    /// A session with all that belongs to it; none if it does not exist for them.
    ///
    /// # Errors
    ///
    /// Where the database fails or the session is damaged.
    pub async fn joint_session(
        &self,
        visible: &VisibleSessions,
        id: Uuid,
    ) -> Result<Option<FoundSession>, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(id));
        let Some(row) = self.reads().query_one(&select).await? else { return Ok(None) };
        let mut found = [rows::session(&row)?];
        self.name_units(&mut found).await?;
        let [session] = found;
        let cases = "SELECT case_id, responsible, todo FROM session_cases WHERE session_id = $1 ORDER BY case_id";
        let cases = sql::all(self.reads(), cases, [id.into()]).await?;
        let steps = "SELECT at, person, step, task, version, sealed FROM session_steps WHERE session_id = $1 ORDER BY seq";
        let steps = sql::all(self.reads(), steps, [id.into()]).await?;
        Ok(Some(FoundSession {
            session,
            cases: cases.iter().map(rows::case).collect::<Result<_, _>>()?,
            tasks: self.tasks_of(id).await?,
            steps: steps.iter().map(rows::taken).collect::<Result<_, _>>()?,
        }))
    }

    /// The sessions about a case that somebody finds, the newest first. None where they do not see the case.
    ///
    /// # Errors
    ///
    /// Where the database fails or a session is damaged.
    pub async fn sessions_of_case(
        &self,
        visible: &VisibleSessions,
        (cases, id): (&VisibleCases, CaseId),
        most: u32,
    ) -> Result<Vec<KeptSession>, StoreError> {
        let about = Query::select()
            .column(Alias::new("session_id"))
            .from(Alias::new("session_cases"))
            .and_where(Expr::col(Alias::new("case_id")).eq(id.0))
            .and_where(cases.holds(id))
            .to_owned();
        let mut select = visible.select();
        select
            .and_where(column("id").in_subquery(about))
            .order_by_expr(column("meets_at"), Order::Desc)
            .limit(u64::from(most));
        let rows = self.reads().query_all(&select).await?;
        rows.iter().map(rows::session).collect()
    }

    /// Sessions with cases that have still to be told.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sessions_to_tell(&self, most: u32) -> Result<Vec<Uuid>, StoreError> {
        let select = "SELECT DISTINCT session_id FROM session_cases WHERE todo IS NOT NULL ORDER BY session_id LIMIT $1";
        let rows = sql::all(self.reads(), select, [i64::from(most).into()]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "session_id")?)).collect()
    }

    /// A session as the engine tells its cases of it; whom it concerns may be nobody who asks.
    ///
    /// # Errors
    ///
    /// Where the database fails or the session is damaged.
    pub async fn session_to_tell(&self, id: Uuid) -> Result<Option<FoundSession>, StoreError> {
        self.joint_session(&VisibleSessions::any(), id).await
    }

    /// Notes that a case was told.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn session_told(&self, session: Uuid, case: CaseId) -> Result<(), StoreError> {
        let update = "UPDATE session_cases SET todo = NULL WHERE case_id = $1 AND session_id = $2";
        self.write(move |transaction| {
            Box::pin(async move {
                sql::execute(transaction, update, [case.0.into(), session.into()]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Names the units that are invited, and those that have a task.
    async fn name_units(&self, sessions: &mut [KeptSession]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = sessions.iter().map(|session| session.id).collect();
        for (table, is_owner) in [("session_units", false), ("session_tasks", true)] {
            let select = Query::select()
                .distinct()
                .columns(["session_id", "unit"].map(Alias::new))
                .from(Alias::new(table))
                .and_where(Expr::col(Alias::new("session_id")).is_in(ids.clone()))
                .to_owned();
            for row in self.reads().query_all(&select).await? {
                let (id, unit): (Uuid, String) =
                    (row.try_get("", "session_id")?, row.try_get("", "unit")?);
                let Some(session) = sessions.iter_mut().find(|it| it.id == id) else { continue };
                let facts = &mut session.facts;
                let of = if is_owner { &mut facts.owners } else { &mut facts.units };
                of.insert(UnitId::from(unit.as_str()));
            }
        }
        Ok(())
    }
}
