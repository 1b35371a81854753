//! Signing and verifying by [Standard Webhooks 1.0.0][spec]: what bodies push to us, and what we send to them.
//!
//! Signed is `id.timestamp.body`, over the bytes as they cross the wire. The signature is a list, so that keys can be
//! changed without a gap: the sender signs by the old and the new, the receiver takes either.
//!
//! [spec]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

mod content;
mod key;
mod keyring;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use content::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, ID_CHARACTERS_MAX};
pub use key::{KeyError, SigningKey, VerifyingKey, shared_secret};
pub use keyring::{Keyring, Term};
pub use sign::{SignError, Signed, sign};
pub use verify::{SIGNATURES_MAX, Verified, WINDOW, verify};
