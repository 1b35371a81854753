//! Whose time cases were: sums by holder, exact to the microsecond, with what disputes have charged to somebody else.

use domain::clock::Holder;
use domain::id::Timestamp;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use super::list::{CaseFilter, all_of, narrowed};
use crate::entities::{case_times, cases};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::project_time::holder_of;
use crate::visible::VisibleCases;

/// What a holder had of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTime {
    /// Who.
    pub holder: Holder,
    /// In how many cases they had time, or were charged with some.
    pub cases: u64,
    /// How much, in microseconds.
    pub micros: i128,
}

impl Store {
    /// The time of each holder in the cases that the actor sees of those that the filter leaves, up to now. The sum is the
    /// whole life of those cases.
    ///
    /// # Errors
    ///
    /// Where the database fails, or names a holder that there is not.
    pub async fn time_by_holder(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        now: Timestamp,
    ) -> Result<Vec<HeldTime>, StoreError> {
        use case_times::Column as T;
        let part = |part| {
            Query::select()
                .column((cases::Entity, cases::Column::Id))
                .from(cases::Entity)
                .cond_where(part)
                .cond_where(narrowed(filter))
                .to_owned()
        };
        let ids = all_of(visible.parts(filter.open == Some(true)).into_iter().map(part));
        // Seconds and what is over are summed apart: a year of a county in microseconds is near to what a number holds.
        let now = to_micros(now);
        let all = format!("(spent + CASE WHEN since IS NULL THEN 0 ELSE {now} - since END)");
        let sum = |of: &str| Expr::cust(format!("CAST(SUM({all} {of} 1000000) AS bigint)"));
        let summed = Query::select()
            .column(T::Holder)
            .expr_as(Expr::cust("COUNT(DISTINCT case_id)"), Alias::new("cases"))
            .expr_as(sum("/"), Alias::new("seconds"))
            .expr_as(sum("%"), Alias::new("rest"))
            .from(case_times::Entity)
            .and_where(Expr::col(T::CaseId).in_subquery(ids))
            .group_by_col(T::Holder)
            .to_owned();
        let read = |row: &QueryResult| {
            let (word, cases): (String, i64) =
                (row.try_get("", "holder")?, row.try_get("", "cases")?);
            let (seconds, rest): (i64, i64) =
                (row.try_get("", "seconds")?, row.try_get("", "rest")?);
            let damaged = || StoreError::damaged("the holder of time", &word, None);
            Ok(HeldTime {
                holder: holder_of(&word).ok_or_else(damaged)?,
                cases: cases.cast_unsigned(),
                micros: i128::from(seconds) * 1_000_000 + i128::from(rest),
            })
        };
        self.reads().query_all(&summed).await?.iter().map(read).collect()
    }
}
