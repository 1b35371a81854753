//! Clocks that are due: every level of a ladder and every end of a suspension becomes a command.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::{Command, Rejection};
use domain::id::{CaseId, LimitName, Timestamp};
use futures::future::try_join_all;
use store::change::{Lease, Refusal};
use store::leases::DueClock;
use store::queries::NotEscalated;

use super::{LEASE_SECONDS, TAKEN_MAX, delay};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;

impl Engine {
    /// Acts on clocks that are due, and returns how many it took.
    ///
    /// # Errors
    ///
    /// Where nothing can be taken. What fails for one clock is noted beside it.
    pub async fn sweep_clocks(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let until = now + TimeDelta::seconds(LEASE_SECONDS);
        let due = self.store.claim_clocks(now, until, TAKEN_MAX).await?;
        let count = due.len();
        let mut of_cases: BTreeMap<CaseId, Vec<DueClock>> = BTreeMap::new();
        for clock in due {
            of_cases.entry(clock.case).or_default().push(clock);
        }
        let all = of_cases.into_values().map(|clocks| self.act_on_all(clocks));
        try_join_all(all).await?;
        Ok(count)
    }

    /// Acts on the clocks of one case, the one that was due first before the others. Those of other cases are acted on meanwhile, so
    /// that they are written together.
    async fn act_on_all(&self, clocks: Vec<DueClock>) -> Result<(), Error> {
        for clock in clocks {
            self.act_on(&clock).await?;
        }
        Ok(())
    }

    async fn act_on(&self, clock: &DueClock) -> Result<(), Error> {
        let command = if clock.is_suspension() {
            Command::EndSuspension
        } else {
            Command::ReachLevel(LimitName::from(clock.limit.as_str()))
        };
        let mut order = Order::new(Who::Engine, clock.case, command);
        order.lease = Some(Lease::Clock { ordinal: clock.ordinal, fence: clock.fence });
        let why = match self.execute(order).await {
            Ok(_) | Err(Error::Refused(Refusal::LeaseLost)) => return Ok(()),
            Err(error) => error,
        };
        let settled = matches!(&why, Error::Refused(Refusal::Rejected(Rejection::NotDue)));
        if !settled {
            tracing::warn!(
                case.id = %clock.case, limit = clock.limit, failures = clock.failures,
                error = &why as &dyn std::error::Error, "a clock could not be acted on"
            );
        }
        let retry_at = self.clock.now() + delay(clock.failures);
        Ok(self.store.fail_clock(clock, why.to_string(), retry_at).await?)
    }

    /// What was due longer than a minute ago and has not been escalated, and why, of the cases that somebody sees. Empty
    /// when all is well.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn not_escalated(&self, who: &Who, most: u32) -> Result<Vec<NotEscalated>, Error> {
        let before: Timestamp = self.clock.now() - TimeDelta::minutes(1);
        let visible = self.visible(who).await?;
        Ok(self.store.not_escalated(&visible, before, most).await?)
    }
}
