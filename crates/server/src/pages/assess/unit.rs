//! A unit in a period: every indicator with its formula, numerator, denominator, what left it and why.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{FigureSummary, Place};
use domain::id::UnitId;
use engine::appraisal::{CorrectedSummary, ReadAppraisal};

use super::super::shell::{Shell, Visitor, page};
use super::{Cell, address, points, words};
use crate::api::appraisal::{found, percent};
use crate::api::names::Names;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A figure with all that belongs to it.
#[derive(Debug)]
struct FigureRow {
    name: String,
    formula: String,
    weight: String,
    cell: Cell,
    good: usize,
    counted: usize,
    out: usize,
    /// Why items left, and how many for each reason.
    reasons: Vec<(String, usize)>,
    points: String,
    before: Option<String>,
    source: String,
    /// What it was corrected to.
    corrected: Vec<(i32, String, String)>,
    to: String,
}

#[derive(Template)]
#[template(path = "assess_unit.html")]
struct UnitPage {
    shell: Shell,
    period: String,
    unit: String,
    points: String,
    place: String,
    cases: u32,
    is_published: bool,
    figures: Vec<FigureRow>,
}

/// Shows a unit.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path((period, unit)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let read = found(&state, &caller, &period).await?;
    let unit = UnitId::from(unit.as_str());
    let known = read.sheet.summary.unit(&unit).filter(|_| read.sight.unit(&unit));
    let known = known.ok_or_else(Problem::not_found)?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let w = &shell.w.appraisal;
    let figures = known.figures.iter().map(|figure| row((&read, &unit), figure, &shell));
    let sheet = UnitPage {
        unit: names.unit(&unit).name,
        points: points(known.points),
        place: match &known.place {
            Place::Among { rank: Some(rank), grade } => {
                format!("{} {rank} · {} {grade}", w.rank, w.grade)
            }
            Place::Among { rank: None, grade } => format!("{} {grade}", w.grade),
            Place::TooFew => format!("{}（{}）", w.apart, w.too_few),
            Place::Unweighed => format!("{}（{}）", w.apart, w.unweighed),
        },
        cases: known.cases,
        is_published: read.published.is_some(),
        figures: figures.collect(),
        period,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

fn row(
    (read, unit): (&ReadAppraisal, &UnitId),
    figure: &FigureSummary,
    shell: &Shell,
) -> FigureRow {
    let (scheme, language) = (&read.sheet.scheme, shell.language);
    let w = &shell.w.appraisal;
    let indicator = scheme.indicators.get(&figure.indicator);
    let to = address(&[
        &read.sheet.summary.period.to_string(),
        unit.as_str(),
        figure.indicator.as_str(),
    ]);
    let reasons = figure.left_out.iter().enumerate().filter(|(_, count)| **count > 0);
    let why = |reason: usize| {
        let leave = indicator.and_then(|indicator| indicator.leave_out.get(reason));
        leave.map(|leave| words(&leave.why, language)).unwrap_or_default()
    };
    let before = read.before.as_ref().and_then(|before| before.unit(unit));
    let before = before.and_then(|before| before.figure(&figure.indicator));
    let source = indicator.and_then(|indicator| scheme.sources.get(&indicator.source));
    let corrected = read.errata.iter().filter_map(|erratum| {
        let unit = erratum.units.iter().find(|corrected| corrected.is.unit == *unit)?;
        let (was, is) = differs(unit, figure)?;
        Some((erratum.number, was, is))
    });
    FigureRow {
        name: indicator.map(|it| words(&it.name, language)).unwrap_or_default(),
        formula: indicator.map(|it| words(&it.formula, language)).unwrap_or_default(),
        weight: indicator
            .filter(|it| !super::deducts(it))
            .map_or_else(|| "–".to_owned(), |indicator| indicator.weight.to_string()),
        cell: Cell::of(figure, indicator, (Some(to.clone()), w)),
        good: figure.good,
        counted: figure.counted,
        out: figure.out(),
        reasons: reasons.map(|(reason, count)| (why(reason), *count)).collect(),
        points: points(figure.points),
        before: before.and_then(FigureSummary::share).map(|share| format!("{}%", percent(share))),
        source: source.map(|source| words(&source.cite, language)).unwrap_or_default(),
        corrected: corrected.collect(),
        to,
    }
}

/// A figure before and after an erratum, if that is different.
fn differs(unit: &CorrectedSummary, figure: &FigureSummary) -> Option<(String, String)> {
    let written = |figure: &FigureSummary| {
        let share = figure.share().map(|share| format!("{}% ", percent(share)));
        format!("{}{}/{}", share.unwrap_or_default(), figure.good, figure.counted)
    };
    let (was, is) = (unit.was.figure(&figure.indicator)?, unit.is.figure(&figure.indicator)?);
    (was != is).then(|| (written(was), written(is)))
}
