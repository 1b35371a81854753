//! Orders by when they had to be answered: what an appraisal of units reads of them.

use domain::id::{CaseId, Timestamp, UnitId};
use domain::order::{Answered, OrderKind, Standing};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use uuid::Uuid;

use super::rows::order;
use super::visible::{VisibleOrders, column};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;

/// An order that had to be answered in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderOfPeriod {
    /// By which it is known.
    pub id: Uuid,
    /// What is printed on it.
    pub number: String,
    /// The unit that had to answer.
    pub unit: UnitId,
    /// Its level.
    pub level: String,
    /// What it costs the unit, as the level said when it was drafted.
    pub points: i64,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// By when the answer had to be there.
    pub answer_by: Timestamp,
    /// When the answer was given that stands.
    pub answered_at: Option<Timestamp>,
    /// Whether that was in time.
    pub answered: Answered,
    /// The first by its id of the cases that came under it; none where none did.
    pub case: Option<CaseId>,
}

impl Store {
    /// The signed orders, recommendations left out, whose answer had to be there from an instant on and before another, by
    /// unit and then by that instant. What was called off is among them, as [`Answered::NotNeeded`], so that nothing is
    /// missing from a sum that somebody checks.
    ///
    /// # Errors
    ///
    /// Where the database fails or an order is damaged.
    pub async fn orders_of_period(
        &self,
        visible: &VisibleOrders,
        (from, until): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<Vec<OrderOfPeriod>, StoreError> {
        let under = "(SELECT case_id FROM order_cases WHERE order_cases.order_id = orders.id \
            AND ordinal IS NOT NULL ORDER BY case_id LIMIT 1)";
        let select = visible
            .select()
            .expr_as(Expr::cust(under), "first_case")
            .and_where(column("kind").eq(OrderKind::Order.as_str()))
            .and_where(column("answer_by").gte(to_micros(from)))
            .and_where(column("answer_by").lt(to_micros(until)))
            .and_where(column("standing").ne(Standing::Drafted.as_str()))
            .order_by_expr(column("unit"), Order::Asc)
            .order_by_expr(column("answer_by"), Order::Asc)
            .order_by_expr(column("id"), Order::Asc)
            .to_owned();
        let rows = self.reads().query_all(&select).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let order = order(row)?;
            let (Some(signed_at), Some(answer_by)) = (order.signed_at, order.answer_by) else {
                continue;
            };
            let answered = Answered::of(order.facts.standing, order.answered_at, answer_by, now);
            found.push(OrderOfPeriod {
                id: order.id,
                number: order.number,
                unit: order.facts.unit,
                level: order.level,
                points: order.points,
                signed_at,
                answer_by,
                answered_at: order.answered_at,
                answered,
                case: row.try_get::<Option<Uuid>>("", "first_case")?.map(CaseId),
            });
        }
        Ok(found)
    }
}
