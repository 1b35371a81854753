//! Suspicions 疑点 as they were found and judged, who was responsible for cases one after the other, and what finding them reads
//! beside the logs: how a picture looks and, for a while, from which network a rating came.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `body` is what was found: ids, instants and numbers. `period` is the first instant of the month in which it was found last,
    // `gone_at` since when it is not found there any more. `conclusion` is what was said last, `grown` whether facts came
    // since, and `counts_at` the last fact of what was confirmed: it counts in the time in which that lies.
    "CREATE TABLE suspicions (
        id {id} NOT NULL PRIMARY KEY,
        key text NOT NULL UNIQUE,
        indicator text NOT NULL,
        center text NOT NULL,
        person text,
        body text NOT NULL,
        period bigint NOT NULL,
        found_at bigint NOT NULL,
        gone_at bigint,
        conclusion text,
        grown integer NOT NULL,
        counts_at bigint,
        version bigint NOT NULL
    )",
    "CREATE INDEX suspicions_by_time ON suspicions (found_at, id)",
    "CREATE INDEX suspicions_by_period ON suspicions (period)",
    "CREATE INDEX suspicions_counting ON suspicions (counts_at) WHERE counts_at IS NOT NULL",
    "CREATE TABLE suspicion_units (
        suspicion {id} NOT NULL REFERENCES suspicions (id),
        unit text NOT NULL,
        PRIMARY KEY (suspicion, unit)
    ){clustered}",
    "CREATE INDEX suspicion_units_by_unit ON suspicion_units (unit, suspicion)",
    "CREATE TABLE suspicion_cases (
        case_id {id} NOT NULL REFERENCES cases (id),
        suspicion {id} NOT NULL REFERENCES suspicions (id),
        PRIMARY KEY (case_id, suspicion)
    ){clustered}",
    "CREATE INDEX suspicion_cases_by_suspicion ON suspicion_cases (suspicion)",
    // `facts` are those that the person saw, `sealed` is why.
    "CREATE TABLE suspicion_judgements (
        suspicion {id} NOT NULL REFERENCES suspicions (id),
        seq bigint NOT NULL,
        at bigint NOT NULL,
        person text NOT NULL,
        conclusion text NOT NULL,
        facts text NOT NULL,
        sealed {bytes} NOT NULL,
        PRIMARY KEY (suspicion, seq)
    )",
    // A month that is looked through: how far whoever does it now has come, and what came of it when it was done last.
    "CREATE TABLE suspicion_runs (
        period bigint NOT NULL PRIMARY KEY,
        wanted_at bigint NOT NULL,
        leased_until bigint NOT NULL,
        fence bigint NOT NULL,
        looked_at bigint NOT NULL,
        among bigint NOT NULL,
        finished_at bigint,
        skipped bigint NOT NULL,
        failures bigint NOT NULL
    )",
    // `unit` is who is responsible from then on; null for none.
    "CREATE TABLE handovers (
        case_id {id} NOT NULL REFERENCES cases (id),
        seq bigint NOT NULL,
        at bigint NOT NULL,
        unit text,
        why text NOT NULL,
        PRIMARY KEY (case_id, seq)
    ){clustered}",
    "CREATE INDEX handovers_by_time ON handovers (at, case_id)",
    "ALTER TABLE attachments ADD COLUMN look bigint",
    // A keyed hash, for as long as habits are looked for.
    "ALTER TABLE rating_tokens ADD COLUMN network {bytes}",
    // The mark of a case had the name of an indicator.
    "UPDATE case_marks SET mark = 'third_unit' WHERE mark = 'passed_round'",
    "UPDATE work_views SET query = replace(query, 'mark=passed_round', 'mark=third_unit')",
];

const DOWN: &[&str] = &[
    "UPDATE work_views SET query = replace(query, 'mark=third_unit', 'mark=passed_round')",
    "UPDATE case_marks SET mark = 'passed_round' WHERE mark = 'third_unit'",
    "ALTER TABLE rating_tokens DROP COLUMN network",
    "ALTER TABLE attachments DROP COLUMN look",
    "DROP TABLE handovers",
    "DROP TABLE suspicion_runs",
    "DROP TABLE suspicion_judgements",
    "DROP TABLE suspicion_cases",
    "DROP TABLE suspicion_units",
    "DROP TABLE suspicions",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0018_suspicions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}
