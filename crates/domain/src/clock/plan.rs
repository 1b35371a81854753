//! The course of a limit: its own length, the extensions, and the last step to a working day.

use chrono::TimeDelta;

use super::measure::{Days, Measure};
use super::pauses::Excluded;
use super::{DayEnd, Length, Pause, Rule, TimeUnit};
use crate::calendar::{Calendar, Day};
use crate::id::Timestamp;

/// How far a limit has come: a moment, or a day as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Moment(Timestamp),
    Day(Day),
}

impl Position {
    /// The day it lies on.
    pub(super) fn day(self, calendar: &Calendar) -> Day {
        match self {
            Self::Moment(instant) => calendar.day_of(instant),
            Self::Day(day) => day,
        }
    }

    /// The last day it reaches into: a moment at midnight belongs to the day it ends.
    pub(super) fn last_day(self, calendar: &Calendar) -> Day {
        match self {
            Self::Moment(instant) => calendar.day_ending(instant),
            Self::Day(day) => day,
        }
    }

    /// Its first instant that is too late.
    pub(super) fn end(self, calendar: &Calendar, day_end: DayEnd) -> Timestamp {
        match (self, day_end) {
            (Self::Moment(instant), DayEnd::Midnight | DayEnd::Close) => instant,
            (Self::Day(day), DayEnd::Midnight) => calendar.midnight(day.next()),
            (Self::Day(day), DayEnd::Close) => calendar.closing(day),
        }
    }
}

/// One length on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) length: Length,
    pub(super) from: Position,
    pub(super) until: Position,
}

/// The way from an anchor to a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The rule's own length and each extension.
    pub(super) legs: Vec<Leg>,
    pub(super) excluded: Excluded,
    /// The end before it moves to a working day.
    pub(super) end: Position,
    /// The end.
    pub(super) rolled: Position,
    pub(super) deadline: Timestamp,
}

impl Plan {
    pub(super) fn new(
        calendar: &Calendar,
        rule: Rule,
        anchor: Timestamp,
        extensions: &[Length],
        pauses: &[Pause],
    ) -> Self {
        let excluded = Excluded::new(calendar, anchor, pauses);
        let mut legs = Vec::with_capacity(1 + extensions.len());
        let mut end = Position::Moment(anchor);
        for length in std::iter::once(&rule.length).chain(extensions) {
            let until = run_length(calendar, *length, end, rule.day_end, &excluded);
            legs.push(Leg { length: *length, from: end, until });
            end = until;
        }
        let rolled = if rule.rolls { roll(calendar, end, &excluded) } else { end };
        let deadline = rolled.end(calendar, rule.day_end).max(anchor);
        Self { legs, excluded, end, rolled, deadline }
    }
}

/// Adds a length to a position.
pub(super) fn run_length(
    calendar: &Calendar,
    length: Length,
    from: Position,
    day_end: DayEnd,
    excluded: &Excluded,
) -> Position {
    let amount = i64::from(length.amount.get());
    match Measure::from(length.unit) {
        Measure::Time(time) => {
            let start = from.end(calendar, day_end);
            Position::Moment(time.add(calendar, start, TimeDelta::hours(amount), excluded))
        }
        Measure::Days(days) => {
            let start = from.day(calendar);
            let amount = match length.unit {
                TimeUnit::Month => days_of_months(start, length),
                TimeUnit::Hour | TimeUnit::WorkHour | TimeUnit::CalendarDay | TimeUnit::WorkDay => {
                    amount
                }
            };
            Position::Day(days.add(calendar, start, amount, excluded))
        }
    }
}

/// The days from a day to the corresponding one; excluded days are then added as to any number of days.
fn days_of_months(start: Day, length: Length) -> i64 {
    (start.plus_months(length.amount.get()).number() - start.number()).max(1)
}

/// Moves an end on a rest day to the next working day that is not excluded: a pause that begins while the end waits
/// for a working day still holds it.
fn roll(calendar: &Calendar, end: Position, excluded: &Excluded) -> Position {
    let last = end.last_day(calendar);
    if calendar.kind(last).is_working() {
        return end;
    }
    match end {
        Position::Day(day) => Position::Day(Days::Working.add(calendar, day, 1, excluded)),
        Position::Moment(instant) => roll_moment(calendar, instant, last, excluded),
    }
}

/// The same time on the first working day on which no pause holds the clock at that time.
fn roll_moment(
    calendar: &Calendar,
    instant: Timestamp,
    last: Day,
    excluded: &Excluded,
) -> Position {
    let time = instant - calendar.midnight(last);
    let is_held =
        |at: Timestamp| excluded.intervals.iter().any(|(from, until)| *from < at && at <= *until);
    let mut day = last;
    loop {
        day = calendar.working_days_after(day, 1);
        let moment = calendar.midnight(day) + time;
        if !is_held(moment) || day == Day::LAST {
            return Position::Moment(moment);
        }
    }
}
