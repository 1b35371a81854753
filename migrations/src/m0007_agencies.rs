//! Cases that are in the hands of outside bodies, what is sent to these and what they say.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

/// The inbox as it was before: nothing ever came into it.
const INBOX_BEFORE: &str = "CREATE TABLE inbox (
    agency text NOT NULL,
    message_id text NOT NULL,
    case_id {id},
    body text NOT NULL,
    received_at bigint NOT NULL,
    handled_at bigint,
    PRIMARY KEY (agency, message_id)
)";

const UP: &[&str] = &[
    // A case in the hands of one body. `id` is made of the letter that asked for it, so that a repeat makes no second one.
    "CREATE TABLE referrals (
        id {id} NOT NULL PRIMARY KEY,
        case_id {id} NOT NULL REFERENCES cases (id),
        unit text NOT NULL,
        created_at bigint NOT NULL,
        delivered_at bigint,
        refused text,
        ended_at bigint,
        foreign_number text,
        standing text,
        standing_at bigint,
        sequence bigint
    )",
    "CREATE INDEX referrals_by_case ON referrals (case_id)",
    "CREATE UNIQUE INDEX referrals_open ON referrals (case_id, unit) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX referrals_foreign ON referrals (unit, foreign_number) WHERE foreign_number IS NOT NULL",
    // The outbox: one message to one body. `id` is what it knows a repeat by.
    "CREATE TABLE dispatches (
        id {id} NOT NULL PRIMARY KEY,
        referral {id} NOT NULL REFERENCES referrals (id),
        unit text NOT NULL,
        purpose text NOT NULL,
        created_at bigint NOT NULL,
        due_at bigint NOT NULL,
        leased_until bigint NOT NULL,
        fence bigint NOT NULL,
        attempts integer NOT NULL,
        failure text,
        sent_at bigint,
        dead_at bigint
    )",
    "CREATE INDEX dispatches_due ON dispatches (unit, due_at) WHERE sent_at IS NULL AND dead_at IS NULL",
    "CREATE INDEX dispatches_by_referral ON dispatches (referral)",
    "DROP TABLE inbox",
    // Messages of outside bodies, kept for ever, so that a repeat is known as one. `ordinal` is the order in which they came.
    "CREATE TABLE inbox (
        agency text NOT NULL,
        message_id text NOT NULL,
        ordinal bigint NOT NULL,
        case_id {id},
        body text NOT NULL,
        received_at bigint NOT NULL,
        leased_until bigint NOT NULL,
        fence bigint NOT NULL,
        handled_at bigint,
        result text,
        why text,
        PRIMARY KEY (agency, message_id)
    )",
    "CREATE INDEX inbox_order ON inbox (ordinal)",
    "CREATE INDEX inbox_waiting ON inbox (agency, ordinal) WHERE handled_at IS NULL",
    "CREATE INDEX inbox_for_people ON inbox (received_at) WHERE result = 'person'",
    // What is known of a body beside its messages.
    "CREATE TABLE agencies (
        unit text NOT NULL PRIMARY KEY,
        cursor text,
        polled_at bigint,
        heard_at bigint,
        bad integer NOT NULL,
        quarantined_at bigint
    )",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0007_agencies"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop_tables(manager, &["referrals", "dispatches", "inbox", "agencies"]).await?;
        sql::run(manager, &[INBOX_BEFORE]).await
    }
}
