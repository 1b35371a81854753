//! In whose hands cases lie: how many of a list each handler has.

use std::collections::BTreeMap;

use domain::id::PersonId;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use super::list::{CaseFilter, all_of, narrowed};
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

impl Store {
    /// The cases that the actor sees of those that the filter leaves, counted by who handles them. Those that nobody handles
    /// are left out.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_by_handler(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
    ) -> Result<BTreeMap<PersonId, u64>, StoreError> {
        use cases::Column as C;
        let part = |part| {
            Query::select()
                .columns([C::Id, C::Handler].map(|column| (cases::Entity, column)))
                .from(cases::Entity)
                .cond_where(part)
                .cond_where(narrowed(filter))
                .and_where(Expr::col((cases::Entity, C::Handler)).is_not_null())
                .to_owned()
        };
        let parts = visible.parts(filter.open == Some(true)).into_iter().map(part);
        let counted = Query::select()
            .column(C::Handler)
            .expr_as(Expr::col(Asterisk).count(), Alias::new("count"))
            .from_subquery(all_of(parts), Alias::new("parts"))
            .group_by_col(C::Handler)
            .to_owned();
        let row = |row: &QueryResult| {
            let (handler, count): (String, i64) =
                (row.try_get("", "handler")?, row.try_get("", "count")?);
            Ok((PersonId::from(handler.as_str()), count.cast_unsigned()))
        };
        self.reads().query_all(&counted).await?.iter().map(row).collect()
    }
}
