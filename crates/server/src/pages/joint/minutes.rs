//! The form of minutes: a row for each task, with some empty ones, so that it works without a script.

use std::collections::BTreeMap;

use domain::id::{CaseId, UnitId};
use engine::joint::{AskedTask, NewMinutes, ReadSession, SESSION_TASKS_MAX};
use uuid::Uuid;

use crate::api::names::Names;
use crate::pages::posted::{Posted, unit_of};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many empty rows there are for further tasks.
const EMPTY_ROWS: usize = 3;

/// A row for a task.
#[derive(Debug, Default)]
pub(super) struct TaskRow {
    pub(super) unit: String,
    pub(super) what: String,
    pub(super) days: String,
}

/// The form of minutes as it is filled so far.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) held_on: String,
    pub(super) attended: String,
    pub(super) decision: String,
    /// Which unit is found responsible, by the id of the case.
    pub(super) responsible: BTreeMap<String, String>,
    pub(super) tasks: Vec<TaskRow>,
}

impl Form {
    /// What was posted, if something was refused; what is kept otherwise.
    pub(super) fn of(read: &ReadSession, posted: &Posted, names: Names<'_>) -> Self {
        if posted.one("step") == "minute" {
            Self::posted(read, posted)
        } else {
            Self::kept(read, names)
        }
    }

    fn kept(read: &ReadSession, names: Names<'_>) -> Self {
        let unit = |unit: &UnitId| names.unit(unit).name;
        let tasks = read.tasks.iter().map(|task| TaskRow {
            unit: unit(&task.task.facts.owner),
            what: task.what.clone(),
            days: task.task.days.to_string(),
        });
        let responsible = read
            .cases
            .iter()
            .filter_map(|case| Some((case.case.0.to_string(), unit(case.responsible.as_ref()?))));
        let calendar = &names.definitions.calendar;
        let meets = calendar.date(read.session.meets_at).to_string();
        let minutes = read.minutes.as_ref();
        Self {
            held_on: read.session.held_on.clone().unwrap_or(meets),
            attended: minutes.map(|it| it.attended.clone()).unwrap_or_default(),
            decision: minutes.map(|it| it.decision.clone()).unwrap_or_default(),
            responsible: responsible.collect(),
            tasks: with_empty(tasks.collect()),
        }
    }

    fn posted(read: &ReadSession, posted: &Posted) -> Self {
        let responsible = read.cases.iter().map(|case| {
            let id = case.case.0.to_string();
            let unit = posted.one(&format!("r.{id}")).to_owned();
            (id, unit)
        });
        Self {
            held_on: posted.one("held_on").to_owned(),
            attended: posted.whole("attended").to_owned(),
            decision: posted.whole("decision").to_owned(),
            responsible: responsible.collect(),
            tasks: with_empty(task_rows(posted)),
        }
    }

    /// The unit that is found responsible for a case.
    pub(super) fn of_case(&self, case: &str) -> &str {
        self.responsible.get(case).map_or("", String::as_str)
    }
}

fn with_empty(mut rows: Vec<TaskRow>) -> Vec<TaskRow> {
    let more = EMPTY_ROWS.min(SESSION_TASKS_MAX.saturating_sub(rows.len()));
    rows.extend((0..more).map(|_| TaskRow::default()));
    rows
}

/// The rows in which something stands.
fn task_rows(posted: &Posted) -> Vec<TaskRow> {
    let row = |n: usize| TaskRow {
        unit: posted.one(&format!("t{n}.unit")).to_owned(),
        what: posted.one(&format!("t{n}.what")).to_owned(),
        days: posted.one(&format!("t{n}.days")).to_owned(),
    };
    let rows = (1..=SESSION_TASKS_MAX + EMPTY_ROWS).map(row);
    rows.filter(|row| !row.unit.is_empty() || !row.what.is_empty()).collect()
}

/// The minutes that were posted.
pub(super) fn new_minutes(
    state: &Shared,
    read: &ReadSession,
    posted: &Posted,
) -> Result<NewMinutes, Problem> {
    let snapshot = state.engine.directory();
    let unit = |typed: &str| UnitId::from(unit_of(&snapshot.directory, typed).as_str());
    let Form { held_on, attended, decision, responsible, .. } = Form::posted(read, posted);
    let held_on = held_on.parse().map_err(|_| {
        Problem::malformed("请填写召开日期", "say on which day it was held").with("at", "held_on")
    })?;
    let named = responsible.into_iter().filter(|(_, unit)| !unit.is_empty());
    let responsible =
        named.filter_map(|(id, of)| Some((CaseId(Uuid::parse_str(&id).ok()?), unit(&of))));
    let task = |row: TaskRow| AskedTask {
        unit: unit(&row.unit),
        what: row.what,
        days: row.days.parse().unwrap_or_default(),
    };
    Ok(NewMinutes {
        held_on,
        decision,
        attended,
        responsible: responsible.collect(),
        tasks: task_rows(posted).into_iter().map(task).collect(),
    })
}
