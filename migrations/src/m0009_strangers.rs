//! Messages that name a case nobody knows yet: a report may overtake the receipt that brings its number.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `number` is what a message names, as long as nobody knows that number.
    "ALTER TABLE inbox ADD COLUMN number text",
    "CREATE INDEX inbox_strange ON inbox (agency, number) WHERE number IS NOT NULL",
];

const DOWN: &[&str] = &["DROP INDEX inbox_strange", "ALTER TABLE inbox DROP COLUMN number"];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0009_strangers"
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
