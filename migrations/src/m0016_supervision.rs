//! What a supervisor asks of open cases, so that it is found and counted without reading them, and supervision orders as
//! documents.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `at` is by when it must happen, zero where there is no such instant.
    "CREATE TABLE case_marks (
        case_id {id} NOT NULL REFERENCES cases (id),
        mark text NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (case_id, mark, at)
    ){clustered}",
    "CREATE INDEX case_marks_by_mark ON case_marks (mark, at, case_id)",
    "INSERT INTO case_marks SELECT id, 'extension', 0 FROM cases \
     WHERE open = 1 AND body NOT LIKE '%\"extension\":null%'",
    // `sealed` is what is demanded. `zh` and `en` are what the level was called then. `due_at` is by when the unit must answer,
    // from when it is signed.
    "CREATE TABLE orders (
        id {id} NOT NULL PRIMARY KEY,
        number text NOT NULL UNIQUE,
        center text NOT NULL,
        unit text NOT NULL,
        level text NOT NULL,
        zh text NOT NULL,
        en text NOT NULL,
        length text NOT NULL,
        points bigint NOT NULL,
        standing text NOT NULL,
        version bigint NOT NULL,
        drafted_by text NOT NULL,
        drafted_at bigint NOT NULL,
        signed_by text,
        signed_at bigint,
        due_at bigint,
        sealed {bytes} NOT NULL
    )",
    "CREATE INDEX orders_by_unit ON orders (unit, standing, due_at)",
    "CREATE INDEX orders_by_center ON orders (center, standing, due_at)",
    // `ordinal` is the order's number in its case. `todo` is what has still to be done with the case, until it is done or
    // `refused` says why it cannot be.
    "CREATE TABLE order_cases (
        case_id {id} NOT NULL REFERENCES cases (id),
        order_id {id} NOT NULL REFERENCES orders (id),
        ordinal integer,
        todo text,
        refused text,
        PRIMARY KEY (case_id, order_id)
    )",
    "CREATE INDEX order_cases_by_order ON order_cases (order_id)",
    "CREATE INDEX order_cases_to_do ON order_cases (order_id) WHERE todo IS NOT NULL",
    "CREATE TABLE order_steps (
        order_id {id} NOT NULL REFERENCES orders (id),
        seq bigint NOT NULL,
        at bigint NOT NULL,
        person text NOT NULL,
        step text NOT NULL,
        sealed {bytes},
        PRIMARY KEY (order_id, seq)
    )",
];

/// The marks of cases that are there already, of which `UP` has the first; the databases have words of their own for JSON.
const DRAWN_SQLITE: &[&str] = &[
    "INSERT INTO case_marks SELECT id, 'suspended', \
         CAST(strftime('%s', body ->> '$.suspension.terms.until') AS INTEGER) * 1000000 + CASE WHEN instr(body ->> '$.suspension.terms.until', '.') > 0 THEN \
             CAST(substr(replace(body ->> '$.suspension.terms.until', 'Z', '') || '000000', instr(body ->> '$.suspension.terms.until', '.') + 1, 6) AS INTEGER) ELSE 0 END \
     FROM cases WHERE open = 1 AND body ->> '$.suspension' IS NOT NULL",
    "INSERT OR IGNORE INTO case_marks SELECT cases.id, 'ordered', \
         CAST(strftime('%s', made.value ->> '$.due') AS INTEGER) * 1000000 + CASE WHEN instr(made.value ->> '$.due', '.') > 0 THEN \
             CAST(substr(replace(made.value ->> '$.due', 'Z', '') || '000000', instr(made.value ->> '$.due', '.') + 1, 6) AS INTEGER) ELSE 0 END \
     FROM cases, json_each(cases.body, '$.orders') AS made \
     WHERE cases.open = 1 AND made.value ->> '$.discharged_at' IS NULL",
    "INSERT INTO case_marks SELECT id, 'passed_round', 0 FROM ( \
         SELECT id, unit, lag(unit) OVER (PARTITION BY id ORDER BY place) AS before FROM ( \
             SELECT cases.id AS id, CAST(held.key AS INTEGER) AS place, \
                 held.value ->> '$.holder.unit' AS unit \
             FROM cases, json_each(cases.body, '$.tenures') AS held \
             WHERE cases.open = 1 AND held.value ->> '$.holder.unit' <> cases.center)) \
     WHERE before IS NULL OR before <> unit GROUP BY id HAVING count(*) >= 3",
];

/// The same on PostgreSQL.
const DRAWN_POSTGRES: &[&str] = &[
    "INSERT INTO case_marks SELECT id, 'suspended', \
         (extract(epoch FROM (body::jsonb #>> '{suspension,terms,until}')::timestamptz) * 1000000)::bigint \
     FROM cases WHERE open = 1 AND body::jsonb #>> '{suspension}' IS NOT NULL",
    "INSERT INTO case_marks SELECT DISTINCT cases.id, 'ordered', \
         (extract(epoch FROM (made.value ->> 'due')::timestamptz) * 1000000)::bigint \
     FROM cases, jsonb_each(cases.body::jsonb -> 'orders') AS made \
     WHERE cases.open = 1 AND made.value ->> 'discharged_at' IS NULL",
    "INSERT INTO case_marks SELECT id, 'passed_round', 0 FROM ( \
         SELECT id, unit, lag(unit) OVER (PARTITION BY id ORDER BY place) AS before FROM ( \
             SELECT cases.id AS id, held.place AS place, held.value #>> '{holder,unit}' AS unit \
             FROM cases, jsonb_array_elements(cases.body::jsonb -> 'tenures') \
                 WITH ORDINALITY AS held (value, place) \
             WHERE cases.open = 1 AND held.value #>> '{holder,unit}' <> cases.center) AS holders) AS turns \
     WHERE before IS NULL OR before <> unit GROUP BY id HAVING count(*) >= 3",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0016_supervision"
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
        sql::drop_tables(manager, &["case_marks", "orders", "order_cases", "order_steps"]).await
    }
}
