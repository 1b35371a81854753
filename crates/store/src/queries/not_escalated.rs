//! Clocks that were due and have not been acted on, and why.

use domain::id::{CaseId, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::visible::VisibleCases;

/// A clock that was due some time ago and has not been acted on, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEscalated {
    /// Whose.
    pub case: CaseId,
    /// The number of that case.
    pub number: String,
    /// The limit; empty for a suspension.
    pub limit: String,
    /// When it was due.
    pub wake_at: Timestamp,
    /// Until when a worker has it, if one has.
    pub leased_until: Timestamp,
    /// How often it failed.
    pub failures: i32,
    /// The last failure.
    pub failure: Option<String>,
}

impl Store {
    /// Clocks of the cases that the actor sees that were due before `before` and are still not acted on: none, or each
    /// with its reason.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn not_escalated(
        &self,
        visible: &VisibleCases,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<NotEscalated>, StoreError> {
        let of = |name: &str| Expr::col((Alias::new("clocks"), Alias::new(name)));
        let mut select = Query::select();
        for name in ["case_id", "limit_name", "wake_at", "leased_until", "failures", "failure"] {
            select.expr_as(of(name), name);
        }
        select
            .expr_as(Expr::col((cases::Entity, cases::Column::Number)), "number")
            .from(Alias::new("clocks"))
            .inner_join(
                cases::Entity,
                Expr::col((cases::Entity, cases::Column::Id)).equals(("clocks", "case_id")),
            )
            .cond_where(visible.condition())
            .and_where(of("wake_at").lt(to_micros(before)))
            .limit(u64::from(most));
        for name in ["wake_at", "case_id", "ordinal"] {
            select.order_by_expr(of(name), Order::Asc);
        }
        let rows = self.reads().query_all(&select).await?;
        let read = |row: &QueryResult| {
            Ok(NotEscalated {
                case: CaseId(row.try_get("", "case_id")?),
                number: row.try_get("", "number")?,
                limit: row.try_get("", "limit_name")?,
                wake_at: from_micros(row.try_get("", "wake_at")?),
                leased_until: from_micros(row.try_get("", "leased_until")?),
                failures: row.try_get("", "failures")?,
                failure: row.try_get("", "failure")?,
            })
        };
        rows.iter().map(read).collect()
    }
}
