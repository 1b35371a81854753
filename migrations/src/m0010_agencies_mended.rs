//! What outside bodies say gets its places body by body, so that nodes never give one place twice, and may wait for what
//! comes before it.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `ordinal` is from now on the place among the messages of one body. Two nodes may have given one twice.
    "UPDATE inbox SET ordinal = numbered.place FROM (
        SELECT agency, message_id, ROW_NUMBER() OVER (
            PARTITION BY agency ORDER BY ordinal, received_at, message_id
        ) AS place FROM inbox
    ) AS numbered WHERE numbered.agency = inbox.agency AND numbered.message_id = inbox.message_id",
    "DROP INDEX inbox_order",
    "CREATE UNIQUE INDEX inbox_order ON inbox (agency, ordinal)",
    "CREATE INDEX inbox_newest ON inbox (received_at, agency, ordinal)",
    // Until when a message waits for those that its body counts before it; 0 if it does not.
    "ALTER TABLE inbox ADD COLUMN held_until bigint NOT NULL DEFAULT 0",
    // Which units' systems were told of a case. Deliveries are forgotten and subscriptions removed; what was told is not
    // taken back by either.
    "CREATE TABLE systems_told (
        case_id {id} NOT NULL REFERENCES cases (id),
        unit text NOT NULL,
        first_at bigint NOT NULL,
        PRIMARY KEY (case_id, unit)
    )",
    "INSERT INTO systems_told (case_id, unit, first_at)
        SELECT deliveries.case_id, subscriptions.unit, MIN(deliveries.delivered_at) FROM deliveries
        JOIN subscriptions ON subscriptions.id = deliveries.subscription
        WHERE deliveries.delivered_at IS NOT NULL GROUP BY deliveries.case_id, subscriptions.unit",
];

const DOWN: &[&str] = &[
    "DROP TABLE systems_told",
    "ALTER TABLE inbox DROP COLUMN held_until",
    "DROP INDEX inbox_newest",
    "DROP INDEX inbox_order",
    "UPDATE inbox SET ordinal = numbered.place FROM (
        SELECT agency, message_id, ROW_NUMBER() OVER (ORDER BY received_at, agency, ordinal) AS place FROM inbox
    ) AS numbered WHERE numbered.agency = inbox.agency AND numbered.message_id = inbox.message_id",
    "CREATE INDEX inbox_order ON inbox (ordinal)",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0010_agencies_mended"
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
