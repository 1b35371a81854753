//! What proves that a manifest is whole, and, with a key, whose it is.

use std::fmt::{self, Debug, Formatter};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Signs and verifies the bytes of a manifest or an acknowledgement. `Debug` shows no secret.
pub trait Seal: Debug + Send + Sync {
    /// One line of text that proves these bytes to the other side.
    fn sign(&self, bytes: &[u8]) -> String;

    /// Whether this line is the other side's for these bytes.
    fn verify(&self, bytes: &[u8], seal: &str) -> bool;
}

/// A checksum: finds accidents, but proves nobody. For where the way itself is trusted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Checksum;

impl Seal for Checksum {
    fn sign(&self, bytes: &[u8]) -> String {
        format!("sha256 {}", sha256(bytes))
    }

    fn verify(&self, bytes: &[u8], seal: &str) -> bool {
        self.sign(bytes) == seal
    }
}

/// HMAC-SHA-256 under a key that both sides hold. Sender and receiver stand in what is signed, so that one key serves
/// both directions.
#[derive(Clone)]
pub struct HmacSeal {
    key: Vec<u8>,
    older: Vec<Vec<u8>>,
}

const DOMAIN: &[u8] = b"bihuan-files/1\n";

impl HmacSeal {
    /// Signs by `key`, and still believes the `older` ones while the other side changes over.
    pub fn new(key: Vec<u8>, older: Vec<Vec<u8>>) -> Self {
        Self { key, older }
    }
}

impl Debug for HmacSeal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HmacSeal").finish_non_exhaustive()
    }
}

impl Seal for HmacSeal {
    fn sign(&self, bytes: &[u8]) -> String {
        let code = mac(&self.key, bytes).map(|mac| mac.finalize().into_bytes());
        format!("hmac-sha256 {}", code.map(|code| HEXLOWER.encode(&code)).unwrap_or_default())
    }

    fn verify(&self, bytes: &[u8], seal: &str) -> bool {
        let code = seal.strip_prefix("hmac-sha256 ");
        let Some(code) = code.and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok()) else {
            return false;
        };
        let mut keys = std::iter::once(&self.key).chain(&self.older);
        keys.any(|key| mac(key, bytes).is_some_and(|mac| mac.verify_slice(&code).is_ok()))
    }
}

/// HMAC takes a key of any length; there is always one.
fn mac(key: &[u8], bytes: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(DOMAIN);
    mac.update(bytes);
    Some(mac)
}

/// The SHA-256 of bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The bytes of such a hash; none if it is none.
pub(super) fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(hash.as_bytes()).ok()?.try_into().ok()
}
