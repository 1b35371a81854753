//! Work that workers take: clocks that are due and letters that wait. A lease says until when a worker has it, and its
//! fencing token makes the work of one whose lease has run out void. One claim is one statement on any number of nodes.

use domain::case::Effect;
use domain::id::{CaseId, PersonId, Timestamp};
use sea_orm::{DatabaseTransaction, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::change::LetterKey;
use crate::dialect::skip_locked;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A clock that is due, and the right to act on it for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueClock {
    /// Whose.
    pub case: CaseId,
    /// Its place in the case; -1 for a suspension that must end.
    pub ordinal: i32,
    /// The limit; empty for a suspension.
    pub limit: String,
    /// When it was due.
    pub wake_at: Timestamp,
    /// The fencing token.
    pub fence: i64,
    /// How often acting on it has failed.
    pub failures: i32,
}

impl DueClock {
    /// True if it is the end of a suspension.
    pub fn is_suspension(&self) -> bool {
        self.ordinal == crate::project::SUSPENSION
    }
}

/// A letter that waits, and the right to deliver it for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLetter {
    /// Which.
    pub key: LetterKey,
    /// What is to be done, as it is stored.
    body: String,
    /// The fencing token.
    pub fence: i64,
    /// How often it was tried.
    pub attempts: i32,
}

impl DueLetter {
    /// What is to be done.
    ///
    /// # Errors
    ///
    /// Where the letter is damaged. It is found out one by one, so that a damaged letter holds up no other.
    pub fn effect(&self) -> Result<Effect, StoreError> {
        serde_json::from_str(&self.body)
            .map_err(|source| StoreError::damaged("a letter", self.key.case, source))
    }
}

/// What a person is told inside the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeBody {
    /// A letter of the case's workflow.
    Letter(domain::id::LetterName),
    /// A level of a ladder was reached.
    Level {
        /// Of which limit.
        limit: domain::id::LimitName,
        /// What the level does.
        act: domain::workflow::Act,
    },
    /// The case lies in their hands now.
    HandedOver,
}

impl Store {
    /// Takes clocks that are due, the longest due first. Unassigned cases are cases like any other.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_clocks(
        &self,
        now: Timestamp,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<DueClock>, StoreError> {
        let claim = format!(
            "UPDATE clocks SET leased_until = $2, fence = fence + 1 WHERE (case_id, ordinal) IN \
             (SELECT case_id, ordinal FROM clocks WHERE wake_at <= $1 AND leased_until <= $1 \
             ORDER BY wake_at LIMIT {most}{}) \
             RETURNING case_id, ordinal, limit_name, wake_at, fence, failures",
            skip_locked(self.backend())
        );
        let (now, until) = (to_micros(now), to_micros(until));
        let rows = self.write(move |transaction| {
            Box::pin(async move { sql::all(transaction, &claim, [now.into(), until.into()]).await })
        });
        let mut due: Vec<_> = rows.await?.iter().map(due_clock).collect::<Result<_, _>>()?;
        due.sort_by_key(|clock| (clock.wake_at, clock.case, clock.ordinal));
        Ok(due)
    }

