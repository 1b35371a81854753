//! Why identities were read, in the words of who read them. The audit only commits to the words, since they may name the
//! party: they stand apart, and can be erased with the words of the case or the review.

use std::collections::BTreeMap;

use domain::id::CaseId;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use crate::audit::{AuditEntry, AuditRecord, append};
use crate::change::KeptText;
use crate::dialect;
use crate::error::StoreError;
use crate::open::Store;
use crate::record::commitment;
use crate::sql;
use crate::verify::Fault;

/// The name of the reason among the facts of an entry.
const REASON: &str = "reason";

/// What it is of that an identity is read of, and with which the reason can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevealOf {
    /// A case.
    Case(CaseId),
    /// A review, by its id.
    Review(Uuid),
}

/// A reason that is still there, with its salt.
struct Kept {
    words: String,
    salt: Vec<u8>,
}

/// Keeps why something was done in a case, and writes the entry, which commits to it.
pub(crate) async fn keep_reason(
    transaction: &DatabaseTransaction,
    of: RevealOf,
    reason: KeptText,
    mut entry: AuditEntry,
) -> Result<(), StoreError> {
    let commitment = commitment(&reason.salt, reason.words.as_bytes());
    let committed = json!({ "id": reason.id, "commitment": commitment });
    entry.facts.insert(REASON.to_owned(), committed);
    let (table, of) = match of {
        RevealOf::Case(case) => ("reveal_reasons (case_id", case.0),
        RevealOf::Review(review) => ("review_reasons (review", review),
    };
    let insert = format!("INSERT INTO {table}, id, words, salt) VALUES ($1, $2, $3, $4)");
    let values = [of.into(), reason.id.into(), reason.words.into(), reason.salt.to_vec().into()];
    sql::execute(transaction, &insert, values).await?;
    append(transaction, entry).await
}

impl Store {
    /// Keeps why an identity is read, and writes the entry, which commits to it.
    ///
    /// # Errors
    ///
    /// Where the database fails; the identity must not be read then.
    pub async fn keep_reveal(
        &self,
        of: RevealOf,
        reason: KeptText,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| Box::pin(keep_reason(transaction, of, reason, entry))).await
    }

    /// The reasons of entries by their places, in words; none for those that were erased. Whoever may read the entries may
    /// read why.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn reveal_reasons(
        &self,
        records: &[AuditRecord],
    ) -> Result<BTreeMap<i64, Option<String>>, StoreError> {
        let mut kept = self.kept_reasons(records).await?;
        let committed = records.iter().filter_map(|record| Some((record.seq, committed(record)?)));
        let words = committed.map(|(seq, (id, _))| (seq, kept.remove(&id).map(|kept| kept.words)));
        Ok(words.collect())
    }

    /// The first entry whose reason is still there and is not the one that the entry commits to.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forged_reason(
        &self,
        records: &[AuditRecord],
    ) -> Result<Option<Fault>, StoreError> {
        let kept = self.kept_reasons(records).await?;
        let forged = records.iter().filter_map(committed).find(|(id, committed)| {
            kept.get(id)
                .is_some_and(|kept| commitment(&kept.salt, kept.words.as_bytes()) != *committed)
        });
        Ok(forged.map(|(id, _)| Fault::Words { id }))
    }

    async fn kept_reasons(
        &self,
        records: &[AuditRecord],
    ) -> Result<BTreeMap<Uuid, Kept>, StoreError> {
        let ids: Vec<_> = records.iter().filter_map(committed).map(|(id, _)| id).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let among = dialect::id_among(self.backend(), "id");
        let select = format!(
            "SELECT id, words, salt FROM reveal_reasons WHERE words IS NOT NULL AND {among} \
             UNION ALL SELECT id, words, salt FROM review_reasons WHERE {among}"
        );
        let rows =
            sql::all(self.reads(), &select, [dialect::ids(self.backend(), ids).into()]).await?;
        let read = |row: &sea_orm::QueryResult| {
            let kept = Kept { words: row.try_get("", "words")?, salt: row.try_get("", "salt")? };
            Ok((row.try_get("", "id")?, kept))
        };
        rows.iter().map(read).collect()
    }
}

/// The id of the reason that an entry commits to, and the commitment.
fn committed(record: &AuditRecord) -> Option<(Uuid, String)> {
    let entry: AuditEntry = serde_json::from_str(&record.body).ok()?;
    let reason = entry.facts.get(REASON)?;
    let id = Uuid::parse_str(reason.get("id")?.as_str()?).ok()?;
    Some((id, reason.get("commitment")?.as_str()?.to_owned()))
}
