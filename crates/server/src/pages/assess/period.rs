//! The table of a period: the units of a group with their places and figures, those with too few cases apart, and what may be
//! done with it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{Place, Sight, UnitChange, UnitSummary, compare};
use domain::id::GroupName;
use engine::appraisal::{ReadAppraisal, ReadErratum, Run, RunStanding};
use serde::Deserialize;
use uuid::Uuid;

use super::super::done::done as sent_on;
use super::super::posted::{Posted, not_whole};
use super::super::shell::{Shell, Visitor, page};
use super::periods::standing;
use super::{Cell, address, more, points, rank_and_grade, words};
use crate::api::appraisal::{asked, corrected, period, published, reader};
use crate::api::names::Names;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Which group, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TableIn {
    group: String,
    done: String,
}

/// A group as a tab.
#[derive(Debug)]
struct Tab {
    to: String,
    label: String,
    count: usize,
    current: bool,
}

/// A column of the table.
#[derive(Debug)]
struct Column {
    name: String,
    weight: String,
}

/// A unit in the table.
#[derive(Debug)]
struct Row {
    to: Option<String>,
    name: String,
    rank: String,
    points: String,
    more: Option<String>,
    year: Option<String>,
    grade: String,
    cases: u32,
    cells: Vec<Cell>,
}

/// A correction.
#[derive(Debug)]
pub(super) struct ErratumRow {
    pub(super) number: i32,
    pub(super) at: String,
    pub(super) document: String,
    /// The units that are different, with their points before and after.
    pub(super) units: Vec<(String, String, String)>,
}

/// What there is of a period.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of the template")]
struct Table {
    scheme: String,
    as_of: Option<String>,
    until: Option<String>,
    tabs: Vec<Tab>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    apart: Vec<Row>,
    least: u32,
    errata: Vec<ErratumRow>,
    is_published: bool,
    can_publish: bool,
    can_correct: bool,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "assess_period.html")]
struct PeriodPage {
    shell: Shell,
    period: String,
    /// Where the newest run stands, if it is not the one that is shown.
    pending: Option<String>,
    can_run: bool,
    table: Option<Table>,
    document: String,
    error: Option<String>,
}

