//! When something was done last, and what was written then: of each case of a list, the newest event of some transitions.

use std::collections::BTreeMap;

use domain::case::{Entry, Event};
use domain::id::{CaseId, TransitionName};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LikeExpr, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::list::{CaseFilter, escaped, narrowed};
use crate::entities::{cases, events};
use crate::error::StoreError;
use crate::open::Store;
use crate::record::Record;
use crate::visible::VisibleCases;

impl Store {
    /// Of each case that the actor sees and the filter leaves, the last event by which one of these transitions was done. A
    /// case in which none was is absent. One question, however many cases there are.
    ///
    /// # Errors
    ///
    /// Where the database fails or an event is damaged.
    pub async fn last_done(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        transitions: &[TransitionName],
    ) -> Result<BTreeMap<CaseId, Entry>, StoreError> {
        let filter = CaseFilter { done: Some(transitions.to_vec()), ..filter.clone() };
        let event = |column| Expr::col((events::Entity, column));
        let named = |transition: &TransitionName| {
            let named = format!("%\"transition\":\"{}\"%", escaped(transition.as_str()));
            event(events::Column::Body).like(LikeExpr::new(named).escape('\\'))
        };
        let nothing = Condition::any().add(Expr::val(1).eq(0));
        let query = Query::select()
            .columns([events::Column::CaseId, events::Column::Body].map(|it| (events::Entity, it)))
            .from(events::Entity)
            .inner_join(
                cases::Entity,
                event(events::Column::CaseId).equals((cases::Entity, cases::Column::Id)),
            )
            .cond_where(visible.condition())
            .cond_where(narrowed(&filter))
            .cond_where(transitions.iter().map(named).fold(nothing, Condition::add))
            .order_by((events::Entity, events::Column::CaseId), Order::Asc)
            .order_by((events::Entity, events::Column::Seq), Order::Asc)
            .to_owned();
        let rows = self.reads().query_all(&query).await?;
        let read = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let is_one = |entry: &Entry| {
            let Event::Performed(done) = &entry.event else { return false };
            transitions.contains(&done.transition)
        };
        // A later one takes the place of those before it.
        Ok(read.into_iter().filter(|(_, entry)| is_one(entry)).collect())
    }
}

fn read(row: &QueryResult) -> Result<(CaseId, Entry), StoreError> {
    let case = CaseId(row.try_get::<Uuid>("", "case_id")?);
    let body: String = row.try_get("", "body")?;
    let record: Record = serde_json::from_str(&body)
        .map_err(|source| StoreError::damaged("an event", case, source))?;
    Ok((case, record.entry))
}
