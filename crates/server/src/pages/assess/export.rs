//! The table of a period as a file for programs for tables. It carries what it is, of which period, by which scheme and of when;
//! that it was taken is written first, and no cell is taken for a formula.

use axum::extract::State;
use axum::response::Response;
use domain::appraisal::UnitSummary;
use engine::appraisal::ReadAppraisal;
use serde_json::json;

use super::super::shell::{Shell, Visitor};
use super::{rank_and_grade, words};
use crate::api::appraisal::{found, percent};
use crate::api::names::Names;
use crate::export::as_csv;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Gives the table that the reader sees.
pub(super) async fn table(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    let read = found(&state, &caller, &period).await?;
    let facts = json!({ "format": "csv", "appraisal": read.sheet.summary.period, "run": read.run });
    let entry = state.engine.entry("exports", Some(&caller.person), "exported", facts);
    state.engine.store().audit(entry).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let calendar = &state.engine.definitions().calendar;
    let local = |at| calendar.minute_text(at);
    let w = &shell.w.appraisal;
    let standing = match &read.published {
        Some(published) => format!("{} {}", w.published, local(published.at)),
        None => w.trial.to_owned(),
    };
    let now = state.engine.clock().now();
    let scheme = words(&read.sheet.scheme.name, shell.language);
    let as_of = read.sheet.summary.as_of.map(local).unwrap_or_default();
    let period = read.sheet.summary.period.to_string();
    let mut rows = vec![
        vec![scheme, period, standing, format!("{} {as_of}", w.known_until)],
        vec![names.person(&caller.person).name, local(now)],
        head(&read, &shell),
    ];
    for group in &read.sheet.summary.groups {
        let known = read.sheet.scheme.groups.get(&group.group);
        let group_name = known.map(|known| words(&known.name, shell.language)).unwrap_or_default();
        for unit in &group.units {
            rows.push(line((&group_name, names.unit(&unit.unit).name), unit, &shell));
        }
    }
    Ok(as_csv("appraisal", &rows))
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

fn line((group, name): (&str, String), unit: &UnitSummary, shell: &Shell) -> Vec<String> {
    let (rank, grade) = rank_and_grade(&unit.place, &shell.w.appraisal);
    let points = unit.points.map(|points| points.to_string()).unwrap_or_default();
    let mut line = vec![group.to_owned(), name, rank, grade, points, unit.cases.to_string()];
    for figure in &unit.figures {
        line.extend([
            figure.good.to_string(),
            figure.counted.to_string(),
            figure.out().to_string(),
            figure.share().map(percent).unwrap_or_default(),
            figure.heard.map(|heard| format!("{} / {}", heard.part, heard.of)).unwrap_or_default(),
        ]);
    }
    line
}
