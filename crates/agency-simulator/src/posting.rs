//! A message as it is put on the wire, and the headers under which it goes: the right ones, or others.

use agency::webhook::{HEADER_SIGNATURE, Keyring, SigningKey, sign};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How long ago an old message was signed: longer than any window in which one is taken.
const OLD: TimeDelta = TimeDelta::hours(3);

/// A message as it is put on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Posting {
    /// By what a repeat is known.
    pub(crate) id: String,
    /// What it says.
    pub(crate) body: Vec<u8>,
    /// What it says that it is.
    pub(crate) content_type: &'static str,
    /// Whose signature it bears.
    pub(crate) signing: Signing,
    /// The place of the message that it is, if it is one that the body means.
    pub(crate) place: Option<usize>,
}

/// Whose signature a message bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// The body's own, of now.
    Right,
    /// Of a key that nobody gave it.
    Stranger,
    /// The body's own, of hours ago.
    Old,
    /// The body's own, of other bytes.
    Altered,
    /// So many bytes that are no signature.
    Bytes(usize),
    /// None at all.
    Missing,
}

/// What the body sends: headers by their names in lower case, and the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The headers of Standard Webhooks, and the content type.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Posting {
    /// A message in JSON, rightly signed.
    pub(crate) fn json(id: impl Into<String>, body: &Value) -> Self {
        let body = body.to_string().into_bytes();
        let (content_type, signing) = ("application/json", Signing::Right);
        Self { id: id.into(), body, content_type, signing, place: None }
    }

    /// With its headers. Without a key in its term there is no signature.
    pub(crate) fn push(&self, keys: &Keyring<SigningKey>, now: DateTime<Utc>) -> Pushed {
        let at = if self.signing == Signing::Old { now - OLD } else { now };
        let strange = stranger(&self.id);
        let keys = match (self.signing, &strange) {
            (Signing::Stranger, Some(strange)) => strange,
            (
                Signing::Stranger
                | Signing::Right
                | Signing::Old
                | Signing::Altered
                | Signing::Bytes(_)
                | Signing::Missing,
                _,
            ) => keys,
        };
        let mut headers = vec![("content-type".to_owned(), self.content_type.to_owned())];
        if let Ok(signed) = sign(keys, &self.id, at, &self.body) {
            let own = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
            headers.extend(own);
        }
        match self.signing {
            Signing::Bytes(length) => replace(&mut headers, &self.id, length),
            Signing::Missing => headers.retain(|(name, _)| name != HEADER_SIGNATURE),
            Signing::Right | Signing::Stranger | Signing::Old | Signing::Altered => {}
        }
        let mut body = self.body.clone();
        if self.signing == Signing::Altered {
            body.push(b' ');
        }
        Pushed { headers, body }
    }

    /// As a message that is fetched, where no signature speaks for it.
    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }
}

/// A key that follows from what it signs, so that nobody has it.
fn stranger(id: &str) -> Option<Keyring<SigningKey>> {
    let secret = BASE64.encode(&Sha256::digest(id.as_bytes()));
    SigningKey::parse(&format!("whsec_{secret}")).ok().map(Keyring::of)
}

fn replace(headers: &mut [(String, String)], id: &str, length: usize) {
    let bytes: Vec<u8> =
        Sha256::digest(id.as_bytes()).iter().copied().cycle().take(length).collect();
    for (_, value) in headers.iter_mut().filter(|(name, _)| name == HEADER_SIGNATURE) {
        *value = format!("v1,{}", BASE64.encode(&bytes));
    }
}
