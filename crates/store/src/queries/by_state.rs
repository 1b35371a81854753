//! The open cases of a version of a workflow: how many stand in each state, and the cases themselves.

use std::collections::BTreeMap;

use domain::case::{Case, WorkflowRef};
use domain::id::{StateName, Timestamp};
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::case::stored;
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::visible::VisibleCases;

impl Store {
    /// The open cases of a version that the actor sees, counted by their states; with `due_before`, only those whose nearest
    /// deadline lies before it. States without a case are absent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_by_state(
        &self,
        visible: &VisibleCases,
        version: &WorkflowRef,
        due_before: Option<Timestamp>,
    ) -> Result<BTreeMap<StateName, u64>, StoreError> {
        use cases::Column as C;
        let column = |column: C| Expr::col((cases::Entity, column));
        let mut select = Query::select();
        select
            .expr_as(column(C::State), Alias::new("state"))
            .expr_as(Expr::col(Asterisk).count(), Alias::new("count"))
            .from(cases::Entity)
            .cond_where(visible.condition())
            .and_where(C::Open.eq(1))
            .and_where(C::Workflow.eq(version.name.as_str()))
            .and_where(C::WorkflowVersion.eq(i64::from(version.version)))
            .add_group_by([column(C::State)]);
        if let Some(at) = due_before {
            select.and_where(C::DueAt.lt(to_micros(at)));
        }
        let rows = self.reads().query_all(&select).await?;
        let row = |row: &sea_orm::QueryResult| {
            let (state, count): (String, i64) =
                (row.try_get("", "state")?, row.try_get("", "count")?);
            Ok((StateName::from(state.as_str()), count.cast_unsigned()))
        };
        rows.iter().map(row).collect()
    }

    /// The open cases of a version that the actor sees, those filed last first, at most so many.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn open_of_version(
        &self,
        visible: &VisibleCases,
        version: &WorkflowRef,
        most: u64,
    ) -> Result<Vec<Case>, StoreError> {
        use cases::Column as C;
        let rows = cases::Entity::find()
            .filter(visible.condition())
            .filter(C::Open.eq(1))
            .filter(C::Workflow.eq(version.name.as_str()))
            .filter(C::WorkflowVersion.eq(i64::from(version.version)))
            .order_by_desc(C::Id)
            .limit(most)
            .all(self.reads())
            .await?;
        rows.into_iter().map(|row| Ok(stored(row)?.case)).collect()
    }
}
