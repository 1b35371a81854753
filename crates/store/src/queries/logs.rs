//! The logs of many cases, page by page: what is counted over months is read from them.

use domain::case::{Case, Entry};
use domain::id::{CaseId, Timestamp};
use sea_orm::sea_query::{Condition, ExprTrait};
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
        use cases::Column as C;
        let mut query = cases::Entity::find().filter(visible.condition()).filter(alive(filter));
        if let Some(after) = after {
            query = query.filter(C::Id.gt(after.0));
        }
        self.read_logs(query.order_by_asc(C::Id).limit(u64::from(most))).await
    }

    /// How many cases there are whose logs would be read.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_logs(
        &self,
        visible: &VisibleCases,
        filter: &LogFilter,
    ) -> Result<u64, StoreError> {
        let query = cases::Entity::find().filter(visible.condition()).filter(alive(filter));
        Ok(query.count(self.reads()).await?)
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
        use cases::Column as C;
        let named = C::Id.is_in(ids.iter().map(|id| id.0));
        let query = cases::Entity::find().filter(visible.condition()).filter(named);
        self.read_logs(query.order_by_asc(C::Id)).await
    }

    async fn read_logs(&self, query: Select<cases::Entity>) -> Result<Vec<CaseLog>, StoreError> {
        let snapshot = self.snapshot().await?;
        let rows = query.all(&snapshot).await?;
        let events = log(&snapshot, &rows).await?;
        snapshot.commit().await?;
        // Both are in the order of the ids.
        let mut events = events.into_iter().peekable();
        let mut logs = Vec::with_capacity(rows.len());
        for row in rows {
            let case = CaseId(row.id);
            let mut entries = Vec::new();
            while let Some(event) = events.next_if(|event| event.case_id <= row.id) {
                let record: Record = serde_json::from_str(&event.body)
                    .map_err(|source| StoreError::damaged("an event", case, source))?;
                entries.push(record.entry);
            }
            let Stored { case: now, number, .. } = stored(row)?;
            logs.push(CaseLog { case, number, now, entries });
        }
        Ok(logs)
    }
}

/// What a filter asks of a case.
fn alive(filter: &LogFilter) -> Condition {
    use cases::Column as C;
    let since = filter.alive_at.map(|at| C::Open.eq(1).or(C::ChangedAt.gte(to_micros(at))));
    narrowed(&filter.cases).add_option(since)
}
