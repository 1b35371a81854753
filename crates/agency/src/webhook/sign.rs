//! Signing what goes out.

use chrono::{DateTime, Utc};

use super::content::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, is_id, signed_content};
use super::key::SigningKey;
use super::keyring::Keyring;

/// The values of the three headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The id of the message.
    pub id: String,
    /// The time of this try, in whole seconds since 1970.
    pub timestamp: String,
    /// The list of signatures.
    pub signature: String,
}

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The id is empty, too long or has a character that it may not have.
    #[error("the id of a message has 1 to 256 visible characters of ASCII, and no full stop")]
    Id,
    /// No key has its term now.
    #[error("no signing key is in its term")]
    NoKey,
}

impl Signed {
    /// Headers by their names.
    pub fn headers(&self) -> [(&'static str, &str); 3] {
        [
            (HEADER_ID, &self.id),
            (HEADER_TIMESTAMP, &self.timestamp),
            (HEADER_SIGNATURE, &self.signature),
        ]
    }
}

/// Signs a body by every key that has its term now. The id stays the same when a message is sent again, the time does not.
///
/// # Errors
///
/// Where the id is none, or no key has its term.
pub fn sign(
    keys: &Keyring<SigningKey>,
    id: &str,
    now: DateTime<Utc>,
    body: &[u8],
) -> Result<Signed, SignError> {
    if !is_id(id) {
        return Err(SignError::Id);
    }
    let timestamp = now.timestamp().to_string();
    let content = signed_content(id, &timestamp, body);
    let signatures: Vec<_> = keys.at(now).filter_map(|key| key.sign(&content)).collect();
    if signatures.is_empty() {
        return Err(SignError::NoKey);
    }
    Ok(Signed { id: id.to_owned(), timestamp, signature: signatures.join(" ") })
}
