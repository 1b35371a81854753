//! Instants on the command line: RFC 3339, a local time, or a day.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use domain::calendar::Calendar;
use domain::clock::{Rule, TimeUnit, deadline_rfc3339, last_instant_in_time};
use domain::id::Timestamp;

use crate::failure::Failure;

/// An instant as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The instant.
    pub(crate) at: Timestamp,
    /// Whether only a day was written, so that only a day should be answered.
    pub(crate) is_day: bool,
}

/// Years that RFC 3339 can write. What lies outside is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Local times that are understood beside RFC 3339.
const LOCAL_FORMS: [&str; 4] =
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];

impl Moment {
    /// Reads `2026-02-13T10:00:00+08:00`, `2026-02-13 10:00` or `2026-02-13`; the latter two in the calendar's zone.
    pub(crate) fn parse(text: &str, calendar: &Calendar) -> Result<Self, Failure> {
        let text = text.trim();
        let moment = Self::written(text, calendar).ok_or_else(|| unreadable(text))?;
        let year = calendar.date(moment.at).year();
        if YEARS.contains(&year) { Ok(moment) } else { Err(unreadable(text)) }
    }

    fn written(text: &str, calendar: &Calendar) -> Option<Self> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(Self { at: at.to_utc(), is_day: false });
        }
        let mut locals =
            LOCAL_FORMS.iter().filter_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        if let Some(local) = locals.next() {
            return Some(Self { at: calendar.instant(local), is_day: false });
        }
        let day: NaiveDate = text.parse().ok()?;
        Some(Self { at: calendar.instant(day.and_time(NaiveTime::MIN)), is_day: true })
    }
}

/// A deadline as precisely as it was asked for: who asks with a day is answered with the last day in time, if the
/// limit has one; all others with the last second.
pub(crate) fn answer(from: Moment, rule: Rule, calendar: &Calendar, deadline: Timestamp) -> String {
    if from.is_day && !counts_hours(rule.length.unit) {
        return last_instant_in_time(calendar, deadline).date_naive().to_string();
    }
    deadline_rfc3339(calendar, deadline)
}

/// Whether a limit of this unit ends at an hour rather than with a day.
pub(crate) const fn counts_hours(unit: TimeUnit) -> bool {
    matches!(unit, TimeUnit::Hour | TimeUnit::WorkHour)
}

fn unreadable(text: &str) -> Failure {
    Failure::usage(
        format!(
            "“{text}”不是时间：请写作 2026-02-13T10:00:00+08:00、2026-02-13 10:00 或 2026-02-13"
        ),
        format!(
            "`{text}` is not a time: write 2026-02-13T10:00:00+08:00, 2026-02-13 10:00 or 2026-02-13"
        ),
    )
}
