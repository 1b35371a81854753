//! Reports of a month or a quarter 月报 季报: what came in and how it ended, trends, the kinds, places and units with most, who
//! complained more than once, and whose time it was.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{Period, PeriodLength};
use engine::vault::Masked;
use store::queries::By;

use super::super::shell::{Shell, Visitor, page};
use super::super::work::WorkIn;
use super::READERS;
use super::chart::{Bar, Trend, trend};
use super::counted::{Counted, Counter};
use super::figures::{Figures, Span, bars, figures};
use super::time::{TimeTable, table};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many rows each part has.
const TOP: usize = 10;

/// From how many cases on somebody complained repeatedly.
const REPEATED_FROM: u32 = 3;

/// How many months are offered, and how many quarters.
const OFFERED: [(PeriodLength, usize); 2] = [(PeriodLength::Month, 13), (PeriodLength::Quarter, 5)];

/// Somebody who complained more than once, as anybody here may see them.
#[derive(Clone, Debug)]
pub(super) struct RepeaterRow {
    /// Masked.
    pub(super) name: String,
    /// Masked.
    pub(super) telephone: String,
    /// How often.
    pub(super) cases: Counted,
}

/// All that a report says.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) period: Period,
    pub(super) span: Span,
    pub(super) figures: Figures,
    pub(super) trend: Trend,
    pub(super) workflows: Vec<Bar>,
    pub(super) kinds: Vec<Bar>,
    pub(super) places: Vec<Bar>,
    pub(super) units: Vec<Bar>,
    pub(super) missed: Vec<Bar>,
    pub(super) repeaters: Vec<RepeaterRow>,
    pub(super) time: TimeTable,
}

#[derive(Template)]
#[template(path = "report_list.html")]
struct ListPage {
    shell: Shell,
    /// The periods of each length, the newest first.
    periods: Vec<(&'static str, Vec<String>)>,
}

/// Shows which reports there are.
pub(in crate::pages) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let today = state.engine.definitions().calendar.date(state.engine.clock().now());
    let w = &shell.w.reading;
    let of = |(length, most): (PeriodLength, usize)| {
        let newest = Period::of(today, length);
        let periods = std::iter::successors(Some(newest), |period| Some(period.previous()));
        let label = if length == PeriodLength::Month { w.months } else { w.quarters };
        (label, periods.take(most).map(|period| period.to_string()).collect())
    };
    let periods = OFFERED.map(of).into();
    Ok(page(&ListPage { shell, periods }, StatusCode::OK))
}

#[derive(Template)]
#[template(path = "period_report.html")]
struct ReportPage {
    shell: Shell,
    period: String,
    first: String,
    last: String,
    as_of: String,
    report: Report,
    /// The cases of the period, and whose time they were, as the addresses of their own pages.
    time: String,
    can_export: bool,
}

/// Shows a report.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let counter = Counter::of(&state, &caller.who()).await?;
    let report = Box::pin(read(&counter, &period, (&shell, &caller.who()))).await?;
    let filed = report.span.filed().address();
    let sheet = ReportPage {
        period,
        first: report.span.first.to_string(),
        last: report.span.last.to_string(),
        as_of: counter.calendar().minute_text(counter.now),
        time: filed.replacen("/s/?", "/s/supervise/time?", 1),
        can_export: super::may_export(&state, &caller),
        report,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// A report of a period that has begun.
pub(super) async fn read(
    counter: &Counter<'_>,
    period: &str,
    (shell, who): (&Shell, &engine::Who),
) -> Result<Report, Problem> {
    let today = counter.calendar().date(counter.now);
    let period: Period = period.parse().map_err(|_| Problem::not_found())?;
    if period.length() == PeriodLength::Year || period.first_day() > today {
        return Err(Problem::not_found());
    }
    let span = Span::of(period, today);
    let (filed, ended) = (span.filed(), span.ended());
    let missed = WorkIn { kept: "no".to_owned(), ..ended.clone() };
    let (figures, trend, workflows, kinds, places, units, missed, repeaters, time) = tokio::try_join!(
        figures(counter, period, span, shell),
        trend(counter, period, shell),
        bars(counter, &filed, By::Workflow, TOP, shell),
        bars(counter, &filed, By::Class, TOP, shell),
        bars(counter, &filed, By::Town, TOP, shell),
        bars(counter, &ended, By::Lead, TOP, shell),
        bars(counter, &missed, By::Lead, TOP, shell),
        repeaters(counter, &filed, who),
        table(counter, &filed, shell),
    )?;
    Ok(Report {
        period,
        span,
        figures,
        trend,
        workflows,
        kinds,
        places,
        units,
        missed,
        repeaters,
        time,
    })
}

/// Who complained more than once in the period, masked, with their cases.
async fn repeaters(
    counter: &Counter<'_>,
    list: &WorkIn,
    who: &engine::Who,
) -> Result<Vec<RepeaterRow>, Problem> {
    let (engine, visible) = (&counter.state.engine, &counter.visible);
    let filter = list.filter(counter.state, visible, counter.now).await?;
    let found = engine.store().repeaters(visible, &filter, REPEATED_FROM).await?;
    let mut rows = Vec::new();
    for repeater in found.into_iter().take(TOP) {
        let Some(seen) = engine.read(who, repeater.case).await? else { continue };
        let same = WorkIn { same: seen.stored.number.clone(), ..list.clone() };
        let Some(other) = engine.read(who, repeater.other).await? else { continue };
        let (own, others) = (engine.parties(&seen).await?, engine.parties(&other).await?);
        // Several may complain together; it is the one who is in both.
        let mut own = own.into_iter().map(|(_, masked)| masked);
        let is_in =
            |masked: &Masked| others.iter().any(|(_, other)| other.telephone == masked.telephone);
        let masked = own.find(is_in).unwrap_or_default();
        let cases = counter.count(same).await?;
        rows.push(RepeaterRow { name: masked.name, telephone: masked.telephone, cases });
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.cases.count));
    Ok(rows)
}
