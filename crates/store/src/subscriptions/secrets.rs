//! The sealed secrets of subscriptions. They stand in no list and are asked for by whoever signs, and nobody else.

use std::fmt;

use domain::id::Timestamp;

use super::kept::SubscriptionId;
use crate::audit::AuditEntry;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// By what a subscription signs, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecrets {
    /// The secret.
    pub secret: Vec<u8>,
    /// The one before it, and until when it signs too.
    pub former: Option<(Vec<u8>, Timestamp)>,
}

impl fmt::Debug for SealedSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedSecrets(…)")
    }
}

impl Store {
    /// By what a subscription signs; none if it is gone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sealed_secrets(
        &self,
        id: SubscriptionId,
    ) -> Result<Option<SealedSecrets>, StoreError> {
        let select = "SELECT secret, former, former_until FROM subscriptions WHERE id = $1";
        let Some(row) = sql::one(self.reads(), select, [id.0.into()]).await? else {
            return Ok(None);
        };
        let former: Option<Vec<u8>> = row.try_get("", "former")?;
        let until: Option<i64> = row.try_get("", "former_until")?;
        let former = former.zip(until.map(from_micros));
        Ok(Some(SealedSecrets { secret: row.try_get("", "secret")?, former }))
    }

    /// Puts another secret in the place of a subscription's, which signs beside it until an instant. False if it is gone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn rotate_secret(
        &self,
        id: SubscriptionId,
        secret: Vec<u8>,
        former_until: Timestamp,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE subscriptions SET former = secret, former_until = $3, secret = $2 WHERE id = $1";
        let values = vec![id.0.into(), secret.into(), to_micros(former_until).into()];
        self.change_subscription(update, values, entry).await
    }
}
