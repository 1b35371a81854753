//! Who passes what to whom 转办情况: how much each unit gives away, between which units cases go, and the cases behind each number.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{CaseId, UnitId};
use domain::suspicion::Journey;
use engine::suspicions::PassedOn;
use serde::Deserialize;

use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::suspicions::titles;
use crate::api::transfers::passed_on;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cases the page lists.
const CASES_MAX: usize = 100;

/// Which month, and which number of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TransfersPageIn {
    months_back: u32,
    /// Of the cases that this unit gave away.
    from: String,
    /// To this one.
    to: String,
}

impl TransfersPageIn {
    fn address(months_back: u32, from: &UnitId, to: Option<&UnitId>) -> String {
        let to = to.map_or_else(String::new, |to| format!("&to={to}"));
        format!("/s/quality/transfers?months_back={months_back}&from={from}{to}#cases")
    }
}

/// A unit in the table.
#[derive(Debug)]
struct UnitRow {
    name: String,
    received: u64,
    given_away: usize,
    to: String,
    percent: u64,
    is_over: bool,
    /// Whether it got too few for a share to say something.
    is_few: bool,
}

/// From one unit to another.
#[derive(Debug)]
struct EdgeRow {
    from: String,
    to: String,
    times: u32,
    cases: usize,
    link: String,
}

/// A case that was given away.
#[derive(Debug)]
struct CaseRow {
    number: String,
    title: String,
    way: String,
    returns: usize,
    hops: usize,
    ownerless: i64,
}

#[derive(Template)]
#[template(path = "transfers.html")]
struct TransfersPage {
    shell: Shell,
    month: String,
    months: [(u32, &'static str); 3],
    months_back: u32,
    budget: u8,
    units: Vec<UnitRow>,
    edges: Vec<EdgeRow>,
    cases: Vec<CaseRow>,
    all_cases: usize,
    chosen: Option<String>,
}

/// Shows them.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<TransfersPageIn>,
) -> Result<Response, Problem> {
    let (period, passed) = passed_on(&state, &caller, query.months_back).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let chosen = chosen(&passed, &query);
    let titles = titles(&state, &caller, chosen.iter().copied().take(CASES_MAX)).await?;
    let now = state.engine.clock().now();
    let w = &shell.w.quality;
    let unit = |id: &str| names.unit(&UnitId::from(id)).name;
    let label = match (query.from.as_str(), query.to.as_str()) {
        ("", _) => None,
        (from, "") => Some(unit(from)),
        (from, to) => Some(format!("{} → {}", unit(from), unit(to))),
    };
    let case = |case: &CaseId| {
        let ((number, title), journey) = (titles.get(case)?, passed.journeys.get(case)?);
        let way: Vec<String> = journey.units.iter().map(|unit| names.unit(unit).name).collect();
        let (number, title, way) = (number.clone(), title.clone(), way.join(" → "));
        let Journey { returns, hops, .. } = journey;
        let (returns, hops, ownerless) = (returns.len(), hops.len(), journey.ownerless_days(now));
        Some(CaseRow { number, title, way, returns, hops, ownerless })
    };
    let sheet = TransfersPage {
        month: state.engine.definitions().calendar.local(period.from).format("%Y-%m").to_string(),
        months: [(0, w.this_month), (1, w.last_month), (2, w.month_before)],
        months_back: query.months_back,
        budget: passed.budget_percent,
        units: units(&passed, query.months_back, names),
        edges: edges(&passed, query.months_back, names),
        cases: chosen.iter().take(CASES_MAX).filter_map(case).collect(),
        all_cases: chosen.len(),
        chosen: label,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// The cases behind the number that was chosen; all that were given away where none was.
fn chosen(passed: &PassedOn, query: &TransfersPageIn) -> BTreeSet<CaseId> {
    let from = UnitId::from(query.from.as_str());
    match (query.from.as_str(), query.to.as_str()) {
        ("", _) => passed.units.values().flat_map(|unit| unit.given_away.clone()).collect(),
        (_, "") => passed.units.get(&from).map(|unit| unit.given_away.clone()).unwrap_or_default(),
        (_, to) => {
            let edges = passed.edges.get(&from);
            let edge = edges.and_then(|edges: &BTreeMap<_, _>| edges.get(&UnitId::from(to)));
            edge.map(|edge| edge.cases.clone()).unwrap_or_default()
        }
    }
}

/// The units that gave most away at the beginning.
fn units(passed: &PassedOn, months_back: u32, names: Names<'_>) -> Vec<UnitRow> {
    let row = |(id, unit): (&UnitId, &engine::suspicions::UnitTransfers)| {
        let given_away = unit.given_away.len();
        let share = u64::try_from(given_away).unwrap_or(u64::MAX).saturating_mul(100);
        UnitRow {
            name: names.unit(id).name,
            received: unit.received,
            given_away,
            to: TransfersPageIn::address(months_back, id, None),
            percent: share.checked_div(unit.received).unwrap_or(0),
            is_over: unit.is_over,
            is_few: unit.received < u64::from(passed.received_min),
        }
    };
    let mut rows: Vec<UnitRow> = passed.units.iter().map(row).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.is_over), std::cmp::Reverse(row.given_away)));
    rows
}

fn edges(passed: &PassedOn, months_back: u32, names: Names<'_>) -> Vec<EdgeRow> {
    let edges = passed.edges.iter().flat_map(|(from, edges)| {
        edges.iter().map(move |(to, edge)| EdgeRow {
            from: names.unit(from).name,
            to: names.unit(to).name,
            times: edge.count,
            cases: edge.cases.len(),
            link: TransfersPageIn::address(months_back, from, Some(to)),
        })
    });
    let mut edges: Vec<EdgeRow> = edges.collect();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.cases));
    edges
}
