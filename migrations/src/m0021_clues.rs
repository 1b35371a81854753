//! What became of a bad review: the case as which it is looked into, or why it is not; and by which code its author asks.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // A keyed hash of what its author holds; of reviews before this step there is none.
    "ALTER TABLE reviews ADD COLUMN code {bytes}",
    "CREATE UNIQUE INDEX reviews_by_code ON reviews (code) WHERE code IS NOT NULL",
    "ALTER TABLE reviews ADD COLUMN dismissed_at bigint",
    "ALTER TABLE reviews ADD COLUMN dismissed_why text",
    "CREATE TABLE review_clues (
        case_id {id} NOT NULL PRIMARY KEY REFERENCES cases (id),
        review {id} NOT NULL UNIQUE REFERENCES reviews (id)
    )",
];

const DOWN: &[&str] = &[
    "DROP INDEX reviews_by_code",
    "ALTER TABLE reviews DROP COLUMN code",
    "ALTER TABLE reviews DROP COLUMN dismissed_at",
    "ALTER TABLE reviews DROP COLUMN dismissed_why",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0021_clues"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop_tables(manager, &["review_clues"]).await?;
        sql::run(manager, DOWN).await
    }
}
