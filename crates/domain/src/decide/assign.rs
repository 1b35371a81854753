//! `assign` 交办, `redispatch` 二次分派, `joint_session` 会商: one lead unit, and who assists.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::{Context, form};
use crate::access::Conflicts;
use crate::case::{Assignment, Case, Event, Input, Rejection};
use crate::id::UnitId;
use crate::workflow::Verb;

pub(super) fn assign(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let assignment = assignment(draft, input, Verb::Assign)?;
    draft.emit(Event::Assigned(assignment));
    Ok(())
}

pub(super) fn redispatch(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let assignment = assignment(draft, input, Verb::Redispatch)?;
    draft.emit(Event::Redispatched);
    draft.emit(Event::Assigned(assignment));
    Ok(())
}

pub(super) fn joint_session(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::JointSession(session) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::JointSession });
    };
    admit(draft, &session.assignment)?;
    form::document(&session.minutes)?;
    draft.emit(Event::JointSessionHeld(session.clone()));
    Ok(())
}

fn assignment(draft: &Draft<'_>, input: &Input, verb: Verb) -> Result<Assignment, Rejection> {
    let Input::Assign(assignment) = input else { return Err(Rejection::InputMismatch { verb }) };
    admit(draft, assignment)?;
    Ok(assignment.clone())
}

fn admit(draft: &Draft<'_>, assignment: &Assignment) -> Result<(), Rejection> {
    if assignment.assistants.contains(&assignment.lead) {
        return Err(Rejection::SameUnit { unit: assignment.lead.clone() });
    }
    lead(&draft.context, &draft.case, &assignment.lead)?;
    units(&draft.context, &draft.case, &assignment.assistants)
}

/// A unit may lead the case, or do the work for who leads: it may have a part, and has somebody who can handle it.
pub(super) fn lead(context: &Context<'_>, case: &Case, named: &UnitId) -> Result<(), Rejection> {
    unit(context, case, named)?;
    if Conflicts::new(context.directory, &case.respondents).leave_no_handler(named) {
        return Err(Rejection::NoHandler { unit: named.clone() });
    }
    Ok(())
}

/// A unit may be given a part in the case: it exists and the case does not concern it.
pub(super) fn unit(context: &Context<'_>, case: &Case, unit: &UnitId) -> Result<(), Rejection> {
    if !context.directory.knows(unit) {
        return Err(Rejection::UnknownUnit { unit: unit.clone() });
    }
    if Conflicts::new(context.directory, &case.respondents).include(unit) {
        return Err(Rejection::ConflictOfInterest);
    }
    Ok(())
}

/// The same for several.
pub(super) fn units(
    context: &Context<'_>,
    case: &Case,
    units: &BTreeSet<UnitId>,
) -> Result<(), Rejection> {
    units.iter().try_for_each(|one| unit(context, case, one))
}
