//! Units and people, as one snapshot with a version. Every node keeps a copy and reads it again when the version that a
//! transaction sees is another one.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::announce::Topic;
use domain::directory::{Directory, Person, Unit};
use domain::id::{PersonId, UnitId};
use sea_orm::DatabaseTransaction;

use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::open::Store;
use crate::sql;
use crate::subscriptions::topics;
use crate::writer::directory_version;

/// The directory at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Counted up by every change of units, people or roles.
    pub version: i64,
    /// Units and people.
    pub directory: Directory,
    /// The topics to which somebody subscribes. They count up the version too, so that nothing that is written after
    /// somebody has subscribed is left out.
    pub subscribed: Arc<BTreeSet<Topic>>,
}

impl Store {
    /// Reads the directory: the version, units and people of one moment.
    ///
    /// # Errors
    ///
    /// Where the database fails or a stored unit or person cannot be read.
    pub async fn directory(&self) -> Result<Snapshot, StoreError> {
        let transaction = self.snapshot().await?;
        let version = directory_version(&transaction).await?;
        let mut directory = Directory::default();
        for row in sql::all(&transaction, "SELECT id, body FROM units", []).await? {
            let (id, body): (String, String) = (row.try_get("", "id")?, row.try_get("", "body")?);
            let unit: Unit = parse("the unit", &id, &body)?;
            directory.units.insert(UnitId::from(id.as_str()), unit);
        }
        for row in sql::all(&transaction, "SELECT id, body FROM people", []).await? {
            let (id, body): (String, String) = (row.try_get("", "id")?, row.try_get("", "body")?);
            let person: Person = parse("the person", &id, &body)?;
            directory.people.insert(PersonId::from(id.as_str()), person);
        }
        let subscribed = Arc::new(topics(&transaction).await?);
        transaction.commit().await?;
        Ok(Snapshot { version, directory, subscribed })
    }

    /// The version of the directory now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn directory_version(&self) -> Result<i64, StoreError> {
        directory_version(self.reads()).await
    }

    /// Puts a person in, or in place of what is known of them. False, and nothing is done, if that is something else by now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_person(
        &self,
        id: PersonId,
        (known, person): (Option<Person>, Person),
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let lock = if self.is_postgres() { " FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let select = format!("SELECT body FROM people WHERE id = $1{lock}");
                let found = sql::one(transaction, &select, [id.as_str().into()]).await?;
                let found: Option<String> = found.map(|row| row.try_get("", "body")).transpose()?;
                let found =
                    found.map(|body| parse("the person", id.as_str(), &body)).transpose()?;
                if found != known {
                    return Ok(false);
                }
                put(
                    transaction,
                    Directory { people: [(id, person)].into(), ..Directory::default() },
                )
                .await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// Puts units and people in, over those with the same ids; others stay.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_directory(&self, directory: Directory) -> Result<(), StoreError> {
        self.write(move |transaction| Box::pin(put(transaction, directory))).await
    }
}

async fn put(transaction: &DatabaseTransaction, directory: Directory) -> Result<(), StoreError> {
    for (id, unit) in &directory.units {
        let body = render("the unit", id, unit)?;
        let upsert = "INSERT INTO units (id, body) VALUES ($1, $2) \
                      ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        sql::execute(transaction, upsert, [id.as_str().into(), body.into()]).await?;
    }
    for (id, person) in &directory.people {
        let body = render("the person", id, person)?;
        let upsert = "INSERT INTO people (id, unit, body) VALUES ($1, $2, $3) \
                      ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, body = excluded.body";
        let values = [id.as_str().into(), person.unit.as_str().into(), body.into()];
        sql::execute(transaction, upsert, values).await?;
    }
    count_up(transaction).await
}

/// Tells every node that its copy is old.
pub(crate) async fn count_up(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    sql::execute(transaction, "UPDATE directory_version SET version = version + 1", []).await?;
    Ok(())
}

fn parse<T: serde::de::DeserializeOwned>(
    what: &'static str,
    id: &str,
    body: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|source| StoreError::damaged(what, id, source))
}

fn render<T: serde::Serialize>(
    what: &'static str,
    id: impl ToString,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::damaged(what, id, source))
}
