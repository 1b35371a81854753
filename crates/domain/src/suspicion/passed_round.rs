//! Passed round 反复退回: a case is sent back or handed on again and again, or no unit is responsible for days 踢皮球.
//!
//! Honest work looks the same where the law itself is unclear about whose it is; such cases belong before a joint session early.

use std::collections::BTreeSet;

use super::{Fact, Indicator, Journey, Search, Suspicion, Transfers};
use crate::id::{CaseId, Timestamp};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let until = search.period.until;
    let so_far = search.history.handovers.iter().filter(|it| search.is_past(it.at));
    let transfers = Transfers::of(so_far);
    let rows = transfers.journeys.iter().filter_map(|(case, journey)| {
        let rule = &search.thresholds.passed_round;
        let too_far = journey.returns.len() >= rule.returns.max(1) as usize
            || journey.hops.len() >= rule.hops.max(1) as usize
            || journey.ownerless_days(search.now.min(until))
                >= i64::from(rule.ownerless_days.max(1));
        let units = journey.returns.iter().map(|(_, unit)| unit);
        let units = units.chain(journey.hops.iter().map(|hop| &hop.from)).cloned().collect();
        too_far.then(|| search.of_case(Indicator::PassedRound, *case, units, facts(*case, journey)))
    });
    let moved = |row: &Suspicion| lasts(search, row, &transfers);
    rows.filter(moved).collect()
}

/// Whether something of it happened in the period, or still lasted then.
fn lasts(search: &Search<'_>, row: &Suspicion, transfers: &Transfers) -> bool {
    let ownerless = row.cases.iter().filter_map(|case| transfers.journeys.get(case));
    let lasting = ownerless.flat_map(|journey| &journey.ownerless);
    let ends = |until: Option<Timestamp>| until.is_none_or(|until| until > search.period.from);
    row.facts.iter().any(|fact| search.period.holds(fact.at()))
        || lasting.clone().any(|span| ends(span.until))
}

fn facts(case: CaseId, journey: &Journey) -> BTreeSet<Fact> {
    let returns = journey.returns.iter();
    let returns = returns.map(|(at, unit)| Fact::SentBack { case, at: *at, unit: unit.clone() });
    let hops = journey.hops.iter().map(|hop| Fact::Hop {
        case,
        at: hop.at,
        from: hop.from.clone(),
        to: hop.to.clone(),
    });
    let spans = journey.ownerless.iter();
    let spans = spans.map(|span| Fact::Ownerless { case, at: span.since, until: span.until });
    returns.chain(hops).chain(spans).collect()
}
