//! How many cases each unit has in each stage: the table of a supervisor's desk. Each number is that of the list with the same
//! filter, that unit and that stage.

use domain::id::UnitId;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use super::figures::summed;
use super::list::{CaseFilter, all_of, narrowed};
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

/// How many cases a unit leads in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// The unit; none where no unit leads.
    pub lead: Option<UnitId>,
    /// The stage, by its word.
    pub stage: String,
    /// How many.
    pub count: u64,
}

impl Store {
    /// The cases that the actor sees of those that the filter leaves, counted by unit and stage. What has no case is absent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_by_unit_and_stage(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
    ) -> Result<Vec<StageCount>, StoreError> {
        use cases::Column as C;
        let part = |part| {
            Query::select()
                .columns([C::Lead, C::Stage].map(|column| (cases::Entity, column)))
                .expr_as(Expr::col(Asterisk).count(), Alias::new("count"))
                .from(cases::Entity)
                .cond_where(part)
                .cond_where(narrowed(filter))
                .group_by_columns([C::Lead, C::Stage].map(|column| (cases::Entity, column)))
                .to_owned()
        };
        let parts = visible.parts(filter.open == Some(true)).into_iter().map(part);
        let counted = Query::select()
            .columns([C::Lead, C::Stage])
            .expr_as(summed("count"), Alias::new("count"))
            .from_subquery(all_of(parts), Alias::new("parts"))
            .group_by_columns([C::Lead, C::Stage])
            .to_owned();
        let row = |row: &QueryResult| {
            let (lead, count): (Option<String>, i64) =
                (row.try_get("", "lead")?, row.try_get("", "count")?);
            let lead = lead.map(|unit| UnitId::from(unit.as_str()));
            Ok(StageCount { lead, stage: row.try_get("", "stage")?, count: count.cast_unsigned() })
        };
        self.reads().query_all(&counted).await?.iter().map(row).collect()
    }
}
