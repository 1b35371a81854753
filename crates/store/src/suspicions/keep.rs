//! What finding suspicions writes: a row for each under its key, found again or not.

use domain::id::{Timestamp, UnitId};
use domain::suspicion::Suspicion;
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::rows::facts;
use super::runs::{Claim, holds};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// A suspicion that was found.
#[derive(Clone, Debug)]
pub struct FoundRow {
    /// By which it will be known if it is new.
    pub id: Uuid,
    /// What it is.
    pub found: Suspicion,
    /// The center that it lies with.
    pub center: UnitId,
}

impl Store {
    /// Keeps what was found in a period. What is known under its key stays one row, is found again if it was gone, and is
    /// a new version only if its facts are others. False, and nothing is kept, where another has the run by now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn keep_suspicions(
        &self,
        claim: Claim,
        found: Vec<FoundRow>,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                if !holds(transaction, claim).await? {
                    return Ok(false);
                }
                for row in &found {
                    keep(transaction, claim.period, row).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Marks what was found in a period before and, since an instant, has not been found again. Nothing is removed: what a
    /// person said of it stands, and a later period may find it once more.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn mark_gone_suspicions(
        &self,
        claim: Claim,
        found: Vec<String>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                if !holds(transaction, claim).await? {
                    return Ok(0);
                }
                let select = "SELECT id, key FROM suspicions WHERE period = $1 AND gone_at IS NULL";
                let rows = sql::all(transaction, select, [to_micros(claim.period).into()]).await?;
                let still: std::collections::BTreeSet<&str> =
                    found.iter().map(String::as_str).collect();
                let update =
                    "UPDATE suspicions SET gone_at = $2, version = version + 1 WHERE id = $1";
                let mut gone = 0;
                for row in rows {
                    let key: String = row.try_get("", "key")?;
                    if !still.contains(key.as_str()) {
                        let id: Uuid = row.try_get("", "id")?;
                        sql::execute(transaction, update, [id.into(), to_micros(now).into()])
                            .await?;
                        gone += 1;
                    }
                }
                Ok(gone)
            })
        })
        .await
    }
}

async fn keep(
    transaction: &DatabaseTransaction,
    period: Timestamp,
    row: &FoundRow,
) -> Result<(), StoreError> {
    let select = "SELECT id, body, found_at, period, gone_at FROM suspicions WHERE key = $1";
    let known = sql::one(transaction, select, [row.found.key.as_str().into()]).await?;
    match known {
        None => put(transaction, period, row).await,
        Some(known) => again(transaction, period, row, &known).await,
    }
}

async fn put(
    transaction: &DatabaseTransaction,
    period: Timestamp,
    row: &FoundRow,
) -> Result<(), StoreError> {
    let (id, found) = (row.id, &row.found);
    let insert = "INSERT INTO suspicions \
        (id, key, indicator, center, person, body, period, found_at, grown, version) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1)";
    let values = [
        id.into(),
        found.key.as_str().into(),
        found.indicator.as_str().into(),
        row.center.as_str().into(),
        found.person.as_ref().map(|person| person.as_str().to_owned()).into(),
        body(found)?.into(),
        to_micros(period).into(),
        to_micros(found.found_at).into(),
    ];
    sql::execute(transaction, insert, values).await?;
    point(transaction, id, found).await
}

/// What is known is found once more. Only other facts make it another version.
async fn again(
    transaction: &DatabaseTransaction,
    period: Timestamp,
    row: &FoundRow,
    known: &QueryResult,
) -> Result<(), StoreError> {
    let (id, before): (Uuid, String) = (known.try_get("", "id")?, known.try_get("", "body")?);
    let before: Suspicion = serde_json::from_str(&before)
        .map_err(|source| StoreError::damaged("a suspicion", id, source))?;
    // When it was found first is known already, and says nothing of what it is.
    let found = Suspicion { found_at: before.found_at, ..row.found.clone() };
    let gone: Option<i64> = known.try_get("", "gone_at")?;
    let last: i64 = known.try_get("", "period")?;
    let period = to_micros(period);
    if found == before && gone.is_none() && last == period {
        return Ok(());
    }
    let judged =
        "SELECT facts FROM suspicion_judgements WHERE suspicion = $1 ORDER BY seq DESC LIMIT 1";
    let judged = sql::one(transaction, judged, [id.into()]).await?;
    let grown = judged.map_or(Ok::<_, StoreError>(false), |row| {
        let seen: String = row.try_get("", "facts")?;
        Ok(!found.facts.is_subset(&facts(id, &seen)?))
    })?;
    let changed = found != before || gone.is_some();
    let update = "UPDATE suspicions SET body = $2, period = $3, gone_at = NULL, grown = $4, \
                  version = version + $5 WHERE id = $1";
    let values = [
        id.into(),
        body(&found)?.into(),
        period.into(),
        i32::from(grown).into(),
        i64::from(changed).into(),
    ];
    sql::execute(transaction, update, values).await?;
    if found.units != before.units || found.cases != before.cases {
        for table in ["suspicion_units", "suspicion_cases"] {
            let clear = format!("DELETE FROM {table} WHERE suspicion = $1");
            sql::execute(transaction, &clear, [id.into()]).await?;
        }
        point(transaction, id, &found).await?;
    }
    Ok(())
}

/// The rows by which it is found: its units and cases.
async fn point(
    transaction: &DatabaseTransaction,
    id: Uuid,
    found: &Suspicion,
) -> Result<(), StoreError> {
    for unit in &found.units {
        let insert = "INSERT INTO suspicion_units (suspicion, unit) VALUES ($1, $2)";
        sql::execute(transaction, insert, [id.into(), unit.as_str().into()]).await?;
    }
    for case in &found.cases {
        let insert = "INSERT INTO suspicion_cases (case_id, suspicion) VALUES ($1, $2)";
        sql::execute(transaction, insert, [case.0.into(), id.into()]).await?;
    }
    Ok(())
}

fn body(found: &Suspicion) -> Result<String, StoreError> {
    serde_json::to_string(found)
        .map_err(|source| StoreError::damaged("a suspicion", &found.key, source))
}
