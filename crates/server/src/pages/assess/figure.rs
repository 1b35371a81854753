//! A figure with the items behind it: which cases stand in numerator and denominator, which left and why; and the form by which
//! the head of the unit objects.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{ItemRef, Sight, Told};
use domain::case::{Solved, Verdict};
use domain::id::{CaseId, Timestamp};
use domain::order::Answered;
use engine::appraisal::{
    AskedObjection, Counted, ITEMS_A_PAGE, ReadFigure, ReadItem, ReadItems, Which,
};
use uuid::Uuid;

use super::super::done::done;
use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor, page};
use super::super::words::AppraisalWords;
use super::{address, words};
use crate::api::appraisal::{ItemsIn, figure_found, objected, percent, period};
use crate::api::names::Names;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Which items, as a tab.
#[derive(Debug)]
struct Tab {
    to: String,
    label: &'static str,
    count: usize,
    current: bool,
}

/// An item.
#[derive(Debug)]
struct Row {
    number: String,
    title: String,
    counts: String,
    facts: String,
    /// The form by which a decision about the case is recorded.
    decide: Option<String>,
    /// By which an objection names it.
    item: String,
}

#[derive(Template)]
#[template(path = "assess_figure.html")]
struct FigurePage {
    shell: Shell,
    period: String,
    unit_address: String,
    unit: String,
    name: String,
    formula: String,
    share: Option<String>,
    good: usize,
    counted: usize,
    heard: Option<String>,
    source: String,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    unseen: usize,
    total: usize,
    earlier: Option<String>,
    later: Option<String>,
    can_object: bool,
    /// What was chosen and written in an objection that was refused.
    posted: (String, String),
    error: Option<String>,
}

/// The parts of an address.
type Parts = (String, String, String);

/// Shows a figure.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(parts): Path<Parts>,
    Query(query): Query<ItemsIn>,
) -> Result<Response, Problem> {
    let asked = (query.which.into(), query.skipped());
    let blank = (String::new(), String::new());
    let sheet = sheet(&state, visitor, &parts, asked, (blank, None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    parts: &Parts,
    (which, skipped): (Which, usize),
    (posted, error): ((String, String), Option<String>),
) -> Result<FigurePage, Problem> {
    let (written, unit, indicator) = parts;
    let read = figure_found(state, &caller, (written, unit, indicator)).await?;
    let items = state.engine.appraised_items(&caller.person, &read, (which, skipped)).await?;
    let ReadItems { items, unseen, total } = items;
    let to = address(&[written, unit, indicator]);
    let tab = |known: Which, word: &str, label: &'static str, count: usize| Tab {
        to: format!("{to}?which={word}"),
        label,
        count,
        current: known == which,
    };
    let (w, figure) = (&shell.w.appraisal, &read.figure);
    let at = |skip: usize| format!("{to}?which={}&skip={skip}", word(which));
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let decides = read.appraisal.sight == Sight::Whole
        && !state.engine.decides(&caller.person).await?.is_empty();
    let rows = items.into_iter().map(|item| row((state, &read, parts), item, decides, &shell));
    let source = read.appraisal.sheet.scheme.sources.get(&read.indicator.source);
    let staff = snapshot.directory.staff(&caller.person);
    let own =
        staff.is_some_and(|staff| engine::appraisal::speaks_for(&staff, &unit.as_str().into()));
    let in_time = read.appraisal.published.as_ref().is_some_and(|published| {
        published.objections_until.is_none_or(|until| state.engine.clock().now() < until)
    });
    Ok(FigurePage {
        tabs: vec![
            tab(Which::Good, "good", w.numerator, figure.good.len()),
            tab(Which::Counted, "counted", w.denominator, figure.counted.len()),
            tab(Which::Out, "out", w.left_out, figure.left_out.len()),
        ],
        rows: rows.collect(),
        unit: names.unit(&unit.as_str().into()).name,
        unit_address: address(&[written, unit]),
        name: words(&read.indicator.name, shell.language),
        formula: words(&read.indicator.formula, shell.language),
        share: figure
            .share()
            .filter(|_| !super::deducts(&read.indicator))
            .map(|share| format!("{}%", percent(share))),
        good: figure.good.len(),
        counted: figure.counted.len(),
        heard: figure.heard.map(|heard| format!("{} {}/{}", w.answered, heard.part, heard.of)),
        source: source.map(|source| words(&source.cite, shell.language)).unwrap_or_default(),
        earlier: (skipped > 0).then(|| at(skipped.saturating_sub(ITEMS_A_PAGE))),
        later: (skipped + ITEMS_A_PAGE < total).then(|| at(skipped + ITEMS_A_PAGE)),
        unseen,
        total,
        can_object: own && in_time,
        period: written.clone(),
        posted,
        error,
        shell: shell.with_figures(),
    })
}

const fn word(which: Which) -> &'static str {
    match which {
        Which::Good => "good",
        Which::Counted => "counted",
        Which::Out => "out",
    }
}

