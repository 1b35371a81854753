//! The log of deliveries: each try, when, with what answer and how long it took. It names no case.

use domain::id::Timestamp;
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::deliveries::{DueDelivery, Try};
use super::kept::SubscriptionId;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A try in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedTry {
    /// Its place in the log: later ones have greater ids.
    pub id: Uuid,
    /// By what the receiver knows the event.
    pub delivery: Uuid,
    /// The type of the event.
    pub topic: String,
    /// Which try of this delivery it was, from 1.
    pub attempt: i32,
    /// When it began.
    pub at: Timestamp,
    /// The status of the answer; none where nobody answered.
    pub status: Option<i32>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// Why it did not work; none if it did.
    pub failure: Option<String>,
}

impl Store {
    /// Tries of a subscription, the newest first, before a place in the log.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn delivery_tries(
        &self,
        subscription: SubscriptionId,
        before: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<LoggedTry>, StoreError> {
        let select = format!(
            "SELECT id, delivery, topic, attempt, at, status, took_ms, failure FROM delivery_tries \
             WHERE subscription = $1 AND id < $2 ORDER BY id DESC LIMIT {most}"
        );
        let values = [subscription.0.into(), before.unwrap_or(Uuid::max()).into()];
        sql::all(self.reads(), &select, values).await?.iter().map(logged).collect()
    }

    /// Forgets deliveries that arrived, or that nobody tries any more, since before `before`, and tries that were made before
    /// it. What has waited since then for a subscription that is paused is given up, so that it does not gather for ever: it
    /// is shown among the dead ones until it is forgotten as they are. The entry is written, with how many of them, where
    /// anything did not arrive.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget_deliveries(
        &self,
        before: Timestamp,
        mut entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let (before, now) = (to_micros(before), to_micros(entry.at));
        self.write(move |transaction| {
            Box::pin(async move {
                for statement in [
                    "DELETE FROM deliveries WHERE delivered_at < $1",
                    "DELETE FROM delivery_tries WHERE at < $1",
                ] {
                    sql::execute(transaction, statement, [before.into()]).await?;
                }
                let forget = "DELETE FROM deliveries WHERE dead_at < $1";
                let forgotten = sql::execute(transaction, forget, [before.into()]).await?;
                let give_up = "UPDATE deliveries SET dead_at = $2, failure = 'paused for too long' \
                               WHERE delivered_at IS NULL AND dead_at IS NULL AND created_at < $1 \
                               AND subscription IN (SELECT id FROM subscriptions WHERE paused_at IS NOT NULL)";
                let given_up =
                    sql::execute(transaction, give_up, [before.into(), now.into()]).await?;
                if forgotten + given_up > 0 {
                    entry.facts.insert("forgotten".to_owned(), forgotten.into());
                    entry.facts.insert("given_up".to_owned(), given_up.into());
                    append(transaction, entry).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Writes a try into the log.
pub(super) async fn note(
    transaction: &DatabaseTransaction,
    delivery: &DueDelivery,
    tried: &Try,
    failure: Option<String>,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO delivery_tries (subscription, id, delivery, topic, attempt, at, status, took_ms, failure) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        delivery.subscription.0.into(),
        tried.id.into(),
        delivery.id.into(),
        delivery.topic.as_str().into(),
        delivery.attempts.into(),
        to_micros(tried.at).into(),
        tried.status.map(i32::from).into(),
        i64::try_from(tried.took_ms).unwrap_or(i64::MAX).into(),
        failure.into(),
    ];
    sql::execute(transaction, insert, values).await.map(|_| ())
}

fn logged(row: &QueryResult) -> Result<LoggedTry, StoreError> {
    Ok(LoggedTry {
        id: row.try_get("", "id")?,
        delivery: row.try_get("", "delivery")?,
        topic: row.try_get("", "topic")?,
        attempt: row.try_get("", "attempt")?,
        at: from_micros(row.try_get("", "at")?),
        status: row.try_get("", "status")?,
        took_ms: row.try_get("", "took_ms")?,
        failure: row.try_get("", "failure")?,
    })
}
