//! The inbox: what outside bodies said, kept for ever, so that a repeat is known as one.

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::QueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::refer::{ReferralId, Standing, stands};
use crate::audit::{AuditEntry, append};
use crate::dialect::lock_rows;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A message as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxMessage {
    /// Its id there.
    pub id: String,
    /// What it says, as the adapter has read it.
    body: String,
}

impl InboxMessage {
    /// A message with what the adapter has read in it.
    ///
    /// # Errors
    ///
    /// Where that cannot be written as JSON.
    pub fn new(id: &str, said: &impl Serialize) -> Result<Self, StoreError> {
        let body = serde_json::to_string(said);
        let body = body.map_err(|source| StoreError::damaged("a report", id, source))?;
        Ok(Self { id: id.to_owned(), body })
    }
}

/// A message that waits, and the right to handle it for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMessage {
    /// Who said it.
    pub unit: UnitId,
    /// Its id there.
    pub id: String,
    /// What it says, as it is stored.
    body: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// The fencing token.
    pub fence: i64,
    /// How often it was taken in a row without an end, this time included.
    pub tries: i64,
}

impl WaitingMessage {
    /// What it says, as it is stored.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What it says.
    ///
    /// # Errors
    ///
    /// Where it is damaged. It is found out one by one, so that a damaged message holds up no other.
    pub fn said<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.body)
            .map_err(|source| StoreError::damaged("a message", &self.id, source))
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InboxResult {
    /// It changed its case, or what is known of the referral.
    Applied,
    /// Something newer was known.
    Superseded,
    /// A person must look at it.
    Person,
    /// A person has looked at it.
    Seen,
    /// It names what its sender has no part in, or says nothing that can be read.
    Refused,
}

impl InboxResult {
    pub(super) const ALL: [Self; 5] =
        [Self::Applied, Self::Superseded, Self::Person, Self::Seen, Self::Refused];

    /// The word in the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Superseded => "superseded",
            Self::Person => "person",
            Self::Seen => "seen",
            Self::Refused => "refused",
        }
    }
}

/// What became of a message, and what is known by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// The case that it belongs to.
    pub case: Option<CaseId>,
    /// What became of it.
    pub result: InboxResult,
    /// Why, where it was not carried out.
    pub why: String,
    /// How the referral stands by it.
    pub standing: Option<(ReferralId, Standing)>,
    /// The number that it names and that nobody knows: it is handled anew if a referral turns out to have that number.
    pub number: Option<String>,
}

impl Handled {
    /// By a result, with nothing known.
    pub const fn new(case: Option<CaseId>, result: InboxResult, why: String) -> Self {
        Self { case, result, why, standing: None, number: None }
    }
}

