//! Sessions and tasks as their rows say.

use std::collections::BTreeSet;

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{SessionFacts, SessionStanding, TaskFacts, TaskStanding};
use sea_orm::QueryResult;

use super::{KeptSession, KeptTask, SessionCase, SessionTaken};
use crate::error::StoreError;
use crate::moment::from_micros;

pub(super) fn standing(row: &QueryResult) -> Result<SessionStanding, StoreError> {
    let word: String = row.try_get("", "standing")?;
    let known = SessionStanding::ALL.into_iter().find(|standing| standing.as_str() == word);
    known.ok_or_else(|| StoreError::damaged("the standing of a session", &word, None))
}

pub(super) fn task_standing(row: &QueryResult) -> Result<TaskStanding, StoreError> {
    let word: String = row.try_get("", "standing")?;
    let known = TaskStanding::ALL.into_iter().find(|standing| standing.as_str() == word);
    known.ok_or_else(|| StoreError::damaged("the standing of a task", &word, None))
}

fn instant(row: &QueryResult, name: &str) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = row.try_get("", name)?;
    Ok(at.map(from_micros))
}

fn person(row: &QueryResult, name: &str) -> Result<Option<PersonId>, StoreError> {
    let person: Option<String> = row.try_get("", name)?;
    Ok(person.map(|person| PersonId::from(person.as_str())))
}

fn unit(row: &QueryResult, name: &str) -> Result<UnitId, StoreError> {
    let unit: String = row.try_get("", name)?;
    Ok(UnitId::from(unit.as_str()))
}

/// A session without its units, which stand beside it.
pub(super) fn session(row: &QueryResult) -> Result<KeptSession, StoreError> {
    let called_by: String = row.try_get("", "called_by")?;
    Ok(KeptSession {
        id: row.try_get("", "id")?,
        facts: SessionFacts {
            center: unit(row, "center")?,
            called_by: PersonId::from(called_by.as_str()),
            units: BTreeSet::new(),
            owners: BTreeSet::new(),
            standing: standing(row)?,
            minuted_by: person(row, "minuted_by")?,
        },
        version: row.try_get("", "version")?,
        called_at: from_micros(row.try_get("", "called_at")?),
        meets_at: from_micros(row.try_get("", "meets_at")?),
        sealed: row.try_get("", "sealed")?,
        held_on: row.try_get("", "held_on")?,
        minutes: row.try_get("", "minutes")?,
        signed_by: person(row, "signed_by")?,
        signed_at: instant(row, "signed_at")?,
        number: row.try_get("", "number")?,
    })
}

pub(super) fn case(row: &QueryResult) -> Result<SessionCase, StoreError> {
    let responsible: Option<String> = row.try_get("", "responsible")?;
    let todo: Option<String> = row.try_get("", "todo")?;
    Ok(SessionCase {
        case: CaseId(row.try_get("", "case_id")?),
        responsible: responsible.map(|unit| UnitId::from(unit.as_str())),
        is_to_tell: todo.is_some(),
    })
}

pub(super) fn task(row: &QueryResult) -> Result<KeptTask, StoreError> {
    Ok(KeptTask {
        session: row.try_get("", "session_id")?,
        number: row.try_get("", "number")?,
        task: row.try_get("", "task")?,
        facts: TaskFacts {
            center: unit(row, "center")?,
            owner: unit(row, "unit")?,
            standing: task_standing(row)?,
            finished_by: person(row, "finished_by")?,
        },
        days: row.try_get("", "days")?,
        version: row.try_get("", "version")?,
        due_at: instant(row, "due_at")?,
        finished_at: instant(row, "finished_at")?,
        sealed: row.try_get("", "sealed")?,
    })
}

pub(super) fn taken(row: &QueryResult) -> Result<SessionTaken, StoreError> {
    let by: String = row.try_get("", "person")?;
    Ok(SessionTaken {
        at: from_micros(row.try_get("", "at")?),
        by: PersonId::from(by.as_str()),
        step: row.try_get("", "step")?,
        task: row.try_get("", "task")?,
        version: row.try_get("", "version")?,
        sealed: row.try_get("", "sealed")?,
    })
}
