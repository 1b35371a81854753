//! The quiet hours of people, in minutes of their day.

use domain::id::PersonId;

use crate::error::StoreError;
use crate::open::Store;
use crate::sql;

impl Store {
    /// When the quiet hours of a person begin and end; none without any.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn quiet_hours(&self, person: &PersonId) -> Result<Option<(i64, i64)>, StoreError> {
        let select = "SELECT quiet_from, quiet_until FROM accounts WHERE person = $1";
        let row = sql::one(self.reads(), select, [person.as_str().into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let from: Option<i64> = row.try_get("", "quiet_from")?;
        let until: Option<i64> = row.try_get("", "quiet_until")?;
        Ok(from.zip(until))
    }

    /// Puts the quiet hours of a person in place of what they were.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_quiet_hours(
        &self,
        person: PersonId,
        hours: Option<(i64, i64)>,
    ) -> Result<(), StoreError> {
        let (from, until) = hours.unzip();
        self.write(move |transaction| {
            Box::pin(async move {
                let update =
                    "UPDATE accounts SET quiet_from = $2, quiet_until = $3 WHERE person = $1";
                let values = [person.as_str().into(), from.into(), until.into()];
                sql::execute(transaction, update, values).await.map(|_| ())
            })
        })
        .await
    }
}
