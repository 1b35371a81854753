//! Another handler 移交: who signed for a case leaves or has too much, and somebody else of the unit goes on with it. Only
//! the name of who handles it changes: no state, no clock, no holder.

use super::Context;
use crate::access::{Conflicts, View};
use crate::actor::{Actor, Relation, Role, Seat};
use crate::case::{Case, Event, HandlerChange, Rejection};
use crate::id::PersonId;

/// By the head of the unit; by a handler of it who takes over what nobody handles; by the engine for an administrator.
pub(super) fn change(
    context: &Context<'_>,
    case: &Case,
    view: View,
    change: &HandlerChange,
) -> Result<Vec<Event>, Rejection> {
    theirs_to_change(context, view, change)?;
    if case.ended.is_some() {
        return Err(Rejection::WrongState { state: case.state.clone() });
    }
    let lead = case.lead.as_ref().ok_or(Rejection::NoLead)?;
    if lead.handler != change.before {
        return Err(Rejection::OtherHandler);
    }
    if change.before == change.now {
        return Err(Rejection::SameHandler);
    }
    change.now.iter().try_for_each(|person| admit(context, case, person))?;
    let asked_by = change.asked_by.clone().filter(|_| *context.actor == Actor::Engine);
    Ok(vec![Event::HandlerChanged(HandlerChange { asked_by, ..change.clone() })])
}

fn theirs_to_change(
    context: &Context<'_>,
    view: View,
    change: &HandlerChange,
) -> Result<(), Rejection> {
    let leads = view.relations.contains(Relation::Lead);
    let heads = leads && context.actor.holds(Role::UnitHead);
    let takes_over = leads
        && context.actor.holds(Role::Handler)
        && change.before.is_none()
        && change.now.as_ref() == context.actor.person();
    if heads || takes_over || *context.actor == Actor::Engine {
        return Ok(());
    }
    let seats = vec![Seat { role: Role::UnitHead, relation: Relation::Lead }];
    Err(Rejection::NotYours { seats })
}

/// The person handles cases for the unit that leads or for the one that does its work, and this one does not concern them.
fn admit(context: &Context<'_>, case: &Case, named: &PersonId) -> Result<(), Rejection> {
    let unknown = || Rejection::UnknownPerson { person: named.clone() };
    let person = context.directory.people.get(named).ok_or_else(unknown)?;
    let works = case.lead.as_ref().is_some_and(|lead| lead.works(&person.unit));
    let administers = person.roles.iter().any(|role| role.is_administrator());
    if !works || !person.roles.contains(&Role::Handler) || administers {
        return Err(Rejection::NotAHandler { person: named.clone() });
    }
    if Conflicts::new(context.directory, &case.respondents).bar_person(named) {
        return Err(Rejection::ConflictOfInterest);
    }
    Ok(())
}
