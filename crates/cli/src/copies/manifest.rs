//! The manifest of a backup: what it is of, and each of its files with its hash. It is written last, so that a backup that
//! broke off has none and is refused.

use std::fs::File;
use std::io::Write as _;
use std::path::{Component, Path};

use domain::id::Timestamp;
use serde::{Deserialize, Serialize};

use super::folder::described;
use crate::failure::Failure;

/// How the manifest is called.
const MANIFEST: &str = "manifest.json";

/// The form of backups that this program writes and reads.
const FORM: u32 = 1;

/// What a backup is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The form of the backup.
    bihuan_backup: u32,
    /// The version of the program that wrote it.
    program: String,
    /// When it was begun.
    pub(crate) at: Timestamp,
    /// Of which kind of database.
    pub(crate) database: Database,
    /// Its files.
    pub(crate) files: Vec<Entry>,
}

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Database {
    /// The embedded one.
    Sqlite,
    /// A `PostgreSQL` server.
    Postgres,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its path below the folder of the backup.
    pub(crate) path: String,
    /// How many bytes.
    pub(crate) bytes: u64,
    /// The SHA-256 of its content, in hexadecimal.
    pub(crate) sha256: String,
}

impl Manifest {
    /// The manifest of a backup that begins now.
    pub(crate) fn new(at: Timestamp, database: Database) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { bihuan_backup: FORM, program, at, database, files: Vec::new() }
    }

    /// Adds a file that lies in the backup by now.
    pub(crate) fn add(&mut self, root: &Path, name: &str) -> Result<(), Failure> {
        self.files.push(described(root, name)?);
        Ok(())
    }

    /// Writes it, durable.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Failure> {
        let path = root.join(MANIFEST);
        let text = serde_json::to_string_pretty(self)?;
        let write = || {
            let mut file = File::create_new(&path)?;
            writeln!(file, "{text}")?;
            file.sync_all()
        };
        write().map_err(Failure::file(&path))
    }

    /// Reads it, and holds every file of the backup against it.
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|error| {
            Failure::unread(&path, ("不是备份的清单", "it is no manifest of a backup"), error)
        })?;
        if manifest.bihuan_backup != FORM {
            return Err(Failure::unfit(
                &path,
                "这个备份的格式本程序不认识",
                "this program does not know the form of this backup",
            ));
        }
        manifest.files.iter().try_for_each(|entry| entry.check(root))?;
        Ok(manifest)
    }

    /// The file of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.files.iter().any(|entry| entry.path == name)
    }
}

impl Entry {
    fn check(&self, root: &Path) -> Result<(), Failure> {
        let path = Path::new(&self.path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_below {
            return Err(Failure::unfit(path, "清单中的路径越出备份", "it leads out of the backup"));
        }
        if described(root, &self.path)? == *self {
            return Ok(());
        }
        Err(Failure::unfit(
            &root.join(path),
            "与清单中的大小或哈希不符，备份已损坏",
            "it is not the file of the manifest; the backup is damaged",
        ))
    }
}
