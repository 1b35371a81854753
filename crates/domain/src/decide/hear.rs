//! `call_back` 回访 and `rate` 评价: what the citizen says. Silence stays silence.

use super::draft::Draft;
use crate::case::{Event, Input, Rejection};
use crate::workflow::{Transition, Verb};

/// Nobody reached is worth recording, but it moves nothing: a call that moves the case on must have heard somebody.
pub(super) fn decide(
    draft: &mut Draft<'_>,
    transition: &Transition,
    input: &Input,
) -> Result<(), Rejection> {
    let Input::Solved(solved) = input else {
        return Err(Rejection::InputMismatch { verb: transition.verb });
    };
    if solved.is_none() && (transition.verb == Verb::Rate || transition.to.is_some()) {
        return Err(Rejection::NobodyHeard);
    }
    draft.emit(Event::Heard(*solved));
    Ok(())
}
