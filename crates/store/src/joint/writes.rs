//! Calling a session, drafting and signing its minutes, and moving its tasks.

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{SessionStanding, SessionStep, TaskStanding};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::visible::column;
use super::{KeptSession, VisibleSessions, rows};
use crate::audit::{AuditEntry, append};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;
use sea_orm::sea_query::ExprTrait;

/// A session that is called, with its cases.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The session; its number is given when it is kept.
    pub session: KeptSession,
    /// Its cases.
    pub cases: Vec<CaseId>,
    /// The year of its number.
    pub year: i32,
}

/// What came of calling a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// It is called, now or before.
    Called,
    /// A session of this id is somebody else's.
    Known,
    /// One of the cases does not exist for the caller by now.
    CaseGone,
}

/// What came of a step with a session or a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionMoved {
    /// It was taken.
    Moved,
    /// Somebody changed it meanwhile.
    Stale,
    /// It does not exist for them.
    Gone,
}

/// A step with a session.
#[derive(Clone, Debug)]
pub struct SessionStepped {
    /// Which session.
    pub session: Uuid,
    /// The version that was seen.
    pub version: i64,
    /// Who takes it.
    pub by: PersonId,
    /// Which.
    pub step: SessionStep,
    /// Where it stands then.
    pub standing: SessionStanding,
    /// The minutes, where the step drafts them.
    pub minutes: Option<Minuting>,
    /// By when each task must be done, where the step signs the minutes.
    pub due: Vec<(i64, Timestamp)>,
    /// What was said, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// Minutes that are drafted, in place of those that were.
#[derive(Clone, Debug)]
pub struct Minuting {
    /// The day on which it was held: 2026-03-02.
    pub held_on: String,
    /// What was decided and who was there, sealed.
    pub sealed: Vec<u8>,
    /// Which unit is found responsible for which case.
    pub responsible: Vec<(CaseId, UnitId)>,
    /// The tasks.
    pub tasks: Vec<NewTask>,
}

/// A task of minutes that are drafted.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// The unit that is to do it.
    pub unit: UnitId,
    /// How many working days it has.
    pub days: i64,
    /// What is to be done, sealed.
    pub sealed: Vec<u8>,
}

/// A step with a task.
#[derive(Clone, Debug)]
pub struct TaskMoved {
    /// Of which session.
    pub session: Uuid,
    /// Which task.
    pub task: i64,
    /// The version of the task that was seen.
    pub version: i64,
    /// Who takes it.
    pub by: PersonId,
    /// Its word.
    pub step: &'static str,
    /// Where the task stands then.
    pub standing: TaskStanding,
    /// Who says that it is done, and when; none if nobody does any more.
    pub finished: Option<(PersonId, Timestamp)>,
    /// By when it must be done.
    pub due_at: Option<Timestamp>,
    /// What was said, sealed.
    pub sealed: Option<Vec<u8>>,
}

impl Store {
    /// Keeps a session with its cases and the units that are invited, and gives it the next number of its year. The same id
    /// again from the same person is the same session.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn call_session(
        &self,
        visible: &VisibleCases,
        new: NewSession,
        entry: AuditEntry,
    ) -> Result<Called, StoreError> {
        let seen: Vec<_> = new.cases.iter().map(|case| visible.select_one(*case)).collect();
        self.write(move |transaction| {
            Box::pin(async move {
                // Of two at once on PostgreSQL one waits here: numbers follow each other, and an id is called once.
                if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
                    sql::execute(transaction, lock, [entry.stream.as_str().into()]).await?;
                }
                for sees in &seen {
                    if transaction.query_one(sees).await?.is_none() {
                        return Ok(Called::CaseGone);
                    }
                }
                let known = "SELECT called_by FROM joint_sessions WHERE id = $1";
                if let Some(row) = sql::one(transaction, known, [new.session.id.into()]).await? {
                    let by: String = row.try_get("", "called_by")?;
                    let own = by == new.session.facts.called_by.as_str();
                    return Ok(if own { Called::Called } else { Called::Known });
                }
                put(transaction, &new).await?;
                append(transaction, entry).await?;
                Ok(Called::Called)
            })
        })
        .await
    }

    /// Takes a step with a session.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn step_session(
        &self,
        visible: &VisibleSessions,
        step: SessionStepped,
        entry: AuditEntry,
    ) -> Result<SessionMoved, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(step.session));
        if self.is_postgres() {
            select.lock_exclusive();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                let Some(row) = transaction.query_one(&select).await? else {
                    return Ok(SessionMoved::Gone);
                };
                if rows::session(&row)?.version != step.version {
                    return Ok(SessionMoved::Stale);
                }
                advance(transaction, &step, entry.at).await?;
                append(transaction, entry).await?;
                Ok(SessionMoved::Moved)
            })
        })
        .await
    }

    /// Takes a step with a task.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn move_task(
        &self,
        visible: &VisibleSessions,
        step: TaskMoved,
        entry: AuditEntry,
    ) -> Result<SessionMoved, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(step.session));
        if self.is_postgres() {
            select.lock_exclusive();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                if transaction.query_one(&select).await?.is_none() {
                    return Ok(SessionMoved::Gone);
                }
                let update = "UPDATE session_tasks SET standing = $4, finished_by = $5, finished_at = $6, \
                        due_at = coalesce($7, due_at), version = version + 1 \
                    WHERE session_id = $1 AND task = $2 AND version = $3";
                let (by, at) = step.finished.clone().unzip();
                let values = [
                    step.session.into(),
                    step.task.into(),
                    step.version.into(),
                    step.standing.as_str().into(),
                    by.as_ref().map(PersonId::as_str).into(),
                    at.map(to_micros).into(),
                    step.due_at.map(to_micros).into(),
                ];
                if sql::execute(transaction, update, values).await? == 0 {
                    return Ok(SessionMoved::Stale);
                }
                let taken = (step.session, step.step, Some(step.task), step.version);
                note(transaction, taken, (&step.by, entry.at), step.sealed).await?;
                append(transaction, entry).await?;
                Ok(SessionMoved::Moved)
            })
        })
        .await
    }
}

