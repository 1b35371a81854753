//! What lists and figures ask for at two hundred thousand cases: when a case ended stands in its row, and what is counted stands in
//! the indexes that are counted from, so that no row is fetched for it.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    "ALTER TABLE cases ADD COLUMN ended_at bigint",
    "UPDATE cases SET ended_at =
        (SELECT case_ends.ended_at FROM case_ends WHERE case_ends.case_id = cases.id) WHERE open = 0",
    "CREATE INDEX cases_by_end ON cases
        (center, ended_at, id, open, restricted, secrecy, lead, delegate, stage, category, workflow)
        WHERE ended_at IS NOT NULL",
    "DROP INDEX cases_by_center",
    "CREATE INDEX cases_by_center ON cases
        (center, open, due_at, id, restricted, secrecy, lead, delegate, stage, category, yellow_at, red_at,
        risk, workflow, place)",
    "DROP INDEX cases_by_filing",
    "CREATE INDEX cases_by_filing ON cases
        (center, filed_at, id, restricted, secrecy, lead, delegate, open, category, place, workflow)",
];

const DOWN: &[&str] = &[
    "DROP INDEX cases_by_filing",
    "CREATE INDEX cases_by_filing ON cases
        (center, filed_at, id, restricted, secrecy, lead, delegate, open, category)",
    "DROP INDEX cases_by_center",
    "CREATE INDEX cases_by_center ON cases
        (center, open, due_at, id, restricted, secrecy, lead, delegate, stage, category)",
    "DROP INDEX cases_by_end",
    "ALTER TABLE cases DROP COLUMN ended_at",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0026_scale"
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
