//! `urge` 催办, `copy` 抄送, `consult` 沟通 and its `answer`: words that move nothing.

use super::assign;
use super::draft::Draft;
use super::perform::nothing;
use crate::case::{Event, Input, Rejection};
use crate::workflow::Verb;

pub(super) fn urge(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Urge, input)?;
    draft.emit(Event::Urged);
    Ok(())
}

pub(super) fn copy(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Units(units) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Copy });
    };
    if units.is_empty() {
        return Err(Rejection::NobodyNamed);
    }
    assign::units(&draft.context, &draft.case, units)?;
    draft.emit(Event::Copied(units.clone()));
    Ok(())
}

pub(super) fn consult(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Unit(unit) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Consult });
    };
    assign::unit(&draft.context, &draft.case, unit)?;
    draft.emit(Event::Consulted(unit.clone()));
    Ok(())
}

pub(super) fn answer(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Answer, input)?;
    let unit = draft.context.actor.unit().cloned();
    let unit = unit.ok_or(Rejection::NotYours { seats: Vec::new() })?;
    draft.emit(Event::Answered(unit));
    Ok(())
}
