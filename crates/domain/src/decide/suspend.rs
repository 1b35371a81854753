//! `suspend` 挂起 and `resume` 恢复: only on a listed ground, with an end date, and the gross time stays visible.

use super::draft::Draft;
use super::draft::holder;
use super::form;
use super::perform::nothing;
use crate::case::{Event, Input, MoveCause, Rejection, Suspend};
use crate::clock::{ClockStatus, DayEnd, Pause, Rule, compute};
use crate::id::Timestamp;
use crate::workflow::{Ground, Verb};

pub(super) fn suspend(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Suspend(terms) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Suspend });
    };
    let grounds = &draft.context.workflow.definition().grounds;
    let unknown = || Rejection::UnknownGround { ground: terms.ground.clone() };
    let ground = grounds.get(terms.ground.as_str()).ok_or_else(unknown)?;
    admit(draft, ground, terms)?;
    let holder = holder(&draft.case, ground.holder);
    draft.emit(Event::Suspended { terms: terms.clone(), holder });
    pause(draft, terms);
    Ok(())
}

fn admit(draft: &Draft<'_>, ground: &Ground, terms: &Suspend) -> Result<(), Rejection> {
    if ground.document && terms.document.is_none() {
        return Err(Rejection::DocumentMissing);
    }
    terms.document.as_ref().map_or(Ok(()), form::document)?;
    let latest = latest(draft, ground);
    if terms.until <= draft.context.now || terms.until > latest {
        return Err(Rejection::BadEndDate { latest });
    }
    Ok(())
}

/// The last possible end of a suspension that begins now.
fn latest(draft: &Draft<'_>, ground: &Ground) -> Timestamp {
    let now = draft.context.now;
    ground.longest.map_or(now, |length| {
        let rule = Rule { length, rolls: false, day_end: DayEnd::Midnight };
        compute(draft.context.calendar, &rule, now, &[], &[]).deadline
    })
}

/// Pauses the clocks that do not count the ground.
pub(super) fn pause(draft: &mut Draft<'_>, terms: &Suspend) {
    let from = draft.context.now;
    let open = draft.case.clocks.iter().filter(|clock| clock.is_open());
    let paused: Vec<_> = open
        .filter(|clock| draft.pauses(&clock.limit, &terms.ground))
        .map(|clock| clock.limit.clone())
        .collect();
    draft.move_clocks(MoveCause::Suspended, |clock, _| {
        let meant = paused.contains(&clock.limit);
        if meant {
            let (ground, document) = (terms.ground.clone(), terms.document.clone());
            clock.pauses.push(Pause { from, until: terms.until, ground, document });
            clock.status = ClockStatus::Paused;
        }
        meant
    });
}

pub(super) fn resume(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    nothing(Verb::Resume, input)?;
    draft.resume();
    Ok(())
}
