//! The desk of supervisors 督办台: counts that are links, and the cases that are overdue longest.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::UnitId;
use domain::workflow::Stage;
use store::queries::{CaseFilter, NotEscalated};

use super::joint::{LATE_TASKS, OPEN_SESSIONS};
use super::orders::late_list;
use super::shell::{Shell, Visitor, page};
use super::words::Words;
use super::work::{Bulk, NO_UNIT, Row, Tab, WorkIn, bulk, rows};
use crate::api::due::{ROWS_MAX, Why};
use crate::api::names::Names;
use crate::api::supervision::{Desk, Marked, desk};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many units stand in the table before the others, which are folded.
const FIRST: usize = 10;

/// How many cases stand below the table.
const LONGEST: u32 = 20;

/// What a mark is called.
pub(super) const fn label(marked: Marked, words: &Words) -> &'static str {
    let w = &words.supervision;
    match marked {
        Marked::ThirdUnit => w.third_unit,
        Marked::Extension => w.extension,
        Marked::Suspended => w.suspended,
        Marked::Ordered => w.ordered,
        Marked::OrderLate => w.order_late,
        Marked::Listed => words.joint.listed,
        Marked::Sponsored => words.joint.sponsored,
    }
}

const fn about(marked: Marked, words: &Words) -> &'static str {
    let w = &words.supervision;
    match marked {
        Marked::ThirdUnit => w.third_unit_about,
        Marked::Extension => w.extension_about,
        Marked::Suspended => w.suspended_about,
        Marked::Ordered => w.ordered_about,
        Marked::OrderLate => w.order_late_about,
        Marked::Listed => words.joint.listed_about,
        Marked::Sponsored => words.joint.sponsored_about,
    }
}

/// A number with the list that it counts.
#[derive(Debug)]
struct Figure {
    label: &'static str,
    about: &'static str,
    count: u64,
    to: String,
}

/// A number in the table.
#[derive(Debug)]
struct Cell {
    count: u64,
    /// How dark its ground is: a class of the stylesheet.
    heat: &'static str,
    to: String,
    /// What is read aloud.
    said: String,
}

impl Cell {
    fn new(count: u64, to: String, said: String) -> Self {
        let heat = match count {
            0 => "",
            1 => "h1",
            2..=3 => "h2",
            4..=7 => "h3",
            8.. => "h4",
        };
        Self { count, heat, to, said }
    }
}

/// A unit in the table.
#[derive(Debug)]
struct UnitRow {
    name: String,
    cells: Vec<Cell>,
    sum: u64,
    to: String,
}

