//! Screens on a wall 大屏: each is an address with a token, which is kept as a keyed hash, shows the figures of whoever opened it,
//! and does nothing else. It belongs to the network that asks for it first.

use domain::id::{PersonId, Timestamp};
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// A screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallScreen {
    /// Its id.
    pub id: Uuid,
    /// Whose figures it shows.
    pub person: PersonId,
    /// Where it hangs, in words.
    pub name: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Until when it shows anything.
    pub ends_at: Timestamp,
    /// The network that asked for it first.
    pub network: Option<String>,
}

impl Store {
    /// Opens a screen.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_screen(
        &self,
        screen: WallScreen,
        token: Hash,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let insert = "INSERT INTO wall_screens (id, token, person, name, opened_at, ends_at) \
                    VALUES ($1, $2, $3, $4, $5, $6)";
                let values = [
                    screen.id.into(),
                    token.to_vec().into(),
                    screen.person.as_str().into(),
                    screen.name.into(),
                    to_micros(screen.opened_at).into(),
                    to_micros(screen.ends_at).into(),
                ];
                sql::execute(transaction, insert, values).await?;
                append(transaction, entry).await
            })
        })
        .await
    }

    /// The screen of a token that has not ended, as long as the account of whoever opened it can be used. Whoever asks first
    /// gives it its network, and only that one is shown anything from then on.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn screen(
        &self,
        token: &Hash,
        network: &str,
        now: Timestamp,
    ) -> Result<Option<WallScreen>, StoreError> {
        let Some(screen) = self.screen_of(token, now).await? else { return Ok(None) };
        if screen.network.is_none() {
            let (id, network) = (screen.id, network.to_owned());
            self.write(move |transaction| {
                Box::pin(async move {
                    let update =
                        "UPDATE wall_screens SET network = $2 WHERE id = $1 AND network IS NULL";
                    sql::execute(transaction, update, [id.into(), network.into()]).await
                })
            })
            .await?;
        }
        // Of two that asked at once one was first.
        let screen = self.screen_of(token, now).await?;
        Ok(screen.filter(|screen| screen.network.as_deref() == Some(network)))
    }

    async fn screen_of(
        &self,
        token: &Hash,
        now: Timestamp,
    ) -> Result<Option<WallScreen>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM wall_screens JOIN accounts ON accounts.person = wall_screens.person \
             AND disabled_at IS NULL WHERE wall_screens.token = $1 AND ends_at > $2"
        );
        let values = [token.to_vec().into(), to_micros(now).into()];
        sql::one(self.reads(), &select, values).await?.as_ref().map(read).transpose()
    }

    /// The screens of a person that have not ended, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn screens_of(
        &self,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<Vec<WallScreen>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM wall_screens WHERE person = $1 AND ends_at > $2 \
             ORDER BY opened_at DESC, id"
        );
        let values = [person.as_str().into(), to_micros(now).into()];
        sql::all(self.reads(), &select, values).await?.iter().map(read).collect()
    }

    /// Closes a screen of a person. False if there is none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn close_screen(
        &self,
        person: &PersonId,
        id: Uuid,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let person = person.clone();
        self.write(move |transaction| {
            Box::pin(async move {
                let delete = "DELETE FROM wall_screens WHERE id = $1 AND person = $2";
                let values = [id.into(), person.as_str().into()];
                let closed = sql::execute(transaction, delete, values).await? == 1;
                if closed {
                    append(transaction, entry).await?;
                }
                Ok(closed)
            })
        })
        .await
    }
}

const COLUMNS: &str = "wall_screens.id AS id, wall_screens.person AS person, wall_screens.name AS name, \
                       opened_at, ends_at, network";

fn read(row: &QueryResult) -> Result<WallScreen, StoreError> {
    let person: String = row.try_get("", "person")?;
    Ok(WallScreen {
        id: row.try_get("", "id")?,
        person: PersonId::from(person.as_str()),
        name: row.try_get("", "name")?,
        opened_at: from_micros(row.try_get("", "opened_at")?),
        ends_at: from_micros(row.try_get("", "ends_at")?),
        network: row.try_get("", "network")?,
    })
}
