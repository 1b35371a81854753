//! The instants of warnings and of the escalation ladder.

use chrono::TimeDelta;

use super::measure::{Measure, Time};
use super::pauses::Excluded;
use super::plan::{Plan, Position, run_length};
use super::{Clock, DayEnd, Length, Pause, Point, Rule, TimeUnit};
use crate::calendar::{Calendar, Day};
use crate::id::Timestamp;

/// One run of a clock: all that its points depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// The rule it runs by.
    pub rule: &'a Rule,
    /// The instant it counts from.
    pub anchor: Timestamp,
    /// Extensions granted, in the order granted.
    pub extensions: &'a [Length],
    /// What is not counted.
    pub pauses: &'a [Pause],
    /// The deadline as stored.
    pub deadline: Timestamp,
}

impl<'a> From<&'a Clock> for Run<'a> {
    fn from(clock: &'a Clock) -> Self {
        Self {
            rule: &clock.rule,
            anchor: clock.anchor,
            extensions: &clock.extensions,
            pauses: &clock.pauses,
            deadline: clock.deadline,
        }
    }
}

/// The instant of a point on a clock. More left is never later, more late is never earlier, and
/// `left <= due < late`; a point that would lie before the anchor is the anchor.
///
/// * *Percent left*, by counted time in the unit of the rule's own length, without pauses and without the way to the
///   next working day. For days it is the start of the day in the course of which the mark is passed: of 5 working
///   days, 30 percent are left at noon of the fourth, so it fires when the office opens on the fourth.
/// * *Left* in days counts the day of the deadline as the first: `1 work_day left` fires when the office opens on the
///   last working day, `2 work_day left` one working day before. In months it is the day after the corresponding day.
/// * A day begins, for people who are to be reminded, when the office opens; a rest day begins at midnight.
/// * *Late* adds to the deadline; a deadline at 24:00 belongs to the day it ends. `1 work_day late` after a deadline
///   on Friday fires on Monday at 24:00, when one whole working day has passed. Pauses do not matter any more.
pub fn point(calendar: &Calendar, run: &Run<'_>, point: Point) -> Timestamp {
    let instant = match point {
        Point::Due => return run.deadline,
        Point::Late(length) => return late(calendar, run.deadline, length),
        Point::PercentLeft(percent) => percent_left(calendar, run, percent),
        Point::Left(length) => left(calendar, run, length),
    };
    instant.max(run.anchor).min(run.deadline)
}

fn percent_left(calendar: &Calendar, run: &Run<'_>, percent: u8) -> Timestamp {
    let Run { rule, anchor, extensions, pauses, deadline } = *run;
    let plan = Plan::new(calendar, *rule, anchor, extensions, pauses);
    let passed = i64::from(100 - percent.min(100));
    match Measure::from(rule.length.unit) {
        Measure::Time(time) => {
            let end = plan.end.end(calendar, rule.day_end);
            let whole = time.between_around(calendar, anchor, end, &plan.excluded);
            let mark = TimeDelta::milliseconds(whole.num_milliseconds() * passed / 100);
            after_time(calendar, time, anchor, mark, &plan.excluded)
        }
        Measure::Days(days) => {
            let (start, last) = (calendar.day_of(anchor), plan.end.last_day(calendar));
            let whole = days.count_around(calendar, start, last, &plan.excluded);
            let day = days.add(calendar, start, whole * passed / 100 + 1, &plan.excluded);
            start_of(calendar, day, deadline)
        }
    }
}

fn left(calendar: &Calendar, run: &Run<'_>, length: Length) -> Timestamp {
    let excluded = Excluded::new(calendar, run.anchor, run.pauses);
    let amount = i64::from(length.amount.get());
    let last = calendar.day_ending(run.deadline);
    if length.unit == TimeUnit::Month {
        let day = last.minus_months(length.amount.get()).next();
        return start_of(calendar, day, run.deadline);
    }
    match Measure::from(length.unit) {
        Measure::Time(time) => {
            let whole = time.between_around(calendar, run.anchor, run.deadline, &excluded);
            let mark = whole - TimeDelta::hours(amount);
            after_time(calendar, time, run.anchor, mark, &excluded)
        }
        Measure::Days(days) => {
            let start = calendar.day_of(run.anchor);
            let whole = days.count_around(calendar, start, last, &excluded);
            let ordinal = whole - amount + 1;
            if ordinal < 1 {
                return run.anchor;
            }
            start_of(calendar, days.add(calendar, start, ordinal, &excluded), run.deadline)
        }
    }
}

fn after_time(
    calendar: &Calendar,
    time: Time,
    anchor: Timestamp,
    mark: TimeDelta,
    excluded: &Excluded,
) -> Timestamp {
    if mark <= TimeDelta::zero() { anchor } else { time.add(calendar, anchor, mark, excluded) }
}

fn late(calendar: &Calendar, deadline: Timestamp, length: Length) -> Timestamp {
    let from = match Measure::from(length.unit) {
        Measure::Time(_) => Position::Moment(deadline),
        Measure::Days(_) => Position::Day(calendar.day_ending(deadline)),
    };
    let until = run_length(calendar, length, from, DayEnd::Midnight, &Excluded::default());
    until.end(calendar, DayEnd::Midnight).max(deadline)
}

/// When the office opens on a day, or its midnight if it stays closed or opens after the limit.
fn start_of(calendar: &Calendar, day: Day, limit: Timestamp) -> Timestamp {
    let opening = calendar.opening(day);
    if opening < limit { opening } else { calendar.midnight(day) }
}
