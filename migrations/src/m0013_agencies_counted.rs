//! Messages of outside bodies: how often each was taken in vain, in which order those are that wait for another, and what
//! lets lists of what was sent or given up be counted without reading all.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // How often it was taken in a row without an end; `fence` grows with each right to it, those included that ended well.
    "ALTER TABLE inbox ADD COLUMN tries bigint NOT NULL DEFAULT 0",
    // Its place among the reports of its referral, while it waits for those before it.
    "ALTER TABLE inbox ADD COLUMN held_place bigint",
    "CREATE INDEX dispatches_sent ON dispatches (unit, sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX dispatches_dead ON dispatches (unit) WHERE sent_at IS NULL AND dead_at IS NOT NULL",
];

const DOWN: &[&str] = &[
    "DROP INDEX dispatches_dead",
    "DROP INDEX dispatches_sent",
    "ALTER TABLE inbox DROP COLUMN held_place",
    "ALTER TABLE inbox DROP COLUMN tries",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0013_agencies_counted"
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
