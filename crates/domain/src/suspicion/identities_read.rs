//! Unusual reading of identities 异常查看身份: somebody reads on one day far more of them than others who do the same work, or
//! those of cases in which they have no part.
//!
//! Honest work looks the same where somebody calls back a hundred citizens, or stands in for a colleague.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::{Fact, Indicator, Reveal, Search, Suspicion};
use crate::actor::Role;
use crate::id::{CaseId, PersonId};
use crate::median;

/// What counts as a day, whenever it begins.
const DAY: TimeDelta = TimeDelta::hours(24);

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut readers: BTreeMap<&PersonId, Vec<&Reveal>> = BTreeMap::new();
    for reveal in search.history.reveals.iter().filter(|it| search.period.holds(it.at)) {
        readers.entry(&reveal.person).or_default().push(reveal);
    }
    readers.values_mut().for_each(|reveals| reveals.sort_by_key(|it| (it.at, it.case)));
    let busiest = readers.iter().filter_map(|(person, reveals)| {
        let role = reveals.last()?.role;
        Some((*person, (role, days(reveals).map(|day| cases(day).len()).max().unwrap_or(0))))
    });
    let busiest: BTreeMap<&PersonId, (Role, usize)> = busiest.collect();
    readers.iter().filter_map(|(person, reveals)| of(search, person, reveals, &busiest)).collect()
}

fn of(
    search: &Search<'_>,
    person: &PersonId,
    reveals: &[&Reveal],
    busiest: &BTreeMap<&PersonId, (Role, usize)>,
) -> Option<Suspicion> {
    let rule = &search.thresholds.identities_read;
    let outside: Vec<&Reveal> = reveals.iter().filter(|it| !it.part).copied().collect();
    let many = allowed(search, person, busiest);
    let mut unusual: Vec<&Reveal> =
        days(reveals).filter(|day| cases(day).len() >= many).flatten().copied().collect();
    if cases(&outside).len() >= rule.outside.max(1) as usize {
        unusual.extend(outside);
    }
    let fact = |it: &&Reveal| Fact::Read { case: it.case, at: it.at, part: it.part };
    let facts: BTreeSet<_> = unusual.iter().map(fact).collect();
    let row = || {
        let about = search.in_period(person.as_str());
        let units = unusual.iter().map(|it| it.unit.clone()).collect();
        let among = u32::try_from(reveals.len()).ok();
        let row = search.row(Indicator::IdentitiesRead, &about, units, facts.clone());
        Suspicion { person: Some(person.clone()), among, ..row }
    };
    (!facts.is_empty()).then(row)
}

/// From how many cases on a day is unusual: by number, and by what others in the same role do on their busiest day.
fn allowed(
    search: &Search<'_>,
    person: &PersonId,
    busiest: &BTreeMap<&PersonId, (Role, usize)>,
) -> usize {
    let rule = &search.thresholds.identities_read;
    let role = busiest.get(person).map(|(role, _)| *role);
    let others = busiest.iter().filter(|(other, (its, _))| **other != person && Some(*its) == role);
    let mut others: Vec<usize> = others.map(|(_, (_, most))| *most).collect();
    let median = median(&mut others).unwrap_or(0);
    (rule.in_a_day.max(1) as usize).max((median * rule.factor_percent as usize).div_ceil(100))
}

/// Each reading with all that came within a day before it.
fn days<'a, 'b>(reveals: &'b [&'a Reveal]) -> impl Iterator<Item = &'b [&'a Reveal]> {
    reveals.iter().enumerate().map(|(last, reveal)| {
        let first = reveals.partition_point(|it| it.at <= reveal.at - DAY);
        reveals.get(first..=last).unwrap_or_default()
    })
}

fn cases(reveals: &[&Reveal]) -> BTreeSet<CaseId> {
    reveals.iter().map(|it| it.case).collect()
}
