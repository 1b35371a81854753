//! The working calendar 工作日历: twelve months with what each notice declares, and which open deadlines a change would move.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike as _, NaiveDate};
use domain::calendar::{Calendar, DayKind, YearStatus, moved};
use domain::text::Language;
use engine::Who;
use serde::Deserialize;

use super::rules::keeper;
use crate::extract::Query;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cases are read at once for a preview.
const PAGE: u32 = 500;

/// How many open cases are looked at for a preview; the command line looks at all.
const LOOKED_AT_MAX: usize = 20_000;

/// Which year, and which change is tried.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CalendarIn {
    year: Option<i32>,
    day: String,
    becomes: String,
}

/// A month: its name, and its weeks from Monday on.
#[derive(Debug)]
struct Month {
    name: String,
    weeks: Vec<Vec<Option<Cell>>>,
}

/// A day in the grid.
#[derive(Clone, Debug)]
struct Cell {
    number: u32,
    /// `rest`, `off` for a holiday, `on` for a day that makes up for one, or empty.
    kind: &'static str,
    mark: &'static str,
    title: String,
}

/// What a change would move.
#[derive(Debug, Default)]
struct Preview {
    limits: Vec<(String, u64)>,
    cases: u64,
    looked_at: usize,
    is_cut: bool,
}

#[derive(Template)]
#[template(path = "admin_calendar.html")]
struct CalendarPage {
    shell: Shell,
    year: i32,
    years: Vec<i32>,
    status: Option<&'static str>,
    edition: String,
    months: Vec<Month>,
    notes: Vec<(String, String, String)>,
    day: String,
    becomes: String,
    preview: Option<Preview>,
    error: Option<&'static str>,
}

/// Shows a year, and what a change of one day would move.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<CalendarIn>,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let calendar = &state.engine.definitions().calendar;
    let today = calendar.date(state.engine.clock().now());
    let asked = query.day.trim().parse::<NaiveDate>().ok();
    let year = query.year.or(asked.map(|day| day.year())).unwrap_or(today.year());
    let is_worked = query.becomes == "on";
    let tried = asked.and_then(|day| calendar.trying(day, is_worked));
    let error = (!query.day.trim().is_empty() && tried.is_none()).then_some(shell.w.admin.no_day);
    let preview = match &tried {
        Some(tried) => Some(preview(&state, tried, &shell).await?),
        None => None,
    };
    let w = &shell.w.admin;
    let shown = CalendarPage {
        year,
        years: calendar.years().collect(),
        status: calendar.status(year).map(|status| match status {
            YearStatus::Official => w.official,
            YearStatus::Provisional => w.provisional,
        }),
        edition: calendar.edition().to_string(),
        months: (1..=12).filter_map(|month| self::month(calendar, (year, month), &shell)).collect(),
        notes: notes(calendar, year, &shell),
        day: query.day,
        becomes: query.becomes,
        preview,
        error,
        shell,
    };
    let status = if shown.error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(page(&shown, status))
}

fn month(calendar: &Calendar, (year, month): (i32, u32), shell: &Shell) -> Option<Month> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let before = first.weekday().num_days_from_monday();
    let days = first.iter_days().take_while(|day| day.month() == month);
    let cells = days.map(|day| Some(cell(calendar, day, shell)));
    let mut cells: Vec<Option<Cell>> = (0..before).map(|_| None).chain(cells).collect();
    cells.resize(cells.len().next_multiple_of(7), None);
    let name = match shell.language {
        Language::Zh => format!("{month}月"),
        Language::En => first.format("%B").to_string(),
    };
    Some(Month { name, weeks: cells.chunks(7).map(<[_]>::to_vec).collect() })
}

fn cell(calendar: &Calendar, day: NaiveDate, shell: &Shell) -> Cell {
    let (w, language) = (&shell.w.admin, shell.language);
    let (kind, mark, title) = match calendar.day(day) {
        DayKind::Working => ("", "", String::new()),
        DayKind::Weekend => ("rest", "", w.weekend.to_owned()),
        DayKind::Holiday { name, notice } => {
            ("off", w.off, format!("{} · {}", name.get(language), notice.get(language)))
        }
        DayKind::MakeUp { notice } => {
            ("on", w.on, format!("{} · {}", w.make_up, notice.get(language)))
        }
    };
    Cell { number: day.day(), kind, mark, title }
}

/// Every holiday and every day that makes up for one, with the notice that declares it.
fn notes(calendar: &Calendar, year: i32, shell: &Shell) -> Vec<(String, String, String)> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days());
    let days = days.take_while(|day| day.year() == year);
    let note = |day: NaiveDate| {
        let (name, notice) = match calendar.day(day) {
            DayKind::Working | DayKind::Weekend => return None,
            DayKind::Holiday { name, notice } => (name.get(shell.language).to_owned(), notice),
            DayKind::MakeUp { notice } => (shell.w.admin.make_up.to_owned(), notice),
        };
        Some((day.to_string(), name, notice.get(shell.language).to_owned()))
    };
    days.filter_map(note).collect()
}

/// The open deadlines that would move, counted by their limits: an administrator sees numbers and no case.
async fn preview(state: &Shared, tried: &Calendar, shell: &Shell) -> Result<Preview, Problem> {
    let definitions = state.engine.definitions();
    let everything = state.engine.visible(&Who::Engine).await?;
    let (mut found, mut after) = (Preview::default(), None);
    let mut limits: BTreeMap<String, u64> = BTreeMap::new();
    loop {
        let page = state.engine.store().running_cases(&everything, None, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.case.id);
        for stored in &page {
            let clocks = stored.case.clocks.iter().map(|clock| (clock.limit.clone(), clock));
            let moving = moved(&definitions.calendar, tried, clocks);
            // What was out of step before is not moved by this change.
            let moving: Vec<_> = moving.into_iter().filter(|it| !it.days.is_empty()).collect();
            found.cases += u64::from(!moving.is_empty());
            let workflow = definitions.workflows.get(&stored.case.workflow);
            for limit in moving.into_iter().map(|it| it.key) {
                let limits_of = workflow.map(|workflow| &workflow.definition().limits);
                let named = limits_of.and_then(|limits| limits.get(limit.as_str()));
                let name = named.map_or(limit.as_str(), |limit| limit.name.get(shell.language));
                *limits.entry(name.to_owned()).or_default() += 1;
            }
        }
        found.looked_at += page.len();
        if found.looked_at >= LOOKED_AT_MAX {
            found.is_cut = true;
            break;
        }
    }
    found.limits = limits.into_iter().collect();
    Ok(found)
}
