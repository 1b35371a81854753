//! Who a party is, sealed: XChaCha20-Poly1305 under a key of the case, which is itself wrapped by the key of the
//! installation. What is sealed is bound to its case and party, so that it opens nowhere else.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use domain::code_table::{telephone_digits, telephone_kept};
use domain::id::{CaseId, FileId, PartyId};
use domain::text::cleaned_line;
use serde::{Deserialize, Serialize};
use store::change::KeptIdentity;
use store::record::{Hash, commitment, hex};

use crate::error::Error;
use crate::keys::{Keys, Purpose, random};

/// Who a party is. Shows nothing of itself where it could be logged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// Telephone number.
    pub telephone: String,
    /// Number of the identity card.
    pub identity_number: String,
    /// Where the party lives.
    pub address: String,
    /// Electronic mail. Left out while empty, so that what was sealed before it was known keeps its commitment.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl Identity {
    /// As it is kept: on one line each, without what cannot be seen, and a number in bare digits.
    pub(crate) fn cleaned(&self) -> Self {
        let Self { name, telephone, identity_number, address, email } = self;
        Self {
            name: cleaned_line(name),
            telephone: telephone_kept(&cleaned_line(telephone)),
            identity_number: cleaned_line(identity_number),
            address: cleaned_line(address),
            email: cleaned_line(email),
        }
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// What of an identity may be shown without a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Masked {
    /// The first character of the name.
    pub name: String,
    /// The last four digits of the telephone number.
    pub telephone: String,
}

impl Identity {
    /// What may be shown without a reason.
    pub fn masked(&self) -> Masked {
        let digits = telephone_digits(&self.telephone);
        let tail = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
        Masked {
            name: self.name.chars().next().map(|first| format!("{first}**")).unwrap_or_default(),
            telephone: if digits.len() > 4 { format!("***{tail}") } else { String::new() },
        }
    }

    /// True if nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The key of one case, open.
#[derive(Clone)]
pub struct CaseKey([u8; 32]);

impl std::fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseKey(…)")
    }
}

impl CaseKey {
    /// A fresh key.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn fresh() -> Result<Self, Error> {
        Ok(Self(random()?))
    }

    /// The key wrapped, as it is kept.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn wrapped(&self, keys: &Keys, case: CaseId) -> Result<Vec<u8>, Error> {
        seal(&keys.draw(Purpose::Wrapping, &[]), case.0.as_bytes(), &self.0)
    }

    /// The key from how it is kept.
    ///
    /// # Errors
    ///
    /// Where the key file is another one, or the bytes were altered.
    pub fn unwrap(keys: &Keys, case: CaseId, wrapped: &[u8]) -> Result<Self, Error> {
        let opened = unseal(&keys.draw(Purpose::Wrapping, &[]), case.0.as_bytes(), wrapped)?;
        Ok(Self(opened.try_into().map_err(|_| Error::Unsealable)?))
    }

    /// Seals who a party is, with a commitment for the record and the marks by which it is found.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn seal(
        &self,
        keys: &Keys,
        case: CaseId,
        party: PartyId,
        identity: &Identity,
    ) -> Result<KeptIdentity, Error> {
        self.seal_salted(keys, case, party, (identity, random()?))
    }

    /// The same under a salt that is given. It must be random unless the identity is invented: the record commits to
    /// who the party is by it, and whoever can guess it can try names.
    pub(crate) fn seal_salted(
        &self,
        keys: &Keys,
        case: CaseId,
        party: PartyId,
        (identity, salt): (&Identity, [u8; 32]),
    ) -> Result<KeptIdentity, Error> {
        let sealed = Sealed { identity: identity.clone(), salt: hex(&salt) };
        let plain = serde_json::to_vec(&sealed).unwrap_or_default();
        let words = serde_json::to_vec(identity).unwrap_or_default();
        Ok(KeptIdentity {
            party,
            sealed: seal(&self.0, &bound(case, party), &plain)?,
            commitment: commitment(sealed.salt.as_bytes(), &words),
            marks: marks(keys, &identity.telephone),
        })
    }

    /// Seals a file of the case.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn seal_file(&self, case: CaseId, file: FileId, plain: &[u8]) -> Result<Vec<u8>, Error> {
        seal(&self.0, &of_file(case, file), plain)
    }

    /// Opens a file of the case.
    ///
    /// # Errors
    ///
    /// Where the key is another one, or the bytes were altered.
    pub fn open_file(&self, case: CaseId, file: FileId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        unseal(&self.0, &of_file(case, file), sealed)
    }

    /// Seals a paper of the case.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn seal_paper(&self, case: CaseId, ordinal: i32, plain: &[u8]) -> Result<Vec<u8>, Error> {
        seal(&self.0, &of_paper(case, ordinal), plain)
    }

    /// Opens a paper of the case.
    ///
    /// # Errors
    ///
    /// Where the key is another one, or the bytes were altered.
    pub fn open_paper(&self, case: CaseId, ordinal: i32, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        unseal(&self.0, &of_paper(case, ordinal), sealed)
    }

    /// Opens who a party is.
    ///
    /// # Errors
    ///
    /// Where the key is another one, or the bytes were altered.
    pub fn open(&self, case: CaseId, party: PartyId, sealed: &[u8]) -> Result<Identity, Error> {
        let plain = unseal(&self.0, &bound(case, party), sealed)?;
        let sealed: Sealed = serde_json::from_slice(&plain).map_err(|_| Error::Unsealable)?;
        Ok(sealed.identity)
    }
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    identity: Identity,
    salt: String,
}

/// The marks of a telephone number: of the whole, and of its last four digits. They are the same however it was typed.
pub fn marks(keys: &Keys, telephone: &str) -> Vec<Hash> {
    let digits = telephone_digits(telephone);
    let whole = (digits.len() >= 7).then(|| mark(keys, "whole", &digits));
    let tail = digits.len().checked_sub(4).and_then(|from| digits.get(from..));
    whole.into_iter().chain(tail.map(|tail| mark(keys, "tail", tail))).collect()
}

/// The mark of a whole telephone number, or of its last digits.
pub fn mark(keys: &Keys, kind: &str, digits: &str) -> Hash {
    keys.draw(Purpose::Marks, &[kind.as_bytes(), digits.as_bytes()])
}

fn bound(case: CaseId, party: PartyId) -> Vec<u8> {
    [case.0.as_bytes().as_slice(), party.0.as_bytes()].concat()
}

/// The word keeps files apart from parties, whatever their ids are.
fn of_file(case: CaseId, file: FileId) -> Vec<u8> {
    [b"file".as_slice(), case.0.as_bytes(), file.0.as_bytes()].concat()
}

fn of_paper(case: CaseId, ordinal: i32) -> Vec<u8> {
    [b"paper".as_slice(), case.0.as_bytes(), &ordinal.to_be_bytes()].concat()
}

/// How many bytes the random nonce before the sealed bytes has.
const NONCE_BYTES: usize = 24;

pub(crate) fn seal(key: &[u8; 32], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let payload = Payload { msg: plain, aad: bound };
    let sealed =
        cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::Unsealable)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn unseal(key: &[u8; 32], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Error::Unsealable)?;
    let payload = Payload { msg: sealed, aad: bound };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Error::Unsealable)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}
