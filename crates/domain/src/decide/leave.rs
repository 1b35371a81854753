//! `withdraw` 撤回, `merge` 并案, `link_repeat` 重复件, `split` 分案: complainants leave a case, and none is lost.

use super::Context;
use super::draft::Draft;
use super::perform::{self, nothing};
use crate::actor::Actor;
use crate::case::{Case, Event, Input, Perform, Performed, Rejection};
use crate::id::{CaseId, PartyId};
use crate::workflow::{Transition, Verb};

pub(super) fn withdraw(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Withdraw, input)?;
    draft.emit(Event::Withdrawn);
    Ok(())
}

/// Who withdraws, where others complain too: their case is not this party's to end.
pub(super) fn one_of_several(
    context: &Context<'_>,
    case: &Case,
    transition: &Transition,
) -> Option<PartyId> {
    let Actor::Citizen(party) = context.actor else { return None };
    (transition.verb == Verb::Withdraw && case.parties.len() > 1).then_some(*party)
}

/// One party leaves and the case stays where it is. It has no outcome by this, and nothing is counted.
pub(super) fn alone(
    context: &Context<'_>,
    case: &Case,
    transition: &Transition,
    perform: &Perform,
    party: PartyId,
) -> Result<Vec<Event>, Rejection> {
    nothing(Verb::Withdraw, &perform.input)?;
    let done = perform::performed(context, transition, perform);
    let mut draft = Draft::new(*context, case);
    draft.emit(Event::Performed(Box::new(Performed { counts: None, outcome: None, ..done })));
    draft.emit(Event::PartyLeft(party));
    Ok(draft.finish())
}

/// The parties go over to the master by the effect of this event.
pub(super) fn merge(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let master = master(draft, input, Verb::Merge)?;
    draft.emit(Event::Merged(master));
    Ok(())
}

pub(super) fn link_repeat(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let master = master(draft, input, Verb::LinkRepeat)?;
    draft.emit(Event::RepeatLinked(master));
    Ok(())
}

/// An open case that the actor sees, and an older one: so two cases cannot swallow each other, whatever the order in
/// which two clerks press the button. Ids are `UUIDv7`, ordered by time.
fn master(draft: &Draft<'_>, input: &Input, verb: Verb) -> Result<CaseId, Rejection> {
    let Input::Case(master) = *input else { return Err(Rejection::InputMismatch { verb }) };
    if !draft.context.peers.contains(&master) {
        return Err(Rejection::UnknownCase { case: master });
    }
    if master >= draft.case.id {
        return Err(Rejection::NotOlder { case: master });
    }
    Ok(master)
}

pub(super) fn split(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Parties(leaving) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Split });
    };
    let stays = draft.case.parties.iter().any(|party| !leaving.contains(party));
    let known = leaving.is_subset(&draft.case.parties);
    let Some(id) = draft.context.ids.first().filter(|_| known && stays && !leaving.is_empty())
    else {
        return Err(Rejection::BadSplit);
    };
    draft.emit(Event::Split { parties: leaving.clone(), into: CaseId(*id) });
    Ok(())
}
