//! What was confirmed, for an appraisal: nothing else counts.

use std::collections::BTreeSet;

use domain::id::{CaseId, Timestamp, UnitId};
use domain::suspicion::{Indicator, Period};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::ExprTrait;
use uuid::Uuid;

use super::VisibleSuspicions;
use super::rows::kept;
use super::visible::column;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;

/// A suspicion that a person confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Which, for its address `/s/quality/{id}`.
    pub id: Uuid,
    /// What found it.
    pub indicator: Indicator,
    /// The units whose work it is about; each of them answers for it.
    pub units: BTreeSet<UnitId>,
    /// The cases that its facts name.
    pub cases: BTreeSet<CaseId>,
    /// The last fact that the person saw: it counts in the time in which that lies, whenever it was judged.
    pub counts_at: Timestamp,
}

impl Store {
    /// What was confirmed and counts in a period, in the order of its last facts. What grew since it was confirmed stays
    /// confirmed.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn confirmed_suspicions(
        &self,
        visible: &VisibleSuspicions,
        period: Period,
    ) -> Result<Vec<Confirmed>, StoreError> {
        let mut select = visible.select();
        select
            .and_where(column("conclusion").eq("confirmed"))
            .and_where(column("counts_at").gte(to_micros(period.from)))
            .and_where(column("counts_at").lt(to_micros(period.until)))
            .order_by_expr(column("counts_at"), sea_orm::sea_query::Order::Asc)
            .order_by_expr(column("id"), sea_orm::sea_query::Order::Asc);
        let rows = self.reads().query_all(&select).await?;
        let confirmed = |row: &sea_orm::QueryResult| {
            let found = kept(row)?;
            Ok(Confirmed {
                id: found.id,
                indicator: found.found.indicator,
                units: found.found.units,
                cases: found.found.cases,
                counts_at: from_micros(row.try_get("", "counts_at")?),
            })
        };
        rows.iter().map(confirmed).collect()
    }
}
