//! The second factor: codes of an authenticator, and recovery codes for when it is lost. Its secret is kept sealed by the
//! key of the installation, of recovery codes only keyed hashes are kept, and none of either is taken twice.

use std::net::IpAddr;

use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;
use domain::actor::Role;
use domain::id::{PersonId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::accounts::Account;
use store::record::{Hash, from_hex, hex};
use store::second_factor::{NewFactor, Proof};

use crate::codes::{grouped, normalized, random_code};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::{Keys, Purpose, random};
use crate::sign_in::{NotSignedIn, hash};
use crate::totp::{SECRET_BYTES, step_of};
use crate::vault::{seal, unseal};

/// How many recovery codes somebody has.
const RECOVERY_CODES: usize = 10;

/// How many characters one has: 60 bits, of which an address has few tries.
const RECOVERY_CHARACTERS: usize = 12;

/// How long somebody has between two forms: from the password to the code, from the secret to its first code.
const FORM_MINUTES: i64 = 10;

/// How many wrong codes an account has in a while, from wherever: who gets that far knows the password, and six digits are
/// few to somebody with many addresses.
const CODES_OF_ACCOUNT: u32 = 20;

/// Who may remove the second factor of somebody else.
pub const REMOVERS: [Role; 1] = [Role::SecurityAdministrator];

/// A second factor in the making.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret, as it is typed into an authenticator.
    pub secret: String,
    /// The same sealed, to be handed in with the first code.
    pub sealed: String,
}

/// What came of removing a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removing {
    /// It is done; sessions and tokens of the person ended with it.
    Done,
    /// There was none.
    None,
    /// It is that of whoever asked, and stays: another does it.
    Oneself,
}

/// Somebody whose password was right.
#[derive(Serialize, Deserialize)]
struct Half {
    person: PersonId,
    /// The hash of the hash of the password: what begins with one password does not end with another.
    password: String,
    until: Timestamp,
}

/// See [`Enrolment`].
#[derive(Serialize, Deserialize)]
struct Pending {
    secret: String,
    person: PersonId,
    session: String,
    /// What was shown of the former factor.
    proof: Option<(i64, String)>,
    until: Timestamp,
}

impl Engine {
    /// A sealed word that this account's password was right, good for a few minutes and for nothing but the code.
    pub(crate) fn half(&self, account: &Account) -> Result<String, Error> {
        let half = Half {
            person: account.person.clone(),
            password: hex(&hash(account.password.as_bytes())),
            until: self.clock.now() + TimeDelta::minutes(FORM_MINUTES),
        };
        sealed(&self.keys, b"half", &half)
    }

    /// The account of such a word, if it still holds.
    pub(crate) async fn of_half(&self, half: &str) -> Result<Option<Account>, Error> {
        let half: Option<Half> = opened(&self.keys, b"half", half);
        let Some(half) = half.filter(|half| self.clock.now() < half.until) else { return Ok(None) };
        let account = self.store.account_of(&half.person).await?;
        Ok(account.filter(|account| {
            account.disabled_at.is_none()
                && hex(&hash(account.password.as_bytes())) == half.password
        }))
    }

    /// What the code proves; nothing is used up yet. Tries are counted before anything is looked at.
    pub(crate) fn proved(
        &self,
        person: &PersonId,
        factor: &[u8],
        (code, from): (&str, IpAddr),
    ) -> Result<Result<Proof, NotSignedIn>, Error> {
        let now = self.clock.now();
        let tries = self.passwords.begin_code(person, from, CODES_OF_ACCOUNT, now);
        if let Err(retry_at) = tries {
            return Ok(Err(NotSignedIn::TooMany { retry_at }));
        }
        let secret = unseal(&self.keys.draw(Purpose::SecondFactors, &[]), bound(person), factor)?;
        let bare: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = step_of(&secret, &bare, now).map(Proof::Step);
        let recovery = normalized(code, RECOVERY_CHARACTERS)
            .map(|code| Proof::Recovery(recovery_hash(&self.keys, person, &code)));
        Ok(step.or(recovery).ok_or(NotSignedIn::WrongCode))
    }

