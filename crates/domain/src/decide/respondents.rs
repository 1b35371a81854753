//! Whom a case is about: naming respondents later, and the two screenings of a restricted case.

use super::Context;
use super::draft::Draft;
use crate::access::{Conflicts, View};
use crate::actor::{Actor, Relation, Role};
use crate::case::{Case, Event, Recused, Rejection, Respondents};

/// A clerk or the director of the center has looked at it; each person once.
pub(super) fn screen(
    context: &Context<'_>,
    case: &Case,
    view: View,
) -> Result<Vec<Event>, Rejection> {
    let person = center_person(context, view)?;
    let screened =
        case.restriction.as_ref().map(|restriction| restriction.screened_by.contains(person));
    if screened == Some(false) {
        Ok(vec![Event::Screened(person.clone())])
    } else {
        Err(Rejection::NotToScreen)
    }
}

/// Adds respondents. Whoever the case turns out to concern loses every part in it at once, and the center holds it
/// until it has named another lead. From the engine it comes from a case that was merged with this one.
pub(super) fn name(
    context: &Context<'_>,
    case: &Case,
    view: View,
    named: &Respondents,
) -> Result<Vec<Event>, Rejection> {
    let by_engine = *context.actor == Actor::Engine;
    if !by_engine {
        center_person(context, view)?;
        known(context, named)?;
    }
    let Some(fresh) = named.beyond(&case.respondents) else { return Ok(Vec::new()) };
    let mut draft = Draft::new(*context, case);
    draft.emit(Event::RespondentsNamed(fresh));
    let conflicts = Conflicts::new(context.directory, &draft.case.respondents);
    if !by_engine && conflicts.include(&case.center) {
        return Err(Rejection::ConflictOfInterest);
    }
    recuse(&mut draft);
    Ok(draft.finish())
}

/// Who mistypes a name must hear of it: it would hide the case from nobody.
pub(super) fn known(context: &Context<'_>, named: &Respondents) -> Result<(), Rejection> {
    let Respondents { people, units, related, unmatched: _ } = named;
    if let Some(unit) = units.iter().find(|unit| !context.directory.knows(unit)) {
        return Err(Rejection::UnknownUnit { unit: unit.clone() });
    }
    let stranger =
        people.iter().chain(related).find(|id| !context.directory.people.contains_key(*id));
    stranger.map_or(Ok(()), |person| Err(Rejection::UnknownPerson { person: person.clone() }))
}

/// Takes every part in the case from those whom it concerns, as it is known now.
pub(super) fn recuse(draft: &mut Draft<'_>) {
    let case = &draft.case;
    let conflicts = Conflicts::new(draft.context.directory, &case.respondents);
    let lead = case.lead.as_ref();
    let units = lead
        .into_iter()
        .flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate))
        .chain(case.assistants.keys())
        .chain(&case.consulted);
    let people = lead
        .and_then(|lead| lead.handler.as_ref())
        .into_iter()
        .chain(case.signing.iter().flat_map(|signing| signing.signers.keys()))
        .chain(case.extension.as_ref().map(|request| &request.by))
        .chain(case.sponsor.as_ref().map(|sponsor| &sponsor.person));
    let recused = Recused {
        units: units.filter(|unit| conflicts.include(unit)).cloned().collect(),
        people: people.filter(|person| conflicts.bar_person(person)).cloned().collect(),
    };
    if recused != Recused::default() {
        draft.emit(Event::Recused(recused));
    }
}

fn center_person<'a>(
    context: &Context<'a>,
    view: View,
) -> Result<&'a crate::id::PersonId, Rejection> {
    let may = context.actor.holds(Role::Clerk) || context.actor.holds(Role::Director);
    let person =
        context.actor.person().filter(|_| may && view.relations.contains(Relation::Center));
    person.ok_or(Rejection::NotYours { seats: Vec::new() })
}
