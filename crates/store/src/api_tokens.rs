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
}

impl Store {
    /// Keeps a new API token.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_api_token(
        &self,
        token: Hash,
        made: ApiToken,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let at = to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
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
                append(transaction, entry).await
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
        let select = "SELECT id, api_tokens.person, name, scopes, expires_at FROM api_tokens \
                      JOIN accounts ON accounts.person = api_tokens.person AND disabled_at IS NULL \
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
        let select = "SELECT id, person, name, scopes, expires_at FROM api_tokens \
                      WHERE person = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id";
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
    Ok(ApiToken {
        id: row.try_get("", "id")?,
        person: person(row)?,
        name: row.try_get("", "name")?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        expires_at: from_micros(row.try_get("", "expires_at")?),
    })
}
