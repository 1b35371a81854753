//! Opening a database: its settings, its schema, and the checks without which it is not trusted with a case.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::CaseId;
use futures::future::BoxFuture;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::Query;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::oneshot;

use crate::change::{Change, Committed, Failure, Stored};
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::palette::Painter;
use crate::recent::Recent;
use crate::writer::{Lanes, Task};

/// What a store is opened with.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    pub url: String,
    /// How many connections read at the same time.
    pub readers: u32,
    /// How many lanes write on PostgreSQL. SQLite has one.
    pub lanes: usize,
}

impl Options {
    /// The usual numbers for a database.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 4, lanes: 2 }
    }
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    reads: DatabaseConnection,
    writes: DatabaseConnection,
    lanes: Lanes,
    recent: Recent,
    painter: Painter,
}

/// The key of the lock that lets one node migrate at a time; any number that nothing else uses.
const MIGRATION_LOCK: i64 = 0x6269_6875_616e;

/// The first version of SQLite that cannot lose commits of two connections.
const SQLITE_NEEDED: (u32, u32, u32) = (3, 51, 3);

impl Store {
    /// Opens the database. Its schema must be up to date, see [`migrate`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be reached, or must not be trusted.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let (reads, writes, lanes) = if is_sqlite(&options.url) {
            let writes = sqlite(&options.url, 1, false).await?;
            let reads = sqlite(&options.url, options.readers, true).await?;
            refuse_old_sqlite(&writes).await?;
            (reads, writes, 1)
        } else {
            let lanes = u32::try_from(options.lanes).unwrap_or(u32::MAX);
            let writes = postgres(&options.url, lanes, &WRITING).await?;
            let reads = postgres(&options.url, options.readers, &READING).await?;
            refuse_unsafe_postgres(&writes).await?;
            (reads, writes, options.lanes)
        };
        let (recent, painter) = (Recent::default(), Painter::default());
        let lanes = Lanes::start(&writes, lanes, &recent, &painter);
        Ok(Self { reads, writes, lanes, recent, painter })
    }

    /// Writes a change, and returns when it is durable.
    ///
    /// # Errors
    ///
    /// A refusal, after which nothing was written, or a failure, after which nobody knows.
    pub async fn commit(&self, change: Change) -> Result<Committed, Failure> {
        self.lanes.submit(change).await
    }

    /// True on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        is_postgres(self.backend())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reads.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Lets what waits be written, and closes. Callers that come later are refused.
    pub async fn close(self) {
        let Self { reads, writes, lanes, recent: _, painter: _ } = self;
        lanes.close().await;
        _ = writes.close().await;
        _ = reads.close().await;
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.reads.get_database_backend()
    }

    pub(crate) fn painter(&self) -> &Painter {
        &self.painter
    }

    pub(crate) fn reads(&self) -> &DatabaseConnection {
        &self.reads
    }

    /// A case as this node saw it last, however long ago: good enough to read a request by, not to show or refuse anything.
    pub fn remembered(&self, id: CaseId) -> Option<Arc<Stored>> {
        self.recent.any(id)
    }

    /// Remembers a case that was just read.
    pub(crate) fn remember(&self, stored: &Arc<Stored>) {
        self.recent.keep(stored);
    }

    /// A transaction that sees one moment, for what is read from several tables and must fit together.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        // A transaction of SQLite sees the moment of its first read.
        let level = self.is_postgres().then_some(IsolationLevel::RepeatableRead);
        let mode = self.is_postgres().then_some(AccessMode::ReadOnly);
        let reads = self.reads.clone();
        // In a task of its own: where a request is dropped while it begins, sqlx 0.9.0 would leave the connection inside
        // of a transaction (issue 4385).
        let begun = tokio::spawn(async move { reads.begin_with_config(level, mode).await });
        Ok(begun.await.map_err(|_| StoreError::Closing)??)
    }

    /// Writes what is no change of a case, and returns what the work found once it is durable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, StoreError>>
        + Send
        + 'static,
    ) -> Result<T, StoreError> {
        let (sender, mut receiver) = oneshot::channel();
        let task: Task = Box::new(move |transaction| {
            let work = work(transaction);
            Box::pin(async move {
                // Whoever asked may have gone.
                _ = sender.send(work.await?);
                Ok(())
            })
        });
        self.lanes.run(task).await?;
        receiver.try_recv().map_err(|_| StoreError::Closing)
    }
}

/// Brings the schema up to date; of several nodes one does it, the others wait. Where nothing is to be done, nothing is
/// asked for: a node may run as a role that may not change the schema.
///
/// # Errors
///
/// Where the database cannot be reached or a step fails.
pub async fn migrate(url: &str) -> Result<(), StoreError> {
    let connection = alone(url).await?;
    let is_done = is_up_to_date(&connection).await;
    connection.close().await?;
    if is_done {
        return Ok(());
    }
    with_lock(url, async |connection| Migrator::up(connection, None).await).await
}

