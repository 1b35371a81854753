//! The periods that were appraised, and the form that asks for a trial run.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{Period, PeriodLength, Sight};
use engine::appraisal::{PeriodLine, Run, RunStanding};

use super::super::done::done as sent_on;
use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor, page};
use super::super::words::AppraisalWords;
use crate::api::appraisal::{asked, bad_period, reader, supervisor};
use crate::problem::Problem;
use crate::state::State as Shared;

/// A period in the list.
#[derive(Debug)]
struct Row {
    period: String,
    scheme: String,
    standing: String,
    is_there: bool,
}

#[derive(Template)]
#[template(path = "assess.html")]
struct PeriodsPage {
    shell: Shell,
    rows: Vec<Row>,
    runs: bool,
    period: String,
    error: Option<String>,
}

/// Shows the periods.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    reader(&state, &visitor.caller).await?;
    let today = state.engine.definitions().calendar.date(state.engine.clock().now());
    let last = Period::of(today, PeriodLength::Month).previous();
    let sheet = sheet(&state, visitor, (last.to_string(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    (period, error): (String, Option<String>),
) -> Result<PeriodsPage, Problem> {
    let (_, sight) = state.engine.appraisal_sight(&caller.person).await?;
    let w = &shell.w.appraisal;
    let row = |line: PeriodLine| {
        let made = line.run.as_ref().is_some_and(|run| run.standing == RunStanding::Done);
        Row {
            is_there: line.published_at.is_some() || made || sight == Sight::Whole,
            standing: match line.published_at {
                Some(at) => {
                    format!("{} {}", w.published, state.engine.definitions().calendar.date(at))
                }
                None => line.run.as_ref().map(|run| standing(run, w)).unwrap_or_default(),
            },
            scheme: line.scheme.get(shell.language).to_owned(),
            period: line.period.to_string(),
        }
    };
    let rows = state.engine.appraisals(&caller.person).await?.into_iter().map(row).collect();
    Ok(PeriodsPage { rows, runs: sight == Sight::Whole, period, error, shell })
}

/// Where a run stands, in words.
pub(super) fn standing(run: &Run, w: &AppraisalWords) -> String {
    match run.standing {
        RunStanding::Waiting => w.waiting.to_owned(),
        RunStanding::Running => {
            format!("{} · {} {}/{}", w.running, w.read_so_far, run.read, run.all)
        }
        RunStanding::Done => w.trial.to_owned(),
        RunStanding::Nothing => w.nothing_differs.to_owned(),
        RunStanding::Failed => w.failed.to_owned(),
    }
}

/// Asks for a trial run.
pub(super) async fn ask(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    supervisor(&state, &visitor.caller).await?;
    let written = posted.one("period").to_owned();
    let period: Result<Period, _> = written.parse().map_err(|_| bad_period());
    let done = match period {
        Ok(period) => asked(&state, &visitor.caller.person, period).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Ok(sent_on(&format!("/s/assess/{written}?done=run"))),
        Err(problem) if problem.status().is_client_error() => {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, (written, Some(said))).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
