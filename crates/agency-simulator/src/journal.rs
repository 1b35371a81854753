//! What the body remembers: one line of JSON for everything that happened, durable before anything is answered.
//!
//! A line that was half written when the process was killed was never answered for, and is cut off.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::SimulatorError;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "happened", rename_all = "snake_case")]
pub(crate) enum Record {
    /// The body began to exist.
    Opened {
        /// When.
        at: DateTime<Utc>,
    },
    /// A referral came, and was taken or refused.
    Referred(Referred),
    /// A change came.
    Amended {
        /// Its id.
        id: Uuid,
        /// The referral.
        referral: Uuid,
        /// Whether the body's part ends with it.
        ends: bool,
    },
    /// A message was written down to be sent.
    Said(Said),
    /// The other side has a message.
    Delivered {
        /// Its place among what was said.
        place: usize,
    },
    /// Files were read up to here.
    Read {
        /// The cursor of the exchange.
        cursor: String,
    },
}

/// A referral that came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Referred {
    /// Our id.
    pub(crate) referral: Uuid,
    /// The body's number of the case.
    pub(crate) number: String,
    /// What makes the number one of its own.
    pub(crate) serial: String,
    /// What becomes of it.
    pub(crate) course: String,
    /// When it came.
    pub(crate) at: DateTime<Utc>,
    /// Whether a refusal must be told by a message, as nobody waits for an answer.
    pub(crate) by_message: bool,
}

/// A message of the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// By what a repeat is known.
    pub id: String,
    /// In the body's words.
    pub body: Value,
    /// The referral of which it speaks, and the place in its course; none of what is handed over.
    pub(crate) of: Option<(Uuid, usize)>,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal of a folder, and gives what it holds.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Vec<Record>), SimulatorError> {
        let path = folder.join("journal.jsonl");
        let disk = |source| SimulatorError::Disk { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(disk)?;
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(disk)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(SimulatorError::Used(path)),
            Err(TryLockError::Error(source)) => return Err(disk(source)),
            Ok(()) => {}
        }
        let bytes = fs::read(&path).map_err(disk)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let records = read(&bytes[..whole], &path)?;
        let end = u64::try_from(whole).unwrap_or(u64::MAX);
        file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))).map_err(disk)?;
        Ok((Self { path, file }, records))
    }

    /// Adds what happened, all of it on the disk when this returns; but how far files were read, and what was delivered, may
    /// be forgotten: it is read and sent again, and known by its id.
    pub(crate) fn add(&mut self, records: &[Record]) -> Result<(), SimulatorError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut lines = Vec::new();
        let written = records.iter().try_for_each(|record| {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
            Ok::<(), serde_json::Error>(())
        });
        let path = &self.path;
        let written = written.map_err(std::io::Error::other);
        let written = written.and_then(|()| self.file.write_all(&lines));
        let forgettable =
            |record: &Record| matches!(record, Record::Delivered { .. } | Record::Read { .. });
        let kept = !records.iter().all(forgettable);
        let written = written.and_then(|()| if kept { self.file.sync_data() } else { Ok(()) });
        written.map_err(|source| SimulatorError::Disk { path: path.clone(), source })
    }
}

fn read(bytes: &[u8], path: &Path) -> Result<Vec<Record>, SimulatorError> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let read = |(index, line)| {
        serde_json::from_slice(line)
            .map_err(|_| SimulatorError::Damaged { path: path.to_owned(), line: index + 1 })
    };
    lines.enumerate().map(read).collect()
}
