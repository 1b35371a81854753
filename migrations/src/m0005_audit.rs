//! What happened outside any case: sign-ins, accounts, rights, revealed identities. A chain per stream.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0005_audit"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = "CREATE TABLE audit (
            stream text NOT NULL,
            seq bigint NOT NULL,
            at bigint NOT NULL,
            body text NOT NULL,
            hash {bytes} NOT NULL,
            PRIMARY KEY (stream, seq)
        )";
        sql::run(manager, &[table, "CREATE INDEX audit_by_time ON audit (at)"]).await?;
        sql::only_grows(manager, "audit").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop_tables(manager, &["audit"]).await?;
        sql::forget_only_grows(manager, "audit").await
    }
}
