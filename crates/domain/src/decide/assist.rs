//! `join` 会办, `contribute` 协办反馈, `release` 解除协办: units that assist the one that leads.

use super::assign;
use super::draft::Draft;
use super::perform::nothing;
use crate::case::{Event, Input, Rejection};
use crate::id::UnitId;
use crate::workflow::Verb;

pub(super) fn join(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Units(units) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Join });
    };
    if units.is_empty() {
        return Err(Rejection::NobodyNamed);
    }
    assign::units(&draft.context, &draft.case, units)?;
    let works = |unit: &UnitId| {
        draft.case.lead.as_ref().is_some_and(|lead| lead.works(unit))
            || draft.case.assistants.contains_key(unit)
    };
    if let Some(unit) = units.iter().find(|unit| works(unit)) {
        return Err(Rejection::SameUnit { unit: unit.clone() });
    }
    draft.emit(Event::Joined(units.clone()));
    Ok(())
}

/// The actor's unit has done its part.
pub(super) fn contribute(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Contribute, input)?;
    let unit = draft.context.actor.unit().cloned().ok_or(Rejection::NoAssistants)?;
    draft.emit(Event::Contributed(unit));
    Ok(())
}

/// A unit that does not answer cannot hold up the lead unit for ever.
pub(super) fn release(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Unit(unit) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Release });
    };
    if draft.case.assistants.get(unit) != Some(&false) {
        return Err(Rejection::NotAssisting { unit: unit.clone() });
    }
    draft.emit(Event::Released(unit.clone()));
    Ok(())
}
