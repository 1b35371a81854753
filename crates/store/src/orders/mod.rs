//! Supervision orders 督办单 as documents. Who must not know of one of its cases does not find the order; its words are sealed.

mod adopted;
mod period;
mod rows;
mod visible;

pub use adopted::AdoptedOrder;
pub use period::OrderOfPeriod;
pub(crate) use visible::Documents;
pub use visible::{OrderFilter, VisibleOrders};

use domain::id::{CaseId, PersonId, Timestamp};
use domain::order::{OrderFacts, Standing};
use domain::text::Bilingual;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;
use rows::{case, kind, order, standing, taken};
use visible::column;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOrder {
    /// By which it is known.
    pub id: Uuid,
    /// What is printed on it: 督〔2026〕3号.
    pub number: String,
    /// What decides who may do what with it.
    pub facts: OrderFacts,
    /// Its level.
    pub level: String,
    /// What the level was called when it was drafted.
    pub level_name: Bilingual,
    /// How long the unit has.
    pub length: String,
    /// What it costs the unit.
    pub points: i64,
    /// Whether its cases are listed, as the level said then.
    pub listed: bool,
    /// How often it was changed.
    pub version: i64,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// Who signed it.
    pub signed_by: Option<PersonId>,
    /// When.
    pub signed_at: Option<Timestamp>,
    /// By when the unit must answer, as it was signed.
    pub due_at: Option<Timestamp>,
    /// The same as it is now: later by the time for which the center had an answer that it sent back.
    pub answer_by: Option<Timestamp>,
    /// When the unit gave the answer that stands.
    pub answered_at: Option<Timestamp>,
    /// What is demanded, sealed.
    pub sealed: Vec<u8>,
}

/// A case of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderCase {
    /// Which.
    pub case: CaseId,
    /// The order's number in the case, once the case stands under it.
    pub ordinal: Option<i32>,
    /// What has still to be done with the case.
    pub todo: Option<String>,
    /// Why that cannot be done.
    pub refused: Option<String>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Which, by its word.
    pub step: String,
    /// The version of the order on which it was taken.
    pub version: i64,
    /// What was said, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// An order with its cases and the steps that were taken.
pub type FoundOrder = (KeptOrder, Vec<OrderCase>, Vec<TakenStep>);

/// A step that is to be taken.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// Of which order.
    pub order: Uuid,
    /// The version that was seen.
    pub version: i64,
    /// Who takes it.
    pub by: PersonId,
    /// Its word.
    pub step: &'static str,
    /// Where the order stands then.
    pub standing: Standing,
    /// By when the unit must answer, where the step signs it.
    pub due_at: Option<Timestamp>,
    /// What it changes of the answer.
    pub answer: AnswerChange,
    /// What has to be done with its cases.
    pub todo: Option<&'static str>,
    /// What was said, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// What a step changes of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerChange {
    /// Nothing.
    None,
    /// The unit answers.
    Given,
    /// The answer goes back; another one must be there by this instant.
    SentBack(Timestamp),
    /// Somebody is named to give it.
    By(PersonId),
}

/// What came of drafting orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafted {
    /// It is there; a draft of the same person under the same id says now what was sent last.
    Drafted,
    /// An order of this id is somebody else's, or was signed.
    Known,
    /// One of the cases does not exist for the drafter by now.
    CaseGone,
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTaken {
    /// It was taken.
    Taken,
    /// Somebody changed the order meanwhile.
    Stale,
    /// It does not exist for them.
    Gone,
}

/// After which order a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderCursor {
    /// Its place among the others.
    pub rank: i64,
    /// Which, among those of the same place.
    pub id: Uuid,
}

/// A page of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderPage {
    /// Its orders.
    pub orders: Vec<KeptOrder>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<OrderCursor>,
}

