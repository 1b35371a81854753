//! How long an answer took, and whether that was late under each of the limits that are reported.

use std::num::NonZeroU16;

use domain::calendar::Calendar;
use domain::clock::{DayEnd, Length, Rule, TimeUnit, deadline, elapsed};
use domain::id::Timestamp;

/// Under which limits lateness is reported: the days of simple, general and complex matters, and the hotline's promise. A
/// file does not say how hard a matter was, so that each is reported for all.
pub(crate) const LIMITS: [(&str, u16, TimeUnit); 4] = [
    ("late1", 1, TimeUnit::CalendarDay),
    ("late7", 7, TimeUnit::CalendarDay),
    ("late20", 20, TimeUnit::CalendarDay),
    ("late15wd", 15, TimeUnit::WorkDay),
];

/// How long an answer took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Whole days.
    pub(crate) calendar_days: i64,
    /// Whole working days.
    pub(crate) working_days: i64,
    /// Late under each of [`LIMITS`].
    pub(crate) late: [bool; LIMITS.len()],
}

/// Measures from filing to answer. A last day that is a rest day moves to the next working day, as in the workflow.
pub(crate) fn measure(calendar: &Calendar, filed: Timestamp, answered: Timestamp) -> Measure {
    let late = LIMITS.map(|(_, amount, unit)| {
        let amount = NonZeroU16::new(amount).unwrap_or(NonZeroU16::MIN);
        let length = Length { amount, unit };
        let rule = Rule { length, rolls: true, day_end: DayEnd::Midnight };
        answered >= deadline(calendar, &rule, filed, &[], &[])
    });
    let since = |unit| elapsed(calendar, unit, filed, answered);
    Measure {
        calendar_days: since(TimeUnit::CalendarDay),
        working_days: since(TimeUnit::WorkDay),
        late,
    }
}
