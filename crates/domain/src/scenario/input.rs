//! From a step's words to a command.

use std::collections::BTreeSet;

use super::{Stage, fill};
use crate::case::{
    Assignment, Classification, Command, Extend, Input, JointSession, Perform, Reasoned,
    Respondents, SigningInput, SigningMode, Suspend, Verdict,
};
use crate::clock::{Length, TimeUnit};
use crate::id::{DocumentNumber, TransitionName, UnitId};
use crate::workflow::Verb;
use crate::workflow::scenario::{Step, With};

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
    let with = &step.with;
    match verb {
        Verb::Classify => Input::Classify(Classification {
            category: with.category.clone(),
            complexity: with.complexity,
            risk: with.risk,
        }),
        Verb::Assign | Verb::Redispatch => assignment(with).map_or(Input::None, Input::Assign),
        Verb::JointSession => assignment(with).map_or(Input::None, |assignment| {
            Input::JointSession(JointSession { assignment, minutes: document(with, "minutes-1") })
        }),
        Verb::Return | Verb::Object => reasoned(step).map_or(Input::None, Input::Reasoned),
        Verb::Transfer | Verb::Delegate | Verb::Escalate | Verb::Release | Verb::Consult => {
            with.unit.clone().map_or(Input::None, Input::Unit)
        }
        Verb::Join | Verb::Copy => {
            Input::Units(with.units.iter().cloned().collect::<BTreeSet<UnitId>>())
        }
        Verb::OpenSigning => Input::Signing(SigningInput {
            mode: with.mode.unwrap_or(SigningMode::All),
            signers: with.signers.iter().cloned().collect(),
        }),
        Verb::Countersign | Verb::SpotCheck => Input::Verdict(with.verdict.unwrap_or(Verdict::Yes)),
        Verb::AddSigner | Verb::DropSigner => {
            with.person.clone().map_or(Input::None, Input::Person)
        }
        Verb::RequestExtension => {
            let asked = with.limit.clone().zip(with.by);
            asked.map_or(Input::None, |(limit, by)| Input::Extend(Extend { limit, by }))
        }
        Verb::Verify => with.verdict.map_or(Input::None, Input::Verdict),
        Verb::Suspend => suspend(stage, step).map_or(Input::None, Input::Suspend),
        Verb::Merge | Verb::LinkRepeat => Input::Case(stage.older_case()),
        Verb::Split => Input::Parties(leaving(stage, with)),
        Verb::CallBack | Verb::Rate => Input::Solved(with.solved),
        Verb::Supervise => Input::Order(with.answer_within.unwrap_or(THREE_WORKING_DAYS)),
        Verb::Discharge => Input::OrderNumber(with.order.unwrap_or(1)),
        Verb::Advance
        | Verb::Sign
        | Verb::Contact
        | Verb::Record
        | Verb::Ask
        | Verb::Supplement
        | Verb::Submit
        | Verb::Contribute
        | Verb::Urge
        | Verb::Answer
        | Verb::GrantExtension
        | Verb::RefuseExtension
        | Verb::Resume
        | Verb::TakeBack
        | Verb::Withdraw
        | Verb::Reopen
        | Verb::Archive => Input::None,
    }
}

/// How long a unit has to answer a supervision order where the story is silent.
const THREE_WORKING_DAYS: Length = Length {
    amount: match std::num::NonZeroU16::new(3) {
        Some(amount) => amount,
        None => std::num::NonZeroU16::MIN,
    },
    unit: TimeUnit::WorkDay,
};

fn assignment(with: &With) -> Option<Assignment> {
    let lead = with.lead.clone()?;
    Some(Assignment { lead, assistants: with.assistants.iter().cloned().collect() })
}

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
