//! The logs of many cases, page by page: what is counted over months is read from them.

use domain::case::{Case, Entry};
use domain::id::{CaseId, Timestamp};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::case::stored;
use super::export::log;
use super::list::{CaseFilter, narrowed};
use crate::change::Stored;
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::record::Record;
use crate::visible::VisibleCases;

/// The log of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseLog {
    /// Which case.
    pub case: CaseId,
    /// The number that the public sees.
    pub number: String,
    /// The case as the log leaves it.
    pub now: Case,
    /// What happened, in its order.
    pub entries: Vec<Entry>,
}

/// Whose logs are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// What a list of the same cases is narrowed to.
    pub cases: CaseFilter,
    /// Only cases that were open at this instant or changed from it on.
    pub alive_at: Option<Timestamp>,
}

/// The log of a case as it stands in the database. To read it is work that needs no database.
#[derive(Clone, Debug)]
pub struct StoredLog {
    row: cases::Model,
    events: Vec<String>,
}

impl StoredLog {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// Where a stored record cannot be read.
    pub fn read(self) -> Result<CaseLog, StoreError> {
        let case = CaseId(self.row.id);
        let read = |body: &String| {
            let record: Record = serde_json::from_str(body)
                .map_err(|source| StoreError::damaged("an event", case, source))?;
            Ok::<_, StoreError>(record.entry)
        };
        let entries = self.events.iter().map(read).collect::<Result<_, _>>()?;
        let Stored { case: now, number, .. } = stored(self.row)?;
        Ok(CaseLog { case, number, now, entries })
    }

    /// Which case.
    pub fn case(&self) -> CaseId {
        CaseId(self.row.id)
    }
}

impl Store {
    /// The logs of so many cases that the actor sees, after one, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a stored record cannot be read.
    pub async fn logs(
        &self,
        visible: &VisibleCases,
        filter: &LogFilter,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<CaseLog>, StoreError> {
        let stored = self.stored_logs(visible, filter, after, most).await?;
        stored.into_iter().map(StoredLog::read).collect()
    }

    /// The same as they stand in the database.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn stored_logs(
        &self,
        visible: &VisibleCases,
        filter: &LogFilter,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<StoredLog>, StoreError> {
        use cases::Column as C;
        let mut query = chosen(visible, filter);
        if let Some(after) = after {
            query = query.filter(C::Id.gt(after.0));
        }
        self.read_logs(query.limit(u64::from(most))).await
    }

    async fn read_logs(&self, query: Select<cases::Entity>) -> Result<Vec<StoredLog>, StoreError> {
        let snapshot = self.snapshot().await?;
        let rows = query.order_by_asc(cases::Column::Id).all(&snapshot).await?;
        let events = log(&snapshot, &rows).await?;
        snapshot.commit().await?;
        // Both are in the order of the ids.
        let mut events = events.into_iter().peekable();
        let mut logs = Vec::with_capacity(rows.len());
        for row in rows {
            let mut bodies = Vec::new();
            while let Some(event) = events.next_if(|event| event.case_id <= row.id) {
                bodies.push(event.body);
            }
            logs.push(StoredLog { row, events: bodies });
        }
        Ok(logs)
    }

    /// The logs of those of some cases that the actor sees, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a stored record cannot be read.
    pub async fn logs_of(
        &self,
        visible: &VisibleCases,
        ids: &[CaseId],
    ) -> Result<Vec<CaseLog>, StoreError> {
        let named = cases::Column::Id.is_in(ids.iter().map(|id| id.0));
        let query = cases::Entity::find().filter(visible.condition()).filter(named);
        self.read_logs(query).await?.into_iter().map(StoredLog::read).collect()
    }

    /// How many logs there are to read.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_logs(
        &self,
        visible: &VisibleCases,
        filter: &LogFilter,
    ) -> Result<u64, StoreError> {
        Ok(chosen(visible, filter).count(self.reads()).await?)
    }

    /// The first case after one whose log is to be read; none after the last.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn next_log(
        &self,
        visible: &VisibleCases,
        filter: &LogFilter,
        after: Option<CaseId>,
    ) -> Result<Option<CaseId>, StoreError> {
        use cases::Column as C;
        let mut query = chosen(visible, filter);
        if let Some(after) = after {
            query = query.filter(C::Id.gt(after.0));
        }
        let query = query.select_only().column(C::Id).order_by_asc(C::Id).limit(1);
        let id: Option<uuid::Uuid> = query.into_tuple().one(self.reads()).await?;
        Ok(id.map(CaseId))
    }
}

fn chosen(visible: &VisibleCases, filter: &LogFilter) -> Select<cases::Entity> {
    use cases::Column as C;
    let query = cases::Entity::find().filter(visible.condition()).filter(narrowed(&filter.cases));
    match filter.alive_at {
        Some(at) => query.filter(C::Open.eq(1).or(C::ChangedAt.gte(to_micros(at)))),
        None => query,
    }
}
