//! What is known of an outside body beside its messages: how far it was asked, and whether it is believed.

use domain::id::{Timestamp, UnitId};

use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// What is known of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How far it was asked for reports.
    pub cursor: Option<String>,
    /// When it answered last that was asked for reports, to the minute.
    pub polled_at: Option<Timestamp>,
    /// When it was heard last.
    pub heard_at: Option<Timestamp>,
    /// How many bad messages came since the last good one.
    pub bad: i32,
    /// Since when nothing of it is taken.
    pub quarantined_at: Option<Timestamp>,
}

impl Store {
    /// What is known of a body; nothing of one that was never heard.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn known_agency(&self, unit: &UnitId) -> Result<Known, StoreError> {
        let select =
            "SELECT cursor, polled_at, heard_at, bad, quarantined_at FROM agencies WHERE unit = $1";
        let Some(row) = sql::one(self.reads(), select, [unit.as_str().into()]).await? else {
            return Ok(Known::default());
        };
        let moment = |column: &str| -> Result<Option<Timestamp>, StoreError> {
            let at: Option<i64> = row.try_get("", column)?;
            Ok(at.map(from_micros))
        };
        Ok(Known {
            cursor: row.try_get("", "cursor")?,
            polled_at: moment("polled_at")?,
            heard_at: moment("heard_at")?,
            bad: row.try_get("", "bad")?,
            quarantined_at: moment("quarantined_at")?,
        })
    }

    /// Counts bad messages in the name of a body; with the `most`th in a row it is believed no more until a person says so.
    /// The entries are written with it: one for the messages, unless they are gathered, the other where its quarantine
    /// begins, which is what true says.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_bad(
        &self,
        unit: &UnitId,
        (times, most): (i32, i32),
        entry: Option<AuditEntry>,
        quarantined: AuditEntry,
    ) -> Result<bool, StoreError> {
        let (unit, at) = (unit.as_str().to_owned(), to_micros(quarantined.at));
        self.write(move |transaction| {
            Box::pin(async move {
                let count = "INSERT INTO agencies (unit, bad, quarantined_at) \
                             VALUES ($1, $4, CASE WHEN $4 >= $2 THEN $3 END) \
                             ON CONFLICT (unit) DO UPDATE SET bad = agencies.bad + $4, quarantined_at = \
                             CASE WHEN agencies.bad + $4 >= $2 THEN COALESCE(agencies.quarantined_at, $3) \
                             ELSE agencies.quarantined_at END RETURNING bad";
                let values = [unit.into(), most.into(), at.into(), times.into()];
                let row = sql::one(transaction, count, values).await?;
                if let Some(entry) = entry {
                    append(transaction, entry).await?;
                }
                let bad: Option<i32> = row.map(|row| row.try_get("", "bad")).transpose()?;
                let begins = bad.is_some_and(|bad| bad >= most && bad - times < most);
                if begins {
                    append(transaction, quarantined).await?;
                }
                Ok(begins)
            })
        })
        .await
    }

    /// Lets a body be believed again. False if it was.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn release_agency(
        &self,
        unit: &UnitId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let unit = unit.as_str().to_owned();
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE agencies SET bad = 0, quarantined_at = NULL \
                              WHERE unit = $1 AND quarantined_at IS NOT NULL";
                let found = sql::execute(transaction, update, [unit.into()]).await? == 1;
                if found {
                    append(transaction, entry).await?;
                }
                Ok(found)
            })
        })
        .await
    }
}
