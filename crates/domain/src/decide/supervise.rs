//! `supervise` 督办 and `discharge` 销号: an order with a date by which the unit must answer.

use super::draft::Draft;
use crate::case::{Event, Input, Rejection};
use crate::clock::{DayEnd, Rule, compute};
use crate::workflow::Verb;

pub(super) fn order(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Order(length) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Supervise });
    };
    let rule = Rule { length: *length, rolls: true, day_end: DayEnd::Midnight };
    let due = compute(draft.context.calendar, &rule, draft.context.now, &[], &[]).deadline;
    let number = draft.case.orders.keys().next_back().map_or(1, |last| last + 1);
    draft.emit(Event::Ordered { number, due });
    Ok(())
}

pub(super) fn discharge(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::OrderNumber(number) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Discharge });
    };
    if draft.case.orders.get(number).is_none_or(|order| order.discharged_at.is_some()) {
        return Err(Rejection::NoOrder);
    }
    draft.emit(Event::Discharged(*number));
    Ok(())
}
