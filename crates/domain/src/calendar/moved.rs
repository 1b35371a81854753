//! What a new notice does to deadlines that are already running.

use chrono::NaiveDate;

use super::Calendar;
use super::day::Day;
use crate::clock::{Clock, Explanation, compute};
use crate::id::Timestamp;

/// A deadline that moves when a calendar is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved<Key> {
    /// What the caller knows the clock by, such as case and limit.
    pub key: Key,
    /// The stored deadline.
    pub from: Timestamp,
    /// The deadline by the new calendar.
    pub to: Timestamp,
    /// Why it is the new instant.
    pub explanation: Explanation,
    /// The days in the clock's life that the new calendar sees differently. Empty if the stored deadline was out of
    /// step with the old calendar already.
    pub days: Vec<NaiveDate>,
}

/// The open deadlines that are not what the new calendar makes of them, in the order given.
///
/// Compared is the *stored* deadline, because that is what a person was promised and what the command would change.
pub fn moved<'a, Key>(
    old: &Calendar,
    new: &Calendar,
    clocks: impl IntoIterator<Item = (Key, &'a Clock)>,
) -> Vec<Moved<Key>> {
    let open = clocks.into_iter().filter(|(_, clock)| clock.is_open());
    open.filter_map(|(key, clock)| moves(old, new, key, clock)).collect()
}

fn moves<Key>(old: &Calendar, new: &Calendar, key: Key, clock: &Clock) -> Option<Moved<Key>> {
    let computed = compute(new, &clock.rule, clock.anchor, &clock.extensions, &clock.pauses);
    if computed.deadline == clock.deadline {
        return None;
    }
    let last = computed.deadline.max(clock.deadline);
    Some(Moved {
        key,
        from: clock.deadline,
        to: computed.deadline,
        explanation: computed.explanation,
        days: changed_days(old, new, new.date(clock.anchor), new.date(last)),
    })
}

/// The days of a span, both ends included, that are working days in one calendar and rest days in the other.
pub fn changed_days(
    old: &Calendar,
    new: &Calendar,
    first: NaiveDate,
    last: NaiveDate,
) -> Vec<NaiveDate> {
    let years: Vec<i32> = old.years().chain(new.years()).collect();
    let known = |year: Option<&i32>, month| {
        year.and_then(|year| NaiveDate::from_ymd_opt(*year, month, 1)).map(Day::from_date)
    };
    let start = known(years.iter().min(), 1).map(|day| day.plus(-31));
    let end = known(years.iter().max(), 12).map(|day| day.plus(30));
    let Some((start, end)) = start.zip(end) else { return Vec::new() };
    let start = start.max(Day::from_date(first)).number();
    let end = end.min(Day::from_date(last)).number();
    let changed = |day: &Day| old.kind(*day).is_working() != new.kind(*day).is_working();
    (start..=end).map(Day::clamped).filter(changed).map(Day::date).collect()
}
