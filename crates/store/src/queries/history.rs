//! What happened to a case, and the words that its events refer to. Which of it a reader may see is decided by the
//! caller, from the reader's rights now and not from those of then.

use std::collections::BTreeMap;

use domain::case::Entry;
use domain::id::CaseId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entities::{events, texts};
use crate::error::StoreError;
use crate::open::Store;
use crate::record::Record;
use crate::visible::VisibleCases;

/// An event of a case.
pub type TimelineEntry = Entry;

/// Words by their reference; none for those that were erased.
pub type Words = BTreeMap<Uuid, Option<String>>;

impl Store {
    /// The events of a case after a place, in order. None if the case does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails or an event is damaged.
    pub async fn timeline(
        &self,
        visible: &VisibleCases,
        id: CaseId,
        after: u64,
        most: u32,
    ) -> Result<Option<Vec<TimelineEntry>>, StoreError> {
        let rows = events::Entity::find()
            .filter(events::Column::CaseId.eq(id.0))
            .filter(visible.holds(id))
            .filter(events::Column::Seq.gt(after.cast_signed()))
            .order_by_asc(events::Column::Seq)
            .limit(u64::from(most))
            .all(self.reads())
            .await?;
        if rows.is_empty() && !self.sees(visible, id).await? {
            return Ok(None);
        }
        let entry = |row: events::Model| {
            let record: Record = serde_json::from_str(&row.body)
                .map_err(|source| StoreError::damaged("an event", id, source))?;
            Ok(record.entry)
        };
        rows.into_iter().map(entry).collect::<Result<_, _>>().map(Some)
    }

    /// The words of a case. Empty if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn words(&self, visible: &VisibleCases, id: CaseId) -> Result<Words, StoreError> {
        let query = texts::Entity::find().filter(texts::Column::CaseId.eq(id.0));
        let rows = query.filter(visible.holds(id)).all(self.reads()).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.words)).collect())
    }

    /// Whether the case exists for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sees(&self, visible: &VisibleCases, id: CaseId) -> Result<bool, StoreError> {
        Ok(self.reads().query_one(&visible.select_one(id)).await?.is_some())
    }
}
