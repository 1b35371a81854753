//! `verify` 核验 and `spot_check` 抽查: somebody other than who filed the result looks at it.

use super::draft::Draft;
use crate::case::{Case, Event, Input, Rejection, Verdict};
use crate::workflow::{Transition, Verb, Workflow};

/// The button says it already: verification that sends the case back to an earlier stage has failed. A verdict given
/// all the same must say so too.
pub(super) fn verify(
    draft: &mut Draft<'_>,
    transition: &Transition,
    input: &Input,
) -> Result<(), Rejection> {
    let verdict = verdict(draft.context.workflow, &draft.case, transition);
    if *input != Input::None && *input != Input::Verdict(verdict) {
        return Err(Rejection::InputMismatch { verb: Verb::Verify });
    }
    draft.emit(Event::Verified(verdict));
    Ok(())
}

fn verdict(workflow: &Workflow, case: &Case, transition: &Transition) -> Verdict {
    let to = transition.to.as_ref().and_then(|to| workflow.state(to));
    if to.is_some_and(|to| to.stage < case.stage) { Verdict::No } else { Verdict::Yes }
}

/// A spot check moves nothing, so it has to say what was found.
pub(super) fn spot_check(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Verdict(verdict) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::SpotCheck });
    };
    draft.emit(Event::SpotChecked(*verdict));
    Ok(())
}
