//! Whether a record is whole: recomputes hashes, replays the events and holds the result against the row. Pure, so that
//! it works on an export without a database, and on somebody else's machine.

use domain::case::Case;
use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::audit::AuditRecord;
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
    let replayed = Case::replay(&entries).ok_or(Fault::NoFiling)?;
    if serde_json::to_string(&replayed).ok().as_ref() != Some(&export.row) {
        return Err(Fault::Row);
    }
    if hex(&head) == export.head { Ok(head) } else { Err(Fault::Head) }
}

fn follows(before: &Hash, event: &EventExport, expected: i64) -> Result<Hash, Fault> {
    if event.seq != expected {
        return Err(Fault::Order { expected, found: event.seq });
    }
    let hash = chain(before, &event.body);
    if hex(&hash) == event.hash { Ok(hash) } else { Err(Fault::Hash { seq: event.seq }) }
}

/// Checks one stream of the audit from its beginning, and returns the hash of its last entry.
///
/// # Errors
///
/// The first fault.
pub fn stream<'a>(records: impl IntoIterator<Item = &'a AuditRecord>) -> Result<Hash, Fault> {
    let mut head = GENESIS;
    for (record, expected) in records.into_iter().zip(1..) {
        let event = EventExport {
            seq: record.seq,
            body: record.body.clone(),
            hash: hex(&record.hash),
        };
        head = follows(&head, &event, expected)?;
    }
    Ok(head)
}
