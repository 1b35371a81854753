//! Verifying what came in.

use std::time::Duration;

use chrono::DateTime;
use data_encoding::BASE64;

use super::content::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, is_id, signed_content};
use super::key::VerifyingKey;
use super::keyring::Keyring;
use crate::contract::Push;
use crate::error::Refused;

/// How far the time of a message may lie from ours, in either direction, if nothing else is said. The specification leaves
/// it to the receiver; its own libraries take five minutes.
pub const WINDOW: Duration = Duration::from_mins(5);

/// The most signatures in a list. Each costs work before anything is known of the sender.
pub const SIGNATURES_MAX: usize = 16;

/// What a signature stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    /// The id, by which a repeat is known for ever and not only inside the window.
    pub id: &'a str,
    /// The body, as it was signed.
    pub body: &'a [u8],
}

/// Verifies that one of the keys that have their term now signed these bytes, no longer than a window ago.
///
/// # Errors
///
/// Anything else. Versions that are not known are passed over, since the list may hold signatures for others.
pub fn verify<'a>(
    keys: &Keyring<VerifyingKey>,
    window: Duration,
    push: &Push<'a>,
) -> Result<Verified<'a>, Refused> {
    let id = header(push, HEADER_ID)?;
    let timestamp = header(push, HEADER_TIMESTAMP)?;
    let signatures = header(push, HEADER_SIGNATURE)?;
    if !is_id(id) {
        return Err(Refused::Header(HEADER_ID));
    }
    let seconds = seconds(timestamp).ok_or(Refused::Header(HEADER_TIMESTAMP))?;
    if signatures.split(' ').count() > SIGNATURES_MAX {
        return Err(Refused::Header(HEADER_SIGNATURE));
    }
    let sent = DateTime::from_timestamp(seconds, 0).ok_or(Refused::Time)?;
    let apart = push.now.signed_duration_since(sent).abs().to_std().map_err(|_| Refused::Time)?;
    if apart > window {
        return Err(Refused::Time);
    }
    let content = signed_content(id, timestamp, push.body);
    let one_holds =
        keys.at(push.now).any(|key| signatures.split(' ').any(|one| holds(key, one, &content)));
    if one_holds { Ok(Verified { id, body: push.body }) } else { Err(Refused::Signature) }
}

fn holds(key: &VerifyingKey, signature: &str, content: &[u8]) -> bool {
    let of_this_version = signature.split_once(',').filter(|(name, _)| *name == key.version());
    let decoded = of_this_version.and_then(|(_, code)| BASE64.decode(code.as_bytes()).ok());
    decoded.is_some_and(|bytes| key.verifies(content, &bytes))
}

/// A header that is there once. Two of a name could be read one way here and another way before us.
fn header<'a>(push: &Push<'a>, name: &'static str) -> Result<&'a str, Refused> {
    let mut values = push.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value),
        (None, _) | (Some(_), Some(_)) => Err(Refused::Header(name)),
    }
}

/// Seconds since 1970, in digits and nothing else; twelve of them last until the year 33658.
fn seconds(text: &str) -> Option<i64> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
