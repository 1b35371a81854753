//! `file` 登记: opens a case. What a citizen files is opened whomever it is about: a refusal would tell who belongs to the
//! center, and lose the complaint.

use super::draft::Draft;
use super::{Context, form, respondents};
use crate::access::Conflicts;
use crate::actor::{Actor, Author};
use crate::case::{Case, Event, File, Filed, Rejection, WorkflowRef};

/// Categories of complaints about police, courts and officials, which begin restricted (GB/T 31000-2015 classes 14
/// and 15).
const RESTRICTED_CATEGORIES: [&str; 2] = ["14", "15"];

pub(super) fn decide(context: &Context<'_>, file: &File) -> Result<Vec<Event>, Rejection> {
    let definition = context.workflow.definition();
    if !definition.filing.by.iter().any(|role| context.actor.holds(*role))
        && !is_split(context, file)
    {
        return Err(Rejection::MayNotFile);
    }
    admit(context, file)?;
    if !is_split(context, file) {
        form::fields(context.workflow, definition.filing.form.as_ref(), &file.form)?;
    }
    let filed = filed(context, file);
    let case = Case::open(context.now, &filed);
    let mut draft = Draft::new(*context, &case);
    draft.turn_clocks(None, &[]);
    draft.tell(&definition.filing.tells, &case);
    let mut events = vec![Event::Filed(Box::new(filed))];
    events.extend(draft.finish());
    Ok(events)
}

/// The engine files for parties who were split off: their form was filled once.
fn is_split(context: &Context<'_>, file: &File) -> bool {
    *context.actor == Actor::Engine && file.split_from.is_some()
}

fn admit(context: &Context<'_>, file: &File) -> Result<(), Rejection> {
    if file.parties.is_empty() {
        return Err(Rejection::NoParty);
    }
    if !context.directory.knows(&file.center) {
        return Err(Rejection::UnknownUnit { unit: file.center.clone() });
    }
    if !is_split(context, file) {
        respondents::known(context, &file.respondents)?;
    }
    let by_staff = context.actor.person().is_some() || *context.actor == Actor::Engine;
    if by_staff
        && !is_split(context, file)
        && Conflicts::new(context.directory, &file.respondents).include(&file.center)
    {
        return Err(Rejection::ConflictOfInterest);
    }
    let today = context.calendar.date(context.now);
    let definition = context.workflow.definition();
    let begun = definition.effective_from.is_none_or(|first| first <= today);
    let lasts = definition.effective_until.is_none_or(|last| today <= last);
    // Parties who were split off complained in time; a version that has run out must not turn them away.
    if (begun && lasts) || is_split(context, file) { Ok(()) } else { Err(Rejection::NotInForce) }
}

fn filed(context: &Context<'_>, file: &File) -> Filed {
    let definition = context.workflow.definition();
    let initial = context.workflow.state(&definition.initial);
    let stage = initial.map(|state| state.stage).unwrap_or_default();
    let mut file = file.clone();
    if !is_split(context, &file) {
        let conflicts = Conflicts::new(context.directory, &file.respondents);
        let center = conflicts.stand_in(&file.center).clone();
        file.center = center;
    }
    Filed {
        workflow: WorkflowRef { name: definition.workflow.clone(), version: definition.version },
        state: definition.initial.clone(),
        stage,
        holder: crate::clock::Holder::Unit(file.center.clone()),
        restricted: is_restricted(context, &file),
        file,
        by: Author::from(context.actor),
    }
}

/// A case about police, courts or officials, by its category or because it names a body of that kind or one of its people,
/// waits for two people; so does one about somebody whom nobody could match.
fn is_restricted(context: &Context<'_>, file: &File) -> bool {
    let category = file.category.as_str();
    let conflicts = Conflicts::new(context.directory, &file.respondents);
    RESTRICTED_CATEGORIES.iter().any(|class| category.starts_with(class))
        || conflicts.are_sealed()
        || conflicts.are_unmatched()
}
