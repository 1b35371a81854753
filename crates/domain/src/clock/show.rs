//! The one place that says how an exclusive deadline is written.
//!
//! A deadline is the first instant that is too late. People and machines read "by", so a deadline at midnight is
//! written as the end of the day before: `2026-02-27 24:00` for people, `2026-02-27T23:59:59+08:00` for machines.
//! Any other deadline is written as the instant itself.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::calendar::Calendar;
use crate::id::Timestamp;

/// The last second in time of a deadline at midnight; of any other the deadline itself.
pub fn last_instant_in_time(calendar: &Calendar, deadline: Timestamp) -> DateTime<FixedOffset> {
    let local = calendar.local(deadline);
    if local.time() == NaiveTime::MIN {
        local.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(local)
    } else {
        local
    }
}

/// A deadline for machines, RFC 3339 with the calendar's offset.
pub fn deadline_rfc3339(calendar: &Calendar, deadline: Timestamp) -> String {
    // The debug form of chrono's types is RFC 3339; the feature that formats freely is not needed.
    format!("{:?}", last_instant_in_time(calendar, deadline))
}

/// A deadline for people, to the minute.
pub fn deadline_text(calendar: &Calendar, deadline: Timestamp) -> String {
    local_deadline_text(calendar.local(deadline).naive_local())
}

/// As [`deadline_text`], from local time.
pub(super) fn local_deadline_text(deadline: NaiveDateTime) -> String {
    if deadline.time() != NaiveTime::MIN {
        return minute_text(deadline);
    }
    let last = deadline.date().pred_opt().unwrap_or(deadline.date());
    format!("{last} 24:00")
}

/// A local time to the minute.
pub(super) fn minute_text(at: NaiveDateTime) -> String {
    format!("{} {}", at.date(), clock_text(at))
}

/// The clock time alone, to the minute.
pub(super) fn clock_text(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}
