//! The table of a period to be taken along: of which period it is, by which scheme and of when. How tables leave is said in
//! [`crate::export`].

use axum::extract::State;
use axum::response::Response;
use domain::appraisal::{Place, UnitSummary};
use engine::appraisal::ReadAppraisal;

use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor};
use super::{address, words};
use crate::api::appraisal::{found, percent};
use crate::api::names::Names;
use crate::export::{Cell, Format, Sheet, export};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Gives the table that the reader sees.
pub(super) async fn table(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(period): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let read = found(&state, &caller, &period).await?;
    let sheet = sheet(&state, &read, &shell);
    let reader = (&caller.person, shell.language);
    let from = address(&[&read.sheet.summary.period.to_string()]);
    export(&state, reader, &from, Format::of(posted.one("format")), &sheet).await
}

fn sheet(state: &Shared, read: &ReadAppraisal, shell: &Shell) -> Sheet {
    let snapshot = state.engine.directory();
    let definitions = state.engine.definitions();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let w = &shell.w.appraisal;
    let (summary, scheme) = (&read.sheet.summary, &read.sheet.scheme);
    let standing = read.published.as_ref().map_or_else(
        || w.trial.to_owned(),
        |it| {
            format!(
                "{} {}",
                w.published,
                definitions.calendar.local(it.at).format("%Y-%m-%d %H:%M")
            )
        },
    );
    let mut rows = Vec::new();
    for group in &summary.groups {
        let known = scheme.groups.get(&group.group);
        let name = known.map(|known| words(&known.name, shell.language)).unwrap_or_default();
        let units = group.units.iter();
        rows.extend(units.map(|unit| line((&name, names.unit(&unit.unit).name), unit, shell)));
    }
    let scheme_name = words(&scheme.name, shell.language);
    Sheet {
        name: "appraisal".to_owned(),
        title: format!("{scheme_name} {}", summary.period),
        scope: format!("{} · {standing}", summary.period),
        definition: format!(
            "{} {} v{} · {}：{}",
            w.scheme, scheme.scheme, summary.version, w.cases, w.cases_about
        ),
        as_of: summary.as_of.unwrap_or(read.asked_at),
        columns: head(read, shell),
        rows,
        is_cut: false,
    }
}

fn head(read: &ReadAppraisal, shell: &Shell) -> Vec<String> {
    let w = &shell.w.appraisal;
    let mut head: Vec<String> =
        [w.title, w.unit, w.rank, w.grade, w.points, w.cases].map(str::to_owned).into();
    for indicator in read.sheet.scheme.indicators.values() {
        let name = words(&indicator.name, shell.language);
        head.extend([
            format!("{name} {}", w.numerator),
            format!("{name} {}", w.denominator),
            format!("{name} {}", w.left_out),
            format!("{name} %"),
            format!("{name} {}", w.answered),
        ]);
    }
    head
}

fn line((group, name): (&str, String), unit: &UnitSummary, shell: &Shell) -> Vec<Cell> {
    let w = &shell.w.appraisal;
    let (rank, grade) = match &unit.place {
        Place::Among { rank, grade } => (rank.map(u64::from), grade.as_str()),
        Place::TooFew => (None, w.too_few),
        Place::Unweighed => (None, w.unweighed),
    };
    let points = unit.points.map(|points| points.to_string()).unwrap_or_default();
    let rank = rank.map_or_else(|| Cell::from(""), Cell::from);
    let cases = Cell::from(u64::from(unit.cases));
    let mut line = vec![group.into(), name.into(), rank, grade.into(), figure(points), cases];
    for of in &unit.figures {
        let count = |count: usize| Cell::from(u64::try_from(count).unwrap_or(u64::MAX));
        let heard = of.heard.map(|heard| format!("{} / {}", heard.part, heard.of));
        line.extend([
            count(of.good),
            count(of.counted),
            count(of.out()),
            figure(of.share().map(percent).unwrap_or_default()),
            heard.unwrap_or_default().into(),
        ]);
    }
    line
}

/// A figure with a fraction as it is shown, with all its digits.
fn figure(shown: String) -> Cell {
    shown.parse().map_or(Cell::Text(shown), Cell::Figure)
}
