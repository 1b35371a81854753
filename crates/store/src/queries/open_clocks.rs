//! The clocks of cases that are still open, for whoever sees the cases.

use domain::id::{CaseId, LimitName, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::from_micros;
use crate::open::Store;
use crate::visible::VisibleCases;

/// A clock that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClock {
    /// Of which case.
    pub case: CaseId,
    /// Its place in the case.
    pub ordinal: i32,
    /// The limit.
    pub limit: LimitName,
    /// When it is too late.
    pub deadline: Timestamp,
}

impl Store {
    /// The open clocks of those of these cases that the actor sees, the earliest deadline first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn open_clocks(
        &self,
        visible: &VisibleCases,
        of: &[CaseId],
    ) -> Result<Vec<OpenClock>, StoreError> {
        let column = |name: &str| Expr::col(Alias::new(name));
        let seen = Query::select()
            .column((cases::Entity, cases::Column::Id))
            .from(cases::Entity)
            .and_where(
                Expr::col((cases::Entity, cases::Column::Id)).is_in(of.iter().map(|case| case.0)),
            )
            .cond_where(visible.condition())
            .to_owned();
        let select = Query::select()
            .columns(["case_id", "ordinal", "limit_name", "deadline"].map(Alias::new))
            .from(Alias::new("clocks"))
            .and_where(column("case_id").in_subquery(seen))
            // Those below are no clocks: they end a suspension.
            .and_where(column("ordinal").gte(0))
            .and_where(column("ended_at").is_null())
            .order_by(Alias::new("deadline"), sea_orm::Order::Asc)
            .order_by(Alias::new("case_id"), sea_orm::Order::Asc)
            .order_by(Alias::new("ordinal"), sea_orm::Order::Asc)
            .to_owned();
        self.reads().query_all(&select).await?.iter().map(open_clock).collect()
    }
}

fn open_clock(row: &QueryResult) -> Result<OpenClock, StoreError> {
    Ok(OpenClock {
        case: CaseId(row.try_get("", "case_id")?),
        ordinal: row.try_get("", "ordinal")?,
        limit: LimitName::from(row.try_get::<String>("", "limit_name")?.as_str()),
        deadline: from_micros(row.try_get("", "deadline")?),
    })
}
