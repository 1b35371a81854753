//! From a step's words to a command.

use std::collections::BTreeSet;

use super::{Stage, fill};
use crate::case::{Command, Input, Perform, Reasoned, Respondents, Suspend, Verdict};
use crate::clock::{Length, TimeUnit};
use crate::id::{DocumentNumber, TransitionName};
use crate::workflow::scenario::{Step, With};
use crate::workflow::{InputKind, Verb};

/// The basis that a return states where the story is silent, in characters.
const BASIS_CHARACTERS: u32 = 20;

pub(super) fn command(stage: &Stage<'_>, step: &Step, name: &TransitionName) -> Command {
    match name.as_str() {
        "read" => Command::Read,
        "screen" => Command::Screen,
        "name_respondents" => Command::NameRespondents(Respondents {
            units: step.with.respondent_units.iter().cloned().collect(),
            ..Respondents::default()
        }),
        _ => Command::Perform(perform(stage, step, name)),
    }
}

fn perform(stage: &Stage<'_>, step: &Step, name: &TransitionName) -> Perform {
    let transition = stage.world.workflow.transition(name);
    let form = transition.and_then(|transition| transition.form.as_ref());
    let evidence = transition.map_or(&[][..], |transition| &transition.evidence);
    Perform {
        transition: name.clone(),
        input: transition.map_or(Input::None, |transition| input(stage, transition.verb, step)),
        form: fill::form(stage, form, &step.form, step.leave_out.iter().map(String::as_str)),
        evidence: fill::evidence(evidence, &step.leave_out),
    }
}

fn input(stage: &Stage<'_>, verb: Verb, step: &Step) -> Input {
    let Some(kind) = verb.takes() else { return Input::None };
    let with = &step.with;
    let given = match kind {
        InputKind::Reasoned => reasoned(step).map(Input::Reasoned),
        InputKind::Suspend => suspend(stage, step).map(Input::Suspend),
        InputKind::Case => Some(Input::Case(stage.older_case())),
        InputKind::Parties => Some(Input::Parties(leaving(stage, with))),
        InputKind::Verdict if verb == Verb::Verify => with.input(kind),
        InputKind::Verdict => Some(Input::Verdict(with.verdict.unwrap_or(Verdict::Yes))),
        InputKind::Order => Some(Input::Order(with.answer_within.unwrap_or(THREE_WORKING_DAYS))),
        InputKind::OrderNumber => Some(Input::OrderNumber(with.order.unwrap_or(1))),
        InputKind::JointSession => {
            let document = Some(document(with, "minutes-1"));
            With { document, ..with.clone() }.input(kind)
        }
        InputKind::Classify
        | InputKind::Assign
        | InputKind::Unit
        | InputKind::Units
        | InputKind::Signing
        | InputKind::Person
        | InputKind::Extend
        | InputKind::Solved => with.input(kind),
    };
    given.unwrap_or(Input::None)
}

/// How long a unit has to answer a supervision order where the story is silent.
const THREE_WORKING_DAYS: Length = Length {
    amount: match std::num::NonZeroU16::new(3) {
        Some(amount) => amount,
        None => std::num::NonZeroU16::MIN,
    },
    unit: TimeUnit::WorkDay,
};

fn reasoned(step: &Step) -> Option<Reasoned> {
    let silent = step.leave_out.iter().any(|left| left == "basis");
    let basis = fill::words(if silent { 0 } else { BASIS_CHARACTERS });
    step.with.reason.clone().map(|reason| Reasoned { reason, basis })
}

fn document(with: &With, automatic: &str) -> DocumentNumber {
    with.document.clone().unwrap_or_else(|| DocumentNumber::from(automatic))
}

/// Until the end of the day named.
fn suspend(stage: &Stage<'_>, step: &Step) -> Option<Suspend> {
    let with = &step.with;
    let (ground, last_day) = with.ground.clone().zip(with.until)?;
    let silent = step.leave_out.iter().any(|left| left == "document");
    let until = stage.world.calendar.instant(last_day.succ_opt()?.and_time(chrono::NaiveTime::MIN));
    let document = (!silent).then(|| document(with, "document-1"));
    Some(Suspend { ground, document, until })
}

fn leaving(stage: &Stage<'_>, with: &With) -> BTreeSet<crate::id::PartyId> {
    let parties = stage.case().map(|case| case.parties.iter().copied());
    let number = with.parties.unwrap_or(1) as usize;
    parties.into_iter().flatten().take(number).collect()
}
