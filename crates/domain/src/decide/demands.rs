//! What a verb itself demands of the case, whatever a definition says.

use super::{Context, extend};
use crate::case::{Case, Rejection};
use crate::clock::Clock;
use crate::id::TransitionName;
use crate::workflow::Verb;

/// Refuses where the verb cannot be done in this case, with whatever input.
pub(super) fn meet(context: &Context<'_>, case: &Case, verb: Verb) -> Result<(), Rejection> {
    let unless = |holds: bool, rejection: Rejection| if holds { Ok(()) } else { Err(rejection) };
    match verb {
        Verb::Sign
        | Verb::Return
        | Verb::Object
        | Verb::Delegate
        | Verb::Join
        | Verb::Urge
        | Verb::Escalate => unless(case.lead.is_some(), Rejection::NoLead),
        // Without a lead there is nobody who could have read it: the unit lost the case to a conflict of interest.
        Verb::TakeBack => {
            unless(case.lead.as_ref().is_none_or(|lead| !lead.read), Rejection::AlreadyRead)
        }
        Verb::Verify => unless(!filed_the_result(context, case), Rejection::SamePerson),
        Verb::Contribute => {
            let unit = context.actor.unit().cloned().ok_or(Rejection::NoAssistants)?;
            unless(case.assistants.get(&unit) == Some(&false), Rejection::NotAssisting { unit })
        }
        Verb::Release => {
            unless(case.assistants.values().any(|done| !done), Rejection::NoAssistants)
        }
        Verb::OpenSigning | Verb::Countersign | Verb::AddSigner | Verb::DropSigner => {
            signing(context, case, verb)
        }
        Verb::RequestExtension | Verb::GrantExtension | Verb::RefuseExtension => {
            extension(context, case, verb)
        }
        Verb::Resume => unless(case.suspension.is_some(), Rejection::NotSuspended),
        Verb::Merge | Verb::LinkRepeat | Verb::Reopen => here(case),
        Verb::Split => {
            here(case)?;
            unless(case.parties.len() >= 2, Rejection::BadSplit)
        }
        Verb::Discharge => unless(case.is_supervised(), Rejection::NoOrder),
        Verb::Advance
        | Verb::Classify
        | Verb::Assign
        | Verb::Contact
        | Verb::Record
        | Verb::Ask
        | Verb::Supplement
        | Verb::Submit
        | Verb::SpotCheck
        | Verb::Transfer
        | Verb::Copy
        | Verb::Consult
        | Verb::Answer
        | Verb::Suspend
        | Verb::Withdraw
        | Verb::CallBack
        | Verb::Rate
        | Verb::Redispatch
        | Verb::JointSession
        | Verb::Supervise
        | Verb::Archive => Ok(()),
    }
}

/// A case goes into another one once, and with all its parties: else one of them could be in two cases, or in none.
fn here(case: &Case) -> Result<(), Rejection> {
    case.master.map_or(Ok(()), |case| Err(Rejection::GoesOnElsewhere { case }))
}

/// True if the actor is who filed the result last: nobody verifies their own work.
fn filed_the_result(context: &Context<'_>, case: &Case) -> bool {
    let Some(person) = context.actor.person() else { return false };
    let submits = |name: &TransitionName| {
        context.workflow.transition(name).is_some_and(|transition| transition.verb == Verb::Submit)
    };
    case.done_by.iter().any(|(name, by)| by == person && submits(name))
}

fn signing(context: &Context<'_>, case: &Case, verb: Verb) -> Result<(), Rejection> {
    let open = case.signing.as_ref().filter(|signing| signing.result().is_none());
    if verb == Verb::OpenSigning {
        return if open.is_some() { Err(Rejection::SigningOpen) } else { Ok(()) };
    }
    let round = open.ok_or(Rejection::NoSigning)?;
    let pending = |person| round.signers.get(person).is_some_and(Option::is_none);
    if verb == Verb::Countersign && !context.actor.person().is_some_and(pending) {
        return Err(Rejection::NotSigner);
    }
    let still_asked = round.signers.values().filter(|said| said.is_none()).count();
    if verb == Verb::DropSigner && still_asked < 2 {
        return Err(Rejection::LastSigner);
    }
    Ok(())
}

fn extension(context: &Context<'_>, case: &Case, verb: Verb) -> Result<(), Rejection> {
    if verb == Verb::RequestExtension {
        if case.extension.is_some() {
            return Err(Rejection::ExtensionPending);
        }
        let extendable =
            |clock: &&Clock| extend::room(context, clock).is_some() && !clock.is_late(context.now);
        let open = case.clocks.iter().filter(|clock| clock.is_open());
        return open.clone().find(extendable).map(|_| ()).ok_or(Rejection::NotExtendable);
    }
    let request = case.extension.as_ref().ok_or(Rejection::NoExtension)?;
    if context.actor.person() == Some(&request.by) {
        return Err(Rejection::SamePerson);
    }
    if verb == Verb::RefuseExtension {
        return Ok(());
    }
    let clock = case.clock(&request.extend.limit).ok_or(Rejection::NotExtendable)?;
    if clock.is_late(context.now) {
        return Err(Rejection::DeadlinePassed { limit: clock.limit.clone() });
    }
    Ok(())
}