impl Store {
    /// Keeps the draft of an order with its cases, and gives it the next number of its year. The same id again, from the
    /// same person and as long as nobody has signed it, mends the draft.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn draft_order(
        &self,
        visible: &VisibleCases,
        (order, cases, year): (KeptOrder, Vec<CaseId>, i32),
        entry: AuditEntry,
    ) -> Result<Drafted, StoreError> {
        let seen: Vec<_> = cases.iter().map(|case| visible.select_one(*case)).collect();
        self.write(move |transaction| {
            Box::pin(async move {
                // Of two at once on PostgreSQL one waits here: numbers follow each other, and an id is drafted once.
                if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
                    sql::execute(transaction, lock, [entry.stream.as_str().into()]).await?;
                }
                for sees in &seen {
                    if transaction.query_one(sees).await?.is_none() {
                        return Ok(Drafted::CaseGone);
                    }
                }
                let known = "SELECT drafted_by, standing, kind FROM orders WHERE id = $1";
                let known = sql::one(transaction, known, [order.id.into()]).await?;
                if let Some(known) = &known {
                    let drafted_by: String = known.try_get("", "drafted_by")?;
                    let is_own = drafted_by == order.facts.drafted_by.as_str();
                    // Recommendations have numbers of their own.
                    let is_kind = kind(known)?.head() == order.facts.kind.head();
                    if !is_own || !is_kind || standing(known)? != Standing::Drafted {
                        return Ok(Drafted::Known);
                    }
                    mend(transaction, &order).await?;
                } else {
                    let number = next_number(transaction, order.facts.kind.head(), year).await?;
                    put(transaction, KeptOrder { number, ..order.clone() }).await?;
                }
                append(transaction, entry).await?;
                let insert = "INSERT INTO order_cases (case_id, order_id) VALUES ($1, $2)";
                for case in cases {
                    sql::execute(transaction, insert, [case.0.into(), order.id.into()]).await?;
                }
                Ok(Drafted::Drafted)
            })
        })
        .await
    }

    /// A page of the orders that somebody finds, those that must be answered first at the beginning. What is over stands last, the newest first; what has no date yet, after what has one.
    ///
    /// # Errors
    ///
    /// Where the database fails or an order is damaged.
    pub async fn orders(
        &self,
        visible: &VisibleOrders,
        after: Option<OrderCursor>,
        most: u32,
    ) -> Result<OrderPage, StoreError> {
        let mut select = visible.select();
        if let Some(OrderCursor { rank, id }) = after {
            let there = Expr::tuple([Expr::val(rank), Expr::val(id)]);
            select.and_where(Expr::tuple([place(), column("id")]).gt(there));
        }
        let select = select
            .expr_as(place(), "place")
            .order_by_expr(place(), Order::Asc)
            .order_by_expr(column("id"), Order::Asc)
            .limit(u64::from(most) + 1);
        let mut rows = self.reads().query_all(select).await?;
        let more = rows.len() > most as usize;
        rows.truncate(most as usize);
        let cursor = |row: &QueryResult| {
            let (rank, id) = (row.try_get("", "place")?, row.try_get("", "id")?);
            Ok::<_, StoreError>(OrderCursor { rank, id })
        };
        let next = rows.last().filter(|_| more).map(cursor).transpose()?;
        Ok(OrderPage { orders: rows.iter().map(order).collect::<Result<_, _>>()?, next })
    }

    /// How many there are of each standing; those without an order are absent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_orders(
        &self,
        visible: &VisibleOrders,
    ) -> Result<Vec<(Standing, u64)>, StoreError> {
        let select = Query::select()
            .expr_as(column("standing"), "standing")
            .expr_as(column("id").count(), "count")
            .from(Alias::new("orders"))
            .cond_where(visible.condition.clone())
            .add_group_by([column("standing")])
            .to_owned();
        let counted = |row: &QueryResult| {
            let count: i64 = row.try_get("", "count")?;
            Ok((standing(row)?, count.cast_unsigned()))
        };
        self.reads().query_all(&select).await?.iter().map(counted).collect()
    }

    /// An order with its cases and steps; none if it does not exist for them.
    ///
    /// # Errors
    ///
    /// Where the database fails or the order is damaged.
    pub async fn order(
        &self,
        visible: &VisibleOrders,
        id: Uuid,
    ) -> Result<Option<FoundOrder>, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(id));
        let Some(row) = self.reads().query_one(&select).await? else { return Ok(None) };
        let found = order(&row)?;
        let steps = "SELECT seq, at, person, step, sealed FROM order_steps WHERE order_id = $1 ORDER BY seq";
        let steps = sql::all(self.reads(), steps, [id.into()]).await?;
        let steps = steps.iter().map(taken).collect::<Result<_, _>>()?;
        Ok(Some((found, self.order_cases(id).await?, steps)))
    }

    /// The orders about a case that somebody finds, the newest first. None where they do not see the case.
    ///
    /// # Errors
    ///
    /// Where the database fails or an order is damaged.
    pub async fn orders_of_case(
        &self,
        visible: &VisibleOrders,
        (cases, id): (&VisibleCases, CaseId),
        most: u32,
    ) -> Result<Vec<KeptOrder>, StoreError> {
        let about = Query::select()
            .column(Alias::new("order_id"))
            .from(Alias::new("order_cases"))
            .and_where(Expr::col(Alias::new("case_id")).eq(id.0))
            .and_where(cases.holds(id))
            .to_owned();
        let mut select = visible.select();
        select
            .and_where(column("id").in_subquery(about))
            .order_by_expr(column("drafted_at"), Order::Desc)
            .order_by_expr(column("id"), Order::Desc)
            .limit(u64::from(most));
        self.reads().query_all(&select).await?.iter().map(order).collect()
    }

    /// The cases of an order.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn order_cases(&self, id: Uuid) -> Result<Vec<OrderCase>, StoreError> {
        let select = "SELECT case_id, ordinal, todo, refused FROM order_cases WHERE order_id = $1 ORDER BY case_id";
        sql::all(self.reads(), select, [id.into()]).await?.iter().map(case).collect()
    }

    /// Takes a step.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn take_order_step(
        &self,
        visible: &VisibleOrders,
        step: NewStep,
        entry: AuditEntry,
    ) -> Result<StepTaken, StoreError> {
        let mut select = visible.select();
        select.and_where(column("id").eq(step.order));
        if self.is_postgres() {
            select.lock_exclusive();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                let Some(row) = transaction.query_one(&select).await? else {
                    return Ok(StepTaken::Gone);
                };
                if order(&row)?.version != step.version {
                    return Ok(StepTaken::Stale);
                }
                advance(transaction, &step, entry.at).await?;
                append(transaction, entry).await?;
                Ok(StepTaken::Taken)
            })
        })
        .await
    }

    /// Orders with cases with which something has still to be done.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn orders_to_carry_out(&self, most: u32) -> Result<Vec<Uuid>, StoreError> {
        let select = "SELECT DISTINCT order_id FROM order_cases WHERE todo IS NOT NULL ORDER BY order_id LIMIT $1";
        let rows = sql::all(self.reads(), select, [i64::from(most).into()]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "order_id")?)).collect()
    }

    /// An order as the engine carries it out, with its cases and steps; whom it concerns may be nobody who asks.
    ///
    /// # Errors
    ///
    /// Where the database fails or the order is damaged.
    pub async fn order_to_carry_out(&self, id: Uuid) -> Result<Option<FoundOrder>, StoreError> {
        self.order(&VisibleOrders::any(), id).await
    }

    /// Notes what came of what was to be done with a case of an order: its number there, or why it could not be done. As long
    /// as the order is not the version that was carried out, the rest is still to be done.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn order_case_done(
        &self,
        (order, version): (Uuid, i64),
        case: CaseId,
        done: Result<Option<i32>, String>,
    ) -> Result<(), StoreError> {
        let (ordinal, refused) = match done {
            Ok(ordinal) => (ordinal, None),
            Err(refused) => (None, Some(refused)),
        };
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE order_cases SET ordinal = coalesce($3, ordinal), refused = $4, \
                        todo = CASE WHEN EXISTS (SELECT 1 FROM orders WHERE id = $2 AND version = $5) THEN NULL ELSE coalesce(todo, 'note') END \
                    WHERE case_id = $1 AND order_id = $2";
                let values =
                    [case.0.into(), order.into(), ordinal.into(), refused.into(), version.into()];
                sql::execute(transaction, update, values).await?;
                Ok(())
            })
        })
        .await
    }
}

