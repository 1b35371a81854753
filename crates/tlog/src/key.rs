//! Keys: Ed25519 under a name, with the id and the text form of C2SP signed-note.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};

/// The byte that stands for Ed25519 signatures of notes.
const ED25519_BYTE: u8 = 1;

/// By which a signature names its key, together with the key's name. It is short, and proves nothing.
pub type KeyId = [u8; 4];

/// Whether a name may stand in a signature line: it is not empty and has neither spaces nor a plus.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

fn key_id(name: &str, public: &[u8]) -> KeyId {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([b'\n', ED25519_BYTE]);
    hash.update(public);
    let hash: [u8; 32] = hash.finalize().into();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// What signs. It shows nothing of its secret.
pub struct Signer {
    pair: Ed25519KeyPair,
    verifier: Verifier,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

impl Signer {
    /// The key of a seed of RFC 8032, under a name; none if it is no name.
    pub fn new(name: &str, seed: &[u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let public = pair.public_key().as_ref().try_into().ok()?;
        Some(Self { verifier: Verifier::new(name, public)?, pair })
    }

    /// By which others verify.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub(crate) fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.pair.sign(text).as_ref().to_vec()
    }
}

/// By which signatures are verified. Its text is `name+id+key`, with the id in hexadecimal and the key in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    public: [u8; 32],
}

impl Verifier {
    /// The public key under a name; none if it is no name.
    pub fn new(name: &str, public: [u8; 32]) -> Option<Self> {
        is_name(name).then(|| Self { name: name.to_owned(), public })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key, as RFC 8032 writes it.
    pub const fn public(&self) -> [u8; 32] {
        self.public
    }

    /// The id.
    pub fn id(&self) -> KeyId {
        key_id(&self.name, &self.public)
    }

    pub(crate) fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(text, signature).is_ok()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64.encode(&[&[ED25519_BYTE], self.public.as_slice()].concat());
        write!(f, "{}+{}+{key}", self.name, HEXLOWER.encode(&self.id()))
    }
}

/// The text is no key for verifying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no key for verifying, which reads name+id+key")]
pub struct NoKey;

impl FromStr for Verifier {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        // The name has no plus, the key may have some.
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoKey);
        };
        let key = BASE64.decode(key.as_bytes()).map_err(|_| NoKey)?;
        let public = key.strip_prefix(&[ED25519_BYTE]).and_then(|key| key.try_into().ok());
        let verifier = Self::new(name, public.ok_or(NoKey)?).ok_or(NoKey)?;
        if HEXLOWER.encode(&verifier.id()) == id { Ok(verifier) } else { Err(NoKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_keys_are_read_and_written_as_they_are() {
        for text in [
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
            "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        ] {
            assert_eq!(text.parse::<Verifier>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "PeterNeumann",
            "PeterNeumann+c74f20a3",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+!!!!",
        ] {
            assert_eq!(text.parse::<Verifier>(), Err(NoKey), "{text}");
        }
    }
}
