//! Referrals: which case is in the hands of which body.

use std::collections::BTreeSet;

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::{DatabaseTransaction, QueryResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::outbox::{NOT_HANDED_OVER, Purpose, push};
use crate::change::LetterKey;
use crate::error::StoreError;
use crate::leases::{DueLetter, done};
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// By what a referral is known, here and there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferralId(pub Uuid);

/// A case in the hands of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// By what it is known.
    pub id: ReferralId,
    /// Which case.
    pub case: CaseId,
    /// Which body.
    pub unit: UnitId,
    /// When it was handed over.
    pub created_at: Timestamp,
    /// When it arrived; none while it has not.
    pub delivered_at: Option<Timestamp>,
    /// Why the body did not take it.
    pub refused: Option<String>,
    /// When the body's part ended.
    pub ended_at: Option<Timestamp>,
    /// The number that it has there.
    pub foreign_number: Option<String>,
    /// How it stands there, as the body said last.
    pub standing: Option<Standing>,
}

/// How a referral stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The body's own code.
    pub code: String,
    /// When that happened there.
    pub at: Timestamp,
    /// Its place among the body's reports, where it counts them.
    pub sequence: Option<i64>,
}

/// The columns of a referral.
const REFERRAL: &str = "id, case_id, unit, created_at, delivered_at, refused, ended_at, foreign_number, standing, \
                        standing_at, sequence";

impl Store {
    /// Brings the referrals of a case in line with who works on it, and has done with the letter that asked for it: who
    /// got a part has a referral with its message waiting, whose part has ended has a message that says so. All of it is
    /// written, or nothing. False if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn align_referrals(
        &self,
        letter: &DueLetter,
        at: Timestamp,
        working: BTreeSet<UnitId>,
    ) -> Result<bool, StoreError> {
        let (key, fence) = (letter.key, letter.fence);
        self.write(move |transaction| {
            Box::pin(async move {
                if !done(transaction, key, fence, to_micros(at)).await? {
                    return Ok(false);
                }
                let open = open(transaction, key.case).await?;
                for referral in open.iter().filter(|open| !working.contains(&open.unit)) {
                    end(transaction, referral, key, at).await?;
                }
                let told: BTreeSet<_> = open.iter().map(|open| &open.unit).collect();
                for unit in working.iter().filter(|unit| !told.contains(unit)) {
                    let id = made_of(key, unit.as_str());
                    begin(transaction, id, (key.case, unit), at).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Has the bodies that work on a case told of something, and has done with the letter that asked for it. Whoever has
    /// not got the case yet learns it with the case. False if the lease was lost.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn amend_referrals(
        &self,
        letter: &DueLetter,
        at: Timestamp,
        purpose: Purpose,
    ) -> Result<bool, StoreError> {
        let (key, fence) = (letter.key, letter.fence);
        self.write(move |transaction| {
            Box::pin(async move {
                if !done(transaction, key, fence, to_micros(at)).await? {
                    return Ok(false);
                }
                for referral in open(transaction, key.case).await? {
                    let id = made_of(key, referral.unit.as_str());
                    push(transaction, id, &referral, purpose, at).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Open cases on which a unit may work and that were never handed to it: those that were in its hands before it was
    /// connected. Who works on a case is for the core to say.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn never_referred(&self, unit: &UnitId) -> Result<Vec<CaseId>, StoreError> {
        let select = "SELECT id FROM cases WHERE ended IS NULL AND (lead = $1 OR delegate = $1 OR EXISTS ( \
                      SELECT 1 FROM case_parts WHERE case_parts.case_id = cases.id AND case_parts.subject IN ($2, $3))) \
                      AND NOT EXISTS (SELECT 1 FROM referrals WHERE referrals.case_id = cases.id AND referrals.unit = $1 \
                      AND referrals.ended_at IS NULL)";
        let values = [unit.as_str().into(), format!("a:{unit}").into(), format!("c:{unit}").into()];
        let rows = sql::all(self.reads(), select, values).await?;
        rows.iter().map(|row| Ok(CaseId(row.try_get("", "id")?))).collect()
    }

    /// Hands a case to a body that was connected when it had the case already. False if it was handed over meanwhile.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn begin_referral(
        &self,
        id: ReferralId,
        (case, unit): (CaseId, &UnitId),
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let unit = unit.clone();
        self.write(move |transaction| {
            Box::pin(async move { begin(transaction, id.0, (case, &unit), at).await })
        })
        .await
    }

    /// The case that a source has brought under this id of its own.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn case_from(&self, source: &str, id: &str) -> Result<Option<CaseId>, StoreError> {
        let select = "SELECT case_id FROM complaints WHERE source = $1 AND source_id = $2";
        let row = sql::one(self.reads(), select, [source.into(), id.into()]).await?;
        Ok(row.map(|row| row.try_get("", "case_id")).transpose()?.map(CaseId))
    }

    /// The referral that a body knows by this number.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referral_by_number(
        &self,
        unit: &UnitId,
        foreign_number: &str,
    ) -> Result<Option<Referral>, StoreError> {
        let select =
            format!("SELECT {REFERRAL} FROM referrals WHERE unit = $1 AND foreign_number = $2");
        let values = [unit.as_str().into(), foreign_number.into()];
        sql::one(self.reads(), &select, values).await?.as_ref().map(referral).transpose()
    }

    /// A referral.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referral(&self, id: ReferralId) -> Result<Option<Referral>, StoreError> {
        let select = format!("SELECT {REFERRAL} FROM referrals WHERE id = $1");
        sql::one(self.reads(), &select, [id.0.into()]).await?.as_ref().map(referral).transpose()
    }

    /// Notes under which number a body has a referral, unless it has one. False if it has another, or another has this
    /// number.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referral_arrived(
        &self,
        id: ReferralId,
        foreign_number: String,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move { arrived(transaction, id, &foreign_number, to_micros(at)).await })
        })
        .await
    }

    /// Notes that a body did not take a referral, and why.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referral_refused(&self, id: ReferralId, why: String) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update =
                    "UPDATE referrals SET refused = $2 WHERE id = $1 AND foreign_number IS NULL";
                sql::execute(transaction, update, [id.0.into(), why.into()]).await.map(|_| ())
            })
        })
        .await
    }
}

