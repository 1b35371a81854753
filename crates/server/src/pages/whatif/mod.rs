//! Rules tried before they are published 规则试算: the form that proposes one change, and what it would have made of the cases that
//! the reader sees. A trial takes as long as it takes; whoever asked may leave and come back.

mod change;
mod numbers;
mod sets;

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Months;
use domain::id::CaseId;
use engine::whatif::{Outcome, Row, Run, Standing};
use serde::Deserialize;
use store::queries::{CaseFilter, LogFilter};
use uuid::Uuid;

use self::change::{Choice, Proposed, choices, proposed};
use self::numbers::{Numbers, numbers};
use self::sets::{SetIn, limits_said};
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How long a page waits for a trial before it says how far that has come.
const PATIENCE: Duration = Duration::from_secs(2);

/// The spans that may be tried, in months.
const MONTHS: [u32; 4] = [12, 6, 3, 1];

/// How many cases stand on a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "whatif.html")]
struct FormPage {
    shell: Shell,
    limits: Vec<Choice>,
    levels: Vec<Choice>,
    units: Vec<(&'static str, String)>,
    months: Vec<(u32, String)>,
    posted: Posted,
    /// What is wrong, and with which field.
    error: Option<(&'static str, String)>,
}

impl FormPage {
    fn new(state: &Shared, shell: Shell, posted: Posted) -> Self {
        let (limits, levels) = choices(state, &shell);
        let unit = |unit: domain::clock::TimeUnit| (unit.as_str(), unit_word(unit, &shell));
        let word =
            |months: u32| (months, shell.w.whatif.months_some.replace("{}", &months.to_string()));
        Self {
            limits,
            levels,
            units: domain::clock::TimeUnit::ALL.into_iter().map(unit).collect(),
            months: MONTHS.map(word).into(),
            posted,
            error: None,
            shell,
        }
    }

    /// Whether something is wrong with a field.
    fn is_wrong(&self, field: &str) -> bool {
        self.error.as_ref().is_some_and(|(known, _)| *known == field)
    }

    /// What is wrong.
    fn said(&self) -> &str {
        self.error.as_ref().map_or("", |(_, text)| text)
    }

    /// Whether a value of a field is the one that was chosen.
    fn is(&self, name: &str, value: &str) -> bool {
        self.posted.one(name) == value
    }
}

/// A unit of time without a number.
fn unit_word(unit: domain::clock::TimeUnit, shell: &Shell) -> String {
    let amount = std::num::NonZeroU16::MIN;
    let said = domain::clock::length_text(domain::clock::Length { amount, unit }, shell.language);
    said.trim_start_matches(['1', ' ']).to_owned()
}

/// Shows the form.
pub(super) async fn blank(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    caller.supervises(&state.engine).await?;
    Ok(page(&FormPage::new(&state, shell, Posted::default()), StatusCode::OK))
}

/// Begins a trial.
pub(super) async fn begin(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.supervises(&state.engine).await?;
    let (error, status) = match proposed(&state, &posted, &shell) {
        Err(error) => (error, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(change) => match run(&state, &caller, change, &posted, &shell).await? {
            Some(id) => return Ok(Redirect::to(&format!("/s/whatif/{id}")).into_response()),
            None => (("", shell.w.whatif.busy.to_owned()), StatusCode::TOO_MANY_REQUESTS),
        },
    };
    let sheet = FormPage { error: Some(error), ..FormPage::new(&state, shell, posted) };
    Ok(page(&sheet, status))
}

/// Begins a trial of a change, and says by which name it is known; none where too many run.
async fn run(
    state: &Shared,
    caller: &Caller,
    change: Proposed,
    posted: &Posted,
    shell: &Shell,
) -> Result<Option<Uuid>, Problem> {
    let months = posted.one("months").parse().ok().filter(|it| MONTHS.contains(it)).unwrap_or(12);
    let calendar = &state.engine.definitions().calendar;
    let today = calendar.date(state.engine.clock().now());
    let from = today.checked_sub_months(Months::new(months)).map(|day| calendar.start(day));
    let cases = CaseFilter { filed_from: from, ..CaseFilter::default() };
    let filter = LogFilter { cases, alive_at: None };
    let span = shell.w.whatif.months_some.replace("{}", &months.to_string());
    let said = format!("{} · {span}", change.said);
    let begun = state.engine.begin_what_if(&caller.person, said, change.proposal, filter).await?;
    Ok(begun.map(|run| run.id))
}

#[derive(Template)]
#[template(path = "whatif_run.html")]
struct RunPage {
    shell: Shell,
    id: Uuid,
    asked: String,
    done: u64,
    whole: u64,
    failed: bool,
    found: Option<Numbers>,
}

/// A trial of the reader; the same answer for one of somebody else and for one that is no more.
fn run_of(state: &Shared, caller: &Caller, id: &str) -> Result<std::sync::Arc<Run>, Problem> {
    let id = id.parse::<Uuid>().map_err(|_| Problem::not_found())?;
    state.engine.trials().of(&caller.person, id).ok_or_else(Problem::not_found)
}

/// Shows how far a trial has come, or what it found.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.supervises(&state.engine).await?;
    let run = run_of(&state, &caller, &id)?;
    let standing = run.standing(PATIENCE).await;
    let found = match &standing {
        Standing::Running | Standing::Failed => None,
        Standing::Done(outcome) => {
            let rows = seen(&state, &caller, outcome).await?;
            Some(numbers(&state, outcome, &rows, run.id, &shell))
        }
    };
    let sheet = RunPage {
        id: run.id,
        asked: run.asked.clone(),
        done: run.done(),
        whole: run.whole,
        failed: matches!(standing, Standing::Failed),
        found,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// The cases of an outcome that the reader sees now: what has been hidden since is in no number and in no list.
async fn seen<'o>(
    state: &Shared,
    caller: &Caller,
    outcome: &'o Outcome,
) -> Result<Vec<&'o Row>, Problem> {
    let ids: Vec<CaseId> = outcome.rows.iter().map(|row| row.tried.case).collect();
    let visible = state.engine.visible(&caller.who()).await?;
    let seen = state.engine.store().seen_among(&visible, &ids).await?;
    Ok(outcome.rows.iter().filter(|row| seen.contains(&row.tried.case)).collect())
}

/// A case behind a number.
#[derive(Debug)]
struct CaseRow {
    number: String,
    title: String,
    workflow: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "whatif_cases.html")]
struct CasesPage {
    shell: Shell,
    id: Uuid,
    asked: String,
    heading: String,
    count: usize,
    rows: Vec<CaseRow>,
    next: Option<String>,
}

/// Which of the cases, and from which on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CasesIn {
    #[serde(flatten)]
    set: SetIn,
    skip: String,
}

