//! What belongs to the account of somebody: whence sessions were opened, the second factor, views of the list, quiet hours.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    "ALTER TABLE sessions ADD COLUMN address text NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN browser text NOT NULL DEFAULT ''",
    // The sign-in before this one.
    "ALTER TABLE sessions ADD COLUMN before_at bigint",
    "ALTER TABLE sessions ADD COLUMN before_address text",
    // The newest sign-in.
    "ALTER TABLE accounts ADD COLUMN signed_in_at bigint",
    "ALTER TABLE accounts ADD COLUMN signed_in_address text",
    // Minutes of the day; both or neither.
    "ALTER TABLE accounts ADD COLUMN quiet_from bigint",
    "ALTER TABLE accounts ADD COLUMN quiet_until bigint",
    // `sealed` is the secret. `last_step` is the time step of the newest code that was taken, so that none is taken twice.
    "CREATE TABLE second_factors (
        person text NOT NULL PRIMARY KEY REFERENCES accounts (person),
        sealed {bytes} NOT NULL,
        last_step bigint NOT NULL,
        since bigint NOT NULL
    )",
    // Hashes; a row goes when its code is used.
    "CREATE TABLE recovery_codes (
        person text NOT NULL REFERENCES accounts (person),
        code {bytes} NOT NULL,
        PRIMARY KEY (person, code)
    )",
    // Lists of work that somebody keeps: a name, and the query of the address.
    "CREATE TABLE work_views (
        id {id} NOT NULL PRIMARY KEY,
        person text NOT NULL REFERENCES accounts (person),
        name text NOT NULL,
        query text NOT NULL,
        created_at bigint NOT NULL,
        UNIQUE (person, name)
    )",
    // Every page of staff counts what is unread.
    "CREATE INDEX notices_unread ON notices (person, created_at) WHERE read_at IS NULL",
];

const DOWN: &[&str] = &[
    "DROP INDEX notices_unread",
    "DROP TABLE work_views",
    "DROP TABLE recovery_codes",
    "DROP TABLE second_factors",
    "ALTER TABLE accounts DROP COLUMN quiet_until",
    "ALTER TABLE accounts DROP COLUMN quiet_from",
    "ALTER TABLE accounts DROP COLUMN signed_in_address",
    "ALTER TABLE accounts DROP COLUMN signed_in_at",
    "ALTER TABLE sessions DROP COLUMN before_address",
    "ALTER TABLE sessions DROP COLUMN before_at",
    "ALTER TABLE sessions DROP COLUMN browser",
    "ALTER TABLE sessions DROP COLUMN address",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0014_account"
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
