//! Good ratings from one source 同源好评: different matters of a unit rated from one device, or many from one network.
//!
//! Honest work looks the same where a family shares a telephone, a village its network, and where a provider gives a whole
//! town one address: so a network needs far more than a device. The terminals of the center's hall are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::history::good_by_unit;
use super::{Channel, Fact, Indicator, Mark, Rating, Search, Shared, Suspicion};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let rows = good_by_unit(search).into_iter().filter_map(|(unit, ratings)| {
        let facts = shared(search, &ratings);
        (!facts.is_empty())
            .then(|| search.of_unit(Indicator::RatedFromOneSource, unit, facts, ratings.len()))
    });
    rows.collect()
}

fn shared(search: &Search<'_>, ratings: &[&Rating]) -> BTreeSet<Fact> {
    let rule = &search.thresholds.rated_from_one_source;
    let mut sources: BTreeMap<(Shared, Mark), Vec<&Rating>> = BTreeMap::new();
    for rating in ratings.iter().filter(|it| it.channel != Channel::Hall) {
        let marks = [(Shared::Device, rating.device), (Shared::Network, rating.network)];
        for (shared, mark) in marks.into_iter().filter_map(|(shared, mark)| Some((shared, mark?))) {
            sources.entry((shared, mark)).or_default().push(rating);
        }
    }
    let mut facts = BTreeSet::new();
    for ((shared, _), ratings) in sources {
        let matters: BTreeSet<_> = ratings.iter().map(|it| search.history.root(it.case)).collect();
        let times = match shared {
            Shared::Device => rule.device_times,
            Shared::Network => rule.network_times,
        };
        let Some(first) = ratings.first().filter(|_| matters.len() >= times.max(2) as usize) else {
            continue;
        };
        let first = first.case;
        let fact = |it: &&Rating| Fact::RatedFrom { case: it.case, at: it.at, shared, first };
        facts.extend(ratings.iter().map(fact));
    }
    facts
}