/// Notes how a referral stands.
pub(super) async fn stands(
    transaction: &DatabaseTransaction,
    id: ReferralId,
    standing: Standing,
) -> Result<(), StoreError> {
    let update =
        "UPDATE referrals SET standing = $2, standing_at = $3, sequence = $4 WHERE id = $1";
    let Standing { code, at, sequence } = standing;
    let values = [id.0.into(), code.into(), to_micros(at).into(), sequence.into()];
    sql::execute(transaction, update, values).await.map(|_| ())
}

/// The number under which a body has a referral. What was said under this number before anybody knew it is handled anew: a
/// report may overtake the receipt. That the case was taken back goes there if it was given up for want of the number.
pub(super) async fn arrived(
    transaction: &DatabaseTransaction,
    id: ReferralId,
    foreign_number: &str,
    at: i64,
) -> Result<bool, StoreError> {
    // Against a message under this number that is decided at this moment.
    let lock =
        "UPDATE agencies SET bad = bad WHERE unit = (SELECT unit FROM referrals WHERE id = $1)";
    sql::execute(transaction, lock, [id.0.into()]).await?;
    let taken = "SELECT 1 FROM referrals AS other JOIN referrals AS this ON this.unit = other.unit \
                 WHERE this.id = $1 AND other.id <> $1 AND other.foreign_number = $2";
    if sql::one(transaction, taken, [id.0.into(), foreign_number.into()]).await?.is_some() {
        return Ok(false);
    }
    let update = "UPDATE referrals SET foreign_number = $2, delivered_at = COALESCE(delivered_at, $3), refused = NULL \
                  WHERE id = $1 AND COALESCE(foreign_number, $2) = $2";
    let values = [id.0.into(), foreign_number.into(), at.into()];
    if sql::execute(transaction, update, values).await? == 0 {
        return Ok(false);
    }
    let anew = "UPDATE inbox SET handled_at = NULL, result = NULL, why = NULL, number = NULL, leased_until = 0, tries = 0 \
                WHERE agency = (SELECT unit FROM referrals WHERE id = $1) AND number = $2";
    sql::execute(transaction, anew, [id.0.into(), foreign_number.into()]).await?;
    let recall = "UPDATE dispatches SET dead_at = NULL, attempts = 0, due_at = $2 \
                  WHERE referral = $1 AND purpose = 'recalled' AND dead_at IS NOT NULL AND failure = $3";
    sql::execute(transaction, recall, [id.0.into(), at.into(), NOT_HANDED_OVER.into()]).await?;
    Ok(true)
}

