//! Periods of appraisal: months, quarters and years of the calendar's zone.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::named::named;
use crate::calendar::Calendar;
use crate::id::Timestamp;

named! {
    /// How long a period is.
    PeriodLength {
        /// A month.
        Month = "month",
        /// A quarter.
        Quarter = "quarter",
        /// A year.
        Year = "year",
    }
}

impl PeriodLength {
    /// How many months.
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// A period: `2026-11`, `2026-Q4` or `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    year: i32,
    /// Which of the year's periods of this length, from 0.
    index: u32,
    length: PeriodLength,
}

/// The text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: a month is written `2026-11`, a quarter `2026-Q4`, a year `2026`")]
pub struct PeriodError(pub String);

impl Period {
    /// The years that can be written, so that every period and those beside it have their days.
    const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

    /// The period of this length that a day lies in.
    pub fn of(date: NaiveDate, length: PeriodLength) -> Self {
        let year = date.year().clamp(*Self::YEARS.start(), *Self::YEARS.end());
        Self { year, index: date.month0() / length.months(), length }
    }

    /// How long it is.
    pub const fn length(self) -> PeriodLength {
        self.length
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month = 1 + self.index * self.length.months();
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default()
    }

    /// The period that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        let last = 12 / self.length.months() - 1;
        if self.index < last {
            Self { index: self.index + 1, ..self }
        } else {
            Self { year: self.year + 1, index: 0, ..self }
        }
    }

    /// The period before 环比.
    #[must_use]
    pub const fn previous(self) -> Self {
        if self.index > 0 {
            Self { index: self.index - 1, ..self }
        } else {
            Self { year: self.year - 1, index: 12 / self.length.months() - 1, ..self }
        }
    }

    /// The same period a year before 同比.
    #[must_use]
    pub const fn year_before(self) -> Self {
        Self { year: self.year - 1, ..self }
    }

    /// Its first instant, and the first one after it.
    pub fn span(self, calendar: &Calendar) -> (Timestamp, Timestamp) {
        (calendar.start(self.first_day()), calendar.start(self.next().first_day()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.index + 1;
        match self.length {
            PeriodLength::Month => write!(f, "{}-{number:02}", self.year),
            PeriodLength::Quarter => write!(f, "{}-Q{number}", self.year),
            PeriodLength::Year => write!(f, "{}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (year, part) = text.split_once('-').map_or((text, None), |(y, p)| (y, Some(p)));
            let year = year.parse().ok().filter(|year| Self::YEARS.contains(year))?;
            let (length, number) = match part {
                None => (PeriodLength::Year, 1),
                Some(part) => match part.strip_prefix('Q') {
                    Some(quarter) => (PeriodLength::Quarter, quarter.parse().ok()?),
                    None => (PeriodLength::Month, part.parse().ok()?),
                },
            };
            let possible = (1..=12 / length.months()).contains(&number);
            possible.then(|| Self { year, index: number - 1, length })
        };
        let written_so = |period: &Self| period.to_string() == text;
        parse().filter(written_so).ok_or_else(|| PeriodError(text.to_owned()))
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_read_as_it_is_written_and_otherwise_refused() {
        for text in ["2026-11", "2026-Q4", "2026", "2025-01", "2025-Q1"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in ["2026-13", "2026-0", "2026-Q5", "2026-Q0", "26", "2026-1", "2026-Q", "", "-"] {
            assert_eq!(text.parse::<Period>(), Err(PeriodError(text.to_owned())));
        }
    }

    #[test]
    fn periods_follow_each_other_without_gap() {
        let calendar = Calendar::default();
        for text in ["2026-11", "2026-12", "2026-Q4", "2026", "2024-02"] {
            let this = period(text);
            assert_eq!(this.span(&calendar).1, this.next().span(&calendar).0);
            assert_eq!(this.next().previous(), this);
            assert_eq!(Period::of(this.first_day(), this.length()), this);
        }
        assert_eq!(period("2026-01").previous(), period("2025-12"));
        assert_eq!(period("2026-Q1").previous(), period("2025-Q4"));
        assert_eq!(period("2026-Q3").year_before(), period("2025-Q3"));
    }

    #[test]
    fn a_month_begins_at_midnight_of_the_calendars_zone() {
        let (from, until) = period("2026-11").span(&Calendar::default());
        assert_eq!(from.to_rfc3339(), "2026-10-31T16:00:00+00:00");
        assert_eq!(until.to_rfc3339(), "2026-11-30T16:00:00+00:00");
    }
}
