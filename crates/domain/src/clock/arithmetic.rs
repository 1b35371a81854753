//! From an anchor to a deadline, and how much of a unit lies between two instants.

use chrono::TimeDelta;

use super::explain::explain;
use super::measure::{Days, Measure, Time};
use super::plan::Plan;
use super::{Explanation, Length, Pause, Rule, TimeUnit};
use crate::calendar::Calendar;
use crate::id::Timestamp;

/// A deadline with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The first instant that is too late.
    pub deadline: Timestamp,
    /// Why it is this instant.
    pub explanation: Explanation,
}

/// The deadline of a rule from an anchor.
///
/// Extensions are appended to the end before it moves to a working day; only the last end moves. The order in which
/// pauses are given does not matter. Instants beyond what can be represented are drawn to the last one that can.
///
/// # Where pauses meet other rules
///
/// A pause that ends at midnight ends on the day before. Pauses that touch are one pause. A pause that begins after
/// the end but before the working day it moves to still holds the clock: the end moves to the first working day
/// after the pause. An end in hours keeps its clock time when it moves, so there, and only there, a pause can bring
/// the deadline forward: Saturday 23:00 moves to Monday 23:00, Sunday 01:00 to Monday 01:00.
pub fn compute(
    calendar: &Calendar,
    rule: &Rule,
    anchor: Timestamp,
    extensions: &[Length],
    pauses: &[Pause],
) -> Computed {
    let plan = Plan::new(calendar, *rule, anchor, extensions, pauses);
    let explanation = explain(calendar, *rule, anchor, pauses, &plan);
    Computed { deadline: plan.deadline, explanation }
}

/// The deadline alone, for those who compare many and explain none.
pub fn deadline(
    calendar: &Calendar,
    rule: &Rule,
    anchor: Timestamp,
    extensions: &[Length],
    pauses: &[Pause],
) -> Timestamp {
    Plan::new(calendar, *rule, anchor, extensions, pauses).deadline
}

/// How many whole units lie between two instants; the negative number if the second is earlier.
///
/// It is the inverse of adding: from any anchor to the end (at 24:00) of a limit of `n` units it is `n`.
///
/// Days are additive where limits are joined, at the end of a day: with `m` the midnight that ends a day and `b` any
/// instant on that day, `elapsed(a, m) + elapsed(b, c) == elapsed(a, c)` for `c` from `m` on, because the day of the
/// start is not counted. Hours are additive if nothing is rounded away: use [`elapsed_time`]. Months are not additive
/// (31 January + 1 month + 1 month is 28 March, + 2 months is 31 March).
pub fn elapsed(calendar: &Calendar, unit: TimeUnit, from: Timestamp, until: Timestamp) -> i64 {
    if until < from {
        return -elapsed(calendar, unit, until, from);
    }
    match unit {
        TimeUnit::Hour => Time::All.between(calendar, from, until).num_hours(),
        TimeUnit::WorkHour => Time::Office.between(calendar, from, until).num_hours(),
        TimeUnit::CalendarDay => whole_days(calendar, Days::All, from, until),
        TimeUnit::WorkDay => whole_days(calendar, Days::Working, from, until),
        TimeUnit::Month => whole_months(calendar, from, until),
    }
}

/// The counted time between two instants, negative if the second is earlier. For hours and work hours it is additive
/// over all instants; for days and months it is the whole days of [`elapsed`], a month as the days it had.
pub fn elapsed_time(
    calendar: &Calendar,
    unit: TimeUnit,
    from: Timestamp,
    until: Timestamp,
) -> TimeDelta {
    if until < from {
        return -elapsed_time(calendar, unit, until, from);
    }
    match Measure::from(unit) {
        Measure::Time(time) => time.between(calendar, from, until),
        Measure::Days(days) => TimeDelta::days(whole_days(calendar, days, from, until)),
    }
}

/// Counted days after the day of `from` that are over at `until`.
fn whole_days(calendar: &Calendar, days: Days, from: Timestamp, until: Timestamp) -> i64 {
    days.count(calendar, calendar.day_of(from), calendar.day_of(until).plus(-1)).max(0)
}

/// The greatest number of months whose last day is over at `until`.
fn whole_months(calendar: &Calendar, from: Timestamp, until: Timestamp) -> i64 {
    let (start, over) = (calendar.day_of(from), calendar.day_of(until).plus(-1));
    let is_over = |months: u16| start.plus_months(months) <= over;
    // Binary search: 'is over' is true up to the answer and false from there on.
    let (mut low, mut high) = (0_u16, u16::MAX);
    while low < high {
        let middle = high - (high - low) / 2;
        if is_over(middle) { low = middle } else { high = middle - 1 }
    }
    i64::from(low)
}
