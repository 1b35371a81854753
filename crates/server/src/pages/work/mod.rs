//! My work 我的待办: the cases that somebody sees, the ones with the least time left first, each with its next step; what a
//! search finds; and what is done with several at once.

mod bulk;
mod figured;
mod kept;
mod narrowed;
mod next;
mod rows;
mod search;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use futures::future::try_join;

use bulk::ANY_PROCEDURE;
pub(super) use bulk::{DonePage, Outcome, form as bulk_form, perform_all};
pub(super) use figured::days;
use kept::{KEPT_MAX, Kept, kept};
pub(super) use kept::{keep, remove};
use narrowed::Chip;
pub(super) use narrowed::{NO_UNIT, Tab, WorkIn};
pub(super) use next::{is_onward, next_step};
use rows::NextStep;
pub(super) use rows::{Row, rows};
pub(super) use search::{one_row, search};

use store::error::StoreError;
use store::queries::CaseFilter;

use super::shell::{Shell, Visitor, page};
use super::typed::units;
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

/// What somebody asked of the list that was refused, with all that they had chosen and typed.
#[derive(Debug)]
struct Again {
    why: Problem,
    /// The name of a view that was not kept.
    name: Option<String>,
    /// The cases that were ticked.
    ticked: Vec<String>,
    /// What was to be done with them.
    step: String,
}

impl Again {
    fn of(why: Problem) -> Self {
        Self { why, name: None, ticked: Vec::new(), step: String::new() }
    }
}

/// What can be done with several of the rows at once.
#[derive(Debug)]
pub(super) struct Bulk {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) count: usize,
    chosen: bool,
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
    /// Whether the reader may take the list along.
    can_export: bool,
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

/// A list; with what was refused, if anything was.
async fn shown(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    query: WorkIn,
    again: Option<Again>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let visible = state.engine.visible(&who).await?;
    let (store, calendar) = (state.engine.store(), &state.engine.definitions().calendar);
    let now = state.engine.clock().now();
    let (tab, sort) = (query.tab, query.tab.sort());
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let after = after.map(|after| cursor(after, sort)).transpose()?;
    let (narrowed, mut error) = match query.within(state, &visible).await {
        Ok(narrowed) => (narrowed, None),
        Err(problem) => (CaseFilter::default(), Some(problem.line(shell.language))),
    };
    let (unkept, chosen, status) = match again {
        Some(Again { why, name, ticked, step }) => {
            error = Some(why.line(shell.language));
            (name, (ticked, step), why.status())
        }
        None => (None, Default::default(), StatusCode::OK),
    };
    let filter = |view: Tab| view.filter(&narrowed, now, calendar);
    // Ended cases grow without end, and nobody works their number down.
    let (seen, filter) = (&visible, &filter);
    let counted = Tab::ALL.into_iter().filter(|view| *view != Tab::Ended || *view == tab);
    let counted = counted.chain(Some(tab).filter(|tab| !Tab::ALL.contains(tab)));
    let (open, others): (Vec<Tab>, Vec<Tab>) =
        counted.partition(|view| filter(*view).open == Some(true));
    let counts = async {
        let filters: Vec<_> = open.iter().map(|view| filter(*view)).collect();
        let counts = store.count_each(seen, &filters).await?;
        let mut counts: Vec<_> = open.into_iter().zip(counts).collect();
        for view in others {
            counts.push((view, store.count_cases(seen, &filter(view)).await?));
        }
        Ok::<_, StoreError>(counts)
    };
    let (counts, found) =
        try_join(counts, store.cases(&visible, &filter(tab), sort, after, ROWS)).await?;
    let after = found.next.as_ref().map(|cursor| next(cursor, sort));
    let mut rows = rows(state, &who, found.lines, now, &shell).await?;
    rows.iter_mut().for_each(|row| row.ticked = chosen.0.contains(&row.number));
    let total = counts.iter().find(|(counted, _)| *counted == tab).map_or(0, |(_, count)| *count);
    let kept = kept(state, &caller.person, &query).await?;
    let bulk = bulk(&rows, &chosen.1);
    let sheet = WorkPage {
        total,
        tabs: tabs(&query, &counts, kept, &shell),
        unkept,
        as_of: calendar.local(now).format("%m-%d %H:%M").to_string(),
        workflows: workflows(state, &shell),
        units: units(&state.engine.directory().directory, shell.language),
        chips: query.chips(&shell),
        error,
        is_bulk: !bulk.is_empty(),
        first: (!query.after.is_empty()).then(|| query.in_view(tab).address()),
        next: after.map(|after| WorkIn { after, ..query.clone() }.address()),
        here: query.address(),
        can_export: super::reading::may_export(state, &caller),
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
    let beside = Some(query.tab).filter(|tab| !Tab::ALL.contains(tab));
    Tabs {
        views: Tab::ALL.into_iter().chain(beside).map(view).collect(),
        can_keep: is_narrowed && !is_kept && kept.len() < KEPT_MAX,
        kept,
    }
}

/// What can be done with more than one of the rows: of one procedure each, but for what all of them have, which stands first.
pub(super) fn bulk(rows: &[Row], chosen: &str) -> Vec<Bulk> {
    let mut counts: BTreeMap<(&str, &NextStep), usize> = BTreeMap::new();
    for row in rows {
        for step in &row.can {
            let workflow = if step.of_any { ANY_PROCEDURE } else { row.workflow.as_str() };
            *counts.entry((workflow, step)).or_default() += 1;
        }
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    let one = |((workflow, step), count): ((&str, &NextStep), usize)| {
        let value = format!("{workflow}/{}", step.transition);
        Bulk { chosen: value == chosen, value, label: step.label.clone(), count }
    };
    several.map(one).collect()
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
