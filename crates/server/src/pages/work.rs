//! My work 我的待办: the cases that somebody sees, the ones with the least time left first, each with its next step; and
//! what a search finds.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;
use domain::case::Case;
use domain::decide::Offer;
use domain::id::Timestamp;
use domain::workflow::{Stage, Verb, Workflow};
use engine::Who;
use serde::Deserialize;
use store::queries::{CaseFilter, CaseLine, Sort};

use super::pill::Pill;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::page::{cursor, next};
use crate::api::search::found;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many rows a page has.
const ROWS: u32 = 50;

/// A case in a list.
#[derive(Debug)]
struct Row {
    number: String,
    title: String,
    stage: &'static str,
    unit: String,
    pill: Option<Pill>,
    marks: Vec<&'static str>,
    step: Option<NextStep>,
}

/// What is to be done next with a case.
#[derive(Debug)]
struct NextStep {
    transition: String,
    label: String,
}

/// A view of the list.
#[derive(Debug)]
struct Tab {
    to: &'static str,
    label: &'static str,
    count: Option<u64>,
    current: bool,
    hot: bool,
}

/// A choice of a filter.
#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    shell: Shell,
    total: u64,
    as_of: String,
    tabs: Vec<Tab>,
    tab: &'static str,
    workflows: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
    is_filtered: bool,
    is_first: bool,
}

/// Which part of the work.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WorkIn {
    tab: TabIn,
    workflow: String,
    after: Option<String>,
}

/// A view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TabIn {
    #[default]
    All,
    Overdue,
    Today,
    Unassigned,
    Ended,
}

impl TabIn {
    const ALL: [Self; 5] = [Self::All, Self::Overdue, Self::Today, Self::Unassigned, Self::Ended];

    const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Unassigned => "unassigned",
            Self::Ended => "ended",
        }
    }

    const fn address(self) -> &'static str {
        match self {
            Self::All => "/s/",
            Self::Overdue => "/s/?tab=overdue",
            Self::Today => "/s/?tab=today",
            Self::Unassigned => "/s/?tab=unassigned",
            Self::Ended => "/s/?tab=ended",
        }
    }

    /// What it asks for; `tomorrow` is when today ends.
    fn filter(self, now: Timestamp, tomorrow: Timestamp) -> CaseFilter {
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        match self {
            Self::All => open,
            Self::Overdue => CaseFilter { due_before: Some(now), ..open },
            Self::Today => CaseFilter { due_before: Some(tomorrow), ..open },
            Self::Unassigned => CaseFilter { unassigned: true, ..open },
            Self::Ended => CaseFilter { open: Some(false), ..CaseFilter::default() },
        }
    }
}

/// Shows the work.
pub(super) async fn work(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<WorkIn>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let visible = state.engine.visible(&who).await?;
    let (store, calendar) = (state.engine.store(), &state.engine.definitions().calendar);
    let now = state.engine.clock().now();
    let tomorrow = calendar.start(calendar.date(now) + Days::new(1));
    let workflow = Some(query.workflow.as_str()).filter(|name| !name.is_empty()).map(Into::into);
    let sort = if query.tab == TabIn::Ended { Sort::Filed } else { Sort::Due };
    let after = query.after.as_deref().map(|after| cursor(after, sort)).transpose()?;
    let mut tabs = Vec::new();
    for tab in TabIn::ALL {
        let filter = CaseFilter { workflow: workflow.clone(), ..tab.filter(now, tomorrow) };
        let counted = tab != TabIn::Ended || tab == query.tab;
        let count = if counted { Some(store.count_cases(&visible, &filter).await?) } else { None };
        tabs.push(view(tab, query.tab, count, &shell));
    }
    let filter = CaseFilter { workflow, ..query.tab.filter(now, tomorrow) };
    let found = store.cases(&visible, &filter, sort, after, ROWS).await?;
    let next = found.next.as_ref().map(|cursor| next(cursor, sort));
    let rows = rows(&state, &who, found.lines, now, &shell).await?;
    let total = tabs.iter().find(|tab| tab.current).and_then(|tab| tab.count).unwrap_or_default();
    let as_of = calendar.local(now).format("%m-%d %H:%M").to_string();
    let workflows = workflows(&state, &query.workflow, &shell);
    let (tab, is_filtered) = (query.tab.word(), !query.workflow.is_empty());
    let is_first = query.after.is_none();
    let work =
        WorkPage { shell, total, as_of, tabs, tab, workflows, rows, next, is_filtered, is_first };
    Ok(page(&work, StatusCode::OK))
}

