//! A copy of the embedded database while others write to it: one moment, whole, in a file of its own.

use std::path::Path;

use crate::error::StoreError;
use crate::open::{is_sqlite, sqlite};
use crate::sql;

/// Copies the embedded database into a file that does not exist yet. Writers are not kept waiting: the copy is of the
/// moment at which it begins.
///
/// # Errors
///
/// Where the database or the file cannot be used, or the database is none that is embedded.
pub async fn copy(url: &str, to: &Path) -> Result<(), StoreError> {
    if !is_sqlite(url) {
        return Err(StoreError::Address { url: "postgres://…".to_owned() });
    }
    let connection = sqlite(url, 1, false).await?;
    let file = to.to_string_lossy().into_owned();
    let copied = sql::execute(&connection, "VACUUM INTO $1", [file.into()]).await;
    connection.close().await?;
    copied.map(|_| ())
}

/// Whether the pages of the embedded database are whole, by the database's own check; `ok`, or what is wrong.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn integrity(url: &str) -> Result<String, StoreError> {
    let connection = sqlite(url, 1, false).await?;
    let row = sql::one(&connection, "PRAGMA integrity_check", []).await?;
    let found = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    };
    connection.close().await?;
    Ok(found)
}
