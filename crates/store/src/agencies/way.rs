//! How the way to an outside body is: when something got through last, and what does not get through.

use domain::id::{Timestamp, UnitId};

use super::outbox::RETRIABLE;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// How the way to a body is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// When a message was sent last: taken by the body or, on the way by files, by the exchange.
    pub sent_at: Option<Timestamp>,
    /// What does not get through, while anything does not.
    pub stuck: Option<Stuck>,
}

/// What does not get through to a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// When the oldest message was asked for that was tried in vain.
    pub since: Timestamp,
    /// How many messages were tried in vain, those included that nobody tries any more until a person says so. Cases that
    /// the body refused are not: it was reached.
    pub messages: u64,
    /// When one of them was tried last.
    pub tried_at: Option<Timestamp>,
    /// Why that did not work.
    pub failure: String,
}

impl Store {
    /// How the way to a body is, whoever asks: times and numbers without a case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn way_to(&self, unit: &UnitId) -> Result<Way, StoreError> {
        let sent = "SELECT MAX(sent_at) AS sent_at FROM dispatches WHERE unit = $1 AND sent_at IS NOT NULL";
        let sent = sql::one(self.reads(), sent, [unit.as_str().into()]).await?;
        let sent: Option<i64> = match sent {
            Some(row) => row.try_get("", "sent_at")?,
            None => None,
        };
        // A lease that is not under way ended when the message was tried last.
        let stuck = format!(
            "WITH stuck AS (SELECT failure, leased_until, created_at FROM dispatches WHERE unit = $1 \
             AND sent_at IS NULL AND failure IS NOT NULL AND (dead_at IS NULL OR {RETRIABLE}) \
             AND NOT (dead_at IS NOT NULL AND purpose = 'referral' AND EXISTS (SELECT 1 FROM referrals \
             WHERE referrals.id = dispatches.referral AND referrals.refused IS NOT NULL))) \
             SELECT failure, leased_until, (SELECT MIN(created_at) FROM stuck) AS since, \
             (SELECT COUNT(*) FROM stuck) AS messages FROM stuck \
             ORDER BY leased_until DESC, created_at DESC LIMIT 1"
        );
        let Some(row) = sql::one(self.reads(), &stuck, [unit.as_str().into()]).await? else {
            return Ok(Way { sent_at: sent.map(from_micros), stuck: None });
        };
        let (messages, tried): (i64, i64) =
            (row.try_get("", "messages")?, row.try_get("", "leased_until")?);
        let stuck = Stuck {
            since: from_micros(row.try_get("", "since")?),
            messages: messages.unsigned_abs(),
            tried_at: (tried > 0).then(|| from_micros(tried)),
            failure: row.try_get("", "failure")?,
        };
        Ok(Way { sent_at: sent.map(from_micros), stuck: Some(stuck) })
    }

    /// Notes that a body answered when it was asked for reports, whether or not it had any.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn answered(&self, unit: &UnitId, at: Timestamp) -> Result<(), StoreError> {
        let (unit, at) = (unit.as_str().to_owned(), to_micros(at));
        self.write(move |transaction| {
            Box::pin(async move {
                let note = "INSERT INTO agencies (unit, polled_at, bad) VALUES ($1, $2, 0) \
                            ON CONFLICT (unit) DO UPDATE SET polled_at = excluded.polled_at";
                sql::execute(transaction, note, [unit.into(), at.into()]).await.map(|_| ())
            })
        })
        .await
    }
}
