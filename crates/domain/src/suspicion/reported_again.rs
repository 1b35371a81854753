//! Closed as solved, and brought again 办结后重提: the case was opened again, or somebody reports the same matter soon after.
//!
//! Honest work looks the same where it broke again, where the citizen disagrees with a lawful answer, and where neighbours
//! report the next thing of the same kind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::{Again, Closing, Fact, Indicator, Mark, Matter, Search, Suspicion};
use crate::id::{CaseId, CategoryCode, PlaceCode, Timestamp};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let later = Later::new(search);
    let mut found: BTreeMap<CaseId, Suspicion> = BTreeMap::new();
    for closing in search.history.closings.iter().filter(|closing| closing.solved) {
        let mut again = later.again(closing);
        again.retain(|fact| search.is_past(fact.at()));
        if again.is_empty() {
            continue;
        }
        let case = closing.case;
        let row = found.entry(case).or_insert_with(|| {
            search.of_case(Indicator::ReportedAgain, case, [].into(), [].into())
        });
        row.units.insert(closing.unit.clone());
        row.facts.insert(Fact::Closed { case, at: closing.at });
        row.facts.extend(again);
    }
    search.in_this_period(found.into_values(), |fact| matches!(fact, Fact::BroughtAgain { .. }))
}

/// What came in, each in order of time, by what it could be known as the same.
struct Later<'a> {
    search: &'a Search<'a>,
    opened: BTreeMap<CaseId, BTreeSet<Timestamp>>,
    linked: BTreeMap<CaseId, BTreeSet<(Timestamp, CaseId)>>,
    by_mark: BTreeMap<Mark, BTreeSet<(Timestamp, CaseId)>>,
    by_place: BTreeMap<(&'a PlaceCode, &'a CategoryCode), BTreeSet<(Timestamp, CaseId)>>,
}

impl<'a> Later<'a> {
    fn new(search: &'a Search<'a>) -> Self {
        let mut later = Self {
            search,
            opened: BTreeMap::new(),
            linked: BTreeMap::new(),
            by_mark: BTreeMap::new(),
            by_place: BTreeMap::new(),
        };
        for reopening in &search.history.reopenings {
            later.opened.entry(reopening.case).or_default().insert(reopening.at);
        }
        for (case, matter) in &search.history.matters {
            let entry = (matter.filed_at, *case);
            later.linked.entry(search.history.root(*case)).or_default().insert(entry);
            for mark in &matter.marks {
                later.by_mark.entry(*mark).or_default().insert(entry);
            }
            if search.is_narrow(&matter.place) {
                let place = (&matter.place, &matter.category);
                later.by_place.entry(place).or_default().insert(entry);
            }
        }
        later
    }

    /// How a closed case was brought again. A new case is named once, by the surest sign.
    fn again(&self, closing: &Closing) -> BTreeSet<Fact> {
        let rule = &self.search.thresholds.reported_again;
        let days = |days: u32| closing.at + TimeDelta::days(i64::from(days));
        let (by_party, by_place) = (days(rule.same_party_days), days(rule.same_place_days));
        let mut known: BTreeMap<(Timestamp, CaseId), Again> = BTreeMap::new();
        let mut note = |among: Option<&BTreeSet<(Timestamp, CaseId)>>, until, by: Again| {
            for entry in within(among, closing.at, until).filter(|(_, it)| *it != closing.case) {
                let sign = known.entry(entry).or_insert(by);
                *sign = (*sign).min(by);
            }
        };
        note(self.linked.get(&self.search.history.root(closing.case)), by_party, Again::Linked);
        if let Some(matter) = self.search.history.matters.get(&closing.case) {
            note(self.by_place.get(&(&matter.place, &matter.category)), by_place, Again::SamePlace);
            for mark in &matter.marks {
                let same = self.by_mark.get(mark).map(|all| self.of_class(all, matter));
                note(same.as_ref(), by_party, Again::SameParty);
            }
        }
        let opened = self.opened.get(&closing.case).into_iter().flatten();
        let opened = opened.filter(|at| **at > closing.at && **at <= by_party);
        known.extend(opened.map(|at| ((*at, closing.case), Again::Reopened)));
        let fact = |((at, case), by): ((Timestamp, CaseId), Again)| {
            let days = u32::try_from((at - closing.at).num_days()).unwrap_or(0);
            Fact::BroughtAgain { case, at, by, days }
        };
        known.into_iter().map(fact).collect()
    }

    /// Those whose category is of the same class.
    fn of_class(
        &self,
        all: &BTreeSet<(Timestamp, CaseId)>,
        matter: &Matter,
    ) -> BTreeSet<(Timestamp, CaseId)> {
        let digits = self.search.thresholds.reported_again.class_digits as usize;
        let class =
            |category: &CategoryCode| category.as_str().chars().take(digits).collect::<String>();
        let wanted = class(&matter.category);
        let is_of = |(_, case): &&(Timestamp, CaseId)| {
            let other = self.search.history.matters.get(case);
            other.is_some_and(|other| class(&other.category) == wanted)
        };
        all.iter().filter(is_of).copied().collect()
    }
}

/// After an instant, and until another.
fn within(
    among: Option<&BTreeSet<(Timestamp, CaseId)>>,
    after: Timestamp,
    until: Timestamp,
) -> impl Iterator<Item = (Timestamp, CaseId)> {
    let all = among.into_iter().flatten();
    all.filter(move |(at, _)| *at > after && *at <= until).copied()
}
