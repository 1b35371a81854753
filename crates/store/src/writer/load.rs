//! What a batch reads before it decides: its cases as they are in this transaction, and the version of the directory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::case::Case;
use domain::id::CaseId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};
use uuid::Uuid;

use super::tables::Statements;
use crate::change::Stored;
use crate::dialect;
use crate::error::StoreError;
use crate::moment::from_micros;
use crate::recent::Recent;
use crate::record::Hash;
use crate::sql;

/// The cases that exist, and the version of the directory. The rows are locked where the database has locks; a case of
/// which this node has a copy of the same version is not read again.
pub(super) async fn load(
    transaction: &DatabaseTransaction,
    statements: &Statements,
    recent: &Recent,
    ids: &BTreeSet<CaseId>,
) -> Result<(BTreeMap<CaseId, Arc<Stored>>, i64), StoreError> {
    let rows = among(transaction, &statements.versions, ids).await?;
    let directory_version = match rows.first() {
        Some(row) => row.try_get("", "directory_version")?,
        None => directory_version(transaction).await?,
    };
    let (mut loaded, mut absent) = (BTreeMap::new(), BTreeSet::new());
    for row in &rows {
        let id = CaseId(row.try_get("", "id")?);
        let version: i64 = row.try_get("", "version")?;
        match recent.of_version(id, version.cast_unsigned()) {
            Some(stored) => _ = loaded.insert(id, stored),
            None => _ = absent.insert(id),
        }
    }
    if !absent.is_empty() {
        for row in among(transaction, &statements.load, &absent).await? {
            let stored = stored(&row)?;
            loaded.insert(stored.case.id, Arc::new(stored));
        }
    }
    Ok((loaded, directory_version))
}

async fn among(
    transaction: &DatabaseTransaction,
    select: &str,
    ids: &BTreeSet<CaseId>,
) -> Result<Vec<QueryResult>, StoreError> {
    let ids = dialect::ids(transaction.get_database_backend(), ids.iter().map(|id| id.0));
    sql::all(transaction, select, [ids.into()]).await
}

/// The version of the directory as this connection sees it.
pub(crate) async fn directory_version(
    connection: &impl ConnectionTrait,
) -> Result<i64, StoreError> {
    let row = sql::one(connection, "SELECT version FROM directory_version", []).await?;
    let missing = || DbErr::RecordNotFound("directory_version".to_owned());
    Ok(row.ok_or_else(missing)?.try_get("", "version")?)
}

/// A case from a row that has [`STORED`].
pub(super) fn stored(row: &QueryResult) -> Result<Stored, StoreError> {
    let id: Uuid = row.try_get("", "id")?;
    let body: String = row.try_get("", "body")?;
    let head: Vec<u8> = row.try_get("", "head")?;
    let case: Case =
        serde_json::from_str(&body).map_err(|source| StoreError::damaged("the row", id, source))?;
    let head =
        Hash::try_from(head.as_slice()).map_err(|_| StoreError::damaged("the hash", id, None))?;
    let changed_at = from_micros(row.try_get("", "changed_at")?);
    Ok(Stored { case, number: row.try_get("", "number")?, head, changed_at })
}

/// The case of that id, which must exist.
pub(super) async fn one(
    transaction: &DatabaseTransaction,
    id: CaseId,
) -> Result<Stored, StoreError> {
    let select = format!("SELECT {STORED} FROM cases WHERE id = $1");
    let row = sql::one(transaction, &select, [id.0.into()]).await?;
    let missing = || DbErr::RecordNotFound(id.to_string());
    stored(&row.ok_or_else(missing)?)
}

/// What [`stored`] reads.
pub(super) const STORED: &str = "cases.id, cases.number, cases.head, cases.changed_at, cases.body";
