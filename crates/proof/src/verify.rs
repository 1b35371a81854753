//! Whether a record is whole: recomputes hashes, replays the events and holds the result against the row. Pure, so that
//! it works on an export without a database, and on somebody else's machine.

use domain::case::Case;
use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::audit::{AuditEntry, AuditRecord};
use crate::moment::to_micros;
use crate::record::{GENESIS, Hash, Record, chain, commitment, from_hex, hex};

/// A case as it is exported to be verified: one line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseExport {
    /// Which case.
    pub case: CaseId,
    /// The number that the public sees.
    pub number: String,
    /// The row, as it is stored.
    pub row: String,
    /// The hash of the last event as the row has it, in hexadecimal.
    pub head: String,
    /// The events in their order.
    pub events: Vec<EventExport>,
    /// Words and identities that are still there, by which commitments are checked.
    pub contents: Vec<ContentExport>,
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventExport {
    /// Its place as the table has it.
    pub seq: i64,
    /// The bytes that were hashed.
    pub body: String,
    /// The hash, in hexadecimal.
    pub hash: String,
}

/// Words that were not erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentExport {
    /// By which the events refer to it.
    pub id: Uuid,
    /// The words.
    pub words: String,
    /// The salt, in hexadecimal.
    pub salt: String,
}

/// The first thing that is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no event.
    #[error("there is no event")]
    Empty,
    /// An event is missing, doubled or out of its place.
    #[error("event {found} stands where event {expected} should")]
    Order {
        /// The place it should have.
        expected: i64,
        /// The place it has.
        found: i64,
    },
    /// The hash is not that of the event and the ones before it: this event or one before it was altered.
    #[error("event {seq} was altered: its hash does not follow from it and the one before")]
    Hash {
        /// The event.
        seq: i64,
    },
    /// The bytes are no event.
    #[error("event {seq} cannot be read: {why}")]
    Unreadable {
        /// The event.
        seq: i64,
        /// Why.
        why: String,
    },
    /// The event is of another case, or says that it stands elsewhere.
    #[error("event {seq} belongs elsewhere")]
    Foreign {
        /// The event.
        seq: i64,
    },
    /// Words are not those that were committed to.
    #[error("the words {id} are not those that were written")]
    Words {
        /// The words.
        id: Uuid,
    },
    /// The events do not begin with a filing.
    #[error("the events do not begin with a filing")]
    NoFiling,
    /// The row is not what the events left.
    #[error("the row is not what the events left")]
    Row,
    /// The row names another last event.
    #[error("the row names another last event: events at the end are missing or were added")]
    Head,
    /// A column beside the row is not what the row says. Queries ask the columns, so this changes who sees the case.
    #[error("the column `{column}` is not what the events left")]
    Column {
        /// Which.
        column: &'static str,
    },
    /// A clock that the worker wakes for is not what the events left.
    #[error("the row of clock {ordinal} is not what the events left")]
    Clock {
        /// Its place; -1 stands for the end of a suspension.
        ordinal: i32,
    },
    /// Somebody is hidden from the case who should not be, or sees it who should not.
    #[error("the wall for `{subject}` is missing or was added")]
    Wall {
        /// For whom.
        subject: String,
    },
    /// Somebody has a part in the case who should not, or has none who should.
    #[error("the part of `{subject}` is missing or was added")]
    Part {
        /// Whose.
        subject: String,
    },
    /// What a supervisor asks of the case is missing beside it, or was added.
    #[error("the mark `{mark}` is missing or was added")]
    Mark {
        /// Which.
        mark: String,
    },
    /// Whose time it was is not what the events left. Figures are counted from it.
    #[error("the time of `{holder}` is not what the events left")]
    Time {
        /// Whose.
        holder: String,
    },
    /// When it ended, or what the citizen said of it, is not what the events left.
    #[error("its end is not what the events left")]
    Ending,
    /// The instant beside an event is not the one in it.
    #[error("the instant beside event {seq} is not the one in it")]
    Instant {
        /// The event.
        seq: i64,
    },
    /// There are events of a case that has no row.
    #[error("the case has events but no row")]
    NoRow,
    /// A checkpoint knows more of the record, or other, than there is.
    #[error("event {seq}, which a checkpoint names, is missing or is another one")]
    Checkpoint {
        /// The event.
        seq: i64,
    },
    /// A checkpoint knows a record that is gone.
    #[error("a checkpoint names this record, and it is gone")]
    Gone,
}

