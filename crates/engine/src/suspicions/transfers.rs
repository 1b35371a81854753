//! Who passes what to whom, of the cases that somebody sees.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, PersonId, UnitId};
use domain::suspicion::{Edge, Journey, Period, Transfers};
use store::suspicions::HandoverFilter;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// What a unit got and gave away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTransfers {
    /// How many cases it got, each counted once.
    pub received: u64,
    /// Which of them it gave away.
    pub given_away: BTreeSet<CaseId>,
    /// Whether that is more than the budget allows.
    pub is_over: bool,
}

/// The hand-overs of a month, of the cases that somebody sees.
#[derive(Clone, Debug, Default)]
pub struct PassedOn {
    /// Units that gave something away, by id.
    pub units: BTreeMap<UnitId, UnitTransfers>,
    /// From whom to whom.
    pub edges: BTreeMap<UnitId, BTreeMap<UnitId, Edge>>,
    /// The ways of the cases that were given away.
    pub journeys: BTreeMap<CaseId, Journey>,
    /// How much a unit may give away of what it gets, in percent.
    pub budget_percent: u8,
    /// How many a unit must have got for a share to say something.
    pub received_min: u32,
}

impl Engine {
    /// Who passed what to whom in a month, as far as logs were looked through: the whole ways of cases that changed hands in it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn transfers(&self, person: &PersonId, period: Period) -> Result<PassedOn, Error> {
        let visible = self.visible(&Who::Person(person.clone())).await?;
        let filter = HandoverFilter { period };
        let received: BTreeMap<UnitId, u64> =
            self.store.received(&visible, filter).await?.into_iter().collect();
        let handovers = self.store.passed_on(&visible, filter).await?;
        let mut transfers = Transfers::of(&handovers);
        let count = |count: &u64| u32::try_from(*count).unwrap_or(u32::MAX);
        // The graph was made of the cases that were given away; a budget is a share of all.
        transfers.received = received.iter().map(|(unit, n)| (unit.clone(), count(n))).collect();
        let budget = &self.definitions.supervision.suspicions.transfer_budget;
        let over: BTreeSet<UnitId> =
            transfers.over(budget).into_iter().map(|over| over.unit).collect();
        let mut units: BTreeMap<UnitId, UnitTransfers> = BTreeMap::new();
        for (case, journey) in &transfers.journeys {
            let returns = journey.returns.iter().map(|(_, unit)| unit);
            for unit in returns.chain(journey.hops.iter().map(|hop| &hop.from)) {
                let known = units.entry(unit.clone()).or_default();
                known.given_away.insert(*case);
                known.received = received.get(unit).copied().unwrap_or_default();
                known.is_over = over.contains(unit);
            }
        }
        let Transfers { edges, journeys, .. } = transfers;
        let (budget_percent, received_min) = (budget.percent, budget.received_min);
        Ok(PassedOn { units, edges, journeys, budget_percent, received_min })
    }
}