impl Store {
    /// Keeps messages of a body, in their order, and returns how many of them are new. A repeat changes nothing. What
    /// different nodes keep for one body at once gets its places one after the other.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn receive(
        &self,
        unit: &UnitId,
        at: Timestamp,
        messages: Vec<InboxMessage>,
        cursor: Option<String>,
    ) -> Result<u64, StoreError> {
        let (unit, at) = (unit.as_str().to_owned(), to_micros(at));
        self.write(move |transaction| {
            Box::pin(async move {
                // First, for it locks the row: the places below are counted by one at a time.
                let heard = "INSERT INTO agencies (unit, cursor, polled_at, heard_at, bad) VALUES ($1, $2, NULL, $3, 0) \
                             ON CONFLICT (unit) DO UPDATE SET cursor = COALESCE(excluded.cursor, agencies.cursor), \
                             heard_at = excluded.heard_at, bad = agencies.bad * $4";
                let still = i32::from(messages.is_empty());
                let values = [unit.as_str().into(), cursor.into(), at.into(), still.into()];
                sql::execute(transaction, heard, values).await?;
                let insert = "INSERT INTO inbox (agency, message_id, ordinal, body, received_at, leased_until, fence) \
                              VALUES ($1, $2, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM inbox WHERE agency = $1), \
                              $3, $4, 0, 0) ON CONFLICT (agency, message_id) DO NOTHING";
                let mut new = 0;
                for InboxMessage { id, body } in messages {
                    let values = [unit.as_str().into(), id.into(), body.into(), at.into()];
                    new += sql::execute(transaction, insert, values).await?;
                }
                Ok(new)
            })
        })
        .await
    }

    /// Takes messages that wait: of each body the first of those that are not held, and none while another of its messages
    /// is in somebody's hands, so that none overtakes another.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_messages(
        &self,
        now: Timestamp,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<WaitingMessage>, StoreError> {
        let backend = self.backend();
        // Whoever gives places, takes messages or has done with one has the row of the body: what is found below stays so.
        let bodies = format!(
            "SELECT unit FROM agencies WHERE unit IN (SELECT agency FROM inbox WHERE handled_at IS NULL \
             AND held_until <= $1) ORDER BY unit{}",
            lock_rows(backend)
        );
        let claim = "UPDATE inbox SET leased_until = $2, fence = fence + 1, tries = tries + 1 WHERE agency = $3 AND ordinal = ( \
                     SELECT MIN(ordinal) FROM inbox WHERE agency = $3 AND handled_at IS NULL AND held_until <= $1) \
                     AND NOT EXISTS (SELECT 1 FROM inbox WHERE agency = $3 AND handled_at IS NULL AND leased_until > $1) \
                     RETURNING agency, message_id, body, received_at, fence, tries";
        let (now, until) = (to_micros(now), to_micros(until));
        let rows = self.write(move |transaction| {
            Box::pin(async move {
                let mut taken = Vec::new();
                for body in sql::all(transaction, &bodies, [now.into()]).await? {
                    let unit: String = body.try_get("", "unit")?;
                    let values = [now.into(), until.into(), unit.into()];
                    taken.extend(sql::all(transaction, claim, values).await?);
                    if taken.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
                        break;
                    }
                }
                Ok(taken)
            })
        });
        rows.await?.iter().map(waiting).collect()
    }

    /// Lays a message aside until an instant, with its place: those that its body counts before it are missing. Others of the body are taken
    /// meanwhile. False if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn hold_message(
        &self,
        message: &WaitingMessage,
        (case, place): (CaseId, i64),
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let hold = "UPDATE inbox SET leased_until = 0, tries = 0, held_until = $5, held_place = $6, case_id = $4 \
                    WHERE agency = $1 AND message_id = $2 AND fence = $3 AND handled_at IS NULL";
        let values = [
            message.unit.as_str().into(),
            message.id.as_str().into(),
            message.fence.into(),
            case.0.into(),
            to_micros(until).into(),
            place.into(),
        ];
        self.write(move |transaction| {
            Box::pin(async move { Ok(sql::execute(transaction, hold, values).await? == 1) })
        })
        .await
    }

    /// Takes up again the first of what was laid aside for the case of a message that is done with. Each takes up the next.
    ///
    /// # Errors
    ///
    /// Where the database fails; what was laid aside is taken up when its time is over.
    pub async fn release_held(&self, message: &WaitingMessage) -> Result<(), StoreError> {
        const HELD: &str = "agency = $1 AND handled_at IS NULL AND held_until > 0 AND case_id = ( \
                            SELECT case_id FROM inbox WHERE agency = $1 AND message_id = $2 AND handled_at IS NOT NULL)";
        let values = || [message.unit.as_str().into(), message.id.as_str().into()];
        let select = format!("SELECT 1 FROM inbox WHERE {HELD} LIMIT 1");
        if sql::one(self.reads(), &select, values()).await?.is_none() {
            return Ok(());
        }
        let (update, values) = (
            format!(
                "UPDATE inbox SET held_until = 0 WHERE {HELD} AND held_place = ( \
                                       SELECT MIN(held_place) FROM inbox WHERE {HELD})"
            ),
            values(),
        );
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, &update, values).await.map(|_| ()) })
        })
        .await
    }

    /// Has done with a message, with what is known by it and with an entry for the audit if there is one. False if the lease
    /// was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn handled(
        &self,
        message: &WaitingMessage,
        at: Timestamp,
        became: Handled,
        entry: Option<AuditEntry>,
    ) -> Result<bool, StoreError> {
        let Handled { case, result, why, standing, number } = became;
        let values = [
            message.unit.as_str().into(),
            message.id.as_str().into(),
            message.fence.into(),
            case.map(|case| case.0).into(),
            to_micros(at).into(),
            result.as_str().into(),
            why.into(),
            number.clone().into(),
        ];
        let unit = message.unit.clone();
        self.write(move |transaction| {
            Box::pin(async move {
                let lock = "UPDATE agencies SET bad = bad WHERE unit = $1";
                sql::execute(transaction, lock, [unit.as_str().into()]).await?;
                let is_known = "SELECT 1 FROM referrals WHERE unit = $1 AND foreign_number = $2";
                let known = [unit.as_str().into(), number.clone().into()];
                if number.is_some() && sql::one(transaction, is_known, known).await?.is_some() {
                    // The receipt has come meanwhile: the message is taken again, and finds its case.
                    let again = "UPDATE inbox SET leased_until = 0, tries = 0 WHERE agency = $1 AND message_id = $2 AND fence = $3";
                    let [unit, id, fence, ..] = values;
                    return Ok(sql::execute(transaction, again, [unit, id, fence]).await? == 1);
                }
                let update = "UPDATE inbox SET case_id = COALESCE($4, case_id), handled_at = $5, result = $6, why = $7, number = $8 \
                              WHERE agency = $1 AND message_id = $2 AND fence = $3 AND handled_at IS NULL";
                let held = sql::execute(transaction, update, values).await? == 1;
                if let Some((referral, standing)) = standing.filter(|_| held) {
                    stands(transaction, referral, standing).await?;
                }
                if let Some(entry) = entry.filter(|_| held) {
                    append(transaction, entry).await?;
                }
                Ok(held)
            })
        })
        .await
    }
}

fn waiting(row: &QueryResult) -> Result<WaitingMessage, StoreError> {
    Ok(WaitingMessage {
        unit: UnitId::from(row.try_get::<String>("", "agency")?.as_str()),
        id: row.try_get("", "message_id")?,
        body: row.try_get("", "body")?,
        received_at: from_micros(row.try_get("", "received_at")?),
        fence: row.try_get("", "fence")?,
        tries: row.try_get("", "tries")?,
    })
}