/// Shows the cases behind a number.
pub(super) async fn cases(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(id): Path<String>,
    Query(CasesIn { set, skip }): Query<CasesIn>,
) -> Result<Response, Problem> {
    caller.supervises(&state.engine).await?;
    let run = run_of(&state, &caller, &id)?;
    let Standing::Done(outcome) = run.standing(PATIENCE).await else {
        return Ok(Redirect::to(&format!("/s/whatif/{}", run.id)).into_response());
    };
    let rows = seen(&state, &caller, &outcome).await?;
    let rows: Vec<&Row> = rows.into_iter().filter(|row| set.has(row)).collect();
    let skip = skip.parse::<usize>().unwrap_or(0).min(rows.len());
    let shown: Vec<&Row> = rows.iter().skip(skip).take(ROWS).copied().collect();
    let visible = state.engine.visible(&caller.who()).await?;
    let ids: Vec<CaseId> = shown.iter().map(|row| row.tried.case).collect();
    let lines = state.engine.store().lines_among(&visible, &ids).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let case_row = |row: &&Row| {
        let line = lines.iter().find(|line| line.id == row.tried.case)?;
        let names = names.under(&line.workflow);
        Some(CaseRow {
            number: row.number.clone(),
            title: line.title.clone(),
            workflow: names
                .workflow
                .map(|it| it.definition().name.get(shell.language).to_owned())?,
            before: limits_said(&row.tried.before, names),
            after: limits_said(&row.tried.after, names),
        })
    };
    let next = skip + ROWS;
    let sheet = CasesPage {
        id: run.id,
        asked: run.asked.clone(),
        heading: set.said(names, &shell),
        count: rows.len(),
        rows: shown.iter().filter_map(case_row).collect(),
        next: (next < rows.len()).then(|| format!("{}&skip={next}", set.address(run.id))),
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}