fn row(
    (state, read, (period, unit, indicator)): (&Shared, &ReadFigure, &Parts),
    item: ReadItem,
    decides: bool,
    shell: &Shell,
) -> Row {
    let w = &shell.w.appraisal;
    let counts = match &item.counted {
        Counted::Good => w.in_good.to_owned(),
        Counted::Rest => w.in_rest.to_owned(),
        Counted::Out { reason, document } => {
            let leave = read.indicator.leave_out.get(*reason);
            let why = leave.map(|leave| words(&leave.why, shell.language)).unwrap_or_default();
            let document =
                document.as_ref().map(|document| format!(" · {document}")).unwrap_or_default();
            format!("{}：{why}{document}", w.is_out)
        }
    };
    let is_out = matches!(item.counted, Counted::Out { .. });
    Row {
        facts: facts(state, &item, shell),
        decide: (decides && !is_out).then(|| {
            format!(
                "/s/assess/decisions/new?case={}&period={period}&unit={unit}&indicator={indicator}",
                item.number
            )
        }),
        item: format!("{}:{}", item.item.case.0, item.item.number),
        number: item.number,
        title: item.title,
        counts,
    }
}

/// What can be told of an item.
fn facts(state: &Shared, item: &ReadItem, shell: &Shell) -> String {
    let w = &shell.w.appraisal;
    let definitions = state.engine.definitions();
    let calendar = &definitions.calendar;
    let at = |at: Timestamp| calendar.local(at).format("%m-%d %H:%M").to_string();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language).under(&item.workflow);
    let maybe = |label: &str, when: Option<Timestamp>| {
        when.map(|when| format!(" · {label} {}", at(when))).unwrap_or_default()
    };
    let due = |when: Timestamp| domain::clock::deadline_text(calendar, when);
    let Some(told) = &item.told else { return String::new() };
    match told {
        Told::Call { at: called, signed, contacted, ended } => format!(
            "{} {}{}{}{}",
            w.called,
            at(*called),
            maybe(w.signed, *signed),
            maybe(w.contacted, *contacted),
            maybe(w.call_ended, *ended)
        ),
        Told::Clock { limit, deadline, ended } => {
            let ended = ended.map_or_else(
                || w.not_ended.to_owned(),
                |ended| format!("{} {}", w.ended, at(ended)),
            );
            format!("{} · {} {} · {ended}", names.limit(limit).name, w.deadline, due(*deadline))
        }
        Told::Result { filed, answer, settled } => format!(
            "{} {} · {}{}",
            w.filed,
            at(*filed),
            answered(*answer, w),
            maybe(w.settled, settled.map(|(at, _)| at))
        ),
        Told::Closing { at: closed, outcome } => {
            format!("{} {} · {}", w.closed, at(*closed), names.outcome(outcome).name)
        }
        Told::Order { at: given, due: by, discharged } => format!(
            "{} {} · {} {}{}",
            w.ordered,
            at(*given),
            w.deadline,
            due(*by),
            maybe(w.discharged, *discharged)
        ),
        Told::OrderPoints { at: signed, due: by, points, answered } => format!(
            "{} {} · {} {} · {} · {} {points}",
            w.ordered,
            at(*signed),
            w.deadline,
            due(*by),
            if *answered == Answered::Late { w.answered_late } else { w.answered_in_time },
            w.points_off,
        ),
        Told::SpotCheck { at: checked, found } => format!(
            "{} {} · {}",
            w.checked,
            at(*checked),
            match found {
                Verdict::Yes => w.found_true,
                Verdict::No => w.found_untrue,
            }
        ),
        Told::Suspicion { at: last, .. } => format!("{} {}", w.suspected, at(*last)),
    }
}

/// What was answered, or that nothing was.
fn answered(answer: Option<Solved>, w: &AppraisalWords) -> &'static str {
    match answer {
        Some(Solved::Yes) => w.said_yes,
        Some(Solved::Partly) => w.said_partly,
        Some(Solved::No) => w.said_no,
        None => w.silent,
    }
}

/// Objects to the figure, or to an item of it.
pub(super) async fn object(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(parts): Path<Parts>,
    posted: Posted,
) -> Result<Response, Problem> {
    let item = posted.one("item").to_owned();
    let objection = AskedObjection {
        id: Uuid::now_v7(),
        period: period(&parts.0)?,
        unit: parts.1.as_str().into(),
        indicator: parts.2.as_str().into(),
        item: if item.is_empty() { None } else { Some(read_item(&item)?) },
        reason: posted.whole("reason").to_owned(),
    };
    match objected(&state, &visitor.caller.person, objection).await {
        Ok(()) => Ok(done("/s/assess/objections?done=sent")),
        Err(problem)
            if problem.status() == StatusCode::CONFLICT
                || problem.status() == StatusCode::BAD_REQUEST =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let typed = ((item, posted.whole("reason").to_owned()), Some(said));
            let sheet = sheet(&state, visitor, &parts, (Which::Counted, 0), typed).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

/// An item as the form names it: its case and its number there.
fn read_item(written: &str) -> Result<ItemRef, Problem> {
    let read = || {
        let (case, number) = written.split_once(':')?;
        Some(ItemRef { case: CaseId(Uuid::parse_str(case).ok()?), number: number.parse().ok()? })
    };
    read().ok_or_else(Problem::not_found)
}
