//! Deliveries: each is tried until the receiver has it or somebody must look, by whichever node holds its lease.

use domain::id::{CaseId, Timestamp};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::kept::SubscriptionId;
use super::log::note;
use crate::audit::{AuditEntry, append};
use crate::dialect::skip_locked;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A delivery and the right to send it for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    /// Of which case.
    pub case: CaseId,
    /// The event.
    pub seq: i64,
    /// To whom.
    pub subscription: SubscriptionId,
    /// By what the receiver knows a repeat.
    pub id: Uuid,
    /// The type of the event.
    pub topic: String,
    /// When it happened.
    pub at: Timestamp,
    /// What is told of it: JSON.
    pub data: String,
    /// The fencing token.
    pub fence: i64,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// One try, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// Its place in the log: later ones have greater ids.
    pub id: Uuid,
    /// When it began.
    pub at: Timestamp,
    /// The status of the answer; none where nobody answered.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// The receiver has it.
    Done,
    /// It did not work, and is tried again at this instant.
    Again(String, Timestamp),
    /// It did not work, and nobody tries it any more until a person says so, for thirty days.
    Dead(String),
    /// The receiver is gone: the subscription is paused, the delivery waits. The entry says so.
    Gone(String, AuditEntry),
}

/// A delivery that nobody tries any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadDelivery {
    /// By what the receiver knows it.
    pub id: Uuid,
    /// The type of the event.
    pub topic: String,
    /// When the event happened.
    pub at: Timestamp,
    /// Since when nobody tries it.
    pub dead_at: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it did not work last.
    pub failure: String,
}

/// A delivery that waits and that no other node has.
const WAITS: &str =
    "due_at <= $1 AND leased_until <= $1 AND delivered_at IS NULL AND dead_at IS NULL";

impl Store {
    /// The subscriptions for which something is due.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn due_subscriptions(
        &self,
        now: Timestamp,
    ) -> Result<Vec<SubscriptionId>, StoreError> {
        let select = format!(
            "SELECT id FROM subscriptions WHERE paused_at IS NULL AND EXISTS \
             (SELECT 1 FROM deliveries WHERE subscription = subscriptions.id AND {WAITS}) ORDER BY id"
        );
        let rows = sql::all(self.reads(), &select, [to_micros(now).into()]).await?;
        rows.iter().map(|row| Ok(SubscriptionId(row.try_get("", "id")?))).collect()
    }

    /// Takes deliveries of one subscription that are due, the longest due first; none while it is paused.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_deliveries(
        &self,
        subscription: SubscriptionId,
        now: Timestamp,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let claim = format!(
            "UPDATE deliveries SET leased_until = $2, fence = fence + 1, attempts = attempts + 1 \
             WHERE (case_id, seq, subscription) IN (SELECT case_id, seq, subscription FROM deliveries \
             WHERE subscription = $3 AND {WAITS} AND EXISTS \
             (SELECT 1 FROM subscriptions WHERE id = $3 AND paused_at IS NULL) \
             ORDER BY due_at, case_id, seq LIMIT {most}{}) \
             RETURNING case_id, seq, subscription, id, topic, at, data, fence, attempts",
            skip_locked(self.backend())
        );
        let values = [to_micros(now).into(), to_micros(until).into(), subscription.0.into()];
        let rows = self.write(move |transaction| {
            Box::pin(async move { sql::all(transaction, &claim, values).await })
        });
        let mut due: Vec<_> = rows.await?.iter().map(due_delivery).collect::<Result<_, _>>()?;
        due.sort_by_key(|delivery| (delivery.at, delivery.case, delivery.seq));
        Ok(due)
    }

    /// Notes what came of a try, with a line in the log. False if the lease was lost; the receiver knows a repeat by its id.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn delivered(
        &self,
        delivery: &DueDelivery,
        now: Timestamp,
        tried: Try,
        came: Delivered,
    ) -> Result<bool, StoreError> {
        let (delivery, now) = (delivery.clone(), to_micros(now));
        self.write(move |transaction| {
            Box::pin(async move {
                let (failure, due, done_at, dead_at, gone) = match came {
                    Delivered::Done => (None, now, Some(now), None, None),
                    Delivered::Again(why, at) => (Some(why), to_micros(at), None, None, None),
                    Delivered::Dead(why) => (Some(why), now, None, Some(now), None),
                    Delivered::Gone(why, entry) => (Some(why), now, None, None, Some(entry)),
                };
                let update = "UPDATE deliveries SET leased_until = 0, failure = $5, due_at = $6, delivered_at = $7, \
                              dead_at = $8 WHERE case_id = $1 AND seq = $2 AND subscription = $3 AND fence = $4 \
                              AND delivered_at IS NULL AND dead_at IS NULL";
                let set: [Value; 4] =
                    [failure.clone().into(), due.into(), done_at.into(), dead_at.into()];
                let values = held(&delivery).into_iter().chain(set);
                if sql::execute(transaction, update, values).await? != 1 {
                    return Ok(false);
                }
                if done_at.is_some() {
                    keep_told(transaction, &delivery, now).await?;
                }
                if let Some(entry) = gone {
                    pause(transaction, delivery.subscription, now, entry).await?;
                }
                note(transaction, &delivery, &tried, failure).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Takes back a delivery of which the receiver may not know any more. Nothing is left of it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn withdraw_delivery(&self, delivery: &DueDelivery) -> Result<(), StoreError> {
        let values = held(delivery);
        let delete = "DELETE FROM deliveries WHERE case_id = $1 AND seq = $2 AND subscription = $3 AND fence = $4";
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, delete, values).await.map(|_| ()) })
        })
        .await
    }

    /// Deliveries of a subscription that nobody tries any more, in the order of their ids, after one.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dead_deliveries(
        &self,
        subscription: SubscriptionId,
        after: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<DeadDelivery>, StoreError> {
        let select = format!(
            "SELECT id, topic, at, dead_at, attempts, failure FROM deliveries \
             WHERE subscription = $1 AND dead_at IS NOT NULL AND id > $2 ORDER BY id LIMIT {most}"
        );
        let values = [subscription.0.into(), after.unwrap_or_default().into()];
        sql::all(self.reads(), &select, values).await?.iter().map(dead_delivery).collect()
    }

    /// Has the deliveries of a subscription that nobody tries any more tried again from the beginning, and returns how many.
    /// The entry is written with it if there were any.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retry_deliveries(
        &self,
        subscription: SubscriptionId,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        let values = [subscription.0.into(), to_micros(entry.at).into()];
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE deliveries SET dead_at = NULL, attempts = 0, due_at = $2, leased_until = 0 \
                              WHERE subscription = $1 AND dead_at IS NOT NULL";
                let retried = sql::execute(transaction, update, values).await?;
                if retried > 0 {
                    append(transaction, entry).await?;
                }
                Ok(retried)
            })
        })
        .await
    }
}

