//! Signing in, and who holds a session or an API token. Tokens are 256 random bits of which only the hash is kept; whoever
//! reads the database cannot use them.

use std::net::IpAddr;

use chrono::TimeDelta;
use domain::id::{PersonId, Timestamp};
use moka::sync::Cache;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::accounts::Session;
use store::record::{Hash, from_hex, hex};

use crate::engine::{Engine, OLD};
use crate::error::Error;
use crate::keys::random;

pub use crate::passwords::{
    BadPassword, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, household,
};

/// How many sessions a person may have; the oldest ends when one more begins.
const SESSIONS_MAX: u32 = 2;

/// How long a session lasts, used or not.
const SESSION_HOURS: i64 = 8;

/// How long a session lasts unused.
const IDLE_MINUTES: i64 = 30;

/// A session is noted as used at most this often, so that reading costs no write.
const TOUCH_SECONDS: i64 = 60;

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
        let account = self.store.account(sign_in).await?;
        let person = account.as_ref().map(|account| account.person.clone());
        let account = account.filter(|account| account.disabled_at.is_none());
        // The same work for a name that nobody has, so that the time tells nothing.
        let kept = account.as_ref().map(|account| account.password.clone());
        let fits = self.passwords.verify(password.to_owned(), kept).await?;
        let Some(account) = account.filter(|_| fits) else {
            self.note_refusal(person.as_ref(), from).await?;
            return Ok(Err(NotSignedIn::Wrong));
        };
        self.passwords.forget_tries(sign_in, from);
        let token: [u8; 32] = random()?;
        let session = Session {
            person: account.person.clone(),
            must_change: account.must_change,
            seen_at: now,
            expires_at: now + TimeDelta::hours(SESSION_HOURS),
        };
        let facts = json!({ "from": from.to_string() });
        let entry = self.entry("sign-in", Some(&account.person), "signed_in", facts);
        let (hash, checked) = (hash(&token), (account.password, SESSIONS_MAX));
        if !self.store.open_session(hash, session, checked, entry).await? {
            // The password was changed, or the account disabled, while it was checked.
            return Ok(Err(NotSignedIn::Wrong));
        }
        // The oldest session beyond the most that a person may have has ended.
        self.holders.forget();
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
            // Then it is asked for again, and noted that the session was used.
            let until = session.expires_at.min(now + TimeDelta::seconds(TOUCH_SECONDS));
            let holder =
                SignedIn { person: session.person, scopes: None, must_change: session.must_change };
            return Ok(Some((holder, until)));
        }
        let token = self.store.api_token(&hash).await?.filter(|token| token.expires_at > now);
        Ok(token.map(|token| {
            let scopes = Some(token.scopes);
            (SignedIn { person: token.person, scopes, must_change: false }, token.expires_at)
        }))
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
        self.holders.forget();
        Ok(())
    }
}

impl Holders {
    /// Forgets who holds what: something of it has ended.
    pub(crate) fn forget(&self) {
        self.known.invalidate_all();
    }
}

/// True while a session has neither been unused too long nor come to its end.
fn holds(session: &Session, now: Timestamp) -> bool {
    now < session.expires_at && now - session.seen_at < TimeDelta::minutes(IDLE_MINUTES)
}

pub(crate) fn hash(token: &[u8]) -> Hash {
    Sha256::digest(token).into()
}
