//! A checkpoint: the last hash of every record at a moment, and one hash over all of them. Whoever keeps a copy outside can
//! later tell whether any record was rewritten or cut since, which no record can tell of itself.
//!
//! The one hash is the root of a tree as in RFC 6962 ([`tlog::tree`]). A leaf is `"case" ‖ id ‖ seq ‖ hash` for a case (16, 8 and 32 bytes, big end first)
//! and `"audit" ‖ name ‖ seq ‖ hash` for a stream of the audit. Cases come in the order of their ids, then streams in
//! the order of their names.

use std::collections::BTreeMap;

use domain::id::{CaseId, Timestamp};
use serde::{Deserialize, Serialize};
use tlog::Tree;

use crate::log::{Chain, leaf};
use crate::record::{Hash, from_hex, hex};
use crate::verify::{CaseExport, Fault};

/// The head of a record: its last event, and the hash of it and all before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last event.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

/// A line of a checkpoint file, as JSON. The digest is the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The head of a case.
    Case {
        /// Which.
        id: CaseId,
        /// Its last event.
        seq: i64,
        /// The hash, in hexadecimal.
        head: String,
    },
    /// The head of a stream of the audit.
    Stream {
        /// Which.
        name: String,
        /// Its last entry.
        seq: i64,
        /// The hash, in hexadecimal.
        head: String,
    },
    /// What all of them come to.
    Digest(Digest),
}

/// What a checkpoint comes to: short enough to be printed, read out and signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// When it was made.
    pub at: Timestamp,
    /// How many cases.
    pub cases: u64,
    /// How many streams of the audit.
    pub streams: u64,
    /// The root of the tree, in hexadecimal.
    pub root: String,
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.at.format("%Y-%m-%dT%H:%M:%SZ");
        let Self { cases, streams, root, .. } = self;
        write!(f, "bihuan-checkpoint/1 {at} cases={cases} streams={streams} root={root}")
    }
}

/// A checkpoint: the heads, and the tree over them.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    cases: BTreeMap<CaseId, Head>,
    streams: BTreeMap<String, Head>,
}

/// Why a checkpoint file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// A line is no line of a checkpoint.
    #[error("line {line} is no line of a checkpoint")]
    Line {
        /// Which, from 1.
        line: usize,
    },
    /// The file has no digest at its end.
    #[error("the digest at the end is missing")]
    Unfinished,
    /// The heads do not come to what the digest says: the file itself was altered.
    #[error("the heads do not come to the root in the digest: the file was altered")]
    Altered,
}

impl Checkpoint {
    /// Adds the head of a case.
    pub fn case(&mut self, id: CaseId, head: Head) {
        self.cases.insert(id, head);
    }

    /// Adds the head of a stream of the audit.
    pub fn stream(&mut self, name: &str, head: Head) {
        self.streams.insert(name.to_owned(), head);
    }

    /// Reads a checkpoint file, and what its digest says.
    ///
    /// # Errors
    ///
    /// Where it is none, or was altered.
    pub fn read(text: &str) -> Result<(Self, Digest), Unusable> {
        let mut checkpoint = Self::default();
        for (text, line) in text.lines().zip(1..) {
            let unreadable = || Unusable::Line { line };
            let head = |seq, text: &str| {
                let hash = from_hex(text).and_then(|bytes| Hash::try_from(bytes).ok());
                hash.map(|hash| Head { seq, hash }).ok_or_else(unreadable)
            };
            match serde_json::from_str(text).map_err(|_| unreadable())? {
                Line::Case { id, seq, head: text } => checkpoint.case(id, head(seq, &text)?),
                Line::Stream { name, seq, head: text } => {
                    checkpoint.stream(&name, head(seq, &text)?);
                }
                Line::Digest(digest) => {
                    let same = checkpoint.digest(digest.at) == digest;
                    return if same { Ok((checkpoint, digest)) } else { Err(Unusable::Altered) };
                }
            }
        }
        Err(Unusable::Unfinished)
    }

    /// The lines of its file.
    pub fn lines(&self, at: Timestamp) -> impl Iterator<Item = Line> {
        let cases = self.cases.iter().map(|(id, head)| Line::Case {
            id: *id,
            seq: head.seq,
            head: hex(&head.hash),
        });
        let streams = self.streams.iter().map(|(name, head)| Line::Stream {
            name: name.clone(),
            seq: head.seq,
            head: hex(&head.hash),
        });
        cases.chain(streams).chain([Line::Digest(self.digest(at))])
    }

    /// What it comes to.
    pub fn digest(&self, at: Timestamp) -> Digest {
        let mut tree = Tree::default();
        for (id, head) in &self.cases {
            tree.push(&leaf(&Chain::Case(*id), head));
        }
        for (name, head) in &self.streams {
            tree.push(&leaf(&Chain::Stream(name.clone()), head));
        }
        Digest {
            at,
            cases: self.cases.len() as u64,
            streams: self.streams.len() as u64,
            root: hex(&tree.root()),
        }
    }

    /// Takes a case out, and says whether its record still begins as this knows it. A case that came later is no fault.
    pub fn take_case(&mut self, export: &CaseExport) -> Option<Fault> {
        let Head { seq, hash } = self.cases.remove(&export.case)?;
        let event = export.events.iter().find(|event| event.seq == seq);
        let same = event.is_some_and(|event| event.hash == hex(&hash));
        (!same).then_some(Fault::Checkpoint { seq })
    }

    /// The head that a stream had.
    pub fn take_stream(&mut self, name: &str) -> Option<Head> {
        self.streams.remove(name)
    }

    /// The cases that were not taken out: there are none of them any more.
    pub fn cases_left(&self) -> impl Iterator<Item = CaseId> {
        self.cases.keys().copied()
    }

    /// The streams that were not taken out.
    pub fn streams_left(&self) -> impl Iterator<Item = &str> {
        self.streams.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_altered_is_refused() {
        let mut checkpoint = Checkpoint::default();
        checkpoint.case(CaseId(uuid::Uuid::nil()), Head { seq: 3, hash: [7; 32] });
        checkpoint.stream("rights", Head { seq: 1, hash: [9; 32] });
        let at = Timestamp::UNIX_EPOCH;
        let lines = checkpoint.lines(at).map(|line| serde_json::to_string(&line).unwrap());
        let text = lines.collect::<Vec<_>>().join("\n");
        let (_, digest) = Checkpoint::read(&text).unwrap();
        assert_eq!((digest.cases, digest.streams), (1, 1));
        let altered = text.replacen("\"seq\":3", "\"seq\":2", 1);
        assert!(matches!(Checkpoint::read(&altered), Err(Unusable::Altered)));
        let cut = text.lines().next().unwrap();
        assert!(matches!(Checkpoint::read(cut), Err(Unusable::Unfinished)));
    }
}