async fn open(
    transaction: &DatabaseTransaction,
    case: CaseId,
) -> Result<Vec<Referral>, StoreError> {
    let select = format!(
        "SELECT {REFERRAL} FROM referrals WHERE case_id = $1 AND ended_at IS NULL ORDER BY unit"
    );
    let rows = sql::all(transaction, &select, [case.0.into()]).await?;
    rows.iter().map(referral).collect()
}

async fn begin(
    transaction: &DatabaseTransaction,
    id: Uuid,
    (case, unit): (CaseId, &UnitId),
    at: Timestamp,
) -> Result<bool, StoreError> {
    let insert = "INSERT INTO referrals (id, case_id, unit, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let values = [id.into(), case.0.into(), unit.as_str().into(), to_micros(at).into()];
    if sql::execute(transaction, insert, values).await? == 0 {
        return Ok(false);
    }
    let referral = Referral {
        id: ReferralId(id),
        case,
        unit: unit.clone(),
        created_at: at,
        delivered_at: None,
        refused: None,
        ended_at: None,
        foreign_number: None,
        standing: None,
    };
    push(transaction, id, &referral, Purpose::Referral, at).await?;
    Ok(true)
}

/// The body's part ends. What it has never been told is not told any more; what is under way is followed by a recall.
async fn end(
    transaction: &DatabaseTransaction,
    referral: &Referral,
    key: LetterKey,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE referrals SET ended_at = $2 WHERE id = $1";
    sql::execute(transaction, update, [referral.id.0.into(), to_micros(at).into()]).await?;
    // One that was given up and is tried again counts from 0, too; why it failed says that it may have come there.
    let never = "DELETE FROM dispatches WHERE referral = $1 AND sent_at IS NULL AND attempts = 0 \
                 AND failure IS NULL";
    sql::execute(transaction, never, [referral.id.0.into()]).await?;
    let told = "SELECT 1 FROM dispatches WHERE referral = $1 AND dead_at IS NULL";
    if sql::one(transaction, told, [referral.id.0.into()]).await?.is_some() {
        let id = made_of(key, referral.unit.as_str());
        push(transaction, id, referral, Purpose::Recalled, at).await?;
    }
    Ok(())
}

/// An id that a repeat of the same letter gives again (UUID version 8, of a hash).
fn made_of(key: LetterKey, unit: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(key.case.0.as_bytes());
    hash.update(key.seq.to_be_bytes());
    hash.update(key.position.to_be_bytes());
    hash.update(unit.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub(crate) fn referral(row: &QueryResult) -> Result<Referral, StoreError> {
    let moment = |column: &str| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get("", column)?;
        Ok(at.map(from_micros))
    };
    let code: Option<String> = row.try_get("", "standing")?;
    let sequence = row.try_get("", "sequence")?;
    let standing = code.zip(moment("standing_at")?);
    Ok(Referral {
        id: ReferralId(row.try_get("", "id")?),
        case: CaseId(row.try_get("", "case_id")?),
        unit: UnitId::from(row.try_get::<String>("", "unit")?.as_str()),
        created_at: from_micros(row.try_get("", "created_at")?),
        delivered_at: moment("delivered_at")?,
        refused: row.try_get("", "refused")?,
        ended_at: moment("ended_at")?,
        foreign_number: row.try_get("", "foreign_number")?,
        standing: standing.map(|(code, at)| Standing { code, at, sequence }),
    })
}
