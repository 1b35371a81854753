//! Joint sessions with their minutes and tasks, and orders that list their cases.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `sealed` is what it is about and where it meets, `minutes` what was decided and who was there.
    "CREATE TABLE joint_sessions (
        id {id} NOT NULL PRIMARY KEY,
        number text NOT NULL UNIQUE,
        center text NOT NULL,
        standing text NOT NULL,
        version bigint NOT NULL,
        called_by text NOT NULL,
        called_at bigint NOT NULL,
        meets_at bigint NOT NULL,
        sealed {bytes} NOT NULL,
        held_on text,
        minutes {bytes},
        minuted_by text,
        minuted_at bigint,
        signed_by text,
        signed_at bigint
    )",
    "CREATE INDEX joint_sessions_by_center ON joint_sessions (center, standing, meets_at)",
    // `responsible` is the unit that the minutes find responsible. `todo` is what the case has still to be told.
    "CREATE TABLE session_cases (
        case_id {id} NOT NULL REFERENCES cases (id),
        session_id {id} NOT NULL REFERENCES joint_sessions (id),
        responsible text,
        todo text,
        PRIMARY KEY (case_id, session_id)
    )",
    "CREATE INDEX session_cases_by_session ON session_cases (session_id)",
    "CREATE INDEX session_cases_to_do ON session_cases (session_id) WHERE todo IS NOT NULL",
    "CREATE TABLE session_units (
        session_id {id} NOT NULL REFERENCES joint_sessions (id),
        unit text NOT NULL,
        PRIMARY KEY (session_id, unit)
    )",
    "CREATE INDEX session_units_by_unit ON session_units (unit, session_id)",
    // `days` is how many working days the unit has, `due_at` by when, from when the minutes are signed.
    "CREATE TABLE session_tasks (
        session_id {id} NOT NULL REFERENCES joint_sessions (id),
        task bigint NOT NULL,
        unit text NOT NULL,
        days bigint NOT NULL,
        standing text NOT NULL,
        version bigint NOT NULL,
        due_at bigint,
        finished_by text,
        finished_at bigint,
        sealed {bytes} NOT NULL,
        PRIMARY KEY (session_id, task)
    )",
    "CREATE INDEX session_tasks_by_unit ON session_tasks (unit, standing, due_at)",
    // `version` is that of the session, or of the task, on which the step was taken.
    "CREATE TABLE session_steps (
        session_id {id} NOT NULL REFERENCES joint_sessions (id),
        seq bigint NOT NULL,
        at bigint NOT NULL,
        person text NOT NULL,
        step text NOT NULL,
        task bigint,
        version bigint NOT NULL,
        sealed {bytes},
        PRIMARY KEY (session_id, seq)
    )",
    // Whether the cases of an order are listed, as its level said when it was drafted.
    "ALTER TABLE orders ADD COLUMN listed bigint NOT NULL DEFAULT 0",
];

const DOWN: &[&str] = &[
    "DELETE FROM case_marks WHERE mark IN ('listed', 'sponsored')",
    "ALTER TABLE orders DROP COLUMN listed",
];

const TABLES: &[&str] =
    &["joint_sessions", "session_cases", "session_units", "session_tasks", "session_steps"];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0025_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop_tables(manager, TABLES).await?;
        sql::run(manager, DOWN).await
    }
}