/// Keeps that the system of the unit was told of the case, for as long as the case is kept.
async fn keep_told(
    transaction: &DatabaseTransaction,
    delivery: &DueDelivery,
    now: i64,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO systems_told (case_id, unit, first_at) \
                  SELECT $1, unit, $3 FROM subscriptions WHERE id = $2 ON CONFLICT (case_id, unit) DO NOTHING";
    let values = [delivery.case.0.into(), delivery.subscription.0.into(), now.into()];
    sql::execute(transaction, insert, values).await.map(|_| ())
}

async fn pause(
    transaction: &DatabaseTransaction,
    subscription: SubscriptionId,
    now: i64,
    entry: AuditEntry,
) -> Result<(), StoreError> {
    let update = "UPDATE subscriptions SET paused_at = $2, paused_why = 'gone' \
                  WHERE id = $1 AND paused_at IS NULL";
    if sql::execute(transaction, update, [subscription.0.into(), now.into()]).await? == 1 {
        append(transaction, entry).await?;
    }
    Ok(())
}

/// By what a delivery is known as long as its lease is held.
fn held(delivery: &DueDelivery) -> [Value; 4] {
    [
        delivery.case.0.into(),
        delivery.seq.into(),
        delivery.subscription.0.into(),
        delivery.fence.into(),
    ]
}

fn due_delivery(row: &QueryResult) -> Result<DueDelivery, StoreError> {
    Ok(DueDelivery {
        case: CaseId(row.try_get("", "case_id")?),
        seq: row.try_get("", "seq")?,
        subscription: SubscriptionId(row.try_get("", "subscription")?),
        id: row.try_get("", "id")?,
        topic: row.try_get("", "topic")?,
        at: from_micros(row.try_get("", "at")?),
        data: row.try_get("", "data")?,
        fence: row.try_get("", "fence")?,
        attempts: row.try_get("", "attempts")?,
    })
}

fn dead_delivery(row: &QueryResult) -> Result<DeadDelivery, StoreError> {
    let failure: Option<String> = row.try_get("", "failure")?;
    Ok(DeadDelivery {
        id: row.try_get("", "id")?,
        topic: row.try_get("", "topic")?,
        at: from_micros(row.try_get("", "at")?),
        dead_at: from_micros(row.try_get("", "dead_at")?),
        attempts: row.try_get("", "attempts")?,
        failure: failure.unwrap_or_default(),
    })
}
