//! My work 我的待办: the cases that somebody sees, the ones with the least time left first, each with its next step; what a
//! search finds; and what is done with several at once.

mod bulk;
mod kept;
mod narrowed;
mod rows;
mod search;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use futures::future::{try_join, try_join_all};

pub(super) use bulk::{DonePage, Outcome, form as bulk_form, perform_all};
use kept::{KEPT_MAX, Kept, Unkept, kept};
pub(super) use kept::{keep, remove};
use narrowed::{Chip, Tab, WorkIn};
pub(super) use rows::is_onward;
use rows::{NextStep, Row, rows};
pub(super) use search::{one_row, search};

use store::error::StoreError;
use store::queries::CaseFilter;

use super::shell::{Shell, Visitor, page};
use super::typed::initials;
use crate::api::names::{Named, Names};
use crate::api::page::{cursor, next};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many rows a page has.
const ROWS: u32 = 50;

/// A view of the list.
#[derive(Debug)]
struct View {
    to: String,
    label: &'static str,
    count: Option<u64>,
    current: bool,
    hot: bool,
}

/// The views above the list: those that everybody has, and those that the reader keeps.
#[derive(Debug)]
struct Tabs {
    views: Vec<View>,
    kept: Vec<Kept>,
    /// Whether this list can be kept as one more.
    can_keep: bool,
}

/// What can be done with several of the rows at once.
#[derive(Debug)]
struct Bulk {
    value: String,
    label: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    shell: Shell,
    total: u64,
    as_of: String,
    tabs: Tabs,
    unkept: Option<String>,
    query: WorkIn,
    workflows: Vec<Named>,
    units: Vec<(String, String)>,
    chips: Vec<Chip>,
    error: Option<String>,
    rows: Vec<Row>,
    bulk: Vec<Bulk>,
    is_bulk: bool,
    first: Option<String>,
    next: Option<String>,
    here: String,
}

impl WorkPage {
    fn tab(&self) -> String {
        crate::api::case_out::word(&self.query.tab)
    }
}

/// Shows the work.
pub(super) async fn work(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(query): Query<WorkIn>,
) -> Result<Response, Problem> {
    if visitor.shell.home != "/s/" {
        return Ok(Redirect::to(visitor.shell.home).into_response());
    }
    shown(&state, visitor, query, None).await
}

/// A list; with what somebody typed for a view, if it was not kept.
async fn shown(
    state: &Shared,
    Visitor { caller, mut shell }: Visitor,
    mut query: WorkIn,
    unkept: Option<Unkept>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let visible = state.engine.visible(&who).await?;
    let (store, calendar) = (state.engine.store(), &state.engine.definitions().calendar);
    let now = state.engine.clock().now();
    let done = std::mem::take(&mut query.done);
    if !done.is_empty() {
        shell.banner = Some(format!("{}{done}", shell.w.done));
    }
    let (tab, sort) = (query.tab, query.tab.sort());
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let after = after.map(|after| cursor(after, sort)).transpose()?;
    let (narrowed, mut error) = match query.narrowed(state) {
        Ok(narrowed) => (narrowed, None),
        Err(problem) => (CaseFilter::default(), Some(problem.line(shell.language))),
    };
    let (unkept, status) = match unkept {
        Some(Unkept { name, why }) => {
            error = Some(why.line(shell.language));
            (Some(name), why.status())
        }
        None => (None, StatusCode::OK),
    };
    let filter = |view: Tab| view.filter(&narrowed, now, calendar);
    // Ended cases grow without end, and nobody works their number down.
    let (seen, filter) = (&visible, &filter);
    let counted = Tab::ALL.into_iter().filter(|view| *view != Tab::Ended || *view == tab);
    let counts = try_join_all(counted.map(|view| async move {
        let count = store.count_cases(seen, &filter(view)).await?;
        Ok::<_, StoreError>((view, count))
    }));
    let (counts, found) =
        try_join(counts, store.cases(&visible, &filter(tab), sort, after, ROWS)).await?;
    let after = found.next.as_ref().map(|cursor| next(cursor, sort));
    let rows = rows(state, &who, found.lines, now, &shell).await?;
    let total = counts.iter().find(|(counted, _)| *counted == tab).map_or(0, |(_, count)| *count);
    let kept = kept(state, &caller.person, &query).await?;
    let bulk = bulk(&rows);
    let sheet = WorkPage {
        total,
        tabs: tabs(&query, &counts, kept, &shell),
        unkept,
        as_of: calendar.local(now).format("%m-%d %H:%M").to_string(),
        workflows: workflows(state, &shell),
        units: units(state, &shell),
        chips: query.chips(&shell),
        error,
        is_bulk: !bulk.is_empty(),
        first: (!query.after.is_empty()).then(|| query.in_view(tab).address()),
        next: after.map(|after| WorkIn { after, ..query.clone() }.address()),
        here: query.address(),
        query,
        rows,
        bulk,
        shell,
    };
    Ok(page(&sheet, status))
}

fn tabs(query: &WorkIn, counts: &[(Tab, u64)], kept: Vec<Kept>, shell: &Shell) -> Tabs {
    let is_kept = kept.iter().any(|view| view.current);
    let view = |tab: Tab| {
        let count = counts.iter().find(|(counted, _)| *counted == tab).map(|(_, count)| *count);
        View {
            to: query.in_view(tab).address(),
            label: tab.label(shell),
            count,
            current: tab == query.tab && !is_kept,
            hot: tab == Tab::Overdue && count.is_some_and(|count| count > 0),
        }
    };
    let is_narrowed = query.in_view(query.tab).address() != "/s/";
    Tabs {
        views: Tab::ALL.into_iter().map(view).collect(),
        can_keep: is_narrowed && !is_kept && kept.len() < KEPT_MAX,
        kept,
    }
}

/// What can be done with more than one of the rows, of one procedure each.
fn bulk(rows: &[Row]) -> Vec<Bulk> {
    let mut counts: BTreeMap<(&str, &NextStep), usize> = BTreeMap::new();
    for row in rows {
        for step in &row.can {
            *counts.entry((row.workflow.as_str(), step)).or_default() += 1;
        }
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    several
        .map(|((workflow, step), count)| Bulk {
            value: format!("{workflow}/{}", step.transition),
            label: step.label.clone(),
            count,
        })
        .collect()
}

fn workflows(state: &Shared, shell: &Shell) -> Vec<Named> {
    let definitions = state.engine.definitions();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let named = |(version, workflow): (&domain::case::WorkflowRef, &domain::workflow::Workflow)| {
        names.named(version.name.as_str(), Some(&workflow.definition().name))
    };
    let mut choices: Vec<Named> = definitions.workflows.iter().map(named).collect();
    choices.dedup_by(|one, other| one.id == other.id);
    choices
}

/// The units with what may be typed for each.
fn units(state: &Shared, shell: &Shell) -> Vec<(String, String)> {
    let snapshot = state.engine.directory();
    let units = snapshot.directory.units.values();
    let offered =
        |name: &domain::text::Bilingual| (name.get(shell.language).to_owned(), initials(&name.zh));
    units.map(|unit| offered(&unit.name)).collect()
}
