//! Adding and measuring in one unit, around what is excluded.

use chrono::TimeDelta;

use super::TimeUnit;
use super::pauses::Excluded;
use crate::calendar::{Calendar, Day};
use crate::id::Timestamp;

/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    All,
    Working,
}

/// Which time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    All,
    Office,
}

/// What a unit counts: whole days or running time. A month is counted as the days it turns out to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Days(Days),
    Time(Time),
}

impl From<TimeUnit> for Measure {
    fn from(unit: TimeUnit) -> Self {
        match unit {
            TimeUnit::Hour => Self::Time(Time::All),
            TimeUnit::WorkHour => Self::Time(Time::Office),
            TimeUnit::CalendarDay | TimeUnit::Month => Self::Days(Days::All),
            TimeUnit::WorkDay => Self::Days(Days::Working),
        }
    }
}

impl Days {
    /// How many counted days lie after one day, up to and including another; additive.
    pub(super) fn count(self, calendar: &Calendar, after: Day, through: Day) -> i64 {
        match self {
            Self::All => through.number() - after.number(),
            Self::Working => calendar.working_days(after, through),
        }
    }

    /// As [`Self::count`] without the excluded days.
    pub(super) fn count_around(
        self,
        calendar: &Calendar,
        after: Day,
        through: Day,
        excluded: &Excluded,
    ) -> i64 {
        let overlap = |(first, last): &(Day, Day)| {
            let (before, last) = (first.plus(-1).max(after), (*last).min(through));
            if before < last { self.count(calendar, before, last) } else { 0 }
        };
        self.count(calendar, after, through) - excluded.days.iter().map(overlap).sum::<i64>()
    }

    /// The day on which so many counted days have passed; `amount` is at least one.
    pub(super) fn add(
        self,
        calendar: &Calendar,
        after: Day,
        amount: i64,
        excluded: &Excluded,
    ) -> Day {
        let mut left = amount;
        let mut position = after;
        for (first, last) in excluded.days.iter().filter(|(_, last)| *last > after) {
            let available = self.count(calendar, position, first.plus(-1)).max(0);
            if left <= available {
                break;
            }
            left -= available;
            position = *last;
        }
        match self {
            Self::All => position.plus(left),
            Self::Working => calendar.working_days_after(position, left),
        }
    }
}

impl Time {
    /// How much counted time lies between two instants; additive, none if the second is not later.
    pub(super) fn between(
        self,
        calendar: &Calendar,
        from: Timestamp,
        until: Timestamp,
    ) -> TimeDelta {
        match self {
            Self::All => (until - from).max(TimeDelta::zero()),
            Self::Office => calendar.office_time(from, until),
        }
    }

    /// As [`Self::between`] without the excluded intervals.
    pub(super) fn between_around(
        self,
        calendar: &Calendar,
        from: Timestamp,
        until: Timestamp,
        excluded: &Excluded,
    ) -> TimeDelta {
        let overlaps = excluded.intervals.iter();
        let overlaps =
            overlaps.map(|(start, end)| self.between(calendar, from.max(*start), until.min(*end)));
        overlaps.fold(self.between(calendar, from, until), |sum, overlap| sum - overlap)
    }

    /// The earliest instant by which so much counted time has passed; `amount` is positive.
    pub(super) fn add(
        self,
        calendar: &Calendar,
        from: Timestamp,
        amount: TimeDelta,
        excluded: &Excluded,
    ) -> Timestamp {
        let mut left = amount;
        let mut position = from;
        for (start, end) in excluded.intervals.iter().filter(|(_, end)| *end > from) {
            let available = self.between(calendar, position, *start);
            if left <= available {
                break;
            }
            left -= available;
            position = *end;
        }
        match self {
            Self::All => position.checked_add_signed(left).unwrap_or(calendar.midnight(Day::LAST)),
            Self::Office => calendar.add_office_time(position, left),
        }
    }
}
