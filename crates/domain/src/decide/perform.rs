//! Doing a transition: the gate, the form, the verb's own rule, and then the step to the next state.

use super::draft::Draft;
use super::{
    Context, assign, assist, classify, close, consult, extend, form, gate, hand_over, hear, leave,
    send_back, sign, signing, supervise, suspend, verify,
};
use crate::access::View;
use crate::actor::Author;
use crate::case::{Case, Event, Input, Perform, Performed, Rejection};
use crate::workflow::{Transition, Verb};

pub(super) fn decide(
    context: &Context<'_>,
    case: &Case,
    view: View,
    perform: &Perform,
) -> Result<Vec<Event>, Rejection> {
    let unknown = || Rejection::UnknownTransition { transition: perform.transition.clone() };
    let transition = context.workflow.transition(&perform.transition).ok_or_else(unknown)?;
    gate::pass(context, case, view, transition)?;
    form::check(context.workflow, transition, perform)?;
    if let Some(party) = leave::one_of_several(context, case, transition) {
        return leave::alone(context, case, transition, perform, party);
    }
    let mut draft = Draft::new(*context, case);
    let lapsed = case.suspension.as_ref().is_some_and(|found| gate::has_lapsed(context, found));
    if lapsed || transition.to.is_some() {
        draft.resume();
    }
    draft.emit(Event::Performed(Box::new(performed(context, transition, perform))));
    verb(&mut draft, transition, &perform.input)?;
    step(&mut draft, case, transition, perform);
    draft.tell(&transition.tells, case);
    Ok(draft.finish())
}

pub(super) fn performed(
    context: &Context<'_>,
    transition: &Transition,
    perform: &Perform,
) -> Performed {
    Performed {
        transition: perform.transition.clone(),
        verb: transition.verb,
        by: Author::from(context.actor),
        form: perform.form.clone(),
        evidence: perform.evidence.clone(),
        counts: transition.counts.clone(),
        outcome: transition.outcome.clone(),
    }
}

/// Enters the target state, if there is one, and turns the clocks.
fn step(draft: &mut Draft<'_>, before: &Case, transition: &Transition, perform: &Perform) {
    let workflow = draft.context.workflow;
    let limits = workflow.state(&before.state).map_or(&[][..], |state| &state.limits);
    if let Some((name, state)) =
        transition.to.as_ref().and_then(|to| Some((to, workflow.state(to)?)))
    {
        draft.enter(name, state, transition.outcome.as_ref());
    }
    draft.turn_clocks(Some(&perform.transition), limits);
}

/// What the verb itself does, with its input.
fn verb(draft: &mut Draft<'_>, transition: &Transition, input: &Input) -> Result<(), Rejection> {
    let verb = transition.verb;
    match verb {
        Verb::Advance | Verb::Record | Verb::Ask | Verb::Supplement | Verb::Submit => {
            nothing(verb, input)
        }
        Verb::Classify => classify::decide(draft, input),
        Verb::Assign => assign::assign(draft, input),
        Verb::Redispatch => assign::redispatch(draft, input),
        Verb::JointSession => assign::joint_session(draft, input),
        Verb::Sign => sign::sign(draft, input),
        Verb::Contact => sign::contact(draft, input),
        Verb::Verify => verify::verify(draft, transition, input),
        Verb::SpotCheck => verify::spot_check(draft, input),
        Verb::Return | Verb::Object => send_back::decide(draft, verb, input),
        Verb::Transfer => hand_over::transfer(draft, input),
        Verb::Delegate => hand_over::delegate(draft, input),
        Verb::Escalate => hand_over::escalate(draft, input),
        Verb::TakeBack => hand_over::take_back(draft, input),
        Verb::Join => assist::join(draft, input),
        Verb::Contribute => assist::contribute(draft, input),
        Verb::Release => assist::release(draft, input),
        Verb::OpenSigning => signing::open(draft, input),
        Verb::Countersign => signing::countersign(draft, input),
        Verb::AddSigner => signing::add(draft, input),
        Verb::DropSigner => signing::drop(draft, input),
        Verb::Urge => consult::urge(draft, input),
        Verb::Copy => consult::copy(draft, input),
        Verb::Consult => consult::consult(draft, input),
        Verb::Answer => consult::answer(draft, input),
        Verb::RequestExtension => extend::request(draft, input),
        Verb::GrantExtension => extend::grant(draft, input),
        Verb::RefuseExtension => extend::refuse(draft, input),
        Verb::Suspend => suspend::suspend(draft, input),
        Verb::Resume => suspend::resume(draft, input),
        Verb::Withdraw => leave::withdraw(draft, input),
        Verb::Merge => leave::merge(draft, input),
        Verb::LinkRepeat => leave::link_repeat(draft, input),
        Verb::Split => leave::split(draft, input),
        Verb::CallBack | Verb::Rate => hear::decide(draft, transition, input),
        Verb::Supervise => supervise::order(draft, input),
        Verb::Discharge => supervise::discharge(draft, input),
        Verb::Reopen | Verb::Archive => close::decide(draft, verb, input),
    }
}

/// For verbs whose rule is their form and conditions: no input, no event of their own.
pub(super) fn nothing(verb: Verb, input: &Input) -> Result<(), Rejection> {
    if *input == Input::None { Ok(()) } else { Err(Rejection::InputMismatch { verb }) }
}
