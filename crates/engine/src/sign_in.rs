//! Signing in, and who holds a session or an API token. Tokens are 256 random bits of which only the hash is kept; whoever
//! reads the database cannot use them.

use std::net::IpAddr;

use chrono::TimeDelta;
use domain::id::{PersonId, Timestamp};
use moka::sync::Cache;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::accounts::{Account, Checked, Session};
use store::record::{Hash, from_hex, hex};

use crate::engine::{Engine, OLD};
use crate::error::Error;
use crate::keys::random;

pub use store::accounts::Whence;

pub use crate::passwords::{
    BadPassword, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, household,
};

/// How many sessions a person may have; the oldest ends when one more begins.
const SESSIONS_MAX: u32 = 2;

/// How long a session lasts, used or not.
const SESSION_HOURS: i64 = 8;

/// How long a session lasts unused.
pub(crate) const IDLE_MINUTES: i64 = 30;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSignedIn {
    /// No such account, another password, or disabled; which of them is nobody's business.
    Wrong,
    /// Too many wrong ones from this address.
    TooMany {
        /// When the next try is looked at.
        retry_at: Timestamp,
    },
    /// The password is right, and the account needs a code beside it.
    CodeNeeded {
        /// A sealed word of it, to be handed in with the code by [`Engine::finish_sign_in`].
        half: String,
    },
    /// No code of this account, or one that was used.
    WrongCode,
    /// What was begun before is over: from the start again.
    Expired,
}

/// What somebody types to sign in.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The sign-in name.
    pub sign_in: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code, if there is one already.
    pub code: Option<&'a str>,
}

impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The address.
    pub from: IpAddr,
    /// The browser and its system in two words.
    pub browser: String,
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
    /// Whether the account has a second factor.
    pub has_factor: bool,
    /// When and from which address they had signed in before this session; none for an API token.
    pub before: Option<(Timestamp, String)>,
}

impl Engine {
    /// Opens a session, and returns its token, which is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sign_in(
        &self,
        typed: Typed<'_>,
        visit: &Visit,
    ) -> Result<Result<(String, SignedIn), NotSignedIn>, Error> {
        let Typed { sign_in, password, code } = typed;
        let (from, now) = (visit.from, self.clock.now());
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
        self.admit(account, code, visit).await
    }

    /// Opens the session that was begun by a password, with a code.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn finish_sign_in(
        &self,
        half: &str,
        code: &str,
        visit: &Visit,
    ) -> Result<Result<(String, SignedIn), NotSignedIn>, Error> {
        let Some(account) = self.of_half(half).await? else {
            return Ok(Err(NotSignedIn::Expired));
        };
        self.admit(account, Some(code), visit).await
    }

    /// Opens a session for whose password was right, once the account needs no more, or a code of it is there too.
    async fn admit(
        &self,
        account: Account,
        code: Option<&str>,
        visit: &Visit,
    ) -> Result<Result<(String, SignedIn), NotSignedIn>, Error> {
        let (person, must_change) = (account.person.clone(), account.must_change);
        let proof = match (self.store.second_factor(&person).await?, code) {
            (None, _) => None,
            (Some(_), None) => {
                return Ok(Err(NotSignedIn::CodeNeeded { half: self.half(&account)? }));
            }
            (Some(factor), Some(code)) => {
                match self.proved(&person, &factor, (code, visit.from))? {
                    Ok(proof) => Some(proof),
                    Err(no) => {
                        self.note_refusal(Some(&person), visit.from).await?;
                        return Ok(Err(no));
                    }
                }
            }
        };
        let has_factor = proof.is_some();
        let checked = Checked { password: account.password, proof, most: SESSIONS_MAX };
        let Some(token) = self.open_session(&person, checked, visit).await? else {
            self.note_refusal(Some(&person), visit.from).await?;
            // A code that was used, or a password that was changed while it was checked.
            return Ok(Err(if has_factor { NotSignedIn::WrongCode } else { NotSignedIn::Wrong }));
        };
        self.passwords.forget_codes(&person, visit.from);
        // The oldest session beyond the most that a person may have has ended.
        self.holders.forget();
        Ok(Ok((token, SignedIn { person, scopes: None, must_change, has_factor, before: None })))
    }

    async fn open_session(
        &self,
        person: &PersonId,
        checked: Checked,
        visit: &Visit,
    ) -> Result<Option<String>, Error> {
        let (token, now): ([u8; 32], _) = (random()?, self.clock.now());
        let session = Session {
            person: person.clone(),
            must_change: false,
            seen_at: now,
            expires_at: now + TimeDelta::hours(SESSION_HOURS),
            has_factor: checked.proof.is_some(),
            before: None,
        };
        let whence = Whence { address: visit.from.to_string(), browser: visit.browser.clone() };
        let facts = json!({ "from": whence.address });
        let entry = self.entry("sign-in", Some(person), "signed_in", facts);
        let opened =
            self.store.open_session(hash(&token), session, (checked, whence), entry).await?;
        Ok(opened.then(|| hex(&token)))
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
            let holder = SignedIn {
                person: session.person,
                scopes: None,
                must_change: session.must_change,
                has_factor: session.has_factor,
                before: session.before,
            };
            return Ok(Some((holder, until)));
        }
        let token = self.store.api_token(&hash).await?.filter(|token| token.expires_at > now);
        Ok(token.map(|token| {
            let holder = SignedIn {
                person: token.person,
                scopes: Some(token.scopes),
                must_change: false,
                has_factor: token.has_factor,
                before: None,
            };
            (holder, token.expires_at)
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

/// The hash by which a session is named; none of what is no token.
pub fn token_hash(token: &str) -> Option<Hash> {
    from_hex(token).map(|token| hash(&token))
}

/// What is kept of a token.
pub(crate) fn hash(token: &[u8]) -> Hash {
    Sha256::digest(token).into()
}
