//! The two documents that cross: the manifest of a batch, and the acknowledgement of batches.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::reason::Reason;
use super::settings::{Bounds, Settings};
use crate::reading::is_id;
use crate::wire::Purpose;

/// The format that is written and read.
pub(super) const FORMAT: u32 = 1;

/// How large a manifest or acknowledgement may be, in bytes.
pub(super) const DOCUMENT_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// What a batch holds, and after which it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) format: u32,
    pub(super) sender: String,
    pub(super) receiver: String,
    pub(super) number: u32,
    pub(super) created: DateTime<Utc>,
    /// The SHA-256 of the manifest before this one; none for the first.
    pub(super) previous: Option<String>,
    /// In the order in which they were sent.
    pub(super) files: Vec<Entry>,
}

/// One message of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) sha256: String,
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) purpose: Option<Purpose>,
}

/// What has been taken so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acknowledgement {
    pub(super) format: u32,
    pub(super) sender: String,
    pub(super) receiver: String,
    /// Of the acknowledgement itself. A higher one replaces all below; none is missed.
    pub(super) number: u32,
    pub(super) created: DateTime<Utc>,
    /// The last batch that was taken, and with it all before; 0 for none.
    pub(super) through: u32,
    /// The SHA-256 of its manifest.
    pub(super) manifest: Option<String>,
    /// What is asked for again.
    pub(super) missing: Vec<Missing>,
}

/// Batches that should have come, since later ones did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The first.
    pub from: u32,
    /// The last.
    pub to: u32,
}

/// The name of the file of the message at a place, from 1. The other side's own names are never used.
pub(super) fn file_name(position: usize) -> String {
    format!("{position:04}.json")
}

impl Manifest {
    /// Reads a manifest with this number from the other side.
    pub(super) fn read(bytes: &[u8], number: u32, settings: &Settings) -> Result<Self, Reason> {
        let manifest: Self = document(bytes)?;
        let from_there = (manifest.sender.as_str(), manifest.receiver.as_str());
        addressed(from_there, manifest.number == number, settings)?;
        manifest.within(settings.bounds)?;
        Ok(manifest)
    }

    fn within(&self, bounds: Bounds) -> Result<(), Reason> {
        let bytes = self.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        if self.files.len() > bounds.files || bytes > bounds.bytes {
            return Err(Reason::TooLarge);
        }
        let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
        let once = |file: &Entry| {
            is_file_name(&file.name)
                && is_id(&file.id)
                && names.insert(file.name.clone())
                && ids.insert(file.id.clone())
        };
        if self.files.iter().all(once) { Ok(()) } else { Err(Reason::Names) }
    }
}

impl Acknowledgement {
    /// Reads an acknowledgement with this number from the other side.
    pub(super) fn read(bytes: &[u8], number: u32, settings: &Settings) -> Result<Self, Reason> {
        let read: Self = document(bytes)?;
        let from_there = (read.sender.as_str(), read.receiver.as_str());
        addressed(from_there, read.number == number, settings)?;
        Ok(read)
    }
}

/// A document of the known format.
fn document<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Reason> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| Reason::Unreadable)?;
    let format = value.get("format").and_then(Value::as_u64).ok_or(Reason::Unreadable)?;
    if format != u64::from(FORMAT) {
        return Err(Reason::Format);
    }
    serde_json::from_value(value).map_err(|_| Reason::Unreadable)
}

fn addressed(parties: (&str, &str), numbered: bool, settings: &Settings) -> Result<(), Reason> {
    let expected = (settings.peer.as_str(), settings.us.as_str());
    if parties == expected && numbered { Ok(()) } else { Err(Reason::Parties) }
}

/// `[a-z0-9-]+\.json`, at most 100 characters, and not one of the documents.
fn is_file_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".json") else { return false };
    (1..=95).contains(&stem.len())
        && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !["manifest", "acknowledgement"].contains(&stem)
}
