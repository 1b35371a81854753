//! What stands in the record beside the forms: whom a case was given to, what a verdict was, what the citizen said. What the
//! reader may know of an event is decided by [`share`].

use std::collections::BTreeSet;

use domain::access::{Fields, share};
use domain::case::{Assignment, Event, Solved, Verdict};
use domain::id::UnitId;

use super::words::Words;
use crate::api::names::Names;

/// What an event says beside its form, by labels; nothing where its title says it, or it is not for the reader.
#[expect(clippy::too_many_lines, reason = "it names every event")]
pub(super) fn beside(
    event: &Event,
    names: Names<'_>,
    w: &Words,
    fields: Fields,
) -> Vec<(String, String)> {
    if !share(event, fields).facts {
        return Vec::new();
    }
    let said = |label: &str, text: String| vec![(label.to_owned(), text)];
    let r = &w.respondents;
    match event {
        Event::Assigned(assignment) => assigned(assignment, names, w),
        Event::JointSessionHeld(session) => assigned(&session.assignment, names, w),
        Event::Transferred(unit) | Event::Delegated(unit) | Event::Escalated(unit) => {
            said(r.to_unit, names.unit(unit).name)
        }
        Event::Joined(units) => said(w.assisting, units_of(units, names)),
        Event::Copied(units) => said(r.copied, units_of(units, names)),
        Event::Consulted(unit) => said(r.consulted, names.unit(unit).name),
        Event::SigningOpened(round) => {
            let signers = round.signers.iter().map(|person| names.person(person).name);
            said(r.signers, signers.collect::<Vec<_>>().join("、"))
        }
        Event::SignerAdded(person) => said(r.signers, names.person(person).name),
        Event::Countersigned { verdict, .. } => {
            said(r.verdict, chosen(*verdict, (r.agreed, r.refused)))
        }
        Event::Verified(verdict) | Event::SpotChecked(verdict) => {
            said(r.verdict, chosen(*verdict, (r.passed, r.not_passed)))
        }
        Event::Heard(solved) => said(r.is_it_solved, heard(*solved, w).to_owned()),
        Event::RespondentsNamed(named) => {
            let units = named.units.iter().map(|unit| names.unit(unit).name);
            let people = named.people.iter().chain(&named.related);
            let people = people.map(|person| names.person(person).name);
            let unknown = named.unmatched.then(|| r.unmatched_short.to_owned());
            let all: Vec<_> = units.chain(people).chain(unknown).collect();
            said(r.about, all.join("、"))
        }
        Event::Returned(why) | Event::Objected(why) => {
            let reasons = names.workflow.map(|workflow| &workflow.definition().reasons);
            let known = reasons.and_then(|reasons| reasons.get(&why.reason));
            said(w.reason, names.named(why.reason.as_str(), known.map(|known| &known.name)).name)
        }
        Event::Suspended { terms, .. } => said(w.reason, names.ground(&terms.ground).name),
        Event::Filed(_)
        | Event::Performed(_)
        | Event::StateEntered(_)
        | Event::HolderChanged(_)
        | Event::Classified(_)
        | Event::Read(_)
        | Event::Signed(_)
        | Event::HandlerChanged(_)
        | Event::Contacted
        | Event::SessionNoted(_)
        | Event::Sponsored(_)
        | Event::SponsorEnded(_)
        | Event::Contributed(_)
        | Event::Released(_)
        | Event::SignerDropped(_)
        | Event::Urged
        | Event::Answered(_)
        | Event::ExtensionRequested { .. }
        | Event::ExtensionGranted
        | Event::ExtensionRefused
        | Event::Resumed
        | Event::TakenBack
        | Event::Withdrawn
        | Event::Merged(_)
        | Event::RepeatLinked(_)
        | Event::Absorbed(_)
        | Event::Split { .. }
        | Event::Redispatched
        | Event::Ordered { .. }
        | Event::Discharged(_)
        | Event::OrderNoted(_)
        | Event::Reopened
        | Event::Archived
        | Event::Screened(_)
        | Event::Recused(_)
        | Event::PartyLeft(_)
        | Event::ClockStarted(_)
        | Event::ClockMoved { .. }
        | Event::ClockEnded(_)
        | Event::LevelReached { .. }
        | Event::Told { .. }
        | Event::VersionMoved(_) => Vec::new(),
    }
}

fn assigned(assignment: &Assignment, names: Names<'_>, w: &Words) -> Vec<(String, String)> {
    let Assignment { lead, assistants } = assignment;
    let lead = (w.lead.to_owned(), names.unit(lead).name);
    let assisting =
        (!assistants.is_empty()).then(|| (w.assisting.to_owned(), units_of(assistants, names)));
    std::iter::once(lead).chain(assisting).collect()
}

fn units_of(units: &BTreeSet<UnitId>, names: Names<'_>) -> String {
    units.iter().map(|unit| names.unit(unit).name).collect::<Vec<_>>().join("、")
}

fn chosen(verdict: Verdict, (yes, no): (&str, &str)) -> String {
    match verdict {
        Verdict::Yes => yes.to_owned(),
        Verdict::No => no.to_owned(),
    }
}

/// What the citizen said, or that nobody was reached.
fn heard(solved: Option<Solved>, w: &Words) -> &'static str {
    match solved {
        Some(Solved::Yes) => w.solved,
        Some(Solved::Partly) => w.partly,
        Some(Solved::No) => w.not_solved,
        None => w.nobody_reached,
    }
}
