//! From when on an open case is yellow and red, so that lists and numbers ask for the colour that a county sets. What stands
//! there until the engine has drawn it anew says of no case that it is yellow.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    "ALTER TABLE cases ADD COLUMN yellow_at bigint NOT NULL DEFAULT 9223372036854775807",
    "ALTER TABLE cases ADD COLUMN red_at bigint NOT NULL DEFAULT 9223372036854775807",
];

const DOWN: &[&str] = &[
    "ALTER TABLE cases DROP COLUMN red_at",
    "ALTER TABLE cases DROP COLUMN yellow_at",
    // Whoever goes up again draws them again.
    "DELETE FROM settings WHERE name = 'colours'",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0023_colours"
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
