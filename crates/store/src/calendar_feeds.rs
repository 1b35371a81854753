//! The addresses under which people fetch their deadlines as a calendar: one for each person, known by a keyed hash.

use domain::id::{PersonId, Timestamp};
use sea_orm::ConnectionTrait;

use crate::accounts::person;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

impl Store {
    /// Opens the calendar of a person under a new address; the one before it opens nothing any more. False, and nothing is
    /// kept, where there is no account that can be used, or the session in which it was asked for has ended by then.
    /// Whoever runs the machine needs none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_calendar(
        &self,
        of: PersonId,
        token: Hash,
        session: Option<Hash>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let at = to_micros(entry.at);
        let lock = if self.is_postgres() { " FOR SHARE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                // Whoever changes a password or disables an account waits for this, or this finds the session ended.
                let account =
                    format!("SELECT 1 FROM accounts WHERE person = $1 AND disabled_at IS NULL{lock}");
                if sql::one(transaction, &account, [of.as_str().into()]).await?.is_none() {
                    return Ok(false);
                }
                if let Some(session) = session {
                    let holds = "SELECT 1 FROM sessions WHERE token = $1 AND person = $2";
                    let values = [session.to_vec().into(), of.as_str().into()];
                    if sql::one(transaction, holds, values).await?.is_none() {
                        return Ok(false);
                    }
                }
                let upsert = "INSERT INTO calendar_feeds (person, token, created_at) VALUES ($1, $2, $3) \
                              ON CONFLICT (person) DO UPDATE SET token = excluded.token, created_at = excluded.created_at";
                let values = [of.as_str().into(), token.to_vec().into(), at.into()];
                sql::execute(transaction, upsert, values).await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// Whose calendar is behind a token, as long as the account can be used.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn calendar_holder(&self, token: &Hash) -> Result<Option<PersonId>, StoreError> {
        let select = "SELECT calendar_feeds.person FROM calendar_feeds JOIN accounts \
                      ON accounts.person = calendar_feeds.person AND disabled_at IS NULL WHERE token = $1";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.as_ref().map(person).transpose()
    }

    /// Since when a person has an address for the calendar.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn calendar_since(&self, of: &PersonId) -> Result<Option<Timestamp>, StoreError> {
        let select = "SELECT created_at FROM calendar_feeds WHERE person = $1";
        let row = sql::one(self.reads(), select, [of.as_str().into()]).await?;
        row.map(|row| Ok(from_micros(row.try_get("", "created_at")?))).transpose()
    }

    /// Closes the calendar of a person. False if there is none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn close_calendar(
        &self,
        of: PersonId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let closed = end_calendar(transaction, &of).await? == 1;
                if closed {
                    append(transaction, entry).await?;
                }
                Ok(closed)
            })
        })
        .await
    }
}

/// Ends the calendar of a person.
pub(crate) async fn end_calendar(
    transaction: &impl ConnectionTrait,
    of: &PersonId,
) -> Result<u64, StoreError> {
    let delete = "DELETE FROM calendar_feeds WHERE person = $1";
    sql::execute(transaction, delete, [of.as_str().into()]).await
}
