//! Sessions: one per sign-in, known by the SHA-256 hash of its token.

use domain::id::{PersonId, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::accounts::person;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::second_factor::{Proof, is_proved};
use crate::sql;

/// From where somebody signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whence {
    /// The address.
    pub address: String,
    /// The browser and its system in two words, or the name of a program; empty where it did not say.
    pub browser: String,
}

/// What was checked before a session is opened, and is held against the account once more as it is opened.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The hash of the password that fitted.
    pub password: String,
    /// What was shown beside it; none where the account needs no more.
    pub proof: Option<Proof>,
    /// How many sessions the person may have.
    pub most: u32,
}

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
    /// Whether the account has a second factor.
    pub has_factor: bool,
    /// When and from which address they had signed in before.
    pub before: Option<(Timestamp, String)>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The hash of its token, by which it is named and cannot be used.
    pub token: Hash,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// From where it was opened.
    pub whence: Whence,
}

/// Which of somebody's sessions end.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// This one.
    This(Hash),
    /// All but this one.
    AllBut(Hash),
}

impl Store {
    /// Opens a session, and ends the oldest ones of the person beyond the most. False, and nothing is done, if the password
    /// is another by then, the account disabled, or what was shown beside the password is used or not enough.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_session(
        &self,
        token: Hash,
        session: Session,
        (checked, whence): (Checked, Whence),
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        // Of two sign-ins at once the second finds what the first has used.
        let lock = if self.is_postgres() { " FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let person = session.person.as_str();
                let holds = format!(
                    "SELECT signed_in_at, signed_in_address FROM accounts \
                     WHERE person = $1 AND password = $2 AND disabled_at IS NULL{lock}"
                );
                let values = [person.into(), checked.password.into()];
                let Some(account) = sql::one(transaction, &holds, values).await? else {
                    return Ok(false);
                };
                if !is_proved(transaction, &session.person, checked.proof).await? {
                    return Ok(false);
                }
                insert(transaction, token, &session, (&whence, &account)).await?;
                let trim = format!(
                    "DELETE FROM sessions WHERE person = $1 AND token NOT IN (SELECT token FROM sessions \
                     WHERE person = $1 ORDER BY created_at DESC, token LIMIT {})",
                    checked.most
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
        let select = "SELECT sessions.person, must_change, seen_at, expires_at, before_at, before_address, \
                      second_factors.since FROM sessions \
                      JOIN accounts ON accounts.person = sessions.person AND disabled_at IS NULL \
                      LEFT JOIN second_factors ON second_factors.person = sessions.person \
                      WHERE token = $1";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.map(|row| {
            let must_change: i32 = row.try_get("", "must_change")?;
            let since: Option<i64> = row.try_get("", "since")?;
            let before_at: Option<i64> = row.try_get("", "before_at")?;
            let before_address: Option<String> = row.try_get("", "before_address")?;
            Ok(Session {
                person: person(&row)?,
                must_change: must_change != 0,
                seen_at: from_micros(row.try_get("", "seen_at")?),
                expires_at: from_micros(row.try_get("", "expires_at")?),
                has_factor: since.is_some(),
                before: before_at.map(from_micros).zip(before_address),
            })
        })
        .transpose()
    }

    /// The sessions of a person, the newest first. Whether one has expired is the caller's to judge.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sessions_of(&self, person: &PersonId) -> Result<Vec<OpenSession>, StoreError> {
        let select = "SELECT token, created_at, seen_at, expires_at, address, browser FROM sessions \
                      WHERE person = $1 ORDER BY created_at DESC, token";
        let rows = sql::all(self.reads(), select, [person.as_str().into()]).await?;
        rows.iter().map(open).collect()
    }

    /// Ends sessions of a person, and says how many.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn end_sessions_of(
        &self,
        person: PersonId,
        which: Which,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let ended = end_some(transaction, &person, which).await?;
                if ended > 0 {
                    append(transaction, entry).await?;
                }
                Ok(ended)
            })
        })
        .await
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

/// Ends some sessions of a person.
pub(crate) async fn end_some(
    transaction: &impl ConnectionTrait,
    person: &PersonId,
    which: Which,
) -> Result<u64, StoreError> {
    let (is, token) = match which {
        Which::This(token) => ("=", token),
        Which::AllBut(token) => ("<>", token),
    };
    let delete = format!("DELETE FROM sessions WHERE person = $1 AND token {is} $2");
    sql::execute(transaction, &delete, [person.as_str().into(), token.to_vec().into()]).await
}

/// Puts a session in, which is the newest sign-in of its account then.
async fn insert(
    transaction: &DatabaseTransaction,
    token: Hash,
    session: &Session,
    (whence, account): (&Whence, &QueryResult),
) -> Result<(), StoreError> {
    let before: (Option<i64>, Option<String>) =
        (account.try_get("", "signed_in_at")?, account.try_get("", "signed_in_address")?);
    let insert = "INSERT INTO sessions (token, person, created_at, seen_at, expires_at, address, browser, \
                  before_at, before_address) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8)";
    let (person, seen_at) = (session.person.as_str(), to_micros(session.seen_at));
    let values = [
        token.to_vec().into(),
        person.into(),
        seen_at.into(),
        to_micros(session.expires_at).into(),
        whence.address.as_str().into(),
        whence.browser.as_str().into(),
        before.0.into(),
        before.1.into(),
    ];
    sql::execute(transaction, insert, values).await?;
    let update = "UPDATE accounts SET signed_in_at = $2, signed_in_address = $3 WHERE person = $1";
    let values = [person.into(), seen_at.into(), whence.address.as_str().into()];
    sql::execute(transaction, update, values).await.map(|_| ())
}

fn open(row: &QueryResult) -> Result<OpenSession, StoreError> {
    let token: Vec<u8> = row.try_get("", "token")?;
    let damaged = |_| StoreError::damaged("the hash", "a session", None);
    Ok(OpenSession {
        token: Hash::try_from(token.as_slice()).map_err(damaged)?,
        created_at: from_micros(row.try_get("", "created_at")?),
        seen_at: from_micros(row.try_get("", "seen_at")?),
        expires_at: from_micros(row.try_get("", "expires_at")?),
        whence: Whence {
            address: row.try_get("", "address")?,
            browser: row.try_get("", "browser")?,
        },
    })
}