impl Fault {
    /// The event at which it shows; none where it is no single event.
    pub const fn seq(&self) -> Option<i64> {
        match self {
            Self::Order { expected: seq, .. }
            | Self::Hash { seq }
            | Self::Unreadable { seq, .. }
            | Self::Foreign { seq }
            | Self::Instant { seq }
            | Self::Checkpoint { seq } => Some(*seq),
            Self::Empty
            | Self::Words { .. }
            | Self::NoFiling
            | Self::Row
            | Self::Head
            | Self::Column { .. }
            | Self::Clock { .. }
            | Self::Wall { .. }
            | Self::Part { .. }
            | Self::Mark { .. }
            | Self::Time { .. }
            | Self::Ending
            | Self::NoRow
            | Self::Gone => None,
        }
    }
}

/// Checks a case, and returns the hash of its last event.
///
/// # Errors
///
/// The first fault.
pub fn case(export: &CaseExport) -> Result<Hash, Fault> {
    let mut head = GENESIS;
    let mut entries = Vec::with_capacity(export.events.len());
    let mut commits = std::collections::BTreeMap::new();
    for (event, expected) in export.events.iter().zip(1..) {
        head = follows(&head, event, expected)?;
        let record: Record = serde_json::from_str(&event.body)
            .map_err(|why| Fault::Unreadable { seq: event.seq, why: why.to_string() })?;
        if record.case != export.case || record.entry.seq.cast_signed() != event.seq {
            return Err(Fault::Foreign { seq: event.seq });
        }
        commits.extend(record.commits);
        entries.push(record.entry);
    }
    if entries.is_empty() {
        return Err(Fault::Empty);
    }
    for content in &export.contents {
        let salt = from_hex(&content.salt).ok_or(Fault::Words { id: content.id })?;
        if commits.get(&content.id) != Some(&commitment(&salt, content.words.as_bytes())) {
            return Err(Fault::Words { id: content.id });
        }
    }
    if hex(&head) != export.head {
        return Err(Fault::Head);
    }
    let replayed = Case::replay(&entries).ok_or(Fault::NoFiling)?;
    let same = serde_json::to_string(&replayed).ok().as_ref() == Some(&export.row);
    if same { Ok(head) } else { Err(Fault::Row) }
}

fn follows(before: &Hash, event: &EventExport, expected: i64) -> Result<Hash, Fault> {
    if event.seq != expected {
        return Err(Fault::Order { expected, found: event.seq });
    }
    let hash = chain(before, &event.body);
    if hex(&hash) == event.hash { Ok(hash) } else { Err(Fault::Hash { seq: event.seq }) }
}

/// A stream of the audit that is checked page by page.
#[derive(Clone, Copy, Debug)]
pub struct StreamCheck {
    head: Hash,
    seq: i64,
}

impl Default for StreamCheck {
    fn default() -> Self {
        Self { head: GENESIS, seq: 0 }
    }
}

impl StreamCheck {
    /// Checks the next entry.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn take(&mut self, record: &AuditRecord) -> Result<(), Fault> {
        let (seq, body) = (record.seq, record.body.clone());
        let event = EventExport { seq, body, hash: hex(&record.hash) };
        let head = follows(&self.head, &event, self.seq + 1)?;
        let entry: AuditEntry = serde_json::from_str(&record.body)
            .map_err(|why| Fault::Unreadable { seq, why: why.to_string() })?;
        if entry.stream != record.stream {
            return Err(Fault::Foreign { seq });
        }
        if to_micros(entry.at) != to_micros(record.at) {
            return Err(Fault::Instant { seq });
        }
        (self.head, self.seq) = (head, seq);
        Ok(())
    }

    /// The place of the last entry.
    pub const fn seq(&self) -> i64 {
        self.seq
    }
}