    /// Notes that acting on a clock failed; it is taken again at `retry_at`. Nothing if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn fail_clock(
        &self,
        clock: &DueClock,
        failure: String,
        retry_at: Timestamp,
    ) -> Result<(), StoreError> {
        let values = [
            clock.case.0.into(),
            clock.ordinal.into(),
            clock.fence.into(),
            failure.into(),
            to_micros(retry_at).into(),
        ];
        let update = "UPDATE clocks SET failures = failures + 1, failure = $4, leased_until = $5 \
                      WHERE case_id = $1 AND ordinal = $2 AND fence = $3";
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, update, values).await.map(|_| ()) })
        })
        .await
    }

    /// Takes letters that wait, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_letters(
        &self,
        now: Timestamp,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<DueLetter>, StoreError> {
        let claim = format!(
            "UPDATE letters SET leased_until = $2, fence = fence + 1, attempts = attempts + 1 \
             WHERE (case_id, seq, position) IN (SELECT case_id, seq, position FROM letters \
             WHERE due_at <= $1 AND leased_until <= $1 AND done_at IS NULL AND dead_at IS NULL \
             ORDER BY due_at, case_id, seq, position LIMIT {most}{}) \
             RETURNING case_id, seq, position, body, fence, attempts",
            skip_locked(self.backend())
        );
        let (now, until) = (to_micros(now), to_micros(until));
        let rows = self.write(move |transaction| {
            Box::pin(async move { sql::all(transaction, &claim, [now.into(), until.into()]).await })
        });
        let mut due: Vec<_> = rows.await?.iter().map(due_letter).collect::<Result<_, _>>()?;
        due.sort_by_key(|letter| letter.key);
        Ok(due)
    }

    /// Delivers a letter inside the system: the notices are there and the letter is done, or neither. False if the lease
    /// was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn deliver(
        &self,
        letter: &DueLetter,
        at: Timestamp,
        to: Vec<(Uuid, PersonId)>,
        body: &NoticeBody,
    ) -> Result<bool, StoreError> {
        let (key, fence, at) = (letter.key, letter.fence, to_micros(at));
        let body = serde_json::to_string(body)
            .map_err(|source| StoreError::damaged("the notice", key.case, source))?;
        self.write(move |transaction| {
            Box::pin(async move {
                if !done(transaction, key, fence, at).await? {
                    return Ok(false);
                }
                for (id, person) in to {
                    let insert = "INSERT INTO notices (case_id, id, person, body, created_at) \
                                  VALUES ($1, $2, $3, $4, $5)";
                    let values = [
                        key.case.0.into(),
                        id.into(),
                        person.as_str().into(),
                        body.clone().into(),
                        at.into(),
                    ];
                    sql::execute(transaction, insert, values).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Has done with a letter that asked for nothing but an entry of the audit, if for that: both are written, or neither.
    /// False if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn conclude(
        &self,
        letter: &DueLetter,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<bool, StoreError> {
        let (key, fence, at) = (letter.key, letter.fence, to_micros(at));
        self.write(move |transaction| {
            Box::pin(async move {
                if !done(transaction, key, fence, at).await? {
                    return Ok(false);
                }
                if let Some(entry) = entry {
                    append(transaction, entry).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Notes that a letter could not be delivered: again at `retry_at`, or never by itself if none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn fail_letter(
        &self,
        letter: &DueLetter,
        failure: String,
        now: Timestamp,
        retry_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let key = letter.key;
        let values = [
            key.case.0.into(),
            key.seq.into(),
            key.position.into(),
            letter.fence.into(),
            failure.into(),
            to_micros(retry_at.unwrap_or(now)).into(),
            retry_at.is_none().then(|| to_micros(now)).into(),
        ];
        let update = "UPDATE letters SET failure = $5, due_at = $6, dead_at = $7, leased_until = 0 \
                      WHERE case_id = $1 AND seq = $2 AND position = $3 AND fence = $4";
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, update, values).await.map(|_| ()) })
        })
        .await
    }
}

/// Marks a letter as done. False if somebody else holds it or has done it.
pub(crate) async fn done(
    transaction: &DatabaseTransaction,
    key: LetterKey,
    fence: i64,
    at: i64,
) -> Result<bool, StoreError> {
    let done = "UPDATE letters SET done_at = $5 WHERE case_id = $1 AND seq = $2 \
                AND position = $3 AND fence = $4 AND done_at IS NULL";
    let values = [key.case.0.into(), key.seq.into(), key.position.into(), fence.into(), at.into()];
    Ok(sql::execute(transaction, done, values).await? == 1)
}

fn due_clock(row: &QueryResult) -> Result<DueClock, StoreError> {
    Ok(DueClock {
        case: CaseId(row.try_get("", "case_id")?),
        ordinal: row.try_get("", "ordinal")?,
        limit: row.try_get("", "limit_name")?,
        wake_at: from_micros(row.try_get("", "wake_at")?),
        fence: row.try_get("", "fence")?,
        failures: row.try_get("", "failures")?,
    })
}

fn due_letter(row: &QueryResult) -> Result<DueLetter, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let key =
        LetterKey { case, seq: row.try_get("", "seq")?, position: row.try_get("", "position")? };
    Ok(DueLetter {
        key,
        body: row.try_get("", "body")?,
        fence: row.try_get("", "fence")?,
        attempts: row.try_get("", "attempts")?,
    })
}
