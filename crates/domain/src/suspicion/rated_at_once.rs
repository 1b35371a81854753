//! Rated the moment it closed 办结即评: a good rating seconds after the closing, before anybody could have seen the result.
//!
//! Honest work looks the same where the citizen stands at the counter and presses it there.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::history::good_by_unit;
use super::{Fact, Indicator, Rating, Search, Suspicion};
use crate::id::{CaseId, Timestamp};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let rule = &search.thresholds.rated_at_once;
    let mut closed: BTreeMap<CaseId, Vec<Timestamp>> = BTreeMap::new();
    for closing in &search.history.closings {
        closed.entry(closing.case).or_default().push(closing.at);
    }
    let fact = |rating: &&Rating| {
        let before = closed.get(&rating.case)?.iter().filter(|at| **at <= rating.at);
        let after = rating.at - *before.max()?;
        let at_once = after <= TimeDelta::seconds(i64::from(rule.seconds));
        let seconds = u32::try_from(after.num_seconds()).ok()?;
        at_once.then_some(Fact::RatedAfter { case: rating.case, at: rating.at, seconds })
    };
    let rows = good_by_unit(search).into_iter().filter_map(|(unit, ratings)| {
        let facts: std::collections::BTreeSet<_> = ratings.iter().filter_map(fact).collect();
        let enough = facts.len() >= rule.times as usize && !facts.is_empty();
        enough.then(|| search.of_unit(Indicator::RatedAtOnce, unit, facts, ratings.len()))
    });
    rows.collect()
}
