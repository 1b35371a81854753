//! What a transition costs without us: the fewest statements that make one durable, run raw on the same database in the
//! same minutes. Benchmarks print their figures as a ratio to this one.

use std::time::{Duration, Instant};

use domain::id::Timestamp;
use sea_orm::ConnectionTrait;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor};

use crate::error::StoreError;
use crate::moment::from_micros;
use crate::open::Store;
use crate::sql;

/// The tables of the reference, and how many rows it works on.
const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS reference_case (id bigint PRIMARY KEY, version bigint NOT NULL, body text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS reference_event (case_id bigint NOT NULL, seq bigint NOT NULL, body text NOT NULL, PRIMARY KEY (case_id, seq))",
    "CREATE TABLE IF NOT EXISTS reference_letter (case_id bigint NOT NULL, seq bigint NOT NULL, body text NOT NULL, PRIMARY KEY (case_id, seq))",
];

/// How many rows the reference works on.
pub const ROWS: i64 = 2000;

/// The statements of one transition of the reference as a script for `pgbench`.
pub const PGBENCH_SCRIPT: &str = "\\set id random(1, 2000)\n\
    BEGIN;\n\
    SELECT version, body FROM reference_case WHERE id = :id FOR UPDATE;\n\
    UPDATE reference_case SET version = version + 1 WHERE id = :id;\n\
    INSERT INTO reference_event SELECT :id, version, 'performed' FROM reference_case WHERE id = :id;\n\
    INSERT INTO reference_letter SELECT :id, version, 'told' FROM reference_case WHERE id = :id;\n\
    COMMIT;\n";

/// Makes the tables of the reference and fills them.
///
/// # Errors
///
/// Where the database fails.
pub async fn prepare(url: &str) -> Result<(), StoreError> {
    let connection = sea_orm::Database::connect(url).await?;
    for table in TABLES {
        connection.execute_unprepared(table).await?;
    }
    connection.execute_unprepared("DELETE FROM reference_case").await?;
    for id in 1..=ROWS {
        let insert = format!("INSERT INTO reference_case VALUES ({id}, 0, 'body')");
        connection.execute_unprepared(&insert).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Removes the tables of the reference.
///
/// # Errors
///
/// Where the database fails.
pub async fn remove(url: &str) -> Result<(), StoreError> {
    let connection = sea_orm::Database::connect(url).await?;
    for table in ["reference_letter", "reference_event", "reference_case"] {
        connection.execute_unprepared(&format!("DROP TABLE IF EXISTS {table}")).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Transitions a second of one raw connection to SQLite, each durable on its own (WAL, `FULL`), prepared statements, no
/// ORM.
///
/// # Errors
///
/// Where the database fails.
pub async fn sqlite_loop(url: &str, time: Duration) -> Result<f64, StoreError> {
    let options: SqliteConnectOptions = url.parse().map_err(outside)?;
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut connection =
        options.busy_timeout(Duration::from_secs(10)).connect().await.map_err(outside)?;
    let (begun, mut count) = (Instant::now(), 0_i64);
    while begun.elapsed() < time {
        let id = count % ROWS + 1;
        connection.execute("BEGIN IMMEDIATE").await.map_err(outside)?;
        let version: i64 = sqlx::query_scalar("SELECT version FROM reference_case WHERE id = $1")
            .bind(id)
            .fetch_one(&mut connection)
            .await
            .map_err(outside)?;
        for statement in [
            "UPDATE reference_case SET version = $2 + 1 WHERE id = $1",
            "INSERT INTO reference_event VALUES ($1, $2, 'performed')",
            "INSERT INTO reference_letter VALUES ($1, $2, 'told')",
        ] {
            let query = sqlx::query(statement).bind(id).bind(version);
            query.execute(&mut connection).await.map_err(outside)?;
        }
        connection.execute("COMMIT").await.map_err(outside)?;
        count += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    connection.close().await.map_err(outside)?;
    #[expect(clippy::cast_precision_loss, reason = "a count of seconds' work is far below 2^52")]
    Ok(count as f64 / seconds)
}

impl Store {
    /// Reads fifty open cases of a center by their deadline, along the index, without a rule, a join or a total. Returns
    /// how many there were.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn fifty_by_deadline(&self, center: &str) -> Result<usize, StoreError> {
        let select = "SELECT id, number, state, stage, due_at, category, place, lead, handler \
                      FROM cases WHERE center = $1 AND open = 1 ORDER BY due_at, id LIMIT 50";
        Ok(sql::all(self.reads(), select, [center.into()]).await?.len())
    }
}

/// How much is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSize {
    /// How many events.
    pub events: u64,
    /// How many characters they have together.
    pub characters: u64,
}

impl Store {
    /// When so many clocks are due that wait now, the earliest first; none where fewer wait.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn due_at_least(&self, clocks: u32) -> Result<Option<Timestamp>, StoreError> {
        let before = clocks.saturating_sub(1);
        let select = format!(
            "SELECT wake_at FROM clocks WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1 OFFSET {before}"
        );
        let row = sql::one(self.reads(), &select, []).await?;
        row.map(|row| Ok(from_micros(row.try_get("", "wake_at")?))).transpose()
    }

    /// What it costs to go through the whole log raw: each event is touched once and nothing is made of it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn whole_log(&self) -> Result<LogSize, StoreError> {
        let select = "SELECT count(*) AS events, CAST(coalesce(sum(length(body)), 0) AS bigint) AS \
                      characters FROM events";
        let row = sql::one(self.reads(), select, []).await?;
        let row = row.ok_or_else(|| sea_orm::DbErr::RecordNotFound("events".to_owned()))?;
        let (events, characters): (i64, i64) =
            (row.try_get("", "events")?, row.try_get("", "characters")?);
        Ok(LogSize { events: events.cast_unsigned(), characters: characters.cast_unsigned() })
    }
}

/// The parts of a PostgreSQL address that `pgbench` wants: host, port, user and database.
///
/// # Errors
///
/// If it is no such address.
pub fn postgres_address(url: &str) -> Result<(String, u16, String, String), StoreError> {
    let options: PgConnectOptions = url.parse().map_err(outside)?;
    let socket = options.get_socket().map(|path| path.display().to_string());
    let host = socket.unwrap_or_else(|| options.get_host().to_owned());
    let database = options.get_database().unwrap_or("postgres").to_owned();
    Ok((host, options.get_port(), options.get_username().to_owned(), database))
}

fn outside(error: sqlx::Error) -> StoreError {
    StoreError::Database(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))
}
