//! `return` 退回 and `object` 异议: the lead unit says that the case is not its own, with a coded reason and its legal
//! basis (信访工作条例 art. 23). How often is capped by the definition's counter.

use super::draft::Draft;
use crate::case::{Event, Input, Rejection};
use crate::workflow::Verb;

pub(super) fn decide(draft: &mut Draft<'_>, verb: Verb, input: &Input) -> Result<(), Rejection> {
    let Input::Reasoned(reasoned) = input else { return Err(Rejection::InputMismatch { verb }) };
    if !draft.context.workflow.definition().reasons.contains_key(reasoned.reason.as_str()) {
        return Err(Rejection::UnknownReason { reason: reasoned.reason.clone() });
    }
    if reasoned.basis.characters == 0 {
        return Err(Rejection::BasisMissing);
    }
    draft.emit(if verb == Verb::Return {
        Event::Returned(reasoned.clone())
    } else {
        Event::Objected(reasoned.clone())
    });
    Ok(())
}
