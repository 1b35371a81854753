//! Closed at the last minute as a habit 踩点办结: what is closed when the time is up was perhaps not finished then.
//!
//! Honest work looks the same where a unit has too much of it and closes on the last day what it must. Such a unit closes over
//! the whole day; so its closings of the last minutes are held against those of the last 24 hours.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{Closing, Fact, Indicator, Search, Suspicion};
use crate::id::UnitId;

/// What counts as the last day.
const LAST_DAY: TimeDelta = TimeDelta::hours(24);

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut units: BTreeMap<&UnitId, Vec<(&Closing, TimeDelta)>> = BTreeMap::new();
    for closing in search.history.closings.iter().filter(|it| search.period.holds(it.at)) {
        let left = closing.deadline.map(|deadline| deadline - closing.at);
        if let Some(left) = left.filter(|left| *left >= TimeDelta::zero() && *left <= LAST_DAY) {
            units.entry(&closing.unit).or_default().push((closing, left));
        }
    }
    units.into_iter().filter_map(|(unit, closings)| habit(search, unit, &closings)).collect()
}

fn habit(
    search: &Search<'_>,
    unit: &UnitId,
    closings: &[(&Closing, TimeDelta)],
) -> Option<Suspicion> {
    let rule = &search.thresholds.last_minute;
    let window = TimeDelta::minutes(i64::from(rule.minutes));
    let late = closings.iter().filter(|(_, left)| *left <= window);
    let fact = |(closing, left): &(&Closing, TimeDelta)| Fact::LastMinute {
        case: closing.case,
        at: closing.at,
        minutes: u32::try_from(left.num_minutes()).unwrap_or(0),
    };
    let facts: std::collections::BTreeSet<_> = late.map(fact).collect();
    let enough = facts.len() >= rule.times as usize
        && facts.len() * 100 >= closings.len() * usize::from(rule.share_percent);
    (enough && !facts.is_empty())
        .then(|| search.of_unit(Indicator::LastMinute, unit, facts, closings.len()))
}
