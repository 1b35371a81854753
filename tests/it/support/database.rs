//! A database for one test: a file in a folder of its own, or a fresh database on the server of the test run.

use std::path::PathBuf;

use sea_orm::ConnectionTrait;
use store::{Options, Store};
use uuid::Uuid;

/// An empty database with the schema of today. Gone with the test.
pub(crate) struct Database {
    pub(crate) url: String,
    folder: Option<PathBuf>,
}

impl Database {
    pub(crate) async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("bihuan-test-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}?mode=rwc", folder.join("bihuan.sqlite").display());
        store::open::migrate(&url).await.unwrap();
        Self { url, folder: Some(folder) }
    }

    /// A copy of a file that no program has open, with the files beside it.
    pub(crate) fn copied(file: &std::path::Path) -> Self {
        let folder = std::env::temp_dir().join(format!("bihuan-test-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        for entry in std::fs::read_dir(file.parent().unwrap()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name().to_str().unwrap().starts_with(name) {
                std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
            }
        }
        let url = format!("sqlite:{}?mode=rwc", folder.join(name).display());
        Self { url, folder: Some(folder) }
    }

    /// None, and says so, where no server was started for the tests.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("BIHUAN_TEST_POSTGRES") else {
            eprintln!("SKIPPED on PostgreSQL: BIHUAN_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("test_{}", Uuid::new_v4().simple());
        let connection = sea_orm::Database::connect(&server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        connection.close().await.unwrap();
        let url = server.replace("/postgres?", &format!("/{name}?"));
        store::open::migrate(&url).await.unwrap();
        Some(Self { url, folder: None })
    }

    /// One that is there already.
    pub(crate) fn known(url: String) -> Self {
        Self { url, folder: None }
    }

    /// The folder of the file. Only SQLite has one.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.as_deref().unwrap()
    }

    /// The name of what keeps it.
    pub(crate) const fn kind(&self) -> &'static str {
        if self.folder.is_some() { "SQLite" } else { "PostgreSQL" }
    }

    /// Another empty one of the same kind.
    pub(crate) async fn another(&self) -> Self {
        match &self.folder {
            Some(_) => Self::sqlite().await,
            None => Self::postgres().await.unwrap(),
        }
    }

    /// Every byte that is kept: the files with the log of writes, or every row of every table.
    pub(crate) async fn bytes(&self) -> Vec<u8> {
        if let Some(folder) = &self.folder {
            let files = std::fs::read_dir(folder).unwrap();
            return files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        }
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
        let mut bytes = Vec::new();
        for table in self.texts(tables).await {
            for row in self.texts(&format!("SELECT row_to_json(t)::text FROM {table} AS t")).await {
                bytes.extend(row.into_bytes());
            }
        }
        bytes
    }

    /// The texts of the one column that a query selects.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let connection = sea_orm::Database::connect(&self.url).await.unwrap();
        let query = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(query).await.unwrap();
        connection.close().await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&Options::new(&self.url)).await.unwrap()
    }

    /// Runs SQL as an attacker or a damaged disk would.
    pub(crate) async fn run(&self, sql: &str) -> Result<u64, sea_orm::DbErr> {
        let connection = sea_orm::Database::connect(&self.url).await?;
        let result = connection.execute_unprepared(sql).await?;
        connection.close().await?;
        Ok(result.rows_affected())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            _ = std::fs::remove_dir_all(folder);
        }
    }
}
