//! `request_extension` 申请延期, `grant_extension` 批准延期, `refuse_extension` 不准延期.
//!
//! Asked for and granted before the deadline, by two different people; the citizen is told by the definition's letter.

use super::Context;
use super::draft::Draft;
use super::perform::nothing;
use crate::case::{Event, Extend, Input, MoveCause, Rejection};
use crate::clock::{Clock, Length};
use crate::workflow::Verb;

pub(super) fn request(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Extend(extend) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::RequestExtension });
    };
    let clock = draft.case.clock(&extend.limit).ok_or(Rejection::NotExtendable)?;
    let longest = room(&draft.context, clock).ok_or(Rejection::NotExtendable)?;
    if clock.is_late(draft.context.now) {
        return Err(Rejection::DeadlinePassed { limit: extend.limit.clone() });
    }
    if extend.by.unit != longest.unit || extend.by.amount > longest.amount {
        return Err(Rejection::ExtensionTooLong { longest });
    }
    let by = draft.context.actor.person().cloned().ok_or(Rejection::NotExtendable)?;
    draft.emit(Event::ExtensionRequested { extend: extend.clone(), by });
    Ok(())
}

pub(super) fn grant(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::GrantExtension, input)?;
    let Some(asked) = draft.case.extension.as_ref().map(|request| request.extend.clone()) else {
        return Err(Rejection::NoExtension);
    };
    draft.emit(Event::ExtensionGranted);
    lengthen(draft, &asked);
    Ok(())
}

/// Adds an extension that was granted to its clock.
pub(super) fn lengthen(draft: &mut Draft<'_>, asked: &Extend) {
    draft.move_clocks(MoveCause::Extended, |clock, _| {
        let meant = clock.limit == asked.limit;
        if meant {
            clock.extensions.push(asked.by);
        }
        meant
    });
}

pub(super) fn refuse(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::RefuseExtension, input)?;
    draft.emit(Event::ExtensionRefused);
    Ok(())
}

/// The longest further extension of a clock; none if it may not be extended, or not again.
pub(super) fn room(context: &Context<'_>, clock: &Clock) -> Option<Length> {
    let limit = context.workflow.definition().limits.get(clock.limit.as_str())?;
    let extension = limit.extension.as_ref()?;
    let used = u32::try_from(clock.extensions.len()).unwrap_or(u32::MAX);
    extension.longest.filter(|_| used < extension.times)
}
