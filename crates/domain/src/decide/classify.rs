//! `classify` 分类: category, complexity, risk. Clocks that depend on them are computed again from their facts.

use super::clocks;
use super::draft::Draft;
use crate::case::{Event, Input, MoveCause, Rejection};
use crate::workflow::Verb;

pub(super) fn decide(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Classify(change) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Classify });
    };
    draft.emit(Event::Classified(change.clone()));
    turn(draft);
    Ok(())
}

/// Computes clocks again whose rule is another one for the case as it is classified now.
pub(super) fn turn(draft: &mut Draft<'_>) {
    let limits = &draft.context.workflow.definition().limits;
    draft.move_clocks(MoveCause::Classified, |clock, case| {
        let Some(limit) = limits.get(clock.limit.as_str()) else { return false };
        let rule = clocks::rule(case, limit);
        let changed = rule != clock.rule;
        clock.rule = rule;
        changed
    });
}
