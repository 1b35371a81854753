//! An export as lines of a file, each JSON: whole records of cases, and where it was asked for, the audit and the log over all
//! chains. The notes come first, then the leaves, then the chains: of a system that works meanwhile, a chain may then go on
//! behind the log, and never the other way.

use serde::{Deserialize, Serialize};

use crate::audit::AuditRecord;
use crate::checkpoint::Head;
use crate::log::{Leaf, NoChain};
use crate::moment::{from_micros, to_micros};
use crate::record::{Hash, from_hex, hex};
use crate::verify::CaseExport;

/// A line of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportLine {
    /// A case.
    Case(Box<CaseExport>),
    /// Anything else.
    Log(LogLine),
}

/// A line that is no case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LogLine {
    /// Begins the log.
    Log {
        /// By which its notes are verified, if one does not know better.
        key: String,
    },
    /// A note of the log.
    Note {
        /// As it was signed.
        note: String,
    },
    /// A leaf of the log.
    Leaf {
        /// Its place.
        index: u64,
        /// Of which chain.
        chain: String,
        /// The last event of the chain then.
        seq: i64,
        /// The hash of it, in hexadecimal.
        hash: String,
    },
    /// An entry of the audit.
    Entry {
        /// Its chain.
        stream: String,
        /// Its place there.
        seq: i64,
        /// When, in microseconds since 1970.
        at: i64,
        /// The bytes that were hashed.
        body: String,
        /// The hash, in hexadecimal.
        hash: String,
    },
    /// Ends the export.
    End {
        /// How many cases it has.
        cases: u64,
        /// How many entries of the audit.
        entries: u64,
    },
}

impl LogLine {
    /// A leaf as a line.
    pub fn of_leaf(leaf: &Leaf) -> Self {
        let Leaf { index, chain, head: Head { seq, hash } } = leaf;
        Self::Leaf { index: *index, chain: chain.to_string(), seq: *seq, hash: hex(hash) }
    }

    /// An entry of the audit as a line.
    pub fn of_entry(record: &AuditRecord) -> Self {
        let AuditRecord { stream, seq, at, body, hash } = record;
        let (stream, body, hash) = (stream.clone(), body.clone(), hex(hash));
        Self::Entry { stream, seq: *seq, at: to_micros(*at), body, hash }
    }
}

/// The leaf of a line.
///
/// # Errors
///
/// Where it names no chain or its hash is none.
pub fn leaf(index: u64, chain: &str, seq: i64, hash: &str) -> Result<Leaf, NoChain> {
    let hash = hash_of(hash).ok_or(NoChain)?;
    Ok(Leaf { index, chain: chain.parse()?, head: Head { seq, hash } })
}

/// The entry of a line; none if its hash is none.
pub fn entry(stream: String, seq: i64, at: i64, body: String, hash: &str) -> Option<AuditRecord> {
    Some(AuditRecord { stream, seq, at: from_micros(at), body, hash: hash_of(hash)? })
}

fn hash_of(text: &str) -> Option<Hash> {
    from_hex(text)?.try_into().ok()
}

impl ExportLine {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn read(line: &str) -> Result<Self, serde_json::Error> {
        // A case is a line as it always was, and says first which case it is.
        if line.starts_with("{\"case\":") {
            return serde_json::from_str(line).map(Self::Case);
        }
        serde_json::from_str(line).map(Self::Log)
    }
}