/// Where an order stands in lists, as one number: by when it must be answered; what has no date yet after what has one, and
/// what is over last, the newest of them first. No instant of ours comes near a quarter of what a number holds.
fn place() -> SimpleExpr {
    let over = [Standing::StruckOff, Standing::Cancelled].map(Standing::as_str);
    let is_over = column("standing").is_in(over);
    Expr::case(is_over, Expr::val(i64::MAX).sub(column("drafted_at")))
        .case(column("answer_by").is_null(), Expr::val(i64::MAX / 2).sub(column("drafted_at")))
        .finally(column("answer_by"))
        .into()
}

async fn next_number(
    transaction: &DatabaseTransaction,
    head: &str,
    year: i32,
) -> Result<String, StoreError> {
    let head = format!("{head}〔{year}〕");
    // Numbers are never taken back, so that there are as many as the last one says.
    let count = "SELECT count(*) AS count FROM orders WHERE number LIKE $1";
    let row = sql::one(transaction, count, [format!("{head}%").into()]).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
    Ok(format!("{head}{}号", count + 1))
}

async fn put(transaction: &DatabaseTransaction, order: KeptOrder) -> Result<(), StoreError> {
    let insert = "INSERT INTO orders (id, number, center, unit, level, zh, en, length, points, standing, version, \
            drafted_by, drafted_at, sealed, kind, listed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let values = [
        order.id.into(),
        order.number.into(),
        order.facts.center.as_str().into(),
        order.facts.unit.as_str().into(),
        order.level.into(),
        order.level_name.zh.into(),
        order.level_name.en.into(),
        order.length.into(),
        order.points.into(),
        Standing::Drafted.as_str().into(),
        1_i64.into(),
        order.facts.drafted_by.as_str().into(),
        to_micros(order.drafted_at).into(),
        order.sealed.into(),
        order.facts.kind.as_str().into(),
        i64::from(order.listed).into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}

