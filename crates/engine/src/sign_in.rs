//! Signing in: passwords, sessions, API tokens. Tokens are 256 random bits of which only the hash is kept; whoever reads
//! the database cannot use them.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use chrono::TimeDelta;
use domain::id::{PersonId, Timestamp};
use moka::sync::Cache;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::accounts::{Account, ApiToken, Session};
use store::record::{Hash, from_hex, hex};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::engine::{Engine, OLD};
use crate::error::Error;
use crate::keys::random;

/// Memory of one password hash in KiB, passes and lanes (OWASP password storage: m = 46 MiB, t = 1, p = 1).
const ARGON2: (u32, u32, u32) = (47_104, 1, 1);

/// How many hashes are computed at once; more wait, so that signing in cannot eat the memory.
const HASHES_AT_ONCE: usize = 2;

/// The fewest characters of a password.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;

/// The most characters of a password.
pub const PASSWORD_CHARACTERS_MAX: usize = 128;

/// How many sessions a person may have; the oldest ends when one more begins.
const SESSIONS_MAX: u32 = 2;

/// How long a session lasts, used or not.
const SESSION_HOURS: i64 = 8;

/// How long a session lasts unused.
const IDLE_MINUTES: i64 = 30;

/// A session is noted as used at most this often, so that reading costs no write.
const TOUCH_SECONDS: i64 = 60;

/// How many wrong passwords an address may try on an account before it has to wait.
const TRIES_MAX: u32 = 5;

/// How long it then waits. Others, the owner among them, do not: nobody can lock out somebody else.
const WAIT_MINUTES: i64 = 15;

/// How many sessions and tokens a node remembers.
const KNOWN_MAX: u64 = 10_000;

/// Who holds which token, as this node asked the database a moment ago.
#[derive(Clone, Debug)]
pub(crate) struct Holders {
    known: Cache<Hash, (SignedIn, Timestamp)>,
}

impl Default for Holders {
    fn default() -> Self {
        Self { known: Cache::builder().max_capacity(KNOWN_MAX).time_to_live(OLD).build() }
    }
}

/// What is needed to check passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    at_once: Semaphore,
    tries: Mutex<HashMap<(String, IpAddr), (u32, Timestamp)>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Semaphore::new(HASHES_AT_ONCE), tries: Mutex::default() }
    }
}

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSignedIn {
    /// No such account, another password, or disabled; which of them is nobody's business.
    Wrong,
    /// Too many wrong ones from this address.
    TooMany {
        /// When the next try is looked at.
        retry_at: Timestamp,
    },
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub person: PersonId,
    /// What this access may be used for; none for everything that the person may do.
    pub scopes: Option<Vec<String>>,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
}

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPassword {
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// Contains the name with which the person signs in.
    HoldsName,
}

/// Checks a new password, without asking for kinds of characters (NIST SP 800-63B, 5.1.1.2).
///
/// # Errors
///
/// What is wrong with it.
pub fn check_password(password: &str, sign_in: &str) -> Result<(), BadPassword> {
    let characters = password.chars().count();
    if characters < PASSWORD_CHARACTERS_MIN {
        return Err(BadPassword::Short);
    }
    if characters > PASSWORD_CHARACTERS_MAX {
        return Err(BadPassword::Long);
    }
    let holds = password.to_lowercase().contains(&sign_in.to_lowercase());
    if holds { Err(BadPassword::HoldsName) } else { Ok(()) }
}

impl Engine {
    /// Opens a session, and returns its token, which is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sign_in(
        &self,
        sign_in: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<Result<(String, SignedIn), NotSignedIn>, Error> {
        let now = self.clock.now();
        if let Err(retry_at) = self.passwords.begin_try(sign_in, from, now) {
            return Ok(Err(NotSignedIn::TooMany { retry_at }));
        }
        let account =
            self.store.account(sign_in).await?.filter(|account| account.disabled_at.is_none());
        // The same work for a name that nobody has, so that the time tells nothing.
        let kept = account.as_ref().map(|account| account.password.clone());
        let fits = self.passwords.verify(password.to_owned(), kept).await?;
        let Some(account) = account.filter(|_| fits) else {
            let facts = json!({ "from": from.to_string() });
            self.store.audit(self.entry("sign-in", None, "refused", facts)).await?;
            return Ok(Err(NotSignedIn::Wrong));
        };
        self.passwords.forget_tries(sign_in, from);
        let token: [u8; 32] = random()?;
        let session = Session {
            person: account.person.clone(),
            seen_at: now,
            expires_at: now + TimeDelta::hours(SESSION_HOURS),
        };
        let facts = json!({ "from": from.to_string() });
        let entry = self.entry("sign-in", Some(&account.person), "signed_in", facts);
        self.store.open_session(hash(&token), session, SESSIONS_MAX, entry).await?;
        // The oldest session beyond the most that a person may have has ended.
        self.holders.known.invalidate_all();
        let signed_in =
            SignedIn { person: account.person, scopes: None, must_change: account.must_change };
        Ok(Ok((hex(&token), signed_in)))
    }

