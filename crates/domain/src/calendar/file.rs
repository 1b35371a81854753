//! The shape of the calendar files in `workflows/calendars/`. Reading the YAML is the loader's work.

use std::fmt;
use std::str::FromStr;

use chrono::{FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::text::Bilingual;

/// Everything a calendar is built from: one file for each year and one with the office hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarFiles {
    /// The years, in any order. A year without a file knows only weekends.
    pub years: Vec<YearFile>,
    /// When the office is open, and the zone all days are counted in.
    pub office: OfficeFile,
}

/// What one yearly notice declares.
///
/// A notice titled with a year may also change December of the year before, so its days may lie there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct YearFile {
    /// The year in the notice's title.
    pub year: i32,
    /// Whether the notice is published.
    pub status: YearStatus,
    /// The edition of this file, quoted by every explanation: `cn-2026.1`.
    pub edition: String,
    /// The notice itself.
    pub notice: Notice,
    /// The holidays it declares.
    pub holidays: Vec<HolidayEntry>,
}

/// How certain the days of a year are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearStatus {
    /// The yearly notice is published and loaded.
    #[default]
    Official,
    /// Only the statutory days are known; bridge days and make-up days will come with the notice.
    Provisional,
}

/// Where holidays are declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notice {
    /// Its title, without title marks.
    pub title: Bilingual,
    /// When it was issued.
    pub date: Option<NaiveDate>,
    /// Where it can be read.
    pub address: String,
}

/// One holiday with its make-up days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HolidayEntry {
    /// Its name.
    pub name: Bilingual,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; the first one if not given.
    pub to: Option<NaiveDate>,
    /// Saturdays and Sundays that are working days in exchange.
    pub make_up: Vec<NaiveDate>,
}

/// When the office is open on a working day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficeFile {
    /// The edition of this file: `office-hours.1`.
    pub edition: String,
    /// The zone in which days begin and end. China has no summer time, so an offset is enough.
    pub zone: Zone,
    /// The hours of months that no season names.
    pub hours: Vec<OfficePeriod>,
    /// Hours that hold in some months only, such as a longer noon break in summer.
    pub seasons: Vec<Season>,
}

impl OfficeFile {
    /// The usual hours: 08:30-12:00 and 14:30-17:30, Beijing time, all year.
    pub fn usual() -> Self {
        let period = |from: i32, until: i32| OfficePeriod { from: from * 60, until: until * 60 };
        Self {
            edition: String::from("office-hours.usual"),
            zone: Zone::default(),
            hours: vec![period(8 * 60 + 30, 12 * 60), period(14 * 60 + 30, 17 * 60 + 30)],
            seasons: Vec::new(),
        }
    }
}

/// Hours that hold in some months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Season {
    /// Its name: summer hours 夏季作息.
    pub name: Bilingual,
    /// The months, 1 to 12.
    pub months: Vec<u8>,
    /// The hours.
    pub hours: Vec<OfficePeriod>,
}

/// Time without a break in which the office is open: `08:30-12:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfficePeriod {
    /// Opening, in seconds after midnight.
    pub from: i32,
    /// Closing, in seconds after midnight, at most 86,400.
    pub until: i32,
}

/// The text is not a pair of clock times.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period such as `08:30-12:00`")]
pub struct OfficePeriodError(pub String);

impl FromStr for OfficePeriod {
    type Err = OfficePeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (from, until) = text.split_once('-')?;
            Some(Self { from: clock_time(from.trim())?, until: clock_time(until.trim())? })
        };
        parse().ok_or_else(|| OfficePeriodError(text.to_owned()))
    }
}

/// Seconds after midnight of `HH:MM`, up to `24:00`.
fn clock_time(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    let is_pair = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_pair(hours) || !is_pair(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = (hours * 60 + minutes) * 60;
    (minutes < 60 && seconds <= 86_400).then_some(seconds)
}

impl fmt::Display for OfficePeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from / 60, self.until / 60);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

/// A fixed distance from UTC: `+08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub FixedOffset);

impl Default for Zone {
    /// Beijing time, which is legal time in all of China.
    fn default() -> Self {
        Self("+08:00".parse().unwrap_or_else(|_| chrono::Offset::fix(&chrono::Utc)))
    }
}

/// The text is not a distance from UTC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a zone such as `+08:00`")]
pub struct ZoneError(pub String);

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| ZoneError(text.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

macro_rules! serde_as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

serde_as_text!(OfficePeriod, Zone);
