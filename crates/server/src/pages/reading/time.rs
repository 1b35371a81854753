//! Whose time a set of cases was: sums by holder that add up to the whole, each with the cases that it is of.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::appraisal::{Period, PeriodLength, in_minutes};
use domain::clock::Holder;
use store::queries::HeldTime;

use super::super::shell::{Shell, Visitor, page};
use super::super::work::{Tab, WorkIn};
use super::counted::{Counted, Counter};
use super::figures::Span;
use crate::api::names::Names;
use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Who reads whose time cases were: of those that they see.
const TIMEKEEPERS: [Role; 3] = [Role::Director, Role::Supervisor, Role::UnitHead];

/// The time of one holder, or of all.
#[derive(Clone, Debug)]
pub(super) struct TimeRow {
    /// Who.
    pub(super) name: String,
    /// In how many cases.
    pub(super) cases: Counted,
    /// How much, in words.
    pub(super) time: String,
    /// The same in whole minutes.
    pub(super) minutes: i64,
    /// Its part of the whole.
    pub(super) share: String,
}

/// Whose time a set of cases was.
#[derive(Clone, Debug)]
pub(super) struct TimeTable {
    /// Each holder, who had most first.
    pub(super) rows: Vec<TimeRow>,
    /// All of them.
    pub(super) sum: TimeRow,
}

#[derive(Template)]
#[template(path = "time.html")]
struct TimePage {
    shell: Shell,
    as_of: String,
    /// The days of filing, as they were asked for.
    query: WorkIn,
    first: String,
    last: String,
    error: Option<String>,
    table: Option<TimeTable>,
    can_export: bool,
}

/// Shows the table.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<TimeIn>,
) -> Result<Response, Problem> {
    timekeeper(&state, &caller).await?;
    let counter = Counter::of(&state, &caller.who()).await?;
    let query = query.list(&counter);
    let found = table(&counter, &query, &shell).await;
    let (table, error, status) = match found {
        Ok(table) => (Some(table), None, StatusCode::OK),
        Err(problem) if problem.status().is_client_error() => {
            (None, Some(problem.line(shell.language)), problem.status())
        }
        Err(problem) => return Err(problem),
    };
    let (first, last) = query.filed.split_once('~').unwrap_or((&query.filed, &query.filed));
    let sheet = TimePage {
        as_of: counter.calendar().local(counter.now).format("%m-%d %H:%M").to_string(),
        first: first.to_owned(),
        last: last.to_owned(),
        error,
        table,
        can_export: super::may_export(&state, &caller),
        query,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, status))
}

/// Refuses who keeps no time.
pub(super) async fn timekeeper(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.holding(&state.engine, &TIMEKEEPERS).await.map(|_| ())
}

/// Which cases: those of a list, or those that were filed between two days.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct TimeIn {
    first: String,
    last: String,
    tab: Option<Tab>,
    filed: String,
    finished: String,
    workflow: String,
    lead: String,
    place: String,
    category: String,
    risk: String,
    stage: String,
    mark: String,
    kept: String,
    said: String,
    held: String,
    same: String,
}

impl TimeIn {
    /// The list; this month's where nothing narrows it.
    fn list(self, counter: &Counter<'_>) -> WorkIn {
        let days = match (self.first.as_str(), self.last.as_str()) {
            ("", "") => self.filed,
            (first, "") => first.to_owned(),
            ("", last) => last.to_owned(),
            (first, last) => format!("{first}~{last}"),
        };
        let list = WorkIn {
            tab: self.tab.unwrap_or(Tab::Any),
            filed: days,
            finished: self.finished,
            workflow: self.workflow,
            lead: self.lead,
            place: self.place,
            category: self.category,
            risk: self.risk,
            stage: self.stage,
            mark: self.mark,
            kept: self.kept,
            said: self.said,
            held: self.held,
            same: self.same,
            ..WorkIn::default()
        };
        if list != (WorkIn { tab: Tab::Any, ..WorkIn::default() }) {
            return list;
        }
        let today = counter.calendar().date(counter.now);
        Span::of(Period::of(today, PeriodLength::Month), today).filed()
    }
}

/// Counts whose time the cases of a list were.
pub(super) async fn table(
    counter: &Counter<'_>,
    list: &WorkIn,
    shell: &Shell,
) -> Result<TimeTable, Problem> {
    let filter = list.filter(counter.state, &counter.visible, counter.now).await?;
    let store = counter.state.engine.store();
    let mut held = store.time_by_holder(&counter.visible, &filter, counter.now).await?;
    held.sort_by(|one, other| {
        other.micros.cmp(&one.micros).then_with(|| one.holder.cmp(&other.holder))
    });
    let whole = counter.count(list.clone()).await?;
    let snapshot = counter.state.engine.directory();
    let names = Names::new(counter.state.engine.definitions(), &snapshot.directory, shell.language);
    let minutes = in_minutes(&held.iter().map(|held| held.micros).collect::<Vec<_>>());
    let sum: i64 = minutes.iter().sum();
    let row = |(held, minutes): (&HeldTime, &i64)| TimeRow {
        name: names.holder(&held.holder).name,
        cases: Counted {
            count: held.cases,
            // Who had time is one more filter of the same list.
            to: WorkIn { held: word_of(&held.holder), ..list.clone() }.address(),
        },
        time: spelled(*minutes, shell),
        minutes: *minutes,
        share: share(*minutes, sum),
    };
    let rows: Vec<_> = held.iter().zip(&minutes).map(row).collect();
    let sum = TimeRow {
        name: shell.w.supervision.sum.to_owned(),
        cases: whole,
        time: spelled(sum, shell),
        minutes: sum,
        share: share(sum, sum),
    };
    Ok(TimeTable { rows, sum })
}

/// A holder as it stands in the address of a list.
fn word_of(holder: &Holder) -> String {
    match holder {
        Holder::Unit(unit) => unit.as_str().to_owned(),
        Holder::Citizen => "citizen".to_owned(),
        Holder::Law => "law".to_owned(),
    }
}

/// Minutes as days, hours and minutes, so that a column of them can be added up.
pub(super) fn spelled(minutes: i64, shell: &Shell) -> String {
    let w = shell.w;
    let sign = if minutes < 0 { "-" } else { "" };
    let whole = minutes.unsigned_abs();
    let (days, hours, rest) = (whole / 1440, whole / 60 % 24, whole % 60);
    match (days, hours) {
        (0, 0) => format!("{sign}{rest} {}", w.minutes),
        (0, _) => format!("{sign}{hours} {} {rest} {}", w.hours, w.minutes),
        _ => format!("{sign}{days} {} {hours} {} {rest} {}", w.days, w.hours, w.minutes),
    }
}

/// A part in tenths of hundredths.
fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "-".to_owned();
    }
    let tenths = (i128::from(part) * 2000 + i128::from(whole)).div_euclid(2 * i128::from(whole));
    format!("{}{}.{}%", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}