async fn put(transaction: &DatabaseTransaction, new: &NewSession) -> Result<(), StoreError> {
    let NewSession { session, cases, year } = new;
    let head = format!("会〔{year}〕");
    // Numbers are never taken back, so that there are as many as the last one says.
    let count = "SELECT count(*) AS count FROM joint_sessions WHERE number LIKE $1";
    let row = sql::one(transaction, count, [format!("{head}%").into()]).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
    let insert = "INSERT INTO joint_sessions (id, number, center, standing, version, called_by, called_at, meets_at, sealed) \
        VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8)";
    let values = [
        session.id.into(),
        format!("{head}{}号", count + 1).into(),
        session.facts.center.as_str().into(),
        SessionStanding::Called.as_str().into(),
        session.facts.called_by.as_str().into(),
        to_micros(session.called_at).into(),
        to_micros(session.meets_at).into(),
        session.sealed.clone().into(),
    ];
    sql::execute(transaction, insert, values).await?;
    for case in cases {
        let insert = "INSERT INTO session_cases (case_id, session_id) VALUES ($1, $2)";
        sql::execute(transaction, insert, [case.0.into(), session.id.into()]).await?;
    }
    for unit in &session.facts.units {
        let insert = "INSERT INTO session_units (session_id, unit) VALUES ($1, $2)";
        sql::execute(transaction, insert, [session.id.into(), unit.as_str().into()]).await?;
    }
    let called = (session.id, "call", None, 0);
    note(transaction, called, (&session.facts.called_by, session.called_at), None).await
}

async fn advance(
    transaction: &DatabaseTransaction,
    step: &SessionStepped,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE joint_sessions SET standing = $2, version = version + 1 WHERE id = $1";
    let values = [step.session.into(), step.standing.as_str().into()];
    sql::execute(transaction, update, values).await?;
    if let Some(minutes) = &step.minutes {
        minute(transaction, step, minutes, at).await?;
    }
    if step.step == SessionStep::Sign {
        sign(transaction, step, at).await?;
    }
    let taken = (step.session, step.step.as_str(), None, step.version);
    note(transaction, taken, (&step.by, at), step.sealed.clone()).await
}

/// Puts minutes in place of those that were.
async fn minute(
    transaction: &DatabaseTransaction,
    step: &SessionStepped,
    minutes: &Minuting,
    at: Timestamp,
) -> Result<(), StoreError> {
    let id = step.session;
    let update = "UPDATE joint_sessions SET held_on = $2, minutes = $3, minuted_by = $4, minuted_at = $5 WHERE id = $1";
    let values = [
        id.into(),
        minutes.held_on.clone().into(),
        minutes.sealed.clone().into(),
        step.by.as_str().into(),
        to_micros(at).into(),
    ];
    sql::execute(transaction, update, values).await?;
    let clear = "UPDATE session_cases SET responsible = NULL WHERE session_id = $1";
    sql::execute(transaction, clear, [id.into()]).await?;
    for (case, unit) in &minutes.responsible {
        let update =
            "UPDATE session_cases SET responsible = $3 WHERE case_id = $1 AND session_id = $2";
        let values = [case.0.into(), id.into(), unit.as_str().into()];
        sql::execute(transaction, update, values).await?;
    }
    let clear = "DELETE FROM session_tasks WHERE session_id = $1";
    sql::execute(transaction, clear, [id.into()]).await?;
    for (task, number) in minutes.tasks.iter().zip(1_i64..) {
        let insert = "INSERT INTO session_tasks (session_id, task, unit, days, standing, version, sealed) \
            VALUES ($1, $2, $3, $4, $5, 1, $6)";
        let values = [
            id.into(),
            number.into(),
            task.unit.as_str().into(),
            task.days.into(),
            TaskStanding::Issued.as_str().into(),
            task.sealed.clone().into(),
        ];
        sql::execute(transaction, insert, values).await?;
    }
    Ok(())
}

/// From now on the minutes bind.
async fn sign(
    transaction: &DatabaseTransaction,
    step: &SessionStepped,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE joint_sessions SET signed_by = $2, signed_at = $3 WHERE id = $1";
    let values = [step.session.into(), step.by.as_str().into(), to_micros(at).into()];
    sql::execute(transaction, update, values).await?;
    for (task, due) in &step.due {
        let update = "UPDATE session_tasks SET due_at = $3 WHERE session_id = $1 AND task = $2";
        let values = [step.session.into(), (*task).into(), to_micros(*due).into()];
        sql::execute(transaction, update, values).await?;
    }
    let todo = "UPDATE session_cases SET todo = 'note' WHERE session_id = $1";
    sql::execute(transaction, todo, [step.session.into()]).await?;
    Ok(())
}

async fn note(
    transaction: &DatabaseTransaction,
    (session, step, task, version): (Uuid, &str, Option<i64>, i64),
    (by, at): (&PersonId, Timestamp),
    sealed: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO session_steps (session_id, seq, at, person, step, task, version, sealed) \
        SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7 FROM session_steps WHERE session_id = $1";
    let values = [
        session.into(),
        to_micros(at).into(),
        by.as_str().into(),
        step.into(),
        task.into(),
        version.into(),
        sealed.into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}