    /// Who holds a session or an API token.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn holder_of(&self, token: &str) -> Result<Option<SignedIn>, Error> {
        let Some(token) = from_hex(token).filter(|token| token.len() == 32) else {
            return Ok(None);
        };
        let (hash, now) = (hash(&token), self.clock.now());
        if let Some((holder, until)) = self.holders.known.get(&hash)
            && now < until
        {
            return Ok(Some(holder));
        }
        let found = self.holder_kept(hash, now).await?;
        if let Some(found) = &found {
            self.holders.known.insert(hash, found.clone());
        }
        Ok(found.map(|(holder, _)| holder))
    }

    /// Who holds the token by the database, and until when if nothing more is heard of them.
    async fn holder_kept(
        &self,
        hash: Hash,
        now: Timestamp,
    ) -> Result<Option<(SignedIn, Timestamp)>, Error> {
        if let Some(session) = self.store.session(&hash).await? {
            if !holds(&session, now) {
                return Ok(None);
            }
            if now - session.seen_at >= TimeDelta::seconds(TOUCH_SECONDS) {
                self.store.touch_session(hash, now).await?;
            }
            let account = self.store.account_of(&session.person).await?;
            let must_change = account.is_some_and(|account| account.must_change);
            // Then it is asked for again, and noted that the session was used.
            let until = session.expires_at.min(now + TimeDelta::seconds(TOUCH_SECONDS));
            let holder = SignedIn { person: session.person, scopes: None, must_change };
            return Ok(Some((holder, until)));
        }
        let token = self.store.api_token(&hash).await?.filter(|token| token.expires_at > now);
        Ok(token.map(|token| {
            let scopes = Some(token.scopes);
            (SignedIn { person: token.person, scopes, must_change: false }, token.expires_at)
        }))
    }

    /// Disables an account and ends its sessions and tokens at once, or lets it be used again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn disable_account(
        &self,
        person: PersonId,
        disabled: bool,
        by: &PersonId,
    ) -> Result<(), Error> {
        let act = if disabled { "disabled" } else { "enabled" };
        let entry = self.entry("accounts", Some(by), act, json!({ "person": person }));
        self.store.disable_account(person, disabled, entry).await?;
        self.holders.known.invalidate_all();
        Ok(())
    }

    /// Revokes an API token of the person at once.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn revoke_api_token(&self, person: &PersonId, id: Uuid) -> Result<(), Error> {
        let entry = self.entry("accounts", Some(person), "token_revoked", json!({ "token": id }));
        self.store.revoke_api_token(person.clone(), id, entry).await?;
        self.holders.known.invalidate_all();
        Ok(())
    }

    /// Whether a session or an API token still holds. To ask is not to use it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn is_signed_in(&self, token: &str) -> Result<bool, Error> {
        let Some(token) = from_hex(token).filter(|token| token.len() == 32) else {
            return Ok(false);
        };
        let (hash, now) = (hash(&token), self.clock.now());
        if let Some(session) = self.store.session(&hash).await? {
            return Ok(holds(&session, now));
        }
        let token = self.store.api_token(&hash).await?;
        Ok(token.is_some_and(|token| token.expires_at > now))
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sign_out(&self, token: &str, person: &PersonId) -> Result<(), Error> {
        let Some(token) = from_hex(token) else { return Ok(()) };
        let entry = self.entry("sign-in", Some(person), "signed_out", json!({}));
        self.store.end_session(hash(&token), entry).await?;
        self.holders.known.invalidate_all();
        Ok(())
    }

    /// Opens an account with a password that must be changed at the first sign-in, and returns it. False as `Ok(None)`
    /// if the person has an account or the name is taken.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_account(
        &self,
        person: &PersonId,
        sign_in: &str,
        by: Option<&PersonId>,
    ) -> Result<Option<String>, Error> {
        self.open(person, sign_in, by, true).await
    }

    /// Opens an account of a demo, whose password need not be changed before somebody can look around.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_demo_account(
        &self,
        person: &PersonId,
        sign_in: &str,
    ) -> Result<Option<String>, Error> {
        self.open(person, sign_in, None, false).await
    }

    async fn open(
        &self,
        person: &PersonId,
        sign_in: &str,
        by: Option<&PersonId>,
        must_change: bool,
    ) -> Result<Option<String>, Error> {
        let password = first_password()?;
        let account = Account {
            person: person.clone(),
            sign_in: sign_in.to_owned(),
            password: self.passwords.hash(password.clone()).await?,
            must_change,
            failures: 0,
            retry_at: self.clock.now(),
            disabled_at: None,
        };
        let facts = json!({ "person": person, "sign_in": sign_in });
        let opened =
            self.store.open_account(account, self.entry("accounts", by, "opened", facts)).await?;
        Ok(opened.then_some(password))
    }

    /// Changes the person's own password. False if the present one is another.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn change_password(
        &self,
        person: &PersonId,
        present: &str,
        new: &str,
    ) -> Result<bool, Error> {
        let Some(account) = self.store.account_of(person).await? else { return Ok(false) };
        if !self.passwords.verify(present.to_owned(), Some(account.password)).await? {
            return Ok(false);
        }
        let password = self.passwords.hash(new.to_owned()).await?;
        let entry = self.entry("accounts", Some(person), "password_changed", json!({}));
        self.store.set_password(person.clone(), password, false, entry).await?;
        self.holders.known.invalidate_all();
        Ok(true)
    }

    /// Gives somebody a new first password, and ends their sessions.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn reset_password(
        &self,
        person: &PersonId,
        by: Option<&PersonId>,
    ) -> Result<String, Error> {
        let password = first_password()?;
        let hashed = self.passwords.hash(password.clone()).await?;
        let entry = self.entry("accounts", by, "password_reset", json!({ "person": person }));
        self.store.set_password(person.clone(), hashed, true, entry).await?;
        self.holders.known.invalidate_all();
        Ok(password)
    }

    /// Opens an API token for the person, and returns it; it is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_api_token(
        &self,
        person: &PersonId,
        name: String,
        scopes: Vec<String>,
        days: i64,
    ) -> Result<(ApiToken, String), Error> {
        let token: [u8; 32] = random()?;
        let made = ApiToken {
            id: Uuid::now_v7(),
            person: person.clone(),
            name,
            scopes,
            expires_at: self.clock.now() + TimeDelta::days(days),
        };
        let facts = json!({ "token": made.id, "scopes": made.scopes });
        let entry = self.entry("accounts", Some(person), "token_opened", facts);
        self.store.open_api_token(hash(&token), made.clone(), entry).await?;
        Ok((made, hex(&token)))
    }
}

