//! Between whom files are exchanged, where, and how much at once.

use std::fmt::{self, Debug, Display, Formatter};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::error::FileError;
use super::seal::{Checksum, Seal};

/// The name of a side, as it stands in the names of batches: `[a-z0-9-]`, at most 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party(String);

impl Party {
    /// Reads a name.
    ///
    /// # Errors
    ///
    /// Other characters, a hyphen at an end, too long, or an end in `-ack`, by which acknowledgements are known.
    pub fn new(name: &str) -> Result<Self, FileError> {
        let fits = (1..=40).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !name.starts_with('-')
            && !name.ends_with('-')
            && !name.ends_with("-ack");
        if fits { Ok(Self(name.to_owned())) } else { Err(FileError::Party) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for Party {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How much a batch holds at most. Both sides must agree: a larger one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Messages; at most 9,999.
    pub files: usize,
    /// Bytes of all messages together.
    pub bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { files: 1000, bytes: 10 * 1024 * 1024 }
    }
}

/// Where the time comes from.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// One side of an exchange.
#[derive(Clone)]
pub struct Settings {
    /// The folder with `out`, `in`, `quarantine`, `done` and `state`, all on one file system: never the carried disk itself.
    pub root: PathBuf,
    /// Our name.
    pub us: Party,
    /// The other side's.
    pub peer: Party,
    /// By what manifests are proved.
    pub seal: Arc<dyn Seal>,
    /// How much a batch holds.
    pub bounds: Bounds,
    /// How long something that does not fit its manifest must lie unchanged before it counts as damaged rather than as
    /// still being copied.
    pub settle: TimeDelta,
    /// Whether acknowledgements ask for what is missing.
    pub ask: bool,
    /// Where the time comes from.
    pub now: Now,
}

impl Settings {
    /// The usual: no key, 1,000 messages or 10 MiB, ten minutes, and what is missing is asked for.
    pub fn new(root: PathBuf, us: Party, peer: Party, now: Now) -> Self {
        let seal = Arc::new(Checksum);
        let settle = TimeDelta::minutes(10);
        Self { root, us, peer, seal, bounds: Bounds::default(), settle, ask: true, now }
    }
}

impl Debug for Settings {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Settings");
        shown.field("root", &self.root).field("us", &self.us).field("peer", &self.peer);
        shown.finish_non_exhaustive()
    }
}
