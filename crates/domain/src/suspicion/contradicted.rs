//! The citizen says the opposite 回访相反: the unit says that it is solved, the citizen that it is not.
//!
//! Honest work looks the same where somebody hoped for more than the law gives, or where it broke again between closing and call.

use std::collections::BTreeMap;

use super::{Closing, Fact, Indicator, Search, Suspicion};
use crate::case::Solved;
use crate::id::CaseId;

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut closings: BTreeMap<CaseId, Vec<&Closing>> = BTreeMap::new();
    for closing in &search.history.closings {
        closings.entry(closing.case).or_default().push(closing);
    }
    let partly = search.thresholds.contradicted.partly;
    let mut found: BTreeMap<CaseId, Suspicion> = BTreeMap::new();
    for hearing in search.history.hearings.iter().filter(|it| search.is_past(it.at)) {
        let opposite = match hearing.solved {
            Solved::Yes => false,
            Solved::Partly => partly,
            Solved::No => true,
        };
        let before = closings.get(&hearing.case).into_iter().flatten();
        // They speak of the result that was filed last.
        let last = before.filter(|it| it.at <= hearing.at).max_by_key(|it| (it.at, it.solved));
        let Some(closing) = last.filter(|it| it.solved && opposite) else { continue };
        let case = hearing.case;
        let said = Fact::Heard { case, at: hearing.at, solved: hearing.solved };
        let facts = [Fact::Closed { case, at: closing.at }, said];
        let row = found.entry(case).or_insert_with(|| {
            search.of_case(Indicator::Contradicted, case, [].into(), facts.clone().into())
        });
        row.units.insert(closing.unit.clone());
        row.facts.extend(facts);
    }
    search.in_this_period(found.into_values(), |fact| matches!(fact, Fact::Heard { .. }))
}
