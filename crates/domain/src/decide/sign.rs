//! `sign` 签收 and `contact` 联系, and the silent reading before them.

use super::Context;
use super::draft::Draft;
use super::perform::nothing;
use crate::access::View;
use crate::actor::Relation;
use crate::case::{Case, Event, Input, Rejection};
use crate::workflow::Verb;

/// The person who signs handles the case. Clocks ran since dispatch and do not notice.
pub(super) fn sign(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Sign, input)?;
    let person =
        draft.context.actor.person().cloned().ok_or(Rejection::NotYours { seats: Vec::new() })?;
    draft.emit(Event::Signed(person));
    Ok(())
}

pub(super) fn contact(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Contact, input)?;
    draft.emit(Event::Contacted);
    Ok(())
}

/// Somebody of the lead unit has opened the case. The first reading is an event, further ones are nothing.
pub(super) fn read(
    context: &Context<'_>,
    case: &Case,
    view: View,
) -> Result<Vec<Event>, Rejection> {
    let reader = context.actor.person().filter(|_| view.relations.contains(Relation::Lead));
    let person = reader.ok_or(Rejection::NotYours { seats: Vec::new() })?;
    let read = case.lead.as_ref().is_some_and(|lead| lead.read);
    Ok(if read { Vec::new() } else { vec![Event::Read(person.clone())] })
}
