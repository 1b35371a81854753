//! Returned late to win time 先退后收: a unit lets the time to sign run and sends the case back at its end, and has it again as a
//! new one.
//!
//! Honest work looks the same where it takes all the time to find out whose it is. Once is no habit.

use std::collections::BTreeMap;

use super::{Fact, Indicator, Return, Search, Suspicion};
use crate::id::UnitId;

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut units: BTreeMap<&UnitId, Vec<&Return>> = BTreeMap::new();
    for returned in search.history.returns.iter().filter(|it| search.period.holds(it.at)) {
        units.entry(&returned.unit).or_default().push(returned);
    }
    let rule = &search.thresholds.returned_late;
    let rows = units.into_iter().filter_map(|(unit, returns)| {
        let facts: std::collections::BTreeSet<_> =
            returns.iter().filter_map(|it| late(it, rule.percent)).collect();
        let enough = facts.len() >= rule.times as usize && !facts.is_empty();
        enough.then(|| search.of_unit(Indicator::ReturnedLate, unit, facts, returns.len()))
    });
    rows.collect()
}

/// The fact, if it was returned in the last part of its time. After the time is over it is late, which is another thing.
fn late(returned: &Return, percent: u8) -> Option<Fact> {
    let sign_by = returned.sign_by?;
    let (whole, left) = (sign_by - returned.assigned_at, sign_by - returned.at);
    let seconds = left.num_seconds();
    let is_late = seconds >= 0 && seconds * 100 <= whole.num_seconds() * i64::from(percent);
    is_late.then(|| Fact::ReturnedLate {
        case: returned.case,
        at: returned.at,
        minutes: u32::try_from(left.num_minutes()).unwrap_or(0),
    })
}
