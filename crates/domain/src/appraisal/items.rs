//! The items that an indicator counts, taken from the facts of a case.

use serde::{Deserialize, Serialize};

use super::checked::CheckedIndicator;
use super::facts::{
    Call, CaseFacts, ClockRun, Closing, ConfirmedFacts, OrderFacts, ResultFacts, SpotCheck,
};
use super::order_points::OrderPoints;
use super::scheme::{Grain, Side};
use crate::id::{CaseId, Timestamp, UnitId};

/// Where an item stands: its case, and its number in the list of its grain in [`CaseFacts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemRef {
    /// The case.
    pub case: CaseId,
    /// The number, from 0.
    pub number: u32,
}

/// One thing that is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) facts: &'a CaseFacts,
    pub(super) reference: ItemRef,
    /// When it fell due to be counted.
    pub(super) at: Timestamp,
    pub(super) subject: Subject<'a>,
}

/// What an item is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    Call(&'a Call),
    Clock(&'a ClockRun),
    Result(&'a ResultFacts),
    Closing(&'a Closing),
    Order(&'a OrderFacts),
    OrderPoints(&'a OrderPoints),
    SpotCheck(&'a SpotCheck),
    Suspicion(&'a ConfirmedFacts),
}

impl<'a> Subject<'a> {
    /// When it is counted; none while it is undecided.
    fn at(self) -> Option<Timestamp> {
        match self {
            Self::Call(call) => call.ended.map(|(at, _)| at),
            Self::Clock(clock) => clock.decided_at(),
            Self::Result(result) => result.settled.map(|(at, _)| at),
            Self::Closing(closing) => Some(closing.at),
            Self::Order(order) if order.late => Some(order.due),
            Self::Order(order) => order.discharged_at,
            Self::OrderPoints(order) => order.costs().then_some(order.due),
            Self::SpotCheck(check) => Some(check.at),
            Self::Suspicion(found) => Some(found.at),
        }
    }

    /// How many times a deduction takes it.
    pub(super) fn times(self) -> usize {
        match self {
            Self::OrderPoints(order) => usize::try_from(order.points).unwrap_or(usize::MAX),
            Self::Call(_)
            | Self::Clock(_)
            | Self::Result(_)
            | Self::Closing(_)
            | Self::Order(_)
            | Self::SpotCheck(_)
            | Self::Suspicion(_) => 1,
        }
    }

    /// The units whose rate it belongs to.
    pub(super) fn units(self, side: Side) -> Vec<&'a UnitId> {
        match (self, side) {
            (Self::Call(call), Side::Called) => vec![&call.unit],
            (Self::Call(call), Side::Calling) => call.by.iter().collect(),
            (Self::Clock(clock), _) => clock.answers.iter().collect(),
            (Self::Result(result), _) => result.units.iter().collect(),
            (Self::Closing(closing), _) => closing.units.iter().collect(),
            (Self::Order(order), _) => order.units.iter().collect(),
            (Self::OrderPoints(order), _) => vec![&order.unit],
            (Self::SpotCheck(check), _) => check.units.iter().collect(),
            (Self::Suspicion(found), _) => found.units.iter().collect(),
        }
    }
}

/// All items of a case that an indicator looks at, of any time.
pub(super) fn items<'a>(facts: &'a CaseFacts, indicator: &CheckedIndicator) -> Vec<Item<'a>> {
    let of_workflow =
        indicator.workflows.is_empty() || indicator.workflows.contains(&facts.workflow.name);
    if !of_workflow {
        return Vec::new();
    }
    let meant = |subject: &Subject<'_>| match subject {
        Subject::Clock(clock) => indicator.limits.contains(&clock.limit),
        Subject::Call(_)
        | Subject::Result(_)
        | Subject::Closing(_)
        | Subject::Order(_)
        | Subject::OrderPoints(_)
        | Subject::SpotCheck(_)
        | Subject::Suspicion(_) => true,
    };
    let item = |(number, subject): (u32, Subject<'a>)| {
        let reference = ItemRef { case: facts.case, number };
        Some(Item { facts, reference, at: subject.at()?, subject })
    };
    let numbered = (0..).zip(subjects(facts, indicator.grain));
    numbered.filter(|(_, subject)| meant(subject)).filter_map(item).collect()
}

/// Everything of a grain that a case has, in the order of its numbers.
pub(super) fn subjects(facts: &CaseFacts, grain: Grain) -> Vec<Subject<'_>> {
    match grain {
        Grain::Call => facts.calls.iter().map(Subject::Call).collect(),
        Grain::Clock => facts.clocks.iter().map(Subject::Clock).collect(),
        Grain::Result => facts.results.iter().map(Subject::Result).collect(),
        Grain::Closing => facts.closings.iter().map(Subject::Closing).collect(),
        Grain::Order => facts.orders.iter().map(Subject::Order).collect(),
        Grain::OrderPoints => facts.order_points.iter().map(Subject::OrderPoints).collect(),
        Grain::SpotCheck => facts.spot_checks.iter().map(Subject::SpotCheck).collect(),
        Grain::Suspicion => facts.confirmed.iter().map(Subject::Suspicion).collect(),
    }
}
