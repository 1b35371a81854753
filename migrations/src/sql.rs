//! SQL for both databases from one text.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, DbErr};

/// Ends a table of short rows, which SQLite keeps in its primary key, so that a row costs one page and not two.
const CLUSTERED: &str = "{clustered}";

/// Runs statements one by one. `{id}` stands for the type of a UUID and `{bytes}` for bytes; SQLite has its own words for
/// the numbers, and holds to the types only in a strict table.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        let sql = if is_postgres(manager) {
            statement.replace("{id}", "uuid").replace("{bytes}", "bytea").replace(CLUSTERED, "")
        } else {
            for_sqlite(statement)
        };
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

fn for_sqlite(statement: &str) -> String {
    let sql = statement
        .replace("{id}", "BLOB")
        .replace("{bytes}", "BLOB")
        .replace("bigint", "INTEGER")
        .replace("double precision", "REAL");
    match sql.strip_suffix(CLUSTERED) {
        Some(sql) => format!("{sql} STRICT, WITHOUT ROWID"),
        None if sql.starts_with("CREATE TABLE") => format!("{sql} STRICT"),
        None => sql,
    }
}

/// Drops tables, the last created first.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}

/// True on PostgreSQL.
pub(crate) fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

/// Makes a table one that only grows: neither update nor delete, nor a truncation, for which PostgreSQL asks no trigger of
/// a row.
pub(crate) async fn only_grows(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if is_postgres(manager) {
        let function = format!(
            "CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$"
        );
        let trigger = format!(
            "CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()"
        );
        let whole = format!(
            "CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
        );
        return run(manager, &[&function, &trigger, &whole]).await;
    }
    for act in ["UPDATE", "DELETE"] {
        let trigger = format!(
            "CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} \
             BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        );
        run(manager, &[&trigger]).await?;
    }
    Ok(())
}

/// Removes what [`only_grows`] made, after its table was dropped.
pub(crate) async fn forget_only_grows(
    manager: &SchemaManager<'_>,
    table: &str,
) -> Result<(), DbErr> {
    if is_postgres(manager) {
        run(manager, &[&format!("DROP FUNCTION {table}_only_grows()")]).await?;
    }
    Ok(())
}

/// A step made of statements up and of tables to drop on the way down. `grows` names tables among them that only grow.
macro_rules! step {
    ($name:literal, $up:expr, $tables:expr) => {
        $crate::sql::step!($name, $up, $tables, grows: &[]);
    };
    ($name:literal, $up:expr, $tables:expr, grows: $grows:expr) => {
        /// The step.
        #[derive(Debug)]
        pub(crate) struct Step;

        impl sea_orm_migration::MigrationName for Step {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Step {
            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> {
                $crate::sql::run(manager, $up).await?;
                let growing: &[&str] = $grows;
                for table in growing {
                    $crate::sql::only_grows(manager, table).await?;
                }
                Ok(())
            }

            async fn down(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> {
                $crate::sql::drop_tables(manager, $tables).await?;
                let growing: &[&str] = $grows;
                for table in growing {
                    $crate::sql::forget_only_grows(manager, table).await?;
                }
                Ok(())
            }
        }
    };
}
pub(crate) use step;