fn view(tab: TabIn, current: TabIn, count: Option<u64>, shell: &Shell) -> Tab {
    let w = shell.w;
    let label = match tab {
        TabIn::All => w.all_open,
        TabIn::Overdue => w.overdue,
        TabIn::Today => w.due_today,
        TabIn::Unassigned => w.unassigned,
        TabIn::Ended => w.ended,
    };
    let hot = tab == TabIn::Overdue && count.is_some_and(|count| count > 0);
    Tab { to: tab.address(), label, count, current: tab == current, hot }
}

fn workflows(state: &Shared, chosen: &str, shell: &Shell) -> Vec<Choice> {
    let known = state.engine.definitions().workflows.iter();
    let mut choices: Vec<Choice> = known
        .map(|(version, workflow)| Choice {
            value: version.name.as_str().to_owned(),
            label: workflow.definition().name.get(shell.language).to_owned(),
            chosen: version.name.as_str() == chosen,
        })
        .collect();
    choices.dedup_by(|one, other| one.value == other.value);
    choices
}

/// The rows of these cases, with the next step of each.
async fn rows(
    state: &Shared,
    who: &Who,
    lines: Vec<CaseLine>,
    now: Timestamp,
    shell: &Shell,
) -> Result<Vec<Row>, Problem> {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let mut rows = Vec::new();
    for line in lines {
        let step =
            if line.ended.is_none() { next_step(state, who, &line, names).await? } else { None };
        let names = names.under(&line.workflow);
        let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == line.stage);
        let high = (line.risk == "high").then_some(shell.w.high_risk);
        let restricted = line.restricted.then_some(shell.w.restricted);
        rows.push(Row {
            number: line.number,
            title: line.title,
            stage: stage.map_or("", Stage::character),
            unit: line.lead.map(|unit| names.unit(&unit).name).unwrap_or_default(),
            pill: line
                .due_at
                .filter(|_| line.ended.is_none())
                .map(|due| Pill::of(due, now, shell.w)),
            marks: high.into_iter().chain(restricted).collect(),
            step,
        });
    }
    Ok(rows)
}

/// The first thing in the order of the procedure that the reader can do now and that moves the case on.
async fn next_step(
    state: &Shared,
    who: &Who,
    line: &CaseLine,
    names: Names<'_>,
) -> Result<Option<NextStep>, Problem> {
    let Some(seen) = state.engine.read(who, line.id).await? else { return Ok(None) };
    let Some(workflow) = state.engine.workflow_of(seen.case()) else { return Ok(None) };
    let offers = state.engine.offers(&seen);
    let names = names.of_case(seen.case());
    let onward = offers.iter().find(|offer| is_onward(workflow, seen.case(), offer));
    Ok(onward.map(|offer| NextStep {
        transition: offer.transition.as_str().to_owned(),
        label: names.transition(&offer.transition).name,
    }))
}

/// Whether this can be done now and brings the case further along the loop: neither back, nor aside, nor to another road.
pub(super) fn is_onward(workflow: &Workflow, case: &Case, offer: &Offer) -> bool {
    let aside =
        [Verb::Withdraw, Verb::TakeBack, Verb::Transfer, Verb::Return, Verb::Merge, Verb::Suspend];
    let Some(transition) = workflow.transition(&offer.transition) else { return false };
    let to = transition.to.as_ref().and_then(|state| workflow.state(state));
    offer.lacks.is_none()
        && !aside.contains(&transition.verb)
        && to.is_some_and(|to| to.stage >= case.stage && (!to.end || to.stage == Stage::Assess))
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    query: String,
    rows: Option<Vec<Row>>,
    error: Option<String>,
}

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchIn {
    q: String,
}

/// Shows what a search finds.
pub(super) async fn search(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(SearchIn { q }): Query<SearchIn>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let now = state.engine.clock().now();
    if q.trim().is_empty() {
        let nothing = SearchPage { shell, query: q, rows: None, error: None };
        return Ok(page(&nothing, StatusCode::OK));
    }
    let (rows, error) = match found(&state, &who, &q, ROWS).await {
        Ok(found) => (Some(rows(&state, &who, found.lines, now, &shell).await?), None),
        Err(problem) if problem.status().is_client_error() => {
            (None, Some(problem.line(shell.language)))
        }
        Err(problem) => return Err(problem),
    };
    Ok(page(&SearchPage { shell, query: q, rows, error }, StatusCode::OK))
}
