//! `Sponsor` 包案 and `EndSponsor`: a leader is answerable for a case beside its unit. It moves no state, no clock and no
//! holder, and opens nothing: only who sees the case already can sponsor it.

use chrono::Days;

use super::Context;
use crate::access::{self, View};
use crate::actor::{Actor, Relation, Role, Seat};
use crate::case::{Case, Event, Rejection, Sponsor, TextRef};
use crate::directory::Directory;
use crate::id::PersonId;

/// How far ahead the day may lie by which the case is to be settled.
const DAYS_MAX: u64 = 366;

/// By whoever supervises for the center, or by the leader.
pub(super) fn take(
    context: &Context<'_>,
    case: &Case,
    view: View,
    sponsor: &Sponsor,
) -> Result<Vec<Event>, Rejection> {
    let is_leader = may_sponsor(context.directory, case, &sponsor.person);
    let takes_it = context.actor.person() == Some(&sponsor.person);
    if !(takes_it && is_leader) {
        supervises(context, view)?;
    }
    if case.ended.is_some() {
        return Err(Rejection::WrongState { state: case.state.clone() });
    }
    if let Some(known) = &case.sponsor {
        return Err(Rejection::HasSponsor { person: known.person.clone() });
    }
    if !is_leader {
        return Err(Rejection::NotALeader { person: sponsor.person.clone() });
    }
    let today = context.calendar.date(context.now);
    let last = today.checked_add_days(Days::new(DAYS_MAX));
    if sponsor.until <= today || last.is_none_or(|last| sponsor.until > last) {
        return Err(Rejection::BadDay);
    }
    said(sponsor.reason)?;
    Ok(vec![Event::Sponsored(sponsor.clone())])
}

/// By whoever supervises for the center; a leader does not let go by themselves.
pub(super) fn end(
    context: &Context<'_>,
    case: &Case,
    view: View,
    reason: TextRef,
) -> Result<Vec<Event>, Rejection> {
    supervises(context, view)?;
    let sponsor = case.sponsor.as_ref().ok_or(Rejection::NoSponsor)?;
    if context.actor.person() == Some(&sponsor.person) {
        return Err(Rejection::NotYours { seats: seats() });
    }
    said(reason)?;
    Ok(vec![Event::SponsorEnded(reason)])
}

fn seats() -> Vec<Seat> {
    let seat = |role| Seat { role, relation: Relation::Center };
    vec![seat(Role::Supervisor), seat(Role::Director)]
}

fn supervises(context: &Context<'_>, view: View) -> Result<(), Rejection> {
    let seats = seats();
    let sits = access::sits_in(context.actor, view, &seats);
    if sits { Ok(()) } else { Err(Rejection::NotYours { seats }) }
}

/// Whether somebody may sponsor a case: a director or the head of a unit, who sees it.
pub fn may_sponsor(directory: &Directory, case: &Case, person: &PersonId) -> bool {
    directory.staff(person).is_some_and(|staff| {
        let leads = [Role::Director, Role::UnitHead].iter().any(|it| staff.roles.contains(it));
        leads && access::view(&Actor::Person(staff), case, directory).is_ok()
    })
}

fn said(reason: TextRef) -> Result<(), Rejection> {
    if reason.characters == 0 { Err(Rejection::ReasonMissing) } else { Ok(()) }
}
