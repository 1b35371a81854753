//! Conditions of a transition: what else must hold now.

use std::collections::BTreeSet;

use super::Burdened;
use super::Weight::Path;
use super::report::{Aspect, Report, Subject};
use crate::text::Bilingual;
use crate::workflow::Conditions;
use crate::workflow::words::conditions;

const ASPECT: Aspect = Aspect::new("when", ("条件", "conditions"), Path, "conditions-changed");

/// Compares conditions. Narrower ones are stricter for those who may do the transition.
pub(super) fn compare(
    report: &mut Report<'_>,
    place: &Subject,
    (old, new): (&Conditions, &Conditions),
    who: &BTreeSet<Burdened>,
) {
    if old == new {
        return;
    }
    let since = report.len();
    let before = conditions(old, report.old_names());
    let after = conditions(new, report.new_names());
    report.list(place, ASPECT, (&before, &after), (Clone::clone, Clone::clone));
    if report.len() == since {
        // Two things of one name were exchanged, so the words are the same.
        let message = Bilingual::new(
            format!("{}的条件所指有变，名称相同", place.name.zh),
            format!("conditions of {} refer to other things of the same name", place.name.en),
        );
        report.push(place, ASPECT, message);
    }
    if narrows(old, new) {
        report.stricter_since(since, who);
    }
}

/// Whether something that was allowed may be refused now.
fn narrows(old: &Conditions, new: &Conditions) -> bool {
    let Conditions {
        complexity,
        risk,
        category,
        not_category,
        anonymous,
        contacted,
        assistants_done,
        signing_passed,
        solved,
        exhausted,
        in_time,
        other_than,
        outcome,
    } = old;
    fewer_choices(complexity, &new.complexity)
        || fewer_choices(risk, &new.risk)
        || fewer_choices(category, &new.category)
        || fewer_choices(outcome, &new.outcome)
        || more(not_category, &new.not_category)
        || more(exhausted, &new.exhausted)
        || more(in_time, &new.in_time)
        || more(other_than, &new.other_than)
        || answer(*anonymous, new.anonymous)
        || answer(*contacted, new.contacted)
        || answer(*solved, new.solved)
        || (!assistants_done && new.assistants_done)
        || (!signing_passed && new.signing_passed)
}

/// Any one of the list suffices; an empty list admits everything.
fn fewer_choices<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    !new.is_empty() && (old.is_empty() || old.iter().any(|item| !new.contains(item)))
}

/// All of the list must hold.
fn more<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    new.iter().any(|item| !old.contains(item))
}

fn answer(old: Option<bool>, new: Option<bool>) -> bool {
    new.is_some() && old != new
}
