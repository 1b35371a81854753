//! What is signed: `id.timestamp.body` (Standard Webhooks 1.0.0, "Signature scheme").

/// The header with the id of the message, the same for every repeat.
pub const HEADER_ID: &str = "webhook-id";
/// The header with the time of this try, in whole seconds since 1970.
pub const HEADER_TIMESTAMP: &str = "webhook-timestamp";
/// The header with the list of signatures.
pub const HEADER_SIGNATURE: &str = "webhook-signature";

/// The longest id. The specification names no bound; ids are kept for ever, so that repeats are known.
pub const ID_CHARACTERS_MAX: usize = 256;

/// Whether this may be an id: visible ASCII without a full stop, which would let another cut of the same signed bytes
/// pass for another message ("at the very least not be allowed to include any `.`").
pub(super) fn is_id(id: &str) -> bool {
    (1..=ID_CHARACTERS_MAX).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

/// The bytes that are signed.
pub(super) fn signed_content(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}