/// Shows the table.
pub(super) async fn show(
    State(state): State<Shared>,
    mut visitor: Visitor,
    Path(written): Path<String>,
    Query(query): Query<TableIn>,
) -> Result<Response, Problem> {
    let w = &visitor.shell.w.appraisal;
    let told = match query.done.as_str() {
        "run" => Some(w.asked_for.to_owned()),
        "publish" => Some(w.published_now.to_owned()),
        "decide" => Some(w.recorded.to_owned()),
        _ => None,
    };
    visitor.shell.tell(told);
    let sheet = sheet(&state, visitor, (&written, &query.group), (String::new(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    (written, group): (&str, &str),
    (document, error): (String, Option<String>),
) -> Result<PeriodPage, Problem> {
    reader(state, &caller).await?;
    let period = period(written)?;
    let (_, sight) = state.engine.appraisal_sight(&caller.person).await?;
    let newest = state.engine.newest_run(&caller.person, period).await?;
    let read = state.engine.appraisal(&caller.person, period).await?;
    if read.is_none() && newest.is_none() {
        return Err(Problem::not_found());
    }
    let is_shown = |run: &Run| run.standing == RunStanding::Done;
    let pending = newest.filter(|run| !is_shown(run)).map(|run| standing(&run, &shell.w.appraisal));
    let table = read.map(|read| table(state, &read, group, &shell)).transpose()?;
    let published = table.as_ref().is_some_and(|table| table.is_published);
    Ok(PeriodPage {
        period: period.to_string(),
        pending,
        can_run: sight == Sight::Whole && !published,
        table,
        document,
        error,
        shell: shell.with_figures(),
    })
}

fn table(
    state: &Shared,
    read: &ReadAppraisal,
    group: &str,
    shell: &Shell,
) -> Result<Table, Problem> {
    let (scheme, summary) = (&read.sheet.scheme, &read.sheet.summary);
    let calendar = &state.engine.definitions().calendar;
    let period = summary.period.to_string();
    let name = |group: &GroupName| {
        let known = scheme.groups.get(group);
        known.map_or_else(|| group.to_string(), |known| words(&known.name, shell.language))
    };
    let shown = summary.groups.iter().find(|known| known.group.as_str() == group);
    if shown.is_none() && !group.is_empty() {
        return Err(Problem::not_found());
    }
    let has_place = |group: &&domain::appraisal::GroupSummary| {
        group.units.iter().any(|unit| matches!(unit.place, Place::Among { .. }))
    };
    let shown = shown.or_else(|| summary.groups.iter().find(has_place));
    let shown = shown.or_else(|| summary.groups.first());
    let tabs = summary.groups.iter().map(|known| Tab {
        to: format!("/s/assess/{period}?group={}", known.group),
        label: name(&known.group),
        count: known.units.len(),
        current: shown.is_some_and(|shown| shown.group == known.group),
    });
    let columns = scheme.indicators.values().map(|indicator| Column {
        name: words(&indicator.name, shell.language),
        weight: if super::deducts(indicator) {
            "−".to_owned()
        } else {
            indicator.weight.to_string()
        },
    });
    let rows = shown.into_iter().flat_map(|group| &group.units);
    let (apart, rows): (Vec<_>, Vec<_>) =
        rows.partition(|unit| !matches!(unit.place, Place::Among { .. }));
    let (before, year) = changes(read);
    let row = |unit: &UnitSummary| row(state, (read, unit), (&before, &year), shell);
    Ok(Table {
        scheme: words(&scheme.name, shell.language),
        as_of: summary.as_of.map(|at| calendar.minute_text(at)),
        until: read
            .published
            .as_ref()
            .and_then(|published| published.objections_until)
            .map(|until| domain::clock::deadline_text(calendar, until)),
        tabs: tabs.collect(),
        columns: columns.collect(),
        rows: rows.into_iter().map(row).collect(),
        apart: apart.into_iter().map(row).collect(),
        least: scheme.least_cases,
        errata: errata(state, &read.errata, shell),
        is_published: read.published.is_some(),
        can_publish: read.can_publish,
        can_correct: read.can_correct,
        is_own: !read.sight.table(read.published.is_some()),
    })
}

/// How units stood in the period before and a year before.
fn changes(read: &ReadAppraisal) -> (Vec<UnitChange>, Vec<UnitChange>) {
    let beside = |then: &Option<domain::appraisal::Summary>| {
        then.as_ref().map(|then| compare(&read.sheet.summary, then)).unwrap_or_default()
    };
    (beside(&read.before), beside(&read.year_before))
}

fn row(
    state: &Shared,
    (read, unit): (&ReadAppraisal, &UnitSummary),
    (before, year): (&[UnitChange], &[UnitChange]),
    shell: &Shell,
) -> Row {
    let (w, period) = (&shell.w.appraisal, read.sheet.summary.period.to_string());
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let theirs = read.sight.unit(&unit.unit);
    let to = |parts: &[&str]| theirs.then(|| address(parts));
    let (rank, grade) = rank_and_grade(&unit.place, w);
    let change = |of: &[UnitChange]| {
        let found = of.iter().find(|change| change.unit == unit.unit)?;
        found.points_more.map(more)
    };
    let cell = |figure: &domain::appraisal::FigureSummary| {
        let to = to(&[&period, unit.unit.as_str(), figure.indicator.as_str()]);
        Cell::of(figure, read.sheet.scheme.indicators.get(&figure.indicator), (to, w))
    };
    Row {
        to: to(&[&period, unit.unit.as_str()]),
        name: names.unit(&unit.unit).name,
        rank,
        points: points(unit.points),
        more: change(before),
        year: change(year),
        grade,
        cases: unit.cases,
        cells: unit.figures.iter().map(cell).collect(),
    }
}

/// What was corrected, in words.
pub(super) fn errata(state: &Shared, errata: &[ReadErratum], shell: &Shell) -> Vec<ErratumRow> {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let calendar = &state.engine.definitions().calendar;
    let row = |erratum: &ReadErratum| ErratumRow {
        number: erratum.number,
        at: calendar.minute_text(erratum.at),
        document: erratum.document.as_ref().map(ToString::to_string).unwrap_or_default(),
        units: erratum
            .units
            .iter()
            .map(|unit| {
                (names.unit(&unit.is.unit).name, points(unit.was.points), points(unit.is.points))
            })
            .collect(),
    };
    errata.iter().map(row).collect()
}

/// Runs it again, publishes it, or asks for a correction.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(written): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    reader(&state, &visitor.caller).await?;
    let (person, of) = (&visitor.caller.person, period(&written)?);
    let done = match posted.one("step") {
        "run" => asked(&state, person, of).await.map(|()| "run"),
        "publish" => {
            let run = Uuid::parse_str(posted.one("run")).unwrap_or_default();
            published(&state, person, (of, run)).await.map(|()| "publish")
        }
        "correct" => corrected(&state, person, (of, posted.one("document"))).await.map(|()| "run"),
        _ => Err(not_whole()),
    };
    match done {
        Ok(done) => Ok(sent_on(&format!("/s/assess/{written}?done={done}"))),
        Err(problem)
            if problem.status() == StatusCode::CONFLICT
                || problem.status() == StatusCode::BAD_REQUEST =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let typed = (posted.one("document").to_owned(), Some(said));
            let sheet = sheet(&state, visitor, (&written, ""), typed).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
