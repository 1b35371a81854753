//! How cases go from unit to unit: a graph of hand-overs, the journey of each case, and who hands on more than the budget allows.
//!
//! Two ways lead from one unit to another: it hands the case on itself, or sends it back and the center gives it to the other. Both
//! are a hop of the first. What was taken from a unit, or raised to one above, is no hop.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::Serialize;

use super::{Handover, TransferBudget, Why};
use crate::id::{CaseId, Timestamp, UnitId};

/// Hand-overs of a set of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transfers {
    /// From whom to whom, in the order of the units.
    pub edges: BTreeMap<UnitId, BTreeMap<UnitId, Edge>>,
    /// Each case's way.
    pub journeys: BTreeMap<CaseId, Journey>,
    /// How many cases each unit got, each counted once.
    pub received: BTreeMap<UnitId, u32>,
    /// How many of them it gave away, each counted once.
    pub given_away: BTreeMap<UnitId, u32>,
}

/// An edge of the graph: what went from one unit to another because the first gave it away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// How often.
    pub count: u32,
    /// Which cases.
    pub cases: BTreeSet<CaseId>,
}

/// The way of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Journey {
    /// The units that were responsible, one after the other.
    pub units: Vec<UnitId>,
    /// When it was sent back, and by whom.
    pub returns: Vec<(Timestamp, UnitId)>,
    /// From unit to unit.
    pub hops: Vec<Hop>,
    /// When no unit was responsible, after one had been.
    pub ownerless: Vec<Ownerless>,
}

/// One hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// When the other unit got it.
    pub at: Timestamp,
    /// Who gave it away.
    pub from: UnitId,
    /// Who got it.
    pub to: UnitId,
}

/// A time without a responsible unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ownerless {
    /// From when on.
    pub since: Timestamp,
    /// Until when; none while it lasts.
    pub until: Option<Timestamp>,
}

/// A unit that gave away more than the budget allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Over {
    /// Which.
    pub unit: UnitId,
    /// How many cases it gave away.
    pub given_away: u32,
    /// Of how many.
    pub received: u32,
}

impl Transfers {
    /// The graph of these hand-overs, in whatever order they come.
    pub fn of<'a>(handovers: impl IntoIterator<Item = &'a Handover>) -> Self {
        let mut cases: BTreeMap<CaseId, Vec<&Handover>> = BTreeMap::new();
        for handover in handovers {
            cases.entry(handover.case).or_default().push(handover);
        }
        let mut transfers = Self::default();
        for (case, mut handovers) in cases {
            handovers.sort_by_key(|it| (it.at, it.seq));
            let journey = Journey::of(&handovers);
            transfers.add(case, &journey);
            transfers.journeys.insert(case, journey);
        }
        transfers
    }

    fn add(&mut self, case: CaseId, journey: &Journey) {
        for unit in journey.units.iter().collect::<BTreeSet<_>>() {
            *self.received.entry(unit.clone()).or_default() += 1;
        }
        for unit in journey.givers() {
            *self.given_away.entry(unit.clone()).or_default() += 1;
        }
        for hop in &journey.hops {
            let edge = self.edges.entry(hop.from.clone()).or_default();
            let edge = edge.entry(hop.to.clone()).or_default();
            edge.count += 1;
            edge.cases.insert(case);
        }
    }

    /// The units that gave away more than the budget allows, the worst first.
    pub fn over(&self, budget: &TransferBudget) -> Vec<Over> {
        let over = self.given_away.iter().filter_map(|(unit, given_away)| {
            let received = self.received.get(unit).copied().unwrap_or(0);
            let share = u64::from(*given_away) * 100;
            let is_over = received >= budget.received_min
                && share > u64::from(received) * u64::from(budget.percent);
            let given_away = *given_away;
            is_over.then(|| Over { unit: unit.clone(), given_away, received })
        });
        let mut over: Vec<_> = over.collect();
        // By share, compared without dividing.
        over.sort_by(|one, other| {
            let one_share = u64::from(one.given_away) * u64::from(other.received);
            let other_share = u64::from(other.given_away) * u64::from(one.received);
            other_share.cmp(&one_share).then_with(|| one.unit.cmp(&other.unit))
        });
        over
    }
}

impl Journey {
    /// The way by the hand-overs of one case, in their order.
    fn of(handovers: &[&Handover]) -> Self {
        let mut journey = Self::default();
        let mut owner: Option<&UnitId> = None;
        // Who gave it away, until another has it.
        let mut giver: Option<&UnitId> = None;
        for Handover { at, to, why, .. } in handovers {
            if let (Why::Returned, Some(unit)) = (why, owner) {
                journey.returns.push((*at, unit.clone()));
            }
            giver = match why {
                Why::Returned | Why::Transferred => owner.or(giver),
                Why::Assigned => giver,
                Why::Escalated | Why::Taken | Why::Ended => None,
            };
            journey.close_gap(*at);
            if let Some(unit) = to {
                journey.arrive(*at, giver.take(), unit);
            } else if *why != Why::Ended && !journey.units.is_empty() {
                journey.ownerless.push(Ownerless { since: *at, until: None });
            }
            owner = to.as_ref();
        }
        journey
    }

    /// A unit has it now, because another gave it away or for another reason.
    fn arrive(&mut self, at: Timestamp, giver: Option<&UnitId>, unit: &UnitId) {
        if let Some(from) = giver.filter(|from| *from != unit) {
            self.hops.push(Hop { at, from: from.clone(), to: unit.clone() });
        }
        if self.units.last() != Some(unit) {
            self.units.push(unit.clone());
        }
    }

    /// Ends the time without a unit, if there is one.
    fn close_gap(&mut self, at: Timestamp) {
        if let Some(gap) = self.ownerless.last_mut().filter(|gap| gap.until.is_none()) {
            gap.until = Some(at);
        }
    }

    /// Who gave it away, each once.
    fn givers(&self) -> BTreeSet<&UnitId> {
        let returns = self.returns.iter().map(|(_, unit)| unit);
        returns.chain(self.hops.iter().map(|hop| &hop.from)).collect()
    }

    /// Whole days without a unit, summed up; what lasts is counted until now.
    pub fn ownerless_days(&self, now: Timestamp) -> i64 {
        let lengths =
            self.ownerless.iter().map(|gap| gap.until.unwrap_or(now).min(now) - gap.since);
        lengths.map(|length| length.max(TimeDelta::zero())).sum::<TimeDelta>().num_days()
    }
}
