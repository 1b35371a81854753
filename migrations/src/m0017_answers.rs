//! Supervision orders that are answered: when, by whom else than the head of the unit, and what kind of document it is;
//! and messages about several cases.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    "ALTER TABLE orders ADD COLUMN kind text NOT NULL DEFAULT 'order'",
    // `due_at` as it is now: later by the time for which the center had an answer that it sent back.
    "ALTER TABLE orders ADD COLUMN answer_by bigint",
    "ALTER TABLE orders ADD COLUMN answered_at bigint",
    // Who answers where the head of the unit cannot.
    "ALTER TABLE orders ADD COLUMN answerer text",
    "UPDATE orders SET answer_by = due_at",
    "UPDATE orders SET answered_at = (SELECT max(at) FROM order_steps \
         WHERE order_steps.order_id = orders.id AND step = 'answer') \
     WHERE standing IN ('answered', 'struck_off')",
    "CREATE INDEX orders_by_answer ON orders (answer_by)",
    "CREATE INDEX orders_by_answerer ON orders (answerer) WHERE answerer IS NOT NULL",
    // What is told of several cases at once is one message.
    "ALTER TABLE notices ADD COLUMN batch {id}",
    // Their cases are told of the answer by the worker.
    "UPDATE order_cases SET todo = 'note' WHERE todo IS NULL AND ordinal IS NOT NULL \
         AND order_id IN (SELECT id FROM orders WHERE standing = 'answered')",
];

/// The marks of cases whose unit has not answered yet, of those that stand under an order.
const DRAWN_SQLITE: &[&str] = &["INSERT OR IGNORE INTO case_marks SELECT cases.id, 'unanswered', \
         CAST(strftime('%s', made.value ->> '$.due') AS INTEGER) * 1000000 + CASE WHEN instr(made.value ->> '$.due', '.') > 0 THEN \
             CAST(substr(replace(made.value ->> '$.due', 'Z', '') || '000000', instr(made.value ->> '$.due', '.') + 1, 6) AS INTEGER) ELSE 0 END \
     FROM cases, json_each(cases.body, '$.orders') AS made \
     WHERE cases.open = 1 AND made.value ->> '$.discharged_at' IS NULL \
         AND made.value ->> '$.answered_at' IS NULL"];

/// The same on PostgreSQL.
const DRAWN_POSTGRES: &[&str] =
    &["INSERT INTO case_marks SELECT DISTINCT cases.id, 'unanswered', \
         (extract(epoch FROM (made.value ->> 'due')::timestamptz) * 1000000)::bigint \
     FROM cases, jsonb_each(cases.body::jsonb -> 'orders') AS made \
     WHERE cases.open = 1 AND made.value ->> 'discharged_at' IS NULL \
         AND made.value ->> 'answered_at' IS NULL"];

const DOWN: &[&str] = &[
    "DELETE FROM case_marks WHERE mark = 'unanswered'",
    "UPDATE order_cases SET todo = NULL WHERE todo = 'note'",
    "ALTER TABLE notices DROP COLUMN batch",
    "DROP INDEX orders_by_answerer",
    "DROP INDEX orders_by_answer",
    "ALTER TABLE orders DROP COLUMN answerer",
    "ALTER TABLE orders DROP COLUMN answered_at",
    "ALTER TABLE orders DROP COLUMN answer_by",
    "ALTER TABLE orders DROP COLUMN kind",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0017_answers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        let drawn = if sql::is_postgres(manager) { DRAWN_POSTGRES } else { DRAWN_SQLITE };
        sql::run(manager, drawn).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}
