//! Sessions: one per sign-in, known by the SHA-256 hash of its token.

use domain::id::{PersonId, Timestamp};
use sea_orm::ConnectionTrait;

use crate::accounts::person;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// A session that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// Whether their password must be changed before anything else.
    pub must_change: bool,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

impl Store {
    /// Opens a session, and ends the oldest ones of the person beyond `most`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_session(
        &self,
        token: Hash,
        session: Session,
        (password, most): (String, u32),
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let lock = if self.is_postgres() { " FOR SHARE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let person = session.person.as_str();
                let holds = format!(
                    "SELECT 1 FROM accounts WHERE person = $1 AND password = $2 AND disabled_at IS NULL{lock}"
                );
                if sql::one(transaction, &holds, [person.into(), password.into()]).await?.is_none() {
                    return Ok(false);
                }
                let insert = "INSERT INTO sessions (token, person, created_at, seen_at, expires_at) \
                              VALUES ($1, $2, $3, $3, $4)";
                let seen_at = to_micros(session.seen_at);
                let expires_at = to_micros(session.expires_at);
                let values =
                    [token.to_vec().into(), person.into(), seen_at.into(), expires_at.into()];
                sql::execute(transaction, insert, values).await?;
                let trim = format!(
                    "DELETE FROM sessions WHERE person = $1 AND token NOT IN (SELECT token FROM sessions \
                     WHERE person = $1 ORDER BY created_at DESC, token LIMIT {most})"
                );
                sql::execute(transaction, &trim, [person.into()]).await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// The session of a token, if its account is not disabled. Whether it has expired is the caller's to judge.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn session(&self, token: &Hash) -> Result<Option<Session>, StoreError> {
        let select = "SELECT sessions.person, must_change, seen_at, expires_at FROM sessions \
                      JOIN accounts ON accounts.person = sessions.person AND disabled_at IS NULL \
                      WHERE token = $1";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.map(|row| {
            let must_change: i32 = row.try_get("", "must_change")?;
            Ok(Session {
                person: person(&row)?,
                must_change: must_change != 0,
                seen_at: from_micros(row.try_get("", "seen_at")?),
                expires_at: from_micros(row.try_get("", "expires_at")?),
            })
        })
        .transpose()
    }

    /// When each session of a person was last used, the latest first. Some may have ended of themselves.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sessions_seen(&self, person: &PersonId) -> Result<Vec<Timestamp>, StoreError> {
        let select = "SELECT seen_at FROM sessions WHERE person = $1 ORDER BY seen_at DESC";
        let rows = sql::all(self.reads(), select, [person.as_str().into()]).await?;
        rows.iter().map(|row| Ok(from_micros(row.try_get("", "seen_at")?))).collect()
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn touch_session(&self, token: Hash, at: Timestamp) -> Result<(), StoreError> {
        let at = to_micros(at);
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE sessions SET seen_at = $2 WHERE token = $1";
                sql::execute(transaction, update, [token.to_vec().into(), at.into()]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn end_session(&self, token: Hash, entry: AuditEntry) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let delete = "DELETE FROM sessions WHERE token = $1";
                sql::execute(transaction, delete, [token.to_vec().into()]).await?;
                append(transaction, entry).await
            })
        })
        .await
    }
}

/// Ends every session of a person.
pub(crate) async fn end_sessions(
    transaction: &impl ConnectionTrait,
    person: &PersonId,
) -> Result<u64, StoreError> {
    let delete = "DELETE FROM sessions WHERE person = $1";
    sql::execute(transaction, delete, [person.as_str().into()]).await
}
