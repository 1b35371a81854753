//! Rated by the unit 单位代评: a good rating was entered by the unit's own staff, or came from a network of theirs.
//!
//! Honest work looks the same where somebody without a telephone asks the clerk at the counter to press it for them.

use super::history::good_by_unit;
use super::{Channel, Fact, Indicator, Search, Suspicion};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let times = search.thresholds.rated_by_unit.times as usize;
    let rows = good_by_unit(search).into_iter().filter_map(|(unit, ratings)| {
        let own = ratings.iter().filter(|it| it.channel == Channel::Unit);
        let facts: std::collections::BTreeSet<_> =
            own.map(|it| Fact::RatedByUnit { case: it.case, at: it.at }).collect();
        let enough = facts.len() >= times && !facts.is_empty();
        enough.then(|| search.of_unit(Indicator::RatedByUnit, unit, facts, ratings.len()))
    });
    rows.collect()
}
