//! The outbox: messages that wait for an outside body, each sent until it has arrived or somebody must look.

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::desk::DispatchState;
use super::refer::{Referral, ReferralId, arrived};
use crate::audit::{AuditEntry, append};
use crate::dialect::skip_locked;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The case is handed over.
    Referral,
    /// The body's part has ended.
    Recalled,
    /// The body is urged.
    Urged,
    /// There is something new to fetch.
    Supplemented,
    /// The case is more dangerous than it was.
    RiskRaised,
}

impl Purpose {
    const ALL: [Self; 5] =
        [Self::Referral, Self::Recalled, Self::Urged, Self::Supplemented, Self::RiskRaised];

    /// The word in the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Recalled => "recalled",
            Self::Urged => "urged",
            Self::Supplemented => "supplemented",
            Self::RiskRaised => "risk_raised",
        }
    }
}

/// A message and the right to send it for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDispatch {
    /// By what the body knows a repeat.
    pub id: Uuid,
    /// Of which referral.
    pub referral: ReferralId,
    /// What for.
    pub purpose: Purpose,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// The fencing token.
    pub fence: i64,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// How a message stands, for whoever looks at the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// Which.
    pub id: Uuid,
    /// Of which case.
    pub case: CaseId,
    /// The number of the case.
    pub number: String,
    /// To whom.
    pub unit: UnitId,
    /// What for.
    pub purpose: Purpose,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// The next try, while it waits.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it did not work last.
    pub failure: Option<String>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Since when nobody tries it any more.
    pub dead_at: Option<Timestamp>,
}

impl Dispatch {
    /// How it stands.
    pub const fn state(&self) -> DispatchState {
        match (self.sent_at, self.dead_at) {
            (Some(_), _) => DispatchState::Sent,
            (None, Some(_)) => DispatchState::Dead,
            (None, None) => DispatchState::Waiting,
        }
    }
}

/// What came of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The body has it. With a referral comes the number that it has there, unless it is still under way.
    Done(Option<Arrived>),
    /// It did not work, and is tried again at this instant.
    Again(String, Timestamp),
    /// Nobody was asked, which was no try; it is taken again at this instant.
    Held(Timestamp),
    /// It did not work, and nobody tries it any more until a person says so.
    Dead(String),
}

/// That a referral has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The number that it has there.
    pub foreign_number: String,
    /// When.
    pub at: Timestamp,
}

/// Gives back the right to send a message, and the try that was none. How it failed before stays so.
const HELD: &str = "UPDATE dispatches SET leased_until = $3, due_at = $4, attempts = attempts - 1 \
                    WHERE id = $1 AND fence = $2 AND sent_at IS NULL";

/// Of messages that nobody tries any more, those that a person can have tried again: what follows a case only where that is
/// known there, and after the body's part has ended only that it has. The others are over, and nobody need act.
pub(super) const RETRIABLE: &str = "EXISTS (SELECT 1 FROM referrals WHERE referrals.id = dispatches.referral \
    AND (dispatches.purpose = 'referral' OR referrals.foreign_number IS NOT NULL) \
    AND (dispatches.purpose = 'recalled' OR referrals.ended_at IS NULL))";

/// Why what follows a case is dead where the case never came there.
pub const NOT_HANDED_OVER: &str = "the case was not handed over";

impl Store {
    /// Takes messages to one body that are due, the oldest first. What follows a referral waits until that has arrived or
    /// will not, and each message until those before it on the same referral are there or dead, so that none overtakes
    /// another.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_dispatches(
        &self,
        unit: &UnitId,
        now: Timestamp,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<DueDispatch>, StoreError> {
        let claim = format!(
            "UPDATE dispatches SET leased_until = $3, fence = fence + 1, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM dispatches WHERE unit = $1 AND due_at <= $2 AND leased_until <= $2 \
             AND sent_at IS NULL AND dead_at IS NULL AND (purpose = 'referral' OR EXISTS (SELECT 1 FROM referrals \
             WHERE referrals.id = dispatches.referral AND (referrals.foreign_number IS NOT NULL \
             OR referrals.refused IS NOT NULL OR EXISTS (SELECT 1 FROM dispatches AS first \
             WHERE first.id = referrals.id AND first.dead_at IS NOT NULL)))) \
             AND (purpose = 'referral' OR NOT EXISTS (SELECT 1 FROM dispatches AS earlier \
             WHERE earlier.referral = dispatches.referral AND earlier.sent_at IS NULL AND earlier.dead_at IS NULL \
             AND (earlier.created_at, earlier.id) < (dispatches.created_at, dispatches.id))) \
             ORDER BY due_at, created_at, id LIMIT {most}{}) \
             RETURNING id, referral, purpose, created_at, fence, attempts",
            skip_locked(self.backend())
        );
        let values = [unit.as_str().into(), to_micros(now).into(), to_micros(until).into()];
        let rows = self.write(move |transaction| {
            Box::pin(async move { sql::all(transaction, &claim, values).await })
        });
        let mut due: Vec<_> = rows.await?.iter().map(due_dispatch).collect::<Result<_, _>>()?;
        due.sort_by_key(|dispatch| (dispatch.created_at, dispatch.id));
        Ok(due)
    }

