//! Cases as they are exported to be verified, page by page in the order of their ids.

use domain::id::CaseId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::entities::{cases, events, texts};
use crate::error::StoreError;
use crate::open::Store;
use crate::record::hex;
use crate::verify::{CaseExport, ContentExport, EventExport};
use crate::visible::VisibleCases;

impl Store {
    /// Cases after one, with their whole records, as far as the actor sees them. With `contents` the words come along.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn export_cases(
        &self,
        visible: &VisibleCases,
        after: Option<CaseId>,
        most: u32,
        contents: bool,
    ) -> Result<Vec<CaseExport>, StoreError> {
        let mut query = cases::Entity::find().filter(visible.condition());
        if let Some(after) = after {
            query = query.filter(cases::Column::Id.gt(after.0));
        }
        let query = query.order_by_asc(cases::Column::Id).limit(u64::from(most));
        let snapshot = self.snapshot().await?;
        let rows = query.all(&snapshot).await?;
        let log = log(&snapshot, &rows).await?;
        let exports = with_records(&snapshot, rows, &log, contents).await?;
        snapshot.commit().await?;
        Ok(exports)
    }

    /// These cases with their whole records, as far as they exist for the actor, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn export_chosen(
        &self,
        visible: &VisibleCases,
        chosen: &[CaseId],
        contents: bool,
    ) -> Result<Vec<CaseExport>, StoreError> {
        let ids = chosen.iter().map(|case| case.0);
        let query = cases::Entity::find().filter(cases::Column::Id.is_in(ids));
        let query = query.filter(visible.condition()).order_by_asc(cases::Column::Id);
        let snapshot = self.snapshot().await?;
        let rows = query.all(&snapshot).await?;
        let log = log(&snapshot, &rows).await?;
        let exports = with_records(&snapshot, rows, &log, contents).await?;
        snapshot.commit().await?;
        Ok(exports)
    }

    /// One case with its whole record, if it exists for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn export_case(
        &self,
        visible: &VisibleCases,
        id: CaseId,
        contents: bool,
    ) -> Result<Option<CaseExport>, StoreError> {
        let mut exports = self.export_chosen(visible, &[id], contents).await?;
        Ok(exports.pop())
    }
}

/// The events of cases, in their order.
pub(super) async fn log(
    snapshot: &DatabaseTransaction,
    rows: &[cases::Model],
) -> Result<Vec<events::Model>, StoreError> {
    let of_them = events::Column::CaseId.is_in(rows.iter().map(|row| row.id));
    let query = events::Entity::find().filter(of_them);
    let query = query.order_by_asc(events::Column::CaseId).order_by_asc(events::Column::Seq);
    Ok(query.all(snapshot).await?)
}

/// The records of rows with their events, as of the same moment.
pub(super) async fn with_records(
    snapshot: &DatabaseTransaction,
    rows: Vec<cases::Model>,
    events: &[events::Model],
    contents: bool,
) -> Result<Vec<CaseExport>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let texts = if contents {
        let query = texts::Entity::find().filter(texts::Column::CaseId.is_in(ids));
        query.all(snapshot).await?
    } else {
        Vec::new()
    };
    let of = |row: cases::Model| CaseExport {
        case: CaseId(row.id),
        number: row.number,
        row: row.body,
        head: hex(&row.head),
        events: events.iter().filter(|event| event.case_id == row.id).map(event).collect(),
        contents: texts.iter().filter(|text| text.case_id == row.id).filter_map(content).collect(),
    };
    Ok(rows.into_iter().map(of).collect())
}

fn event(row: &events::Model) -> EventExport {
    EventExport { seq: row.seq, body: row.body.clone(), hash: hex(&row.hash) }
}

fn content(row: &texts::Model) -> Option<ContentExport> {
    let (words, salt) = row.words.clone().zip(row.salt.as_ref())?;
    Some(ContentExport { id: row.id, words, salt: hex(salt) })
}
