//! The folder of a witness: each note of the log as a file of its own, with the proof that it continues the one before, for
//! somebody outside to copy. A file is written whole or not at all, and what lies there is never overwritten.
//!
//! `key.txt` holds the key by which notes are verified, `latest.txt` the last note, `<day>/<size>.txt` each note with its proof.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use store::log::LogNote;
use tlog::{Addition, Checkpoint, Verifier};

/// The last note that lies in the folder.
const LATEST: &str = "latest.txt";

/// The key by which it is verified.
const KEY: &str = "key.txt";

/// How handing notes to a witness went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Witnessed {
    /// No folder is set.
    #[default]
    Nowhere,
    /// It was not tried yet.
    Waiting,
    /// The notes up to this size lie in the folder.
    Written {
        /// How many leaves the last one speaks of.
        size: u64,
    },
    /// The folder cannot be read or written; it is tried again.
    Unreachable,
    /// What lies in the folder is no note of this log.
    Foreign,
    /// The folder holds a note of more leaves than the log has: an older copy of the database was put back.
    Ahead {
        /// How many leaves that note speaks of.
        size: u64,
    },
    /// The folder holds another note of as many leaves: one of both was rewritten.
    Forked {
        /// How many leaves that note speaks of.
        size: u64,
    },
}

impl Witnessed {
    /// Why nothing was handed on; none where it was, or where nobody asked for it.
    pub const fn is_refused(&self) -> Option<&'static str> {
        match self {
            Self::Nowhere | Self::Waiting | Self::Written { .. } => None,
            Self::Unreachable => Some("the folder cannot be read or written"),
            Self::Foreign => Some("what lies in the folder is no note of this log"),
            Self::Ahead { .. } => Some(
                "the folder knows more than the log: an older copy of the database was put back",
            ),
            Self::Forked { .. } => {
                Some("the folder knows another log: it or the database was rewritten")
            }
        }
    }
}

/// Whether a note says the same of the log.
pub(crate) fn says(note: &str, checkpoint: &Checkpoint) -> bool {
    let read = tlog::Note::read(note).and_then(|note| Checkpoint::read(note.text()));
    read.as_ref() == Ok(checkpoint)
}

/// The last note in the folder; none if there is none yet.
pub(crate) async fn read(folder: PathBuf, key: Verifier) -> Result<Option<Checkpoint>, Witnessed> {
    blocking(move || match fs::read_to_string(folder.join(LATEST)) {
        Ok(note) => Checkpoint::verified(&note, &key).map(Some).map_err(|_| Witnessed::Foreign),
        // A folder that is gone, as of a stick that was taken out, is not made anew beside it.
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => Ok(None),
        Err(_) => Err(Witnessed::Unreachable),
    })
    .await
    .unwrap_or(Err(Witnessed::Unreachable))
}

/// Writes notes, in order.
pub(crate) async fn write(folder: PathBuf, key: Verifier, notes: Vec<LogNote>) -> Witnessed {
    let written = blocking(move || {
        let mut last = None;
        for note in notes {
            if !hand_over(&folder, &note)? {
                return Ok(Witnessed::Forked { size: note.size });
            }
            last = Some(note);
        }
        if let Some(LogNote { size, note, .. }) = last {
            put(&folder.join(KEY), &format!("{key}\n"))?;
            put(&folder.join(LATEST), &note)?;
            return Ok(Witnessed::Written { size });
        }
        let latest = fs::read_to_string(folder.join(LATEST))?;
        let size = Checkpoint::verified(&latest, &key).map_or(0, |latest| latest.size);
        Ok(Witnessed::Written { size })
    });
    let written: Option<io::Result<Witnessed>> = written.await;
    written.and_then(Result::ok).unwrap_or(Witnessed::Unreachable)
}

/// Writes a note into the folder of its day; false if another one lies there.
fn hand_over(folder: &Path, note: &LogNote) -> io::Result<bool> {
    let LogNote { size, at, note, old, proof } = note;
    let addition = Addition { old: *old, proof: proof.clone(), note: note.clone() };
    let day = folder.join(at.format("%Y-%m-%d").to_string());
    if !day.is_dir() {
        fs::create_dir(&day)?;
    }
    let (path, text) = (day.join(format!("{size:012}.txt")), addition.to_string());
    match fs::read_to_string(&path) {
        Ok(known) => return Ok(known == text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    put(&path, &text).map(|()| true)
}

/// Puts a file in its place, whole or not at all.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = fs::File::create(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(part, path)
}

/// What waits on a disk, apart from what answers others; none where it broke off.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
