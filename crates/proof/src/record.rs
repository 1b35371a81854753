//! The record of a case: its events as bytes that hash into each other, so that anyone can check that nothing was
//! altered, left out or put between.
//!
//! `hash(n) = SHA-256(hash(n-1) ‖ body(n))`, with 32 zero bytes before the first. A body is kept and hashed as the exact
//! bytes that were written: JSON with its members in a fixed order. It names its case, so that a record of one case can
//! not stand in another. Words and identities are not in it; it commits to them by an HMAC-SHA-256 under a salt that
//! is erased with them, so that the chain still holds afterwards and nobody can try names against it.

use std::collections::BTreeMap;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use domain::case::Entry;
use domain::id::CaseId;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use tlog::Hash;
use uuid::Uuid;

/// What stands before the first event.
pub const GENESIS: Hash = [0; 32];

/// One event as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of which case.
    pub case: CaseId,
    /// What happened.
    pub entry: Entry,
    /// To what erasable content this commits: the id of a text, an identity or a file, and its commitment in hexadecimal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub commits: BTreeMap<Uuid, String>,
}

/// The hash of a record, given the one before it.
pub fn chain(before: &Hash, body: &str) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(body.as_bytes());
    hash.finalize().into()
}

/// A commitment to content under its salt, in hexadecimal.
pub fn commitment(salt: &[u8], content: &[u8]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(salt) else { return String::new() };
    mac.update(content);
    hex(&mac.finalize().into_bytes())
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Bytes from hexadecimal; none if it is not.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}
