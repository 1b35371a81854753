//! Answers that read alike 模板答复: what the unit wrote is, but for a name or a number, what it wrote in another matter.
//!
//! Honest work looks the same where a form of words is required (left out by `phrases`), where one burst pipe brings twenty
//! complaints (left out by `same_event_days`), and where matters are truly the same.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Fact, Indicator, Search, Suspicion};
use crate::id::{CaseId, UnitId};

pub(super) fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut units: BTreeMap<&UnitId, Vec<&Answer>> = BTreeMap::new();
    for answer in search.history.answers.iter().filter(|it| search.is_past(it.at)) {
        units.entry(&answer.unit).or_default().push(answer);
    }
    units.into_iter().flat_map(|(unit, answers)| of_unit(search, unit, answers)).collect()
}

/// Answers of the period that were made of one another are one suspicion, known by the case of the first or, where that was
/// made of one before the period, by that one's.
fn of_unit(search: &Search<'_>, unit: &UnitId, mut answers: Vec<&Answer>) -> Vec<Suspicion> {
    answers.sort_by_key(|it| (it.at, it.case));
    let last = search.thresholds.answer_copied.last as usize;
    let mut roots: BTreeMap<CaseId, CaseId> = BTreeMap::new();
    let mut groups: BTreeMap<CaseId, BTreeSet<Fact>> = BTreeMap::new();
    let first = answers.partition_point(|it| it.at < search.period.from);
    for (place, answer) in answers.iter().enumerate().skip(first) {
        let before = answers.get(place.saturating_sub(last)..place).unwrap_or_default();
        let Some((with, percent)) = nearest(search, answer, before) else { continue };
        let root = roots.get(&with.case).copied().unwrap_or(with.case);
        roots.entry(answer.case).or_insert(root);
        let (case, at, with) = (answer.case, answer.at, with.case);
        groups.entry(root).or_default().insert(Fact::Alike { case, at, with, percent });
    }
    let rows = groups.into_iter().map(|(root, facts)| {
        let about = search.in_period(&root.to_string());
        search.row(Indicator::AnswerCopied, &about, [unit.clone()].into(), facts)
    });
    rows.collect()
}

/// The earlier answer that it is most like, if it is like enough; of several the earliest.
fn nearest<'a>(
    search: &Search<'_>,
    answer: &Answer,
    before: &[&'a Answer],
) -> Option<(&'a Answer, u8)> {
    let rule = &search.thresholds.answer_copied;
    let tells = |it: &Answer| it.sketch.pairs() >= rule.pairs_min;
    if !tells(answer) {
        return None;
    }
    let others = before
        .iter()
        .filter(|it| tells(it) && !search.is_one_event(answer.case, it.case, rule.same_event_days));
    let likeness = others.map(|it| (*it, answer.sketch.resemblance(&it.sketch)));
    let best = likeness.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.filter(|(_, percent)| *percent >= rule.percent)
}
