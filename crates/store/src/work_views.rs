//! Views of the list of work that somebody keeps: a name, and the query of the address.

use domain::id::{PersonId, Timestamp};
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// A kept view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The query of its address, without the question mark.
    pub query: String,
}

/// What came of keeping a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept.
    Kept,
    /// The person has as many as there may be.
    Full,
    /// The person has one of this name.
    Taken,
}

impl Store {
    /// The views of a person, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn work_views(&self, person: &PersonId) -> Result<Vec<WorkView>, StoreError> {
        let select =
            "SELECT id, name, query FROM work_views WHERE person = $1 ORDER BY created_at, id";
        let rows = sql::all(self.reads(), select, [person.as_str().into()]).await?;
        rows.iter().map(view).collect()
    }

    /// Keeps a view of a person who has an account, as long as they have fewer than `most`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn keep_work_view(
        &self,
        person: PersonId,
        view: WorkView,
        most: usize,
        at: Timestamp,
    ) -> Result<Keeping, StoreError> {
        // Of two at once the second counts the first.
        let lock = if self.is_postgres() { " FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let of = person.as_str();
                let account = format!("SELECT 1 FROM accounts WHERE person = $1{lock}");
                sql::one(transaction, &account, [of.into()]).await?;
                let select = "SELECT name FROM work_views WHERE person = $1";
                let rows = sql::all(transaction, select, [of.into()]).await?;
                let names = rows.iter().map(|row| row.try_get::<String>("", "name"));
                let names = names.collect::<Result<Vec<_>, _>>()?;
                if names.contains(&view.name) {
                    return Ok(Keeping::Taken);
                }
                if names.len() >= most {
                    return Ok(Keeping::Full);
                }
                let insert = "INSERT INTO work_views (id, person, name, query, created_at) \
                              VALUES ($1, $2, $3, $4, $5)";
                let values = [
                    view.id.into(),
                    of.into(),
                    view.name.into(),
                    view.query.into(),
                    to_micros(at).into(),
                ];
                sql::execute(transaction, insert, values).await?;
                Ok(Keeping::Kept)
            })
        })
        .await
    }

    /// Removes a view of a person; nothing if it is not theirs.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn remove_work_view(&self, person: PersonId, id: Uuid) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let delete = "DELETE FROM work_views WHERE person = $1 AND id = $2";
                let values = [person.as_str().into(), id.into()];
                Ok(sql::execute(transaction, delete, values).await? == 1)
            })
        })
        .await
    }
}

fn view(row: &QueryResult) -> Result<WorkView, StoreError> {
    Ok(WorkView {
        id: row.try_get("", "id")?,
        name: row.try_get("", "name")?,
        query: row.try_get("", "query")?,
    })
}
