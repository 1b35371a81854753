//! One letter becomes a delivery for each subscription that may know of it.

use domain::announce::Topic;
use domain::id::Timestamp;
use uuid::Uuid;

use super::kept::SubscriptionId;
use crate::error::StoreError;
use crate::leases::{DueLetter, done};
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// What is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// By what receivers know a repeat.
    pub id: Uuid,
    /// What kind of thing happened.
    pub topic: Topic,
    /// When.
    pub at: Timestamp,
    /// What is told of it, as it is sent: JSON.
    pub data: String,
}

impl Store {
    /// Has an announcement wait for each of these subscriptions that are still there, and has done with the letter that
    /// asked for it: all of it, or nothing. False if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn fan_out(
        &self,
        letter: &DueLetter,
        now: Timestamp,
        announced: Announced,
        to: Vec<SubscriptionId>,
    ) -> Result<bool, StoreError> {
        let (key, fence, now) = (letter.key, letter.fence, to_micros(now));
        self.write(move |transaction| {
            Box::pin(async move {
                if !done(transaction, key, fence, now).await? {
                    return Ok(false);
                }
                let insert = "INSERT INTO deliveries (case_id, seq, subscription, id, topic, at, data, created_at, due_at, \
                              leased_until, fence, attempts) \
                              SELECT $1, $2, id, $4, $5, $6, $7, $8, $8, 0, 0, 0 FROM subscriptions WHERE id = $3";
                for subscription in to {
                    let values = [
                        key.case.0.into(),
                        key.seq.into(),
                        subscription.0.into(),
                        announced.id.into(),
                        announced.topic.as_str().into(),
                        to_micros(announced.at).into(),
                        announced.data.as_str().into(),
                        now.into(),
                    ];
                    sql::execute(transaction, insert, values).await?;
                }
                Ok(true)
            })
        })
        .await
    }
}