/// Whether the steps that the database has taken are those of this program. A database that cannot say has taken none.
async fn is_up_to_date(connection: &DatabaseConnection) -> bool {
    let taken = Query::select().column("version").from("seaql_migrations").to_owned();
    let Ok(rows) = connection.query_all(&taken).await else { return false };
    let taken: Result<BTreeSet<String>, _> =
        rows.iter().map(|row| row.try_get("", "version")).collect();
    let known = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    taken.is_ok_and(|taken| taken == known)
}

/// Takes back the last steps, all if `steps` is none.
///
/// # Errors
///
/// As for [`migrate`].
pub async fn migrate_down(url: &str, steps: Option<u32>) -> Result<(), StoreError> {
    with_lock(url, async |connection| Migrator::down(connection, steps).await).await
}

async fn with_lock(
    url: &str,
    work: impl AsyncFnOnce(&sea_orm::DatabaseTransaction) -> Result<(), DbErr>,
) -> Result<(), StoreError> {
    let connection = alone(url).await?;
    // On SQLite the lock is taken at once: another node that migrates is waited for.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    if is_postgres(transaction.get_database_backend()) {
        let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
        transaction.execute_unprepared(&lock).await?;
    }
    work(&transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// The only connection of what brings the schema up to date.
async fn alone(url: &str) -> Result<DatabaseConnection, StoreError> {
    if is_sqlite(url) { sqlite(url, 1, false).await } else { postgres(url, 1, &WRITING).await }
}

pub(crate) fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

pub(crate) async fn sqlite(
    url: &str,
    connections: u32,
    only_reads: bool,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .statement_cache_capacity(500)
            .pragma("trusted_schema", "OFF")
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-65536")
            // 32 MiB: a page that many transactions write is carried into the database once.
            .pragma("wal_autocheckpoint", "8192");
        if only_reads { sqlite.pragma("query_only", "ON") } else { sqlite }
    });
    options.test_before_acquire(false);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.before_acquire(|connection, _| Box::pin(is_idle(connection)))
    });
    connect(options, url).await
}

/// Whether a connection waits for a transaction and is in none. Where a commit fails because the disk is full or broken, SQLite rolls
/// back by itself; sqlx 0.9.0 then fails to roll back once more, goes on counting a transaction, and sea-orm makes every later
/// one a savepoint within it: what is "committed" there is never written. Such a connection is thrown away.
async fn is_idle(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback that still waits is done before the answer comes.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Settings of connections that read.
const READING: [(&str, &str); 1] = [("idle_in_transaction_session_timeout", "15s")];

/// Settings of connections that write: every statement of the lanes finds its rows by their keys, whatever they are, and
/// to plan one anew takes as long as to run it.
const WRITING: [(&str, &str); 2] = [READING[0], ("plan_cache_mode", "force_generic_plan")];

async fn postgres(
    url: &str,
    connections: u32,
    settings: &'static [(&str, &str)],
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections.max(1)).min_connections(1).sqlx_logging(false);
    options.test_before_acquire(false);
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.statement_cache_capacity(500).options(settings.iter().copied())
    });
    // The pool would try a server that is down again and again, for as long as it waits for a connection.
    let unreachable = |_| StoreError::Unreachable { seconds: ANSWERS_WITHIN.as_secs() };
    tokio::time::timeout(ANSWERS_WITHIN, connect(options, url)).await.map_err(unreachable)?
}

/// How long a server may take to answer when it is first asked.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

async fn connect(options: ConnectOptions, url: &str) -> Result<DatabaseConnection, StoreError> {
    Database::connect(options).await.map_err(|error| {
        if matches!(error, DbErr::Conn(_)) && !url.contains(':') {
            return StoreError::Address { url: url.to_owned() };
        }
        StoreError::Database(error)
    })
}

async fn setting(connection: &DatabaseConnection, sql: &str) -> Result<String, StoreError> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await?;
    let missing = || DbErr::RecordNotFound(sql.to_owned());
    Ok(row.ok_or_else(missing)?.try_get_by_index(0)?)
}

async fn refuse_old_sqlite(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let found = setting(connection, "SELECT sqlite_version()").await?;
    let mut parts = found.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < SQLITE_NEEDED {
        return Err(StoreError::OldSqlite { found });
    }
    Ok(())
}

async fn refuse_unsafe_postgres(connection: &DatabaseConnection) -> Result<(), StoreError> {
    // Tests run a throw-away server without fsync and say so.
    if std::env::var_os("BIHUAN_UNSAFE_POSTGRES").is_some() {
        return Ok(());
    }
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        if setting(connection, &format!("SHOW {name}")).await? == "off" {
            return Err(StoreError::UnsafePostgres { setting: name });
        }
    }
    Ok(())
}
