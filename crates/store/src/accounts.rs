//! Accounts, sessions and API tokens. Passwords come as Argon2id hashes and tokens as SHA-256 hashes; neither is ever
//! here in plain.

use domain::id::{PersonId, Timestamp};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// An account.
#[derive(Clone)]
pub struct Account {
    /// Whose it is.
    pub person: PersonId,
    /// The name typed to sign in.
    pub sign_in: String,
    /// The hash of the password, as a PHC string.
    pub password: String,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// How many tries failed since the last that did not.
    pub failures: i32,
    /// When the next try is looked at.
    pub retry_at: Timestamp,
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("person", &self.person).finish_non_exhaustive()
    }
}

/// A session that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

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

const ACCOUNT: &str = "person, sign_in, password, must_change, failures, retry_at, disabled_at";

impl Store {
    /// The account of that sign-in name.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn account(&self, sign_in: &str) -> Result<Option<Account>, StoreError> {
        let select = format!("SELECT {ACCOUNT} FROM accounts WHERE sign_in = $1");
        let row = sql::one(self.reads(), &select, [sign_in.into()]).await?;
        row.as_ref().map(account).transpose()
    }

    /// The account of that person.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn account_of(&self, person: &PersonId) -> Result<Option<Account>, StoreError> {
        let select = format!("SELECT {ACCOUNT} FROM accounts WHERE person = $1");
        let row = sql::one(self.reads(), &select, [person.as_str().into()]).await?;
        row.as_ref().map(account).transpose()
    }

    /// Opens an account. False if the person has one or the name is taken.
    ///
    /// # Errors
    ///
    /// Where the database fails; an unknown person is one of the failures.
    pub async fn open_account(
        &self,
        account: Account,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let at = to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
                let insert = "INSERT INTO accounts \
                    (person, sign_in, password, must_change, failures, retry_at, created_at) \
                    VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT DO NOTHING";
                let values = [
                    account.person.as_str().into(),
                    account.sign_in.into(),
                    account.password.into(),
                    i32::from(account.must_change).into(),
                    at.into(),
                ];
                let opened = sql::execute(transaction, insert, values).await? == 1;
                if opened {
                    append(transaction, entry).await?;
                }
                Ok(opened)
            })
        })
        .await
    }

    /// Sets a password and ends every session of the person.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn set_password(
        &self,
        person: PersonId,
        password: String,
        must_change: bool,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE accounts SET password = $2, must_change = $3, failures = 0 WHERE person = $1";
                let values =
                    [person.as_str().into(), password.into(), i32::from(must_change).into()];
                sql::execute(transaction, update, values).await?;
                end_sessions(transaction, &person).await?;
                append(transaction, entry).await
            })
        })
        .await
    }

    /// Disables an account and ends its sessions and tokens, or lets it be used again.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn disable_account(
        &self,
        person: PersonId,
        disabled: bool,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let since = disabled.then(|| to_micros(entry.at));
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE accounts SET disabled_at = $2 WHERE person = $1";
                sql::execute(transaction, update, [person.as_str().into(), since.into()]).await?;
                if since.is_some() {
                    end_sessions(transaction, &person).await?;
                    let revoke = "UPDATE api_tokens SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL";
                    sql::execute(transaction, revoke, [person.as_str().into(), since.into()]).await?;
                }
                append(transaction, entry).await
            })
        })
        .await
    }

    /// Opens a session, and ends the oldest ones of the person beyond `most`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_session(
        &self,
        token: Hash,
        session: Session,
        most: u32,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let person = session.person.as_str();
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
                let reset = "UPDATE accounts SET failures = 0 WHERE person = $1 AND failures > 0";
                sql::execute(transaction, reset, [person.into()]).await?;
                append(transaction, entry).await
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
        let select = "SELECT sessions.person, seen_at, expires_at FROM sessions \
                      JOIN accounts ON accounts.person = sessions.person AND disabled_at IS NULL \
                      WHERE token = $1";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.map(|row| {
            Ok(Session {
                person: person(&row)?,
                seen_at: from_micros(row.try_get("", "seen_at")?),
                expires_at: from_micros(row.try_get("", "expires_at")?),
            })
        })
        .transpose()
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

async fn end_sessions(
    transaction: &impl ConnectionTrait,
    person: &PersonId,
) -> Result<(), StoreError> {
    let delete = "DELETE FROM sessions WHERE person = $1";
    sql::execute(transaction, delete, [person.as_str().into()]).await?;
    Ok(())
}

fn person(row: &QueryResult) -> Result<PersonId, StoreError> {
    let person: String = row.try_get("", "person")?;
    Ok(PersonId::from(person.as_str()))
}

fn account(row: &QueryResult) -> Result<Account, StoreError> {
    let must_change: i32 = row.try_get("", "must_change")?;
    let disabled_at: Option<i64> = row.try_get("", "disabled_at")?;
    Ok(Account {
        person: person(row)?,
        sign_in: row.try_get("", "sign_in")?,
        password: row.try_get("", "password")?,
        must_change: must_change != 0,
        failures: row.try_get("", "failures")?,
        retry_at: from_micros(row.try_get("", "retry_at")?),
        disabled_at: disabled_at.map(from_micros),
    })
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
