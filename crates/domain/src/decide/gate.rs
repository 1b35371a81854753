//! Whether a transition may be done at all, before anybody has filled in anything. `allowed` and `decide` both ask
//! here, so that the buttons on a page and what the core accepts cannot drift apart.

use super::{Context, conditions, demands};
use crate::access::{Conflicts, View, sits_in};
use crate::case::{Case, Rejection, Suspension};
use crate::id::TransitionName;
use crate::workflow::{Transition, Verb};

/// Refuses with the first reason that no input could remove.
pub(super) fn pass(
    context: &Context<'_>,
    case: &Case,
    view: View,
    transition: &Transition,
) -> Result<(), Rejection> {
    if !transition.from.contains(&case.state) && !replaces_the_lead(context, case, transition) {
        return Err(Rejection::WrongState { state: case.state.clone() });
    }
    if !sits_in(context.actor, view, &transition.by) {
        return Err(Rejection::NotYours { seats: transition.by.clone() });
    }
    // Nobody puts a case under an order alone: a document does, which one drafts and another signs.
    if !context.documented && matches!(transition.verb, Verb::Supervise | Verb::Discharge) {
        return Err(Rejection::NeedsDocument);
    }
    if case.restriction.is_some() && !goes_while_restricted(transition.verb) {
        return Err(Rejection::CaseRestricted);
    }
    let stands_still =
        case.suspension.as_ref().filter(|suspension| !has_lapsed(context, suspension));
    if let Some(suspension) = stands_still.filter(|_| !goes_while_suspended(transition)) {
        return Err(Rejection::CaseSuspended { until: suspension.terms.until });
    }
    if let Some(condition) = conditions::first_failing(context, case, &transition.when) {
        return Err(Rejection::ConditionFails { condition });
    }
    count(context, case, transition)?;
    demands::meet(context, case, transition.verb)
}

/// What starts in the case's state, in the order of the buttons, and after it what replaces a lead that cannot go on.
pub(super) fn open<'a>(
    context: &Context<'a>,
    case: &Case,
) -> impl Iterator<Item = (&'a TransitionName, &'a Transition)> {
    let workflow = context.workflow;
    let here = workflow.transitions_from(&case.state);
    let all = workflow.definition().transitions.iter();
    let replacing = all.filter(|(_, transition)| {
        !transition.from.contains(&case.state) && replaces_the_lead(context, case, transition)
    });
    here.chain(replacing)
}

/// A case whose lead had to withdraw 回避, or has nobody left for what a head or a handler must do, can be assigned anew
/// from wherever it is, by whoever assigns cases: no definition has to foresee this in each of its states.
fn replaces_the_lead(context: &Context<'_>, case: &Case, transition: &Transition) -> bool {
    transition.verb == Verb::Assign
        && case.ended.is_none()
        && (case.lead_lost || lead_is_vacant(context, case))
}

fn lead_is_vacant(context: &Context<'_>, case: &Case) -> bool {
    let conflicts = Conflicts::new(context.directory, &case.respondents);
    case.lead
        .as_ref()
        .is_some_and(|lead| conflicts.leave_vacant(&lead.unit, lead.delegate.as_ref()))
}

/// A suspension is over at its end date, whether or not the engine has come by.
pub(super) fn has_lapsed(context: &Context<'_>, suspension: &Suspension) -> bool {
    suspension.terms.until <= context.now
}

fn goes_while_restricted(verb: Verb) -> bool {
    matches!(verb, Verb::Record | Verb::Supplement | Verb::Withdraw)
}

/// While suspended, words may be exchanged and the citizen may withdraw; the case itself stands still.
fn goes_while_suspended(transition: &Transition) -> bool {
    let speaks = matches!(
        transition.verb,
        Verb::Resume
            | Verb::Record
            | Verb::Contact
            | Verb::Ask
            | Verb::Supplement
            | Verb::Contribute
            | Verb::Urge
            | Verb::Copy
            | Verb::Consult
            | Verb::Answer
            | Verb::Supervise
            | Verb::Discharge
    );
    transition.verb == Verb::Withdraw || (speaks && transition.to.is_none())
}

fn count(context: &Context<'_>, case: &Case, transition: &Transition) -> Result<(), Rejection> {
    let Some(name) = &transition.counts else { return Ok(()) };
    let at_most = context
        .workflow
        .definition()
        .counters
        .get(name.as_str())
        .map_or(0, |counter| counter.at_most);
    if case.count(name) < at_most {
        return Ok(());
    }
    Err(Rejection::CounterExhausted { counter: name.clone(), at_most })
}
