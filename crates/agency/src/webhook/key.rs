//! Keys, as they stand in a configuration: `whsec_`, `whsk_`, `whpk_`. None shows itself, and each is wiped when dropped.

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a shared secret: "at least 24 bytes (192 bits, 512 maximum)".
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a text is no key. Repeats nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It begins otherwise.
    #[error("a key begins with {0}")]
    Prefix(&'static str),
    /// What follows the prefix cannot be read.
    #[error("what follows the prefix of a key is base64 (RFC 4648, section 4)")]
    Encoding,
    /// Too short or too long.
    #[error("a key has {expected} bytes, this one {found}")]
    Length {
        /// How many it should have.
        expected: &'static str,
        /// How many it has.
        found: usize,
    },
    /// An Ed25519 key whose halves do not belong together.
    #[error("the two halves of this Ed25519 key do not belong together")]
    Inconsistent,
}

/// A key by which we sign.
#[derive(Clone)]
pub enum SigningKey {
    /// HMAC-SHA256 with a secret that both sides know.
    Shared(SharedSecret),
    /// Ed25519 (RFC 8032), of which only we know the secret half.
    Private(Seed),
}

/// A key by which what comes in is verified.
#[derive(Clone)]
pub enum VerifyingKey {
    /// HMAC-SHA256 with a secret that both sides know.
    Shared(SharedSecret),
    /// Ed25519 (RFC 8032).
    Public([u8; 32]),
}

/// The bytes of a `whsec_`.
#[derive(Clone)]
pub struct SharedSecret(Zeroizing<Vec<u8>>);

/// The seed of a `whsk_`.
#[derive(Clone)]
pub struct Seed(Zeroizing<[u8; 32]>);

impl SigningKey {
    /// Reads `whsec_…` or `whsk_…`; the latter is a seed of 32 bytes, or the seed with its public key.
    ///
    /// # Errors
    ///
    /// Where it is neither.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.starts_with("whsec_") {
            return SharedSecret::parse(text).map(Self::Shared);
        }
        Seed::parse(text).map(Self::Private)
    }

    /// The signature with its version, as it stands in the list; none where the key cannot sign.
    pub(super) fn sign(&self, content: &[u8]) -> Option<String> {
        match self {
            Self::Shared(secret) => {
                let code = secret.code(content)?.finalize().into_bytes();
                Some(format!("v1,{}", BASE64.encode(&code)))
            }
            Self::Private(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed.0.as_slice()).ok()?;
                Some(format!("v1a,{}", BASE64.encode(pair.sign(content).as_ref())))
            }
        }
    }
}

impl VerifyingKey {
    /// Reads `whsec_…` or `whpk_…`.
    ///
    /// # Errors
    ///
    /// Where it is neither.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.starts_with("whsec_") {
            return SharedSecret::parse(text).map(Self::Shared);
        }
        let bytes = decoded(text, "whpk_", "`whsec_` or `whpk_`")?;
        <[u8; 32]>::try_from(bytes.as_slice())
            .map(Self::Public)
            .map_err(|_| KeyError::Length { expected: "32", found: bytes.len() })
    }

    /// The version of the signatures that this key verifies.
    pub(super) const fn version(&self) -> &'static str {
        match self {
            Self::Shared(_) => "v1",
            Self::Public(_) => "v1a",
        }
    }

    /// Whether this is a signature of this key over the content, whatever its length. A shared code is compared in constant
    /// time, so that how long a refusal takes tells nothing of the right one.
    pub(super) fn verifies(&self, content: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Shared(secret) => {
                secret.code(content).is_some_and(|code| code.verify_slice(signature).is_ok())
            }
            Self::Public(key) => {
                UnparsedPublicKey::new(&ED25519, key).verify(content, signature).is_ok()
            }
        }
    }
}

/// A shared secret of these bytes, which must be random, as it stands in a configuration.
pub fn shared_secret(bytes: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(format!("whsec_{}", BASE64.encode(bytes)))
}

impl SharedSecret {
    fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = decoded(text, "whsec_", "`whsec_`")?;
        let found = bytes.len();
        let fits = SECRET_BYTES.contains(&found);
        if fits { Ok(Self(bytes)) } else { Err(KeyError::Length { expected: "24 to 64", found }) }
    }

    fn code(&self, content: &[u8]) -> Option<Hmac<Sha256>> {
        let code = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        Some(code.chain_update(content))
    }
}

impl Seed {
    fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = decoded(text, "whsk_", "`whsec_` or `whsk_`")?;
        let length = KeyError::Length { expected: "32 or 64", found: bytes.len() };
        let (seed, public) = bytes.split_at_checked(32).ok_or(length)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| length)?;
        match public.len() {
            0 => {}
            32 if public == pair.public_key().as_ref() => {}
            32 => return Err(KeyError::Inconsistent),
            _ => return Err(length),
        }
        seed.try_into().map(|seed| Self(Zeroizing::new(seed))).map_err(|_| length)
    }
}

fn decoded(
    text: &str,
    prefix: &str,
    prefixes: &'static str,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let encoded = text.strip_prefix(prefix).ok_or(KeyError::Prefix(prefixes))?;
    BASE64.decode(encoded.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::Encoding)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(…)")
    }
}
