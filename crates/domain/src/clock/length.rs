//! A length of time as rules state it: a number and one of five units.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a length is counted. The unit is a property of each rule: 信访工作条例 counts calendar days,
/// 行政复议法 art. 88 counts its short terms in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Sixty minutes, day and night, from the moment itself.
    Hour,
    /// Sixty minutes of office hours.
    WorkHour,
    /// Days of the calendar; the day of the anchor is not counted.
    CalendarDay,
    /// Working days; the day of the anchor is not counted.
    WorkDay,
    /// Months; ends on the corresponding day, or on the month's last (民法典 art. 202).
    Month,
}

impl TimeUnit {
    /// All units, in the order of the documentation.
    pub const ALL: [Self; 5] =
        [Self::Hour, Self::WorkHour, Self::CalendarDay, Self::WorkDay, Self::Month];

    /// The name in definitions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::WorkHour => "work_hour",
            Self::CalendarDay => "calendar_day",
            Self::WorkDay => "work_day",
            Self::Month => "month",
        }
    }
}

/// A length such as `5 work_day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length {
    /// How many units: 1 to 65,535.
    pub amount: NonZeroU16,
    /// Which unit.
    pub unit: TimeUnit,
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit.as_str())
    }
}

/// The text is not a length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a length such as `5 work_day`; units are hour, work_hour, calendar_day, work_day, month"
)]
pub struct LengthError(pub String);

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (amount, unit) = text.trim().split_once(' ')?;
            let unit = TimeUnit::ALL.into_iter().find(|known| known.as_str() == unit.trim())?;
            Some(Self { amount: amount.parse().ok()?, unit })
        };
        parse().ok_or_else(|| LengthError(text.to_owned()))
    }
}

impl Serialize for Length {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A point on a clock at which something happens: `30% left`, `2 work_day left`, `due`, `1 work_day late`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// So many percent of the length are left, 1 to 99.
    PercentLeft(u8),
    /// So much is left before the deadline.
    Left(Length),
    /// The deadline itself.
    Due,
    /// So long after the deadline.
    Late(Length),
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PercentLeft(percent) => write!(f, "{percent}% left"),
            Self::Left(length) => write!(f, "{length} left"),
            Self::Due => f.write_str("due"),
            Self::Late(length) => write!(f, "{length} late"),
        }
    }
}

/// The text is not a point on a clock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a point such as `30% left`, `2 work_day left`, `due` or `1 work_day late`")]
pub struct PointError(pub String);

impl FromStr for Point {
    type Err = PointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let text = text.trim();
            if text == "due" {
                return Some(Self::Due);
            }
            if let Some(percent) = text.strip_suffix("% left") {
                return percent
                    .parse()
                    .ok()
                    .filter(|percent| (1..=99).contains(percent))
                    .map(Self::PercentLeft);
            }
            if let Some(length) = text.strip_suffix(" left") {
                return length.parse().ok().map(Self::Left);
            }
            text.strip_suffix(" late")?.parse().ok().map(Self::Late)
        };
        parse().ok_or_else(|| PointError(text.to_owned()))
    }
}

impl Serialize for Point {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
