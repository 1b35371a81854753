//! `supervise` 督办 and `discharge` 销号: an order with a date by which the unit must answer.

use std::num::NonZeroU16;

use super::draft::Draft;
use crate::case::{Event, Input, Rejection};
use crate::clock::{DayEnd, Length, Rule, TimeUnit, compute};
use crate::id::Timestamp;
use crate::workflow::Verb;

pub(super) fn order(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Order(length) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Supervise });
    };
    let due = answered_by(draft, *length);
    if due > answered_by(draft, LONGEST) {
        return Err(Rejection::OrderTooLong { longest: LONGEST });
    }
    let number = draft.case.orders.keys().next_back().map_or(1, |last| last + 1);
    draft.emit(Event::Ordered { number, due });
    Ok(())
}

/// As long as a whole matter may take (信访工作条例 art. 34: sixty days). An order that gives more supervises nothing.
const LONGEST: Length = Length {
    amount: match NonZeroU16::new(60) {
        Some(amount) => amount,
        None => NonZeroU16::MIN,
    },
    unit: TimeUnit::CalendarDay,
};

fn answered_by(draft: &Draft<'_>, length: Length) -> Timestamp {
    let rule = Rule { length, rolls: true, day_end: DayEnd::Midnight };
    compute(draft.context.calendar, &rule, draft.context.now, &[], &[]).deadline
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