/// What a draft says now. Whoever has it before them sees that it is another version, and signs nothing unseen.
async fn mend(transaction: &DatabaseTransaction, order: &KeptOrder) -> Result<(), StoreError> {
    let update = "UPDATE orders SET unit = $2, level = $3, zh = $4, en = $5, length = $6, points = $7, sealed = $8, kind = $9, \
        listed = $10, version = version + 1 WHERE id = $1";
    let values = [
        order.id.into(),
        order.facts.unit.as_str().into(),
        order.level.clone().into(),
        order.level_name.zh.clone().into(),
        order.level_name.en.clone().into(),
        order.length.clone().into(),
        order.points.into(),
        order.sealed.clone().into(),
        order.facts.kind.as_str().into(),
        i64::from(order.listed).into(),
    ];
    sql::execute(transaction, update, values).await?;
    let clear = "DELETE FROM order_cases WHERE order_id = $1";
    sql::execute(transaction, clear, [order.id.into()]).await?;
    Ok(())
}

async fn advance(
    transaction: &DatabaseTransaction,
    step: &NewStep,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE orders SET standing = $2, version = version + 1 WHERE id = $1";
    let values = [step.order.into(), step.standing.as_str().into()];
    sql::execute(transaction, update, values).await?;
    if let Some(due) = step.due_at {
        let sign = "UPDATE orders SET signed_by = $2, signed_at = $3, due_at = $4, answer_by = $4 WHERE id = $1";
        let values = [
            step.order.into(),
            step.by.as_str().into(),
            to_micros(at).into(),
            to_micros(due).into(),
        ];
        sql::execute(transaction, sign, values).await?;
    }
    change_answer(transaction, step, at).await?;
    if let Some(todo) = step.todo {
        // What was never put under it is let go of nothing, and told nothing.
        let todos = "UPDATE order_cases SET todo = $2, refused = NULL \
            WHERE order_id = $1 AND (refused IS NULL OR ordinal IS NOT NULL)";
        sql::execute(transaction, todos, [step.order.into(), todo.into()]).await?;
    }
    let insert = "INSERT INTO order_steps (order_id, seq, at, person, step, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        step.order.into(),
        step.version.into(),
        to_micros(at).into(),
        step.by.as_str().into(),
        step.step.into(),
        step.sealed.clone().into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}

/// The answer as the step leaves it.
async fn change_answer(
    transaction: &DatabaseTransaction,
    step: &NewStep,
    at: Timestamp,
) -> Result<(), StoreError> {
    let id = step.order.into();
    match &step.answer {
        AnswerChange::None => {}
        AnswerChange::Given => {
            let update = "UPDATE orders SET answered_at = $2 WHERE id = $1";
            sql::execute(transaction, update, [id, to_micros(at).into()]).await?;
        }
        AnswerChange::SentBack(by) => {
            let update = "UPDATE orders SET answered_at = NULL, answer_by = $2 WHERE id = $1";
            sql::execute(transaction, update, [id, to_micros(*by).into()]).await?;
        }
        AnswerChange::By(person) => {
            let update = "UPDATE orders SET answerer = $2 WHERE id = $1";
            sql::execute(transaction, update, [id, person.as_str().into()]).await?;
        }
    }
    Ok(())
}
