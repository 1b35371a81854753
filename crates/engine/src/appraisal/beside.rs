//! What the logs do not say and an appraisal counts: suspicions that a person confirmed, points of supervision orders, and time
//! that was decided to be somebody else's. Of a run all of it is as it was when the run was asked for, but for orders: one that
//! is called off later costs nothing in the next run.

use std::collections::{BTreeMap, BTreeSet};

use domain::appraisal::{CaseFacts, ConfirmedFacts, OrderPoints, Period, Recharge, facts_charged};
use domain::id::{CaseId, Timestamp};
use domain::suspicion;
use store::StoreError;
use store::orders::VisibleOrders;
use store::queries::CaseLog;
use store::suspicions::VisibleSuspicions;

use crate::engine::{Definitions, Engine};
use crate::error::Error;

/// What stands beside the logs of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BesideLogs {
    confirmed: BTreeMap<CaseId, Vec<ConfirmedFacts>>,
    orders: BTreeMap<CaseId, Vec<OrderPoints>>,
    recharges: BTreeMap<CaseId, Vec<Recharge>>,
}

impl BesideLogs {
    /// What a log says, with what stands beside it; nothing of a log that begins later. A log whose workflow is not known is
    /// damaged: a figure that lacks a case would be a wrong one.
    pub(super) fn facts(
        &self,
        log: &CaseLog,
        definitions: &Definitions,
        until: Timestamp,
    ) -> Result<Option<CaseFacts>, StoreError> {
        let workflow = definitions.workflows.get(&log.now.workflow);
        let workflow =
            workflow.ok_or_else(|| StoreError::damaged("the workflow", log.case, None))?;
        let decided = self.recharges.get(&log.case).map_or(&[][..], Vec::as_slice);
        let known = facts_charged(&log.entries, workflow, &definitions.calendar, until, decided);
        Ok(known.map(|known| CaseFacts {
            confirmed: self.confirmed.get(&log.case).cloned().unwrap_or_default(),
            order_points: self.orders.get(&log.case).cloned().unwrap_or_default(),
            ..known
        }))
    }

    /// The cases with which something stands that counts by itself.
    pub(super) fn cases(&self) -> BTreeSet<CaseId> {
        self.confirmed.keys().chain(self.orders.keys()).copied().collect()
    }

    /// Whether a run that was asked for when the one stood there would be another one now, when the other does: somebody
    /// judged or decided since. Orders may be called off at any time and do not matter.
    pub(super) fn is_outdated_by(&self, now: &Self) -> bool {
        self.confirmed != now.confirmed || self.recharges != now.recharges
    }
}

impl Engine {
    /// What stands beside the logs of a period, as it was said up to an instant.
    pub(super) async fn beside_logs(
        &self,
        period: Period,
        said_by: Timestamp,
    ) -> Result<BesideLogs, Error> {
        let (from, end) = period.span(&self.definitions.calendar);
        let until = end.min(said_by);
        let mut beside = BesideLogs {
            recharges: self.store.recharges_at(said_by, until).await?,
            ..BesideLogs::default()
        };
        if from >= until {
            return Ok(beside);
        }
        let (all, within) = (VisibleSuspicions::of_engine(), suspicion::Period { from, until });
        for found in self.store.confirmed_suspicions(&all, within, said_by).await? {
            beside.confirmed.entry(found.case).or_default().push(ConfirmedFacts {
                indicator: found.indicator,
                at: found.counts_at,
                units: found.units,
            });
        }
        let orders = VisibleOrders::any();
        for order in self.store.orders_of_period(&orders, (from, until), until).await? {
            let Some(case) = order.case else { continue };
            beside.orders.entry(case).or_default().push(OrderPoints {
                unit: order.unit,
                points: u32::try_from(order.points).unwrap_or(0),
                at: order.signed_at,
                due: order.answer_by,
                answered: order.answered,
            });
        }
        beside.orders.values_mut().for_each(|of_case| of_case.sort_by_key(|order| order.at));
        Ok(beside)
    }
}
