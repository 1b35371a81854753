//! What can be told of an item, so that a person sees without a pencil why it counts as it does.

use super::facts::{CaseFacts, Settled};
use super::items::{ItemRef, Subject, subjects};
use super::scheme::Grain;
use crate::case::{Solved, Verdict};
use crate::id::{LimitName, OutcomeName, Timestamp};
use crate::order::Answered;
use crate::suspicion::Indicator;

/// An item in instants and plain facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A unit was called.
    Call {
        /// When.
        at: Timestamp,
        /// When it signed for it.
        signed: Option<Timestamp>,
        /// When it first contacted the citizen.
        contacted: Option<Timestamp>,
        /// When its part ended.
        ended: Option<Timestamp>,
    },
    /// A clock ran.
    Clock {
        /// Its limit.
        limit: LimitName,
        /// The first instant that is too late.
        deadline: Timestamp,
        /// When it ended.
        ended: Option<Timestamp>,
    },
    /// A result was filed.
    Result {
        /// When.
        filed: Timestamp,
        /// What the citizen said.
        answer: Option<Solved>,
        /// When and how it was settled.
        settled: Option<(Timestamp, Settled)>,
    },
    /// A case ended.
    Closing {
        /// When.
        at: Timestamp,
        /// With which outcome.
        outcome: OutcomeName,
    },
    /// A supervision order was given.
    Order {
        /// When.
        at: Timestamp,
        /// The first instant that is too late.
        due: Timestamp,
        /// When it was struck off.
        discharged: Option<Timestamp>,
    },
    /// A supervision order as a document.
    OrderPoints {
        /// When it was signed.
        at: Timestamp,
        /// The first instant that is too late.
        due: Timestamp,
        /// How many points it costs.
        points: u32,
        /// Whether it was answered in time.
        answered: Answered,
    },
    /// A sample was looked at.
    SpotCheck {
        /// When.
        at: Timestamp,
        /// Whether the result was as filed.
        found: Verdict,
    },
    /// A suspicion was confirmed.
    Suspicion {
        /// What found it.
        indicator: Indicator,
        /// When its last fact lies.
        at: Timestamp,
    },
}

/// What can be told of an item of a grain; none if the case has no such item.
pub fn told(facts: &CaseFacts, grain: Grain, item: ItemRef) -> Option<Told> {
    let place = usize::try_from(item.number).ok()?;
    let subject = subjects(facts, grain).into_iter().nth(place)?;
    Some(match subject {
        Subject::Call(call) => Told::Call {
            at: call.at,
            signed: call.signed_at,
            contacted: call.contacted_at,
            ended: call.ended.map(|(at, _)| at),
        },
        Subject::Clock(clock) => Told::Clock {
            limit: clock.limit.clone(),
            deadline: clock.deadline,
            ended: clock.ended.map(|(at, _)| at),
        },
        Subject::Result(result) => {
            Told::Result { filed: result.filed_at, answer: result.answer, settled: result.settled }
        }
        Subject::Closing(closing) => {
            Told::Closing { at: closing.at, outcome: closing.outcome.clone() }
        }
        Subject::Order(order) => {
            Told::Order { at: order.at, due: order.due, discharged: order.discharged_at }
        }
        Subject::OrderPoints(order) => Told::OrderPoints {
            at: order.at,
            due: order.due,
            points: order.points,
            answered: order.answered,
        },
        Subject::SpotCheck(check) => Told::SpotCheck { at: check.at, found: check.found },
        Subject::Suspicion(found) => Told::Suspicion { indicator: found.indicator, at: found.at },
    })
}
