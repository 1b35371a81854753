//! The secrets by which events are signed: told once, kept sealed by the key of the installation.

use std::fmt;

use agency::webhook::{Keyring, SigningKey, Term, shared_secret};
use store::subscriptions::{SealedSecrets, SubscriptionId};

use crate::error::Error;
use crate::keys::{Keys, Purpose, random};
use crate::vault::{seal, unseal};

/// A secret, `whsec_…`. Shows nothing of itself.
pub struct Secret(String);

impl Secret {
    /// A fresh one, of 256 random bits.
    pub(super) fn fresh() -> Result<Self, Error> {
        Ok(Self(shared_secret(&random()?).to_string()))
    }

    /// To be told, now and never again.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As it is kept. Bound to its subscription, so that it opens nowhere else.
    pub(super) fn sealed(&self, keys: &Keys, of: SubscriptionId) -> Result<Vec<u8>, Error> {
        seal(&keys.draw(Purpose::EventSecrets, &[]), of.0.as_bytes(), self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The keys by which a subscription signs: its own, and the one before it as long as its time lasts.
pub(super) fn keyring(
    keys: &Keys,
    of: SubscriptionId,
    sealed: SealedSecrets,
) -> Result<Keyring<SigningKey>, Error> {
    let SealedSecrets { secret, former } = sealed;
    let open = |sealed: &[u8]| {
        let plain = unseal(&keys.draw(Purpose::EventSecrets, &[]), of.0.as_bytes(), sealed)?;
        let text = String::from_utf8(plain).map_err(|_| Error::Unsealable)?;
        SigningKey::parse(&text).map_err(|_| Error::Unsealable)
    };
    let ring = Keyring::of(open(&secret)?);
    let Some((former, until)) = former else { return Ok(ring) };
    Ok(ring.with(open(&former)?, Term { not_after: Some(until), ..Term::default() }))
}
