//! Entries of the audit: what happened outside any case.

use domain::id::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::record::Hash;

/// An entry on its way into the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Which chain it belongs to: `accounts`, `sign-in`, `identities`, `rights`, …
    pub stream: String,
    /// When.
    pub at: Timestamp,
    /// Who; none for the system itself or somebody unknown.
    pub by: Option<PersonId>,
    /// What, as a stable word: `signed_in`, `revealed`.
    pub act: String,
    /// The facts. Never an identity, a password or a token.
    pub facts: serde_json::Map<String, serde_json::Value>,
}

/// An entry as it stands in the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// Its chain.
    pub stream: String,
    /// Its place there, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The bytes that were hashed.
    pub body: String,
    /// The hash of the entry and all before it.
    #[serde(skip)]
    pub hash: Hash,
}