#[derive(Template)]
#[template(path = "supervise.html")]
struct DeskPage {
    shell: Shell,
    as_of: String,
    figures: Vec<Figure>,
    stages: Vec<(Stage, &'static str)>,
    units: Vec<UnitRow>,
    /// Those with fewer.
    others: Vec<UnitRow>,
    late: u64,
    /// How many disputes about time wait for a decision, as far as they are listed.
    disputes: usize,
    all: String,
    rows: Vec<Row>,
    is_bulk: bool,
    bulk: Vec<Bulk>,
}

/// Shows the desk.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    let found = desk(&state, &caller).await?;
    let who = caller.who();
    let late =
        CaseFilter { open: Some(true), due_before: Some(found.now), ..CaseFilter::default() };
    let visible = state.engine.visible(&who).await?;
    let sort = Tab::Overdue.sort();
    let longest = state.engine.store().cases(&visible, &late, sort, None, LONGEST).await?;
    let rows = rows(&state, &who, longest.lines, found.now, &shell).await?;
    let bulk = bulk(&rows, "");
    let calendar = &state.engine.definitions().calendar;
    let mut units = units(&state, &found, &shell);
    let others = units.split_off(FIRST.min(units.len()));
    let sheet = DeskPage {
        as_of: calendar.local(found.now).format("%m-%d %H:%M").to_string(),
        figures: figures(&found, &shell),
        stages: Stage::ALL.map(|stage| (stage, shell.w.stage_name(stage))).into(),
        units,
        others,
        late: found.late(),
        disputes: state.engine.open_disputes(&who).await?.len(),
        all: WorkIn { tab: Tab::Overdue, ..WorkIn::default() }.address(),
        rows,
        is_bulk: !bulk.is_empty(),
        bulk,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

fn figures(desk: &Desk, shell: &Shell) -> Vec<Figure> {
    let w = &shell.w.supervision;
    let list = |tab| WorkIn { tab, ..WorkIn::default() }.address();
    let marked = desk.marked.iter().map(|(marked, count)| Figure {
        label: label(*marked, shell.w),
        about: about(*marked, shell.w),
        count: *count,
        to: WorkIn { mark: marked.as_str().to_owned(), ..WorkIn::default() }.address(),
    });
    let late =
        Figure { label: w.late, about: w.late_about, count: desk.late(), to: list(Tab::Overdue) };
    let soon = Figure { label: w.soon, about: w.soon_about, count: desk.soon, to: list(Tab::Soon) };
    let not_escalated = Figure {
        label: w.not_escalated,
        about: w.not_escalated_about,
        count: u64::try_from(desk.not_escalated).unwrap_or(u64::MAX),
        to: "/s/supervise/due".to_owned(),
    };
    let suspicions = Figure {
        label: shell.w.quality.fresh,
        about: shell.w.quality.fresh_about,
        count: desk.suspicions,
        to: "/s/quality?stands=to_judge".to_owned(),
    };
    let orders = Figure {
        label: w.late_answer,
        about: w.late_answer_about,
        count: desk.orders_late,
        to: late_list(false).to_owned(),
    };
    let recommendations = Figure {
        label: w.recommendation_late,
        about: w.recommendation_late_about,
        count: desk.recommendations_late,
        to: late_list(true).to_owned(),
    };
    let joint = &shell.w.joint;
    let sessions = Figure {
        label: joint.sessions_open,
        about: joint.sessions_open_about,
        count: desk.sessions_open,
        to: OPEN_SESSIONS.to_owned(),
    };
    let tasks = Figure {
        label: joint.tasks_late,
        about: joint.tasks_late_about,
        count: desk.tasks_late,
        to: LATE_TASKS.to_owned(),
    };
    let after = [orders, recommendations, sessions, tasks, suspicions, not_escalated];
    [late, soon].into_iter().chain(marked).chain(after).collect()
}

/// The rows of the table, those with most late cases first.
fn units(state: &Shared, desk: &Desk, shell: &Shell) -> Vec<UnitRow> {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let name = |lead: &Option<UnitId>| match lead {
        Some(unit) => names.unit(unit).name,
        None => shell.w.supervision.no_unit.to_owned(),
    };
    let row = |(lead, stages): (&Option<UnitId>, &std::collections::BTreeMap<String, u64>)| {
        let list = |stage: &str| {
            let lead = lead.as_ref().map_or(NO_UNIT, UnitId::as_str).to_owned();
            WorkIn { tab: Tab::Overdue, lead, stage: stage.to_owned(), ..WorkIn::default() }
                .address()
        };
        let name = name(lead);
        let cells = Stage::ALL.map(|stage| {
            let count = stages.get(stage.as_str()).copied().unwrap_or_default();
            let said = format!("{name} {} {count}", shell.w.stage_name(stage));
            Cell::new(count, list(stage.as_str()), said)
        });
        UnitRow { cells: cells.into(), sum: stages.values().sum(), to: list(""), name }
    };
    let mut units: Vec<_> = desk.overdue.iter().map(row).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.sum));
    units
}

/// A clock on which nothing was done.
#[derive(Debug)]
struct DueRow {
    number: String,
    limit: String,
    since: String,
    why: &'static str,
    failures: i32,
}

#[derive(Template)]
#[template(path = "supervise_due.html")]
struct DuePage {
    shell: Shell,
    rows: Vec<DueRow>,
}

/// Shows what was due and has not been acted on, and why.
pub(super) async fn due(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    caller.supervises(&state.engine).await?;
    let now = state.engine.clock().now();
    let clocks = state.engine.not_escalated(&caller.who(), ROWS_MAX).await?;
    let calendar = &state.engine.definitions().calendar;
    let w = &shell.w.supervision;
    let row = |clock: NotEscalated| DueRow {
        why: match Why::of(&clock, now) {
            Why::Failing => w.why_failing,
            Why::InHand => w.why_in_hand,
            Why::Waiting => w.why_waiting,
        },
        limit: if clock.limit.is_empty() { w.due_resume.to_owned() } else { clock.limit },
        since: calendar.local(clock.wake_at).format("%m-%d %H:%M").to_string(),
        number: clock.number,
        failures: clock.failures,
    };
    let rows = clocks.into_iter().map(row).collect();
    Ok(page(&DuePage { shell, rows }, StatusCode::OK))
}
