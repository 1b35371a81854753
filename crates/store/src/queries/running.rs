//! Cases that are open, whole, for what is done to all of them: a new version, a corrected calendar.

use domain::case::WorkflowRef;
use domain::id::CaseId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::case::stored;
use crate::change::Stored;
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

impl Store {
    /// Open cases after one, of one workflow version or of all, as far as the actor sees them.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn running_cases(
        &self,
        visible: &VisibleCases,
        version: Option<&WorkflowRef>,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut query =
            cases::Entity::find().filter(visible.condition()).filter(cases::Column::Open.eq(1));
        if let Some(WorkflowRef { name, version }) = version {
            query = query
                .filter(cases::Column::Workflow.eq(name.as_str()))
                .filter(cases::Column::WorkflowVersion.eq(i64::from(*version)));
        }
        if let Some(after) = after {
            query = query.filter(cases::Column::Id.gt(after.0));
        }
        let query = query.order_by_asc(cases::Column::Id).limit(u64::from(most));
        query.all(self.reads()).await?.into_iter().map(stored).collect()
    }
}
