//! Closed without contact 未联系即办结: nothing on record says that anybody was in touch with the citizen.
//!
//! Honest work looks the same where somebody called and did not write it down.

use std::collections::BTreeMap;

use super::{Fact, Indicator, Search, Suspicion};
use crate::id::CaseId;

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut found: BTreeMap<CaseId, Suspicion> = BTreeMap::new();
    let silent = |it: &&super::Closing| search.is_past(it.at) && it.reachable && !it.contacted;
    for closing in search.history.closings.iter().filter(silent) {
        let case = closing.case;
        let fact = Fact::NoContact { case, at: closing.at };
        let row = found.entry(case).or_insert_with(|| {
            search.of_case(Indicator::NoContact, case, [].into(), [fact.clone()].into())
        });
        row.units.insert(closing.unit.clone());
        row.facts.insert(fact);
    }
    search.in_this_period(found.into_values(), |_| true)
}
