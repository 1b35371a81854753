//! What follows outside the case from one of its events. Pure: it orders, the engine carries out.

use crate::actor::Author;
use crate::case::{Absorb, Case, Command, Effect, Event, HandlerChange, Respondents};
use crate::id::CaseId;

/// The effects of an event on a case that it has just been applied to.
pub fn react(case: &Case, event: &Event) -> Vec<Effect> {
    match event {
        Event::Told { letter, to, batch } => to
            .iter()
            .map(|to| Effect::SendLetter { letter: letter.clone(), to: to.clone(), batch: *batch })
            .collect(),
        Event::LevelReached { limit, act, to, .. } => to
            .iter()
            .map(|to| Effect::Notify { limit: limit.clone(), act: *act, to: to.clone() })
            .collect(),
        Event::Split { parties, into } => {
            vec![Effect::OpenCase { id: *into, split_from: case.id, parties: parties.clone() }]
        }
        Event::Merged(id) | Event::RepeatLinked(id) => vec![hand_over(case, *id)],
        Event::Absorbed(other) => absorbed(case, other),
        Event::RespondentsNamed(named) => hide_from(case, named),
        Event::HandlerChanged(change) => tell_handler(change),
        Event::Filed(_)
        | Event::Performed(_)
        | Event::StateEntered(_)
        | Event::HolderChanged(_)
        | Event::Classified(_)
        | Event::Assigned(_)
        | Event::Read(_)
        | Event::Signed(_)
        | Event::Contacted
        | Event::Returned(_)
        | Event::Objected(_)
        | Event::Transferred(_)
        | Event::Delegated(_)
        | Event::Joined(_)
        | Event::Contributed(_)
        | Event::Released(_)
        | Event::SigningOpened(_)
        | Event::Countersigned { .. }
        | Event::SignerAdded(_)
        | Event::SignerDropped(_)
        | Event::Urged
        | Event::Copied(_)
        | Event::Consulted(_)
        | Event::Answered(_)
        | Event::ExtensionRequested { .. }
        | Event::ExtensionGranted
        | Event::ExtensionRefused
        | Event::Suspended { .. }
        | Event::Resumed
        | Event::Escalated(_)
        | Event::TakenBack
        | Event::Withdrawn
        | Event::Verified(_)
        | Event::SpotChecked(_)
        | Event::Heard(_)
        | Event::Redispatched
        | Event::JointSessionHeld(_)
        | Event::Ordered { .. }
        | Event::Discharged(_)
        | Event::OrderNoted(_)
        | Event::SessionNoted(_)
        | Event::Sponsored(_)
        | Event::SponsorEnded(_)
        | Event::Reopened
        | Event::Archived
        | Event::Screened(_)
        | Event::Recused(_)
        | Event::PartyLeft(_)
        | Event::ClockStarted(_)
        | Event::ClockMoved { .. }
        | Event::ClockEnded(_)
        | Event::VersionMoved(_) => Vec::new(),
    }
}

/// Whoever handles the case from now on is told; where the unit has still to name somebody there is nobody to tell.
fn tell_handler(change: &HandlerChange) -> Vec<Effect> {
    change.now.iter().map(|to| Effect::HandedOver { to: to.clone() }).collect()
}

/// Whether an effect would tell somebody what they have just done themselves: whoever takes a case over knows it.
pub fn is_known_to(effect: &Effect, by: &Author) -> bool {
    match (effect, by) {
        (Effect::HandedOver { to }, Author::Person { person, .. }) => to == person,
        (
            Effect::HandedOver { .. }
            | Effect::SendLetter { .. }
            | Effect::Notify { .. }
            | Effect::OpenCase { .. }
            | Effect::Forward { .. }
            | Effect::Inform(_)
            | Effect::Announce(_)
            | Effect::Revoke(_),
            _,
        ) => false,
    }
}

/// Cuts off whoever has turned out to be complained about, here and in the cases that this one came from or went to.
fn hide_from(case: &Case, named: &Respondents) -> Vec<Effect> {
    let elsewhere = merged_with(case).map(|id| tell_of(id, named));
    std::iter::once(Effect::Revoke(named.clone())).chain(elsewhere).collect()
}

/// The master owes an answer to everybody who came with the case, and must be hidden from whom it concerns.
fn hand_over(case: &Case, master: CaseId) -> Effect {
    let absorb = Absorb {
        from: case.id,
        parties: case.parties.clone(),
        respondents: case.respondents.clone(),
    };
    forward(master, Command::Absorb(absorb))
}

/// What reaches a case that was itself merged goes on to where its parties are: only what came, for whoever else was
/// here has gone over already and may have left again. And what is here concerns the case that came.
fn absorbed(case: &Case, other: &Absorb) -> Vec<Effect> {
    let onward = case.master.map(|master| forward(master, Command::Absorb(other.clone())));
    let back =
        (case.respondents != other.respondents).then(|| tell_of(other.from, &case.respondents));
    onward.into_iter().chain(back).collect()
}

/// The cases that tell the same story: what one of them must be hidden from, the others must be too.
fn merged_with(case: &Case) -> impl Iterator<Item = CaseId> {
    case.master.iter().chain(&case.absorbed).copied()
}

fn tell_of(case: CaseId, respondents: &Respondents) -> Effect {
    forward(case, Command::NameRespondents(respondents.clone()))
}

fn forward(case: CaseId, command: Command) -> Effect {
    Effect::Forward { case, command: Box::new(command) }
}
