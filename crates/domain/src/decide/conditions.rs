//! Whether the conditions of a transition hold. Each is named and parameterised in the definition and means this.

use super::Context;
use crate::case::{Case, Signing, Solved, Verdict};
use crate::id::{CategoryCode, CounterName, LimitName, TransitionName};
use crate::workflow::{Condition, Conditions};

/// The first condition that does not hold.
pub(super) fn first_failing(
    context: &Context<'_>,
    case: &Case,
    when: &Conditions,
) -> Option<Condition> {
    failing_fact(case, when).or_else(|| failing_history(context, case, when))
}

fn failing_fact(case: &Case, when: &Conditions) -> Option<Condition> {
    let begins = |prefix: &CategoryCode| case.category.as_str().starts_with(prefix.as_str());
    let signed = case.signing.as_ref().and_then(Signing::result) == Some(Verdict::Yes);
    let solved = case.solved.map(|solved| solved == Solved::Yes);
    let faults = [
        (
            !when.complexity.is_empty() && !when.complexity.contains(&case.complexity),
            Condition::Complexity,
        ),
        (!when.risk.is_empty() && !when.risk.contains(&case.risk), Condition::Risk),
        (!when.category.is_empty() && !when.category.iter().any(begins), Condition::Category),
        (when.not_category.iter().any(begins), Condition::Category),
        (
            when.anonymous.is_some_and(|wanted| wanted != case.anonymous),
            Condition::Anonymous(!case.anonymous),
        ),
        (
            when.contacted.is_some_and(|wanted| wanted != case.contacted),
            Condition::Contacted(!case.contacted),
        ),
        (
            when.assistants_done && case.assistants.values().any(|done| !done),
            Condition::AssistantsDone,
        ),
        (when.signing_passed && !signed, Condition::SigningPassed),
        (
            when.solved.is_some_and(|wanted| solved != Some(wanted)),
            Condition::Solved(when.solved == Some(true)),
        ),
    ];
    faults.into_iter().find_map(|(fails, condition)| fails.then_some(condition))
}

fn failing_history(context: &Context<'_>, case: &Case, when: &Conditions) -> Option<Condition> {
    let counters = &context.workflow.definition().counters;
    let below = |name: &&CounterName| {
        counters.get(name.as_str()).is_some_and(|counter| case.count(name) < counter.at_most)
    };
    if let Some(counter) = when.exhausted.iter().find(below) {
        return Some(Condition::Exhausted(counter.clone()));
    }
    let late = |name: &&LimitName| case.clock(name).is_some_and(|clock| clock.is_late(context.now));
    if let Some(limit) = when.in_time.iter().find(late) {
        return Some(Condition::InTime(limit.clone()));
    }
    let same = |name: &&TransitionName| {
        context.actor.person().is_some_and(|person| case.done_by.get(name.as_str()) == Some(person))
    };
    if let Some(transition) = when.other_than.iter().find(same) {
        return Some(Condition::OtherThan(transition.clone()));
    }
    let recorded = case.outcome.as_ref().is_some_and(|outcome| when.outcome.contains(outcome));
    (!when.outcome.is_empty() && !recorded).then_some(Condition::Outcome)
}
