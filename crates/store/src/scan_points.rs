//! Codes that citizens scan: whom each stands for, since when, and until when. The address of one is kept as a keyed hash.

use domain::id::Timestamp;
use domain::review::Target;
use domain::text::Bilingual;
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// A code to be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanPoint {
    /// By which it is known.
    pub id: Uuid,
    /// Whom it stands for.
    pub target: Target,
    /// The digits by which somebody names it over the telephone.
    pub code: String,
    /// Since when.
    pub made_at: Timestamp,
    /// Since when it serves no more.
    pub retired_at: Option<Timestamp>,
    /// The one that stands in its place.
    pub replaced_by: Option<Uuid>,
}

/// A code that is to be made.
#[derive(Clone, Debug)]
pub struct NewPoint {
    /// By which it will be known.
    pub id: Uuid,
    /// The hash of what stands in its address.
    pub token: Hash,
    /// Whom it stands for.
    pub target: Target,
    /// Digits for the telephone; the first that were never given are taken.
    pub codes: Vec<String>,
    /// The one in whose place it stands.
    pub replaces: Option<Uuid>,
}

/// What came of making one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there, now or since the same was asked for before.
    Made,
    /// The one that it should replace serves no more.
    Retired,
    /// All the digits were given already.
    NoCode,
}

const COLUMNS: &str = "id, code, unit, person, zh, en, made_at, retired_at, replaced_by";

impl Store {
    /// All codes, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn scan_points(&self) -> Result<Vec<ScanPoint>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM scan_points ORDER BY made_at DESC, id DESC");
        let rows = sql::all(self.reads(), &select, []).await?;
        rows.iter().map(point).collect()
    }

    /// A code by its id.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn scan_point(&self, id: Uuid) -> Result<Option<ScanPoint>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM scan_points WHERE id = $1");
        sql::one(self.reads(), &select, [id.into()]).await?.as_ref().map(point).transpose()
    }

    /// The code behind an address, as long as it serves.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn scanned(&self, token: &Hash) -> Result<Option<ScanPoint>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM scan_points WHERE token = $1 AND retired_at IS NULL");
        let row = sql::one(self.reads(), &select, [token.to_vec().into()]).await?;
        row.as_ref().map(point).transpose()
    }

    /// Makes a code; the one that it replaces serves no more.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn make_scan_point(
        &self,
        new: NewPoint,
        entry: AuditEntry,
    ) -> Result<Made, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let known = "SELECT 1 FROM scan_points WHERE id = $1";
                if sql::one(transaction, known, [new.id.into()]).await?.is_some() {
                    return Ok(Made::Made);
                }
                let Some(code) = free(transaction, &new.codes).await? else {
                    return Ok(Made::NoCode);
                };
                if let Some(old) = new.replaces {
                    let retire = "UPDATE scan_points SET retired_at = $2, replaced_by = $3 \
                                  WHERE id = $1 AND retired_at IS NULL";
                    let values = [old.into(), to_micros(entry.at).into(), new.id.into()];
                    if sql::execute(transaction, retire, values).await? == 0 {
                        return Ok(Made::Retired);
                    }
                }
                insert(transaction, &new, code, entry.at).await?;
                append(transaction, entry).await.map(|()| Made::Made)
            })
        })
        .await
    }

    /// Ends a code. False if there is none that serves.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retire_scan_point(&self, id: Uuid, entry: AuditEntry) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let retire =
                    "UPDATE scan_points SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";
                let values = [id.into(), to_micros(entry.at).into()];
                let retired = sql::execute(transaction, retire, values).await? == 1;
                if retired {
                    append(transaction, entry).await?;
                }
                Ok(retired)
            })
        })
        .await
    }
}

/// The first of the digits that no code has or had.
async fn free<'a>(
    transaction: &DatabaseTransaction,
    codes: &'a [String],
) -> Result<Option<&'a str>, StoreError> {
    for code in codes {
        let known = "SELECT 1 FROM scan_points WHERE code = $1";
        if sql::one(transaction, known, [code.as_str().into()]).await?.is_none() {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

async fn insert(
    transaction: &DatabaseTransaction,
    new: &NewPoint,
    code: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (person, name) = match &new.target {
        Target::Unit(_) => (None, None),
        Target::Officer { person, .. } => (Some(person.as_str()), None),
        Target::ServicePoint { name, .. } => (None, Some(name)),
    };
    let insert = "INSERT INTO scan_points (id, token, code, unit, person, zh, en, made_at) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        new.id.into(),
        new.token.to_vec().into(),
        code.into(),
        new.target.unit().as_str().into(),
        person.into(),
        name.map(|name| name.zh.as_str()).into(),
        name.map(|name| name.en.as_str()).into(),
        to_micros(at).into(),
    ];
    sql::execute(transaction, insert, values).await.map(|_| ())
}

fn point(row: &QueryResult) -> Result<ScanPoint, StoreError> {
    let (unit, person): (String, Option<String>) =
        (row.try_get("", "unit")?, row.try_get("", "person")?);
    let (zh, en): (Option<String>, Option<String>) =
        (row.try_get("", "zh")?, row.try_get("", "en")?);
    let unit = unit.as_str().into();
    let target = match (person, zh, en) {
        (Some(person), _, _) => Target::Officer { person: person.as_str().into(), unit },
        (None, Some(zh), Some(en)) => Target::ServicePoint { name: Bilingual::new(zh, en), unit },
        (None, _, _) => Target::Unit(unit),
    };
    let retired_at: Option<i64> = row.try_get("", "retired_at")?;
    Ok(ScanPoint {
        id: row.try_get("", "id")?,
        target,
        code: row.try_get("", "code")?,
        made_at: from_micros(row.try_get("", "made_at")?),
        retired_at: retired_at.map(from_micros),
        replaced_by: row.try_get("", "replaced_by")?,
    })
}
