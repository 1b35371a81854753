//! Accounts. Passwords come as Argon2id hashes and are never here in plain.

use std::collections::BTreeSet;

use domain::id::{PersonId, Timestamp};
use sea_orm::{DatabaseTransaction, QueryResult};

use crate::api_tokens::end_api_tokens;
use crate::audit::{AuditEntry, append};
use crate::calendar_feeds::end_calendar;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sessions::end_sessions;
use crate::sql;

pub use crate::api_tokens::ApiToken;
pub use crate::sessions::{Checked, OpenSession, Session, Whence, Which};

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
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("person", &self.person).finish_non_exhaustive()
    }
}

/// What ended with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How many sessions.
    pub sessions: u64,
    /// How many API tokens.
    pub api_tokens: u64,
}

const ACCOUNT: &str = "person, sign_in, password, must_change, disabled_at";

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
                    (person, sign_in, password, must_change, created_at) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
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

    /// Sets a password and ends every session and API token of the person: whoever changes one fears that others know it,
    /// and they may have opened a token with it.
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
    ) -> Result<Ended, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update =
                    "UPDATE accounts SET password = $2, must_change = $3 WHERE person = $1";
                let values =
                    [person.as_str().into(), password.into(), i32::from(must_change).into()];
                sql::execute(transaction, update, values).await?;
                let sessions = end_sessions(transaction, &person).await?;
                let api_tokens = end_api_tokens(transaction, &person, entry.at).await?;
                end_calendar(transaction, &person).await?;
                append(transaction, entry).await?;
                Ok(Ended { sessions, api_tokens })
            })
        })
        .await
    }

    /// All accounts, in the order of their people.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let select = format!("SELECT {ACCOUNT} FROM accounts ORDER BY person");
        let rows = sql::all(self.reads(), &select, []).await?;
        rows.iter().map(account).collect()
    }

    /// Ends every session, API token and calendar feed of the person; the account stays as it is.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn end_access(
        &self,
        person: PersonId,
        entry: AuditEntry,
    ) -> Result<Ended, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let sessions = end_sessions(transaction, &person).await?;
                let api_tokens = end_api_tokens(transaction, &person, entry.at).await?;
                end_calendar(transaction, &person).await?;
                append(transaction, entry).await?;
                Ok(Ended { sessions, api_tokens })
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
        self.write(move |transaction| Box::pin(set_disabled(transaction, person, disabled, entry)))
            .await
    }

    /// Disables an account as long as one of these others can still be used. False, and nothing is done, otherwise.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn disable_account_beside(
        &self,
        person: PersonId,
        others: BTreeSet<PersonId>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let lock = if self.is_postgres() { " ORDER BY person FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                // The account itself among them: of two that disable each other, the second waits, and finds the first.
                let all: Vec<&PersonId> = others.iter().chain([&person]).collect();
                let places: Vec<String> = (1..=all.len()).map(|place| format!("${place}")).collect();
                let select = format!(
                    "SELECT person FROM accounts WHERE disabled_at IS NULL AND person IN ({}){lock}",
                    places.join(", ")
                );
                let values = all.iter().map(|person| person.as_str().into());
                let usable = sql::all(transaction, &select, values).await?;
                let names = usable.iter().map(|row| row.try_get::<String>("", "person"));
                let names = names.collect::<Result<Vec<_>, _>>()?;
                if names.iter().all(|name| name == person.as_str()) {
                    return Ok(false);
                }
                set_disabled(transaction, person, true, entry).await.map(|()| true)
            })
        })
        .await
    }
}

async fn set_disabled(
    transaction: &DatabaseTransaction,
    person: PersonId,
    disabled: bool,
    entry: AuditEntry,
) -> Result<(), StoreError> {
    let since = disabled.then(|| to_micros(entry.at));
    let update = "UPDATE accounts SET disabled_at = $2 WHERE person = $1";
    sql::execute(transaction, update, [person.as_str().into(), since.into()]).await?;
    if since.is_some() {
        end_sessions(transaction, &person).await?;
        end_api_tokens(transaction, &person, entry.at).await?;
        end_calendar(transaction, &person).await?;
    }
    append(transaction, entry).await
}

pub(crate) fn person(row: &QueryResult) -> Result<PersonId, StoreError> {
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
        disabled_at: disabled_at.map(from_micros),
    })
}
