//! The next step of a case: what ends the deadline that comes first, or else what brings it further along the loop.

use domain::case::Case;
use domain::clock::{Clock, ClockStatus};
use domain::decide::Offer;
use domain::id::TransitionName;
use domain::workflow::{HolderRole, Stage, Transition, Verb, Workflow};

/// What leads back, aside, or to another road.
const ASIDE: [Verb; 6] =
    [Verb::Withdraw, Verb::TakeBack, Verb::Transfer, Verb::Return, Verb::Merge, Verb::Suspend];

/// What begins another round because the citizen was not helped: back by its stage, and on by what it is for.
const AGAIN: [Verb; 2] = [Verb::Redispatch, Verb::JointSession];

/// The step to take next among those offered: what ends the running clock whose deadline comes first, else the first that
/// brings the case on. None where nothing can be done now that does either.
pub(in crate::pages) fn next_step<'a>(
    workflow: &Workflow,
    case: &Case,
    offers: &'a [Offer],
) -> Option<&'a Offer> {
    let is_running = |clock: &&Clock| clock.status == ClockStatus::Running;
    let mut running: Vec<_> = case.clocks.iter().filter(is_running).collect();
    running.sort_by_key(|clock| clock.deadline);
    let open = || offers.iter().filter(|offer| offer.lacks.is_none());
    let ends = |clock: &Clock| {
        open().find(|offer| {
            workflow.transition(&offer.transition).is_some_and(|step| {
                leads_on(workflow, case, step)
                    && ends(workflow, case, clock, (&offer.transition, step))
            })
        })
    };
    let first = running.into_iter().find_map(ends);
    first.or_else(|| open().find(|offer| is_onward(workflow, case, offer)))
}

/// Whether this can be done now and brings the case further along the loop: neither back, nor aside, nor to another road,
/// nor to where it is, nor to where it waits for the citizen.
pub(in crate::pages) fn is_onward(workflow: &Workflow, case: &Case, offer: &Offer) -> bool {
    let step = workflow.transition(&offer.transition);
    offer.lacks.is_none()
        && step.is_some_and(|step| {
            step.to.as_ref().is_some_and(|to| *to != case.state) && leads_on(workflow, case, step)
        })
}

/// Whether a step leads neither back, nor aside, nor to an end other than that of the loop, nor to the citizen.
fn leads_on(workflow: &Workflow, case: &Case, step: &Transition) -> bool {
    if ASIDE.contains(&step.verb) {
        return false;
    }
    let Some(to) = &step.to else { return true };
    workflow.state(to).is_some_and(|to| {
        (to.stage >= case.stage || AGAIN.contains(&step.verb))
            && to.holder != HolderRole::Citizen
            && (!to.end || to.stage == Stage::Assess)
    })
}

/// Whether a step ends a clock: the definition says that it meets the limit, or the case goes where the limit does not run.
fn ends(
    workflow: &Workflow,
    case: &Case,
    clock: &Clock,
    (name, step): (&TransitionName, &Transition),
) -> bool {
    let limit = workflow.definition().limits.get(clock.limit.as_str());
    let meets = limit.is_some_and(|limit| limit.met_by.contains(name));
    let leaves = step.to.as_ref().filter(|to| **to != case.state).and_then(|to| workflow.state(to));
    meets || leaves.is_some_and(|to| !to.limits.contains(&clock.limit))
}
