//! Orders that stand in a case and in no document: given before there were documents, or brought by an import. They get one, so that
//! they are answered and struck off like any other.

use domain::id::CaseId;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::{KeptOrder, next_number, put};
use crate::audit::{AuditEntry, append};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// A document for an order that has none.
#[derive(Clone, Debug)]
pub struct AdoptedOrder {
    /// The document; its number is drawn.
    pub order: KeptOrder,
    /// The case in which the order stands.
    pub case: CaseId,
    /// Its number there.
    pub ordinal: i32,
    /// The year of the number.
    pub year: i32,
}

impl Store {
    /// Open cases under an order that is in no document, some of them.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn cases_without_document(&self, most: u32) -> Result<Vec<CaseId>, StoreError> {
        let select = "SELECT DISTINCT case_id FROM case_marks WHERE mark = 'ordered' AND NOT EXISTS ( \
                SELECT 1 FROM order_cases JOIN orders ON orders.id = order_cases.order_id \
                WHERE order_cases.case_id = case_marks.case_id \
                    AND (todo IS NOT NULL OR answer_by = case_marks.at)) \
            ORDER BY case_id LIMIT $1";
        let rows = sql::all(self.reads(), select, [i64::from(most).into()]).await?;
        let id = |row: &QueryResult| Ok(CaseId(row.try_get::<Uuid>("", "case_id")?));
        rows.iter().map(id).collect()
    }

    /// Gives an order a document. False where it has one by now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn adopt_order(
        &self,
        adopted: AdoptedOrder,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let AdoptedOrder { order, case, ordinal, year } = adopted;
                if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
                    sql::execute(transaction, lock, [entry.stream.as_str().into()]).await?;
                }
                let known = "SELECT 1 AS one FROM order_cases WHERE case_id = $1 AND ordinal = $2";
                let known = sql::one(transaction, known, [case.0.into(), ordinal.into()]).await?;
                if known.is_some() {
                    return Ok(false);
                }
                let (id, due, signed) = (order.id, order.due_at, order.signed_at);
                let signer = order.signed_by.clone();
                let number = next_number(transaction, order.facts.kind.head(), year).await?;
                put(transaction, KeptOrder { number, ..order }).await?;
                let sign = "UPDATE orders SET standing = 'issued', signed_by = $2, signed_at = $3, \
                    due_at = $4, answer_by = $4 WHERE id = $1";
                let values = [
                    id.into(),
                    signer.as_ref().map(domain::id::PersonId::as_str).into(),
                    signed.map(to_micros).into(),
                    due.map(to_micros).into(),
                ];
                sql::execute(transaction, sign, values).await?;
                let insert =
                    "INSERT INTO order_cases (case_id, order_id, ordinal) VALUES ($1, $2, $3)";
                let values = [case.0.into(), id.into(), ordinal.into()];
                sql::execute(transaction, insert, values).await?;
                append(transaction, entry).await?;
                Ok(true)
            })
        })
        .await
    }
}