    /// Notes what came of sending a message. False if the lease was lost; what was sent is known there by its id.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dispatched(
        &self,
        dispatch: &DueDispatch,
        now: Timestamp,
        sent: Sent,
    ) -> Result<bool, StoreError> {
        let (id, fence, referral) = (dispatch.id, dispatch.fence, dispatch.referral);
        let now = to_micros(now);
        self.write(move |transaction| {
            Box::pin(async move {
                let (failure, due, sent_at, dead_at, delivered) = match sent {
                    Sent::Done(delivered) => (None, now, Some(now), None, delivered),
                    Sent::Again(why, at) => (Some(why), to_micros(at), None, None, None),
                    Sent::Dead(why) => (Some(why), now, None, Some(now), None),
                    Sent::Held(at) => {
                        let values = [id.into(), fence.into(), now.into(), to_micros(at).into()];
                        return Ok(sql::execute(transaction, HELD, values).await? == 1);
                    }
                };
                let update = "UPDATE dispatches SET leased_until = $7, failure = $3, due_at = $4, sent_at = $5, \
                              dead_at = $6 WHERE id = $1 AND fence = $2 AND sent_at IS NULL";
                let values = [
                    id.into(),
                    fence.into(),
                    failure.into(),
                    due.into(),
                    sent_at.into(),
                    dead_at.into(),
                    // The lease ends: what is kept tells when the message was tried last.
                    now.into(),
                ];
                let held = sql::execute(transaction, update, values).await? == 1;
                if let Some(Arrived { foreign_number, at }) = delivered.filter(|_| held)
                    && !arrived(transaction, referral, &foreign_number, to_micros(at)).await?
                {
                    let dead = "UPDATE dispatches SET sent_at = NULL, dead_at = $2, failure = $3 WHERE id = $1";
                    let why = "the body gave it the number of another referral";
                    sql::execute(transaction, dead, [id.into(), now.into(), why.into()]).await?;
                }
                Ok(held)
            })
        })
        .await
    }

    /// Has a message that nobody tries any more tried again from the beginning. False if there is none such, or if it is of
    /// no use: the case is not the body's any more, or what the message follows never came there. The
    /// entry is written with it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retry_dispatch(&self, id: Uuid, entry: AuditEntry) -> Result<bool, StoreError> {
        let at = to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
                let update = format!(
                    "UPDATE dispatches SET dead_at = NULL, attempts = 0, due_at = $2, leased_until = 0 \
                     WHERE id = $1 AND dead_at IS NOT NULL AND {RETRIABLE}"
                );
                let found = sql::execute(transaction, &update, [id.into(), at.into()]).await? == 1;
                if found {
                    // It is on its way again, whatever the body said before.
                    let anew = "UPDATE referrals SET refused = NULL WHERE foreign_number IS NULL AND id = ( \
                                SELECT referral FROM dispatches WHERE id = $1 AND purpose = 'referral')";
                    sql::execute(transaction, anew, [id.into()]).await?;
                    append(transaction, entry).await?;
                }
                Ok(found)
            })
        })
        .await
    }
}

/// Puts a message into the outbox.
pub(super) async fn push(
    transaction: &DatabaseTransaction,
    id: Uuid,
    referral: &Referral,
    purpose: Purpose,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO dispatches (id, referral, unit, purpose, created_at, due_at, leased_until, fence, \
                  attempts) VALUES ($1, $2, $3, $4, $5, $5, 0, 0, 0)";
    let values = [
        id.into(),
        referral.id.0.into(),
        referral.unit.as_str().into(),
        purpose.as_str().into(),
        to_micros(at).into(),
    ];
    sql::execute(transaction, insert, values).await.map(|_| ())
}

/// A purpose by its word.
pub(crate) fn purpose(row: &QueryResult) -> Result<Purpose, StoreError> {
    let word: String = row.try_get("", "purpose")?;
    let found = Purpose::ALL.into_iter().find(|known| known.as_str() == word);
    found.ok_or_else(|| sea_orm::DbErr::Type(format!("unknown purpose `{word}`")).into())
}

fn due_dispatch(row: &QueryResult) -> Result<DueDispatch, StoreError> {
    Ok(DueDispatch {
        id: row.try_get("", "id")?,
        referral: ReferralId(row.try_get("", "referral")?),
        purpose: purpose(row)?,
        created_at: from_micros(row.try_get("", "created_at")?),
        fence: row.try_get("", "fence")?,
        attempts: row.try_get("", "attempts")?,
    })
}
