//! Commands of the engine: ladders, suspensions that end, corrected calendars, new versions, cases that come in.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::{Context, clocks, recipients, respondents};
use crate::actor::Actor;
use crate::case::{
    Absorb, Case, Event, MoveCause, MoveVersion, OrderNote, Rejection, SessionNote, WorkflowRef,
};
use crate::id::{CaseId, LimitName, PartyId};

fn engine_only(context: &Context<'_>) -> Result<(), Rejection> {
    if *context.actor == Actor::Engine {
        Ok(())
    } else {
        Err(Rejection::NotYours { seats: Vec::new() })
    }
}

/// The context must hold the version that the case is pinned to.
pub(super) fn same_version(context: &Context<'_>, case: &Case) -> Result<(), Rejection> {
    let definition = context.workflow.definition();
    let same =
        definition.workflow == case.workflow.name && definition.version == case.workflow.version;
    if same { Ok(()) } else { Err(Rejection::WrongVersion) }
}

/// The next level of a ladder, if it is due now; late, early and repeated sweeps are harmless.
pub(super) fn reach_level(
    context: &Context<'_>,
    case: &Case,
    name: &LimitName,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let clock = case.clock(name).ok_or(Rejection::NotDue)?;
    if clock.next_level().is_none_or(|at| at > context.now) {
        return Err(Rejection::NotDue);
    }
    let limits = &context.workflow.definition().limits;
    let ladder = limits.get(name.as_str()).map_or(&[][..], |limit| &limit.ladder);
    let level = ladder.get(usize::from(clock.levels_reached)).ok_or(Rejection::NotDue)?;
    let to = recipients::of_seats(context, case, case, &level.to);
    Ok(vec![Event::LevelReached {
        limit: name.clone(),
        level: clock.levels_reached,
        act: level.act,
        to,
    }])
}

/// The end date of the suspension has come.
pub(super) fn end_suspension(context: &Context<'_>, case: &Case) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let suspension = case.suspension.as_ref().ok_or(Rejection::NotDue)?;
    if suspension.terms.until > context.now {
        return Err(Rejection::NotDue);
    }
    let mut draft = Draft::new(*context, case);
    draft.resume();
    Ok(draft.finish())
}

/// A corrected calendar is in force: open clocks whose deadline it changes move, the others are left alone.
pub(super) fn move_deadlines(context: &Context<'_>, case: &Case) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let mut draft = Draft::new(*context, case);
    draft.move_clocks(MoveCause::Calendar, |clock, _| {
        let computed = clocks::recompute(context, clock.clone());
        (computed.deadline, &computed.levels) != (clock.deadline, &clock.levels)
    });
    Ok(draft.finish())
}

/// The case goes over to the context's version. Clocks keep their anchors; limits that the new state does not list
/// end, those that it lists anew begin, and one that was met before stays met.
pub(super) fn move_version(
    context: &Context<'_>,
    case: &Case,
    mapping: &MoveVersion,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let definition = context.workflow.definition();
    if definition.workflow != case.workflow.name || definition.version == case.workflow.version {
        return Err(Rejection::WrongVersion);
    }
    if let Some(suspension) = &case.suspension {
        return Err(Rejection::CaseSuspended { until: suspension.terms.until });
    }
    let not_mapped = || Rejection::NotMapped { state: case.state.clone() };
    let to =
        mapping.states.get(&case.state).filter(|_| case.ended.is_none()).ok_or_else(not_mapped)?;
    let state = context.workflow.state(to).filter(|state| !state.end).ok_or_else(not_mapped)?;
    let mut draft = Draft::new(*context, case);
    let version = WorkflowRef { name: definition.workflow.clone(), version: definition.version };
    draft.emit(Event::VersionMoved(version));
    draft.enter(to, state, None);
    let open = case.clocks.iter().filter(|clock| clock.is_open());
    let running: Vec<_> = open.map(|clock| clock.limit.clone()).collect();
    for limit in running.iter().filter(|limit| !definition.limits.contains_key(limit.as_str())) {
        draft.emit(Event::ClockEnded(limit.clone()));
    }
    let met = mapping.ran.get(&case.state).into_iter().flatten();
    let ran: Vec<_> = running.iter().chain(met).cloned().collect();
    draft.turn_clocks(None, &ran);
    draft.move_clocks(MoveCause::Version, |clock, case| {
        let Some(limit) = definition.limits.get(clock.limit.as_str()) else { return false };
        clock.rule = clocks::rule(case, limit);
        running.contains(&clock.limit)
    });
    Ok(draft.finish())
}

/// Who arrives after the case has ended, because it ended while they were on the way, gets a case of their own: this
/// one may have been withdrawn, and was in any case answered without them.
fn house(draft: &mut Draft<'_>, before: &Case, arriving: &BTreeSet<PartyId>) {
    let late = before.ended.is_some() && before.master.is_none();
    let parties: BTreeSet<_> = arriving.difference(&before.parties).copied().collect();
    if let Some(id) = draft.context.ids.first().filter(|_| late && !parties.is_empty()) {
        draft.emit(Event::Split { parties, into: CaseId(*id) });
    }
}

/// What the document of an order says of the answer. Repeated, it says nothing new; a case that was let go is not told.
pub(super) fn note_order(
    context: &Context<'_>,
    case: &Case,
    note: OrderNote,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let order = case.orders.get(&note.number).ok_or(Rejection::NoOrder)?;
    let known = (order.answered_at, order.due, order.listed);
    let is_known = known == (note.answered_at, note.due, note.listed);
    if is_known || order.discharged_at.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::OrderNoted(note)])
}

/// The document of an order is done with. Accepted wherever the case is: none stays under an order that there is no more.
pub(super) fn let_go(
    context: &Context<'_>,
    case: &Case,
    number: u32,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    let order = case.orders.get(&number).ok_or(Rejection::NoOrder)?;
    if order.discharged_at.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Discharged(number)])
}

/// Two people have signed the minutes of a session. Accepted wherever the case is; whoever asks knows it was not told before.
pub(super) fn note_session(
    context: &Context<'_>,
    note: &SessionNote,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    Ok(vec![Event::SessionNoted(note.clone())])
}

/// Another case hands over its parties. Accepted in every state, also at an end: nobody may be lost.
pub(super) fn absorb(
    context: &Context<'_>,
    case: &Case,
    absorb: &Absorb,
) -> Result<Vec<Event>, Rejection> {
    engine_only(context)?;
    if absorb.from == case.id || case.absorbed.contains(&absorb.from) {
        return Ok(Vec::new());
    }
    let mut draft = Draft::new(*context, case);
    if let Some(fresh) = absorb.respondents.beyond(&case.respondents) {
        draft.emit(Event::RespondentsNamed(fresh));
    }
    draft.emit(Event::Absorbed(absorb.clone()));
    respondents::recuse(&mut draft);
    house(&mut draft, case, &absorb.parties);
    Ok(draft.finish())
}
