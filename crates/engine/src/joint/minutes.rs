//! Minutes as somebody drafts them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::id::{CaseId, UnitId};
use serde::{Deserialize, Serialize};
use store::joint::{FoundSession, Minuting, NewTask};
use uuid::Uuid;

use super::{SESSION_CHARACTERS_MAX, SESSION_TASKS_MAX, TASK_DAYS_MAX, said};
use crate::engine::Engine;
use crate::error::Error;

/// Minutes as somebody drafts them.
#[derive(Clone, Debug)]
pub struct NewMinutes {
    /// The day on which it was held.
    pub held_on: NaiveDate,
    /// What was decided. It binds.
    pub decision: String,
    /// Who was there.
    pub attended: String,
    /// Which unit is found responsible for which case; cases of which nothing was decided are absent.
    pub responsible: BTreeMap<CaseId, UnitId>,
    /// What is to be done.
    pub tasks: Vec<AskedTask>,
}

/// A task as somebody asks for it.
#[derive(Clone, Debug)]
pub struct AskedTask {
    /// The unit that is to do it.
    pub unit: UnitId,
    /// What is to be done.
    pub what: String,
    /// In how many working days from the signature.
    pub days: u16,
}

/// What is wrong with minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadMinutes {
    /// They decide nothing, or in more words than may be.
    Decision,
    /// They say not who was there, or in more words than may be.
    Attended,
    /// The day lies ahead.
    Day,
    /// A case is none of the session's.
    Case,
    /// There are too many tasks.
    TooManyTasks,
    /// A task says not what is to be done, or in more words than may be.
    Task,
    /// A task gives no day, or more than may be.
    Days,
    /// There is no such unit.
    NoUnit(UnitId),
    /// The unit must not know of one of the cases.
    Walled(UnitId),
}

/// What is sealed of minutes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) decision: String,
    pub(super) attended: String,
}

/// The place to which minutes are sealed.
pub(super) const MINUTES: &str = "minutes";

/// The place to which what is to be done is sealed.
pub(super) fn task_place(task: i64) -> String {
    format!("task {task}")
}

impl Engine {
    /// The minutes as they are kept, or what is wrong with them.
    pub(super) async fn minuting(
        &self,
        found: &FoundSession,
        new: &NewMinutes,
    ) -> Result<Result<Minuting, BadMinutes>, Error> {
        let written = match self.writable(found, new) {
            Ok(written) => written,
            Err(bad) => return Ok(Err(bad)),
        };
        let cases: Vec<CaseId> = found.cases.iter().map(|case| case.case).collect();
        if let Some(unit) = self.walled_unit(&cases, &units_of(new)).await? {
            return Ok(Err(BadMinutes::Walled(unit)));
        }
        let id = found.session.id;
        let tasks = new.tasks.iter().zip(1_i64..).map(|(task, number)| {
            self.new_task(id, number, task).map(|kept| kept.ok_or(BadMinutes::Task))
        });
        let tasks: Result<Vec<_>, BadMinutes> =
            tasks.collect::<Result<Vec<_>, Error>>()?.into_iter().collect();
        let tasks = match tasks {
            Ok(tasks) => tasks,
            Err(bad) => return Ok(Err(bad)),
        };
        Ok(Ok(Minuting {
            held_on: new.held_on.to_string(),
            sealed: self.sealed_in(id, MINUTES, &written)?,
            responsible: new.responsible.clone().into_iter().collect(),
            tasks,
        }))
    }

    fn new_task(&self, id: Uuid, number: i64, task: &AskedTask) -> Result<Option<NewTask>, Error> {
        let Some(what) = said(&task.what, SESSION_CHARACTERS_MAX) else { return Ok(None) };
        let sealed = self.sealed_in(id, &task_place(number), &what)?;
        Ok(Some(NewTask { unit: task.unit.clone(), days: task.days.into(), sealed }))
    }

    /// What is checked without looking at the cases.
    fn writable(&self, found: &FoundSession, new: &NewMinutes) -> Result<Written, BadMinutes> {
        let decision = said(&new.decision, SESSION_CHARACTERS_MAX).ok_or(BadMinutes::Decision)?;
        let attended = said(&new.attended, SESSION_CHARACTERS_MAX).ok_or(BadMinutes::Attended)?;
        if new.held_on > self.definitions().calendar.date(self.clock.now()) {
            return Err(BadMinutes::Day);
        }
        let is_its = |case: &CaseId| found.cases.iter().any(|known| known.case == *case);
        if !new.responsible.keys().all(is_its) {
            return Err(BadMinutes::Case);
        }
        if new.tasks.len() > SESSION_TASKS_MAX {
            return Err(BadMinutes::TooManyTasks);
        }
        if new.tasks.iter().any(|task| !(1..=TASK_DAYS_MAX).contains(&task.days)) {
            return Err(BadMinutes::Days);
        }
        let snapshot = self.directory();
        match units_of(new).into_iter().find(|unit| !snapshot.directory.knows(unit)) {
            Some(unit) => Err(BadMinutes::NoUnit(unit)),
            None => Ok(Written { decision, attended }),
        }
    }
}

/// The units that minutes name.
fn units_of(new: &NewMinutes) -> BTreeSet<UnitId> {
    let owners = new.tasks.iter().map(|task| &task.unit);
    new.responsible.values().chain(owners).cloned().collect()
}
