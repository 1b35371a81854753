//! Good ratings in a burst 集中好评: many cases of a unit rated within a few minutes.
//!
//! Honest work looks the same where the center's messages went out at once, or where a hall held a day for it.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::history::good_by_unit;
use super::{Fact, Indicator, Rating, Search, Suspicion};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let rule = &search.thresholds.rated_in_burst;
    let window = TimeDelta::minutes(i64::from(rule.minutes));
    let rows = good_by_unit(search).into_iter().filter_map(|(unit, ratings)| {
        let facts = bursts(&ratings, rule.times as usize, window);
        (!facts.is_empty())
            .then(|| search.of_unit(Indicator::RatedInBurst, unit, facts, ratings.len()))
    });
    rows.collect()
}

/// All ratings that lie in some stretch of `window` with those of at least `times` cases. They come in order of time, one
/// of a case.
fn bursts(ratings: &[&Rating], times: usize, window: TimeDelta) -> BTreeSet<Fact> {
    let close = |few: &&[&Rating]| match (few.first(), few.last()) {
        (Some(first), Some(last)) => last.at - first.at <= window,
        (None, _) | (_, None) => false,
    };
    let bursts = ratings.windows(times.max(2)).filter(close).flatten();
    bursts.map(|it| Fact::Rated { case: it.case, at: it.at }).collect()
}
