//! API tokens: what a person's own programs sign in with, known by the SHA-256 hash of the token.

use domain::id::{PersonId, Timestamp};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::accounts::person;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// An API token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// By which it is listed and revoked.
    pub id: Uuid,
    /// For whom it acts.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether the account has a second factor.
    pub has_factor: bool,
}

impl Store {
    /// Keeps a new API token that was asked for in a session. False, and nothing is kept, if that has ended by then.
    /// Whoever runs the machine needs none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_api_token(
        &self,
        token: Hash,
        made: ApiToken,
        session: Option<Hash>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let at = to_micros(entry.at);
        let lock = if self.is_postgres() { " FOR SHARE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                // Whoever changes a password or disables an account waits for this, or this finds the session ended.
                let account = format!("SELECT 1 FROM accounts WHERE person = $1 AND disabled_at IS NULL{lock}");
                let account = sql::one(transaction, &account, [made.person.as_str().into()]).await?;
                if let Some(session) = session {
                    let holds = "SELECT 1 FROM sessions WHERE token = $1 AND person = $2";
                    let values = [session.to_vec().into(), made.person.as_str().into()];
                    if account.is_none() || sql::one(transaction, holds, values).await?.is_none() {
                        return Ok(false);
                    }
                }
                let insert = "INSERT INTO api_tokens (id, token, person, name, scopes, created_at, expires_at) \
                              VALUES ($1, $2, $3, $4, $5, $6, $7)";
                let values = [
                    made.id.into(),
                    token.to_vec().into(),
                    made.person.as_str().into(),
                    made.name.into(),
                    made.scopes.join(" ").into(),
                    at.into(),
                    to_micros(made.expires_at).into(),
                ];
                sql::execute(transaction, insert, values).await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// The API token of that hash, if neither it nor its account was ended. Expiry is the caller's to judge.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn api_token(&self, token: &Hash) -> Result<Option<ApiToken>, StoreError> {
        let select = "SELECT id, api_tokens.person, name, scopes, expires_at, since FROM api_tokens \
                      JOIN accounts ON accounts.person = api_tokens.person AND disabled_at IS NULL \
                      LEFT JOIN second_factors ON second_factors.person = api_tokens.person \
                      WHERE token = $1 AND revoked_at IS NULL";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.as_ref().map(api_token).transpose()
    }

    /// The API tokens of a person that were not revoked, newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn api_tokens(&self, person: &PersonId) -> Result<Vec<ApiToken>, StoreError> {
        let select = "SELECT id, api_tokens.person, name, scopes, expires_at, since FROM api_tokens \
                      LEFT JOIN second_factors ON second_factors.person = api_tokens.person \
                      WHERE api_tokens.person = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id";
        let rows = sql::all(self.reads(), select, [person.as_str().into()]).await?;
        rows.iter().map(api_token).collect()
    }

    /// Revokes an API token of the person.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn revoke_api_token(
        &self,
        person: PersonId,
        id: Uuid,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let at = to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE api_tokens SET revoked_at = $3 \
                              WHERE person = $1 AND id = $2 AND revoked_at IS NULL";
                let values = [person.as_str().into(), id.into(), at.into()];
                if sql::execute(transaction, update, values).await? == 1 {
                    append(transaction, entry).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Ends every API token of a person.
pub(crate) async fn end_api_tokens(
    transaction: &impl ConnectionTrait,
    person: &PersonId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let revoke = "UPDATE api_tokens SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL";
    sql::execute(transaction, revoke, [person.as_str().into(), to_micros(at).into()]).await
}

fn api_token(row: &QueryResult) -> Result<ApiToken, StoreError> {
    let scopes: String = row.try_get("", "scopes")?;
    let since: Option<i64> = row.try_get("", "since")?;
    Ok(ApiToken {
        id: row.try_get("", "id")?,
        person: person(row)?,
        name: row.try_get("", "name")?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        expires_at: from_micros(row.try_get("", "expires_at")?),
        has_factor: since.is_some(),
    })
}