impl Passwords {
    /// Counts a try before it is looked at, so that many at once are not one; refuses when there were too many.
    fn begin_try(&self, name: &str, from: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, (_, until)| *until > now);
        let (count, until) = tries.entry((name.to_owned(), household(from))).or_insert((0, now));
        if *count >= TRIES_MAX {
            return Err(*until);
        }
        (*count, *until) = (*count + 1, now + TimeDelta::minutes(WAIT_MINUTES));
        Ok(())
    }

    fn forget_tries(&self, name: &str, from: IpAddr) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        _ = tries.remove(&(name.to_owned(), household(from)));
    }

    async fn hash(&self, password: String) -> Result<String, Error> {
        let salt: [u8; 16] = random()?;
        self.computed(move || {
            let hashed = argon2().hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| hash.to_string()).unwrap_or_default()
        })
        .await
    }

    /// Whether the password is the one that was kept. Without one, as much work is done and the answer is no.
    async fn verify(&self, password: String, kept: Option<String>) -> Result<bool, Error> {
        self.computed(move || {
            let fits = |kept: &str| {
                let kept = PasswordHash::new(kept).ok();
                kept.is_some_and(|kept| {
                    argon2().verify_password(password.as_bytes(), &kept).is_ok()
                })
            };
            if let Some(kept) = kept {
                return fits(&kept);
            }
            _ = argon2().hash_password_with_salt(password.as_bytes(), &[0; 16]);
            false
        })
        .await
    }

    async fn computed<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.at_once.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        drop(permit);
        done.map_err(|_| Error::Store(store::StoreError::Closing))
    }
}

/// What is counted as one address: an IPv4 address, or the /64 of an IPv6 one, which one household has.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
    }
}

/// True while a session has neither been unused too long nor come to its end.
fn holds(session: &Session, now: Timestamp) -> bool {
    now < session.expires_at && now - session.seen_at < TimeDelta::minutes(IDLE_MINUTES)
}

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = ARGON2;
    let params = Params::new(memory, passes, lanes, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(token: &[u8]) -> Hash {
    Sha256::digest(token).into()
}

/// A password that is typed once: 16 characters without look-alikes, 80 bits.
fn first_password() -> Result<String, Error> {
    let code = crate::codes::random_code(crate::codes::RECEIPT_CHARACTERS)?;
    Ok(crate::codes::grouped(&code).to_lowercase())
}
