//! A day of the local calendar as a plain number, so that counting days is adding integers.

use chrono::{DateTime, Datelike, Months, NaiveDate};

use crate::id::Timestamp;

const SECONDS: i64 = 86_400;

/// Days since 1970-01-01 in local time, kept within what `chrono` can represent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i32);

impl Day {
    /// About 260,000 years; instants of the days before it exist in `chrono` in every zone.
    const LIMIT: i64 = 95_000_000;
    /// 1970-01-01 counted from the common era, as `chrono` counts.
    const EPOCH: i32 = 719_163;
    /// The last day that is ever computed.
    pub(crate) const LAST: Self = Self(95_000_000);

    /// The day of that number; numbers without bound are drawn to the bound.
    pub(crate) fn clamped(number: i64) -> Self {
        Self(i32::try_from(number.clamp(-Self::LIMIT, Self::LIMIT)).unwrap_or(0))
    }

    /// The day an instant falls on, at so many seconds east of UTC.
    pub(crate) fn of(instant: Timestamp, offset: i32) -> Self {
        Self::clamped((instant.timestamp() + i64::from(offset)).div_euclid(SECONDS))
    }

    /// The day that the last instant before this one falls on: a midnight belongs to the day it ends.
    pub(crate) fn ending(instant: Timestamp, offset: i32) -> Self {
        let local = instant.timestamp() + i64::from(offset);
        let is_midnight = local.rem_euclid(SECONDS) == 0 && instant.timestamp_subsec_nanos() == 0;
        Self::clamped(local.div_euclid(SECONDS) - i64::from(is_midnight))
    }

    /// So many seconds after this day's midnight.
    pub(crate) fn at(self, seconds: i32, offset: i32) -> Timestamp {
        let local = i64::from(self.0) * SECONDS + i64::from(seconds);
        DateTime::from_timestamp(local - i64::from(offset), 0).unwrap_or_default()
    }

    pub(crate) fn from_date(date: NaiveDate) -> Self {
        Self::clamped(i64::from(date.num_days_from_ce()) - i64::from(Self::EPOCH))
    }

    pub(crate) fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0 + Self::EPOCH).unwrap_or_default()
    }

    pub(crate) fn number(self) -> i64 {
        i64::from(self.0)
    }

    pub(crate) fn plus(self, days: i64) -> Self {
        Self::clamped(self.number().saturating_add(days))
    }

    pub(crate) fn next(self) -> Self {
        self.plus(1)
    }

    /// The corresponding day so many months on, or the last of a month that has none (民法典 art. 202).
    pub(crate) fn plus_months(self, months: u16) -> Self {
        let date = self.date().checked_add_months(Months::new(u32::from(months)));
        date.map_or(Self::LAST, Self::from_date)
    }

    /// The corresponding day so many months back, or the last of a month that has none.
    pub(crate) fn minus_months(self, months: u16) -> Self {
        let date = self.date().checked_sub_months(Months::new(u32::from(months)));
        date.map_or(Self::clamped(-Self::LIMIT), Self::from_date)
    }

    pub(crate) fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday, the fourth day of its week.
        (self.0 + 3).rem_euclid(7) >= 5
    }

    /// How many days from Monday to Friday lie before this one, counted from an arbitrary Monday.
    pub(crate) fn weekdays_before(self) -> i64 {
        let days = self.number() + 3;
        days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
    }

    /// The inverse of [`Self::weekdays_before`]: the weekday with so many before it.
    pub(crate) fn of_weekday(rank: i64) -> Self {
        Self::clamped(rank.div_euclid(5).saturating_mul(7).saturating_add(rank.rem_euclid(5) - 3))
    }
}
