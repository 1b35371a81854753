//! `transfer` 转办, `delegate` 委派, `escalate` 提级, `take_back` 拿回: the lead changes hands.

use super::assign;
use super::draft::Draft;
use super::perform::nothing;
use crate::case::{Event, Input, Rejection};
use crate::id::UnitId;
use crate::workflow::Verb;

/// Moves the responsibility. Also the way on where the lead unit lost the case to a conflict of interest.
pub(super) fn transfer(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let unit = other_unit(draft, input, Verb::Transfer)?;
    draft.emit(Event::Transferred(unit));
    Ok(())
}

/// Moves the work and leaves the responsibility.
pub(super) fn delegate(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let unit = other_unit(draft, input, Verb::Delegate)?;
    draft.emit(Event::Delegated(unit));
    Ok(())
}

/// A unit above takes the lead.
pub(super) fn escalate(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let unit = other_unit(draft, input, Verb::Escalate)?;
    let lead = draft.case.lead.as_ref().ok_or(Rejection::NoLead)?;
    if !draft.context.directory.is_within(&lead.unit, &unit) {
        return Err(Rejection::NotAbove { unit });
    }
    draft.emit(Event::Escalated(unit));
    Ok(())
}

/// Only while unread; the gate has looked.
pub(super) fn take_back(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::TakeBack, input)?;
    draft.emit(Event::TakenBack);
    Ok(())
}

/// The unit named, which neither leads nor works for the one that does.
fn other_unit(draft: &Draft<'_>, input: &Input, verb: Verb) -> Result<UnitId, Rejection> {
    let Input::Unit(unit) = input else { return Err(Rejection::InputMismatch { verb }) };
    assign::lead(&draft.context, &draft.case, unit)?;
    if draft.case.lead.as_ref().is_some_and(|lead| lead.works(unit)) {
        return Err(Rejection::SameUnit { unit: unit.clone() });
    }
    Ok(unit.clone())
}
