//! Settings of an installation: what it has to remember of itself, by name.

use crate::error::StoreError;
use crate::open::Store;
use crate::sql;

impl Store {
    /// The setting of this name; none if it was never put.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let select = "SELECT value FROM settings WHERE name = $1";
        let row = sql::one(self.reads(), select, [name.into()]).await?;
        row.map(|row| Ok(row.try_get("", "value")?)).transpose()
    }

    /// Puts a setting in place of what it was.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |transaction| {
            Box::pin(async move {
                let upsert = "INSERT INTO settings (name, value) VALUES ($1, $2) \
                              ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                sql::execute(transaction, upsert, [name.into(), value.into()]).await.map(|_| ())
            })
        })
        .await
    }
}