    /// Begins a second factor, or another in place of the one that is there, of which a code must then be shown. What is
    /// made counts once it was confirmed.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn begin_second_factor(
        &self,
        (person, session): (&PersonId, &str),
        (password, code): (&str, &str),
        from: IpAddr,
    ) -> Result<Result<Enrolment, NotSignedIn>, Error> {
        let account = self.store.account_of(person).await?;
        let kept = account.map(|account| account.password);
        if !self.passwords.verify(password.to_owned(), kept).await? {
            return Ok(Err(NotSignedIn::Wrong));
        }
        let proof = match self.store.second_factor(person).await? {
            None => None,
            Some(factor) => match self.proved(person, &factor, (code, from))? {
                Ok(Proof::Step(step)) => Some((step, String::new())),
                Ok(Proof::Recovery(code)) => Some((0, hex(&code))),
                Err(no) => return Ok(Err(no)),
            },
        };
        let secret = BASE32_NOPAD.encode(&random::<SECRET_BYTES>()?);
        let pending = Pending {
            secret: secret.clone(),
            person: person.clone(),
            session: session_of(session),
            proof,
            until: self.clock.now() + TimeDelta::minutes(FORM_MINUTES),
        };
        let sealed = sealed(&self.keys, b"pending", &pending)?;
        Ok(Ok(Enrolment { secret, sealed }))
    }

    /// The secret of a second factor in the making, to be shown again; none once its time is over.
    pub fn pending_secret(&self, person: &PersonId, sealed: &str) -> Option<String> {
        self.pending(person, sealed).map(|pending| pending.secret)
    }

    fn pending(&self, person: &PersonId, sealed: &str) -> Option<Pending> {
        let pending: Option<Pending> = opened(&self.keys, b"pending", sealed);
        pending.filter(|pending| pending.person == *person && self.clock.now() < pending.until)
    }

    /// Puts the second factor in that was begun in this session, if the code is one of it, ends all other sessions, and
    /// returns the recovery codes, which are told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn confirm_second_factor(
        &self,
        (person, session): (&PersonId, &str),
        (sealed, code): (&str, &str),
    ) -> Result<Result<Vec<String>, NotSignedIn>, Error> {
        let pending =
            self.pending(person, sealed).filter(|pending| pending.session == session_of(session));
        let Some(pending) = pending else { return Ok(Err(NotSignedIn::Expired)) };
        let secret = BASE32_NOPAD.decode(pending.secret.as_bytes()).unwrap_or_default();
        let bare: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        // Whoever confirms holds the secret: to guess here gives nothing.
        let Some(step) = step_of(&secret, &bare, self.clock.now()) else {
            return Ok(Err(NotSignedIn::WrongCode));
        };
        let codes = (0..RECOVERY_CODES).map(|_| random_code(RECOVERY_CHARACTERS));
        let codes = codes.collect::<Result<Vec<_>, _>>()?;
        let new = NewFactor {
            sealed: seal(&self.keys.draw(Purpose::SecondFactors, &[]), bound(person), &secret)?,
            step,
            recovery: codes.iter().map(|code| recovery_hash(&self.keys, person, code)).collect(),
            proof: pending.proof.map(|(step, code)| proof_of(step, &code)),
            session: from_hex(session).map(|token| hash(&token)).unwrap_or_default(),
        };
        let entry = self.entry("accounts", Some(person), "second_factor_put", json!({}));
        if !self.store.put_second_factor(person.clone(), new, entry).await? {
            return Ok(Err(NotSignedIn::Expired));
        }
        self.holders.forget();
        Ok(Ok(codes.iter().map(|code| grouped(code)).collect()))
    }

    /// Removes the second factor of somebody who has lost it, whose sessions and API tokens end. Nobody removes their own;
    /// by nobody of the directory where whoever holds the machine does it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn remove_second_factor(
        &self,
        person: &PersonId,
        reason: &str,
        by: Option<&PersonId>,
    ) -> Result<Removing, Error> {
        if by == Some(person) {
            return Ok(Removing::Oneself);
        }
        let facts = json!({ "person": person, "reason": reason });
        let entry = self.entry("accounts", by, "second_factor_removed", facts);
        let removed = self.store.remove_second_factor(person.clone(), entry).await?;
        self.holders.forget();
        Ok(if removed { Removing::Done } else { Removing::None })
    }
}

fn proof_of(step: i64, code: &str) -> Proof {
    let code: Option<Hash> = from_hex(code).and_then(|code| code.try_into().ok());
    code.map_or(Proof::Step(step), Proof::Recovery)
}

fn bound(person: &PersonId) -> &[u8] {
    person.as_str().as_bytes()
}

/// By what a session is named where its token must not stand.
fn session_of(token: &str) -> String {
    from_hex(token).map(|token| hex(&hash(&token))).unwrap_or_default()
}

fn recovery_hash(keys: &Keys, person: &PersonId, code: &str) -> Hash {
    keys.draw(Purpose::RecoveryHashes, &[bound(person), code.as_bytes()])
}

fn sealed(keys: &Keys, what: &[u8], of: &impl Serialize) -> Result<String, Error> {
    let plain = serde_json::to_vec(of).unwrap_or_default();
    Ok(hex(&seal(&keys.draw(Purpose::Forms, &[]), what, &plain)?))
}

fn opened<T: DeserializeOwned>(keys: &Keys, what: &[u8], sealed: &str) -> Option<T> {
    let plain = unseal(&keys.draw(Purpose::Forms, &[]), what, &from_hex(sealed)?).ok()?;
    serde_json::from_slice(&plain).ok()
}
