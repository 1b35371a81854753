//! Passwords: what a new one must be, how one is kept and held against what was typed, and how often an address may try.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use chrono::TimeDelta;
use domain::id::{PersonId, Timestamp};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

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

/// How many wrong passwords an address may try on an account before it has to wait.
const TRIES_MAX: u32 = 5;

/// How long it then waits. Others, the owner among them, do not: nobody can lock out somebody else.
const WAIT_MINUTES: i64 = 15;

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPassword {
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// Contains the name with which the person signs in.
    HoldsName,
    /// Made of what is tried first.
    Guessable,
    /// The present one.
    Same,
}

/// What is common where Chinese is typed, beside the lists of the estimator, which know English.
const COMMON_HERE: [&str; 16] = [
    "woaini",
    "woaiwojia",
    "1314",
    "520",
    "5201314",
    "1314520",
    "zhongguo",
    "beijing",
    "hubei",
    "wuhan",
    "mima",
    "guanliyuan",
    "zhengfu",
    "xinfang",
    "bihuan",
    "闭环",
];

/// Checks a new password, without asking for kinds of characters (NIST SP 800-63B-4, 3.1.1.2): by its length, and by what
/// is tried first, common passwords and words, names, repeats, runs, rows of keys, and `words` of this place.
///
/// # Errors
///
/// What is wrong with it.
fn check_password(password: &str, sign_in: &str, words: &[&str]) -> Result<(), BadPassword> {
    let characters = password.chars().count();
    if characters < PASSWORD_CHARACTERS_MIN {
        return Err(BadPassword::Short);
    }
    if characters > PASSWORD_CHARACTERS_MAX {
        return Err(BadPassword::Long);
    }
    let holds = password.to_lowercase().contains(&sign_in.to_lowercase());
    if holds {
        return Err(BadPassword::HoldsName);
    }
    if repeats(password) || holds_little_else(password, words) {
        return Err(BadPassword::Guessable);
    }
    let tried: Vec<_> = words.iter().chain(&COMMON_HERE).copied().collect();
    let weak = zxcvbn(password, &tried).score() < Score::Four;
    if weak { Err(BadPassword::Guessable) } else { Ok(()) }
}

/// Whether it is something short, again and again. The estimator cannot count how often.
fn repeats(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    (1..=characters.len() / 3)
        .any(|period| characters.iter().zip(&characters[period..]).all(|(one, next)| one == next))
}

/// The fewest characters that a password must have beside names of this place.
const BESIDE_NAMES: usize = 8;

/// Whether it is a name of this place with a few characters more, however it is spaced.
fn holds_little_else(password: &str, words: &[&str]) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let whole = bare(password);
    words.iter().map(|word| bare(word)).filter(|word| word.chars().count() >= 4).any(|word| {
        let rest = whole.replace(&word, "");
        rest.len() < whole.len() && rest.chars().count() < BESIDE_NAMES
    })
}

/// What is needed to check passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    at_once: Arc<Semaphore>,
    tries: Mutex<HashMap<(String, IpAddr), (u32, Timestamp)>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Arc::new(Semaphore::new(HASHES_AT_ONCE)), tries: Mutex::default() }
    }
}

impl Passwords {
    /// Counts a try before it is looked at, so that many at once are not one; refuses when there were too many.
    pub(crate) fn begin_try(
        &self,
        name: &str,
        from: IpAddr,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        self.count((name.to_owned(), household(from)), TRIES_MAX, now)
    }

    /// The same for a code of a second factor: as few from an address, and so many of the account from wherever.
    pub(crate) fn begin_code(
        &self,
        person: &PersonId,
        from: IpAddr,
        most: u32,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let name = code_of(person);
        self.count((name.clone(), household(from)), TRIES_MAX, now)?;
        self.count((name, EVERYWHERE), most, now)
    }

    fn count(&self, of: (String, IpAddr), most: u32, now: Timestamp) -> Result<(), Timestamp> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, (_, until)| *until > now);
        let (count, until) = tries.entry(of).or_insert((0, now));
        if *count >= most {
            return Err(*until);
        }
        (*count, *until) = (*count + 1, now + TimeDelta::minutes(WAIT_MINUTES));
        Ok(())
    }

    /// Forgets the tries of codes: one was right.
    pub(crate) fn forget_codes(&self, person: &PersonId, from: IpAddr) {
        let name = code_of(person);
        self.forget_tries(&name, from);
        self.forget_tries(&name, EVERYWHERE);
    }

    pub(crate) fn forget_tries(&self, name: &str, from: IpAddr) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        _ = tries.remove(&(name.to_owned(), household(from)));
    }

    /// Checks a new password, which takes a while for one that was made to.
    pub(crate) async fn check(
        &self,
        password: String,
        sign_in: String,
        words: Vec<String>,
    ) -> Result<Result<(), BadPassword>, Error> {
        self.computed(move || {
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            check_password(&password, &sign_in, &words)
        })
        .await
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        let salt: [u8; 16] = random()?;
        self.computed(move || {
            let hashed = argon2().hash_password_with_salt(password.as_bytes(), &salt);
            hashed.map(|hash| hash.to_string()).unwrap_or_default()
        })
        .await
    }

    /// Whether the password is the one that was kept. Without one, as much work is done and the answer is no.
    pub(crate) async fn verify(
        &self,
        password: String,
        kept: Option<String>,
    ) -> Result<bool, Error> {
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

    /// Has the work done once there is memory for it. The permit goes along with the work, not with who waits for it: a
    /// caller who hangs up does not stop a hash, and must not let another begin beside it.
    async fn computed<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.at_once.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _held = permit;
            work()
        });
        done.await.map_err(|_| Error::Store(store::StoreError::Closing))
    }
}

/// Stands for all addresses together; nobody comes from it.
const EVERYWHERE: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

/// Under what tries of codes are counted. No sign-in name has a blank in it.
fn code_of(person: &PersonId) -> String {
    format!("code of {person}")
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

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = ARGON2;
    let params = Params::new(memory, passes, lanes, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A password that is typed once: 16 characters without look-alikes, 80 bits.
pub(crate) fn first_password() -> Result<String, Error> {
    let code = crate::codes::random_code(crate::codes::RECEIPT_CHARACTERS)?;
    Ok(crate::codes::grouped(&code).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_hangs_up_does_not_let_more_hashes_begin() {
        let passwords = Passwords::default();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let work = passwords.computed(move || {
            _ = begun.send(());
            _ = wait.recv();
        });
        tokio::select! {
            _ = work => unreachable!("it waits to be let go"),
            _ = begins => {}
        }
        assert_eq!(passwords.at_once.available_permits(), HASHES_AT_ONCE - 1);
        drop(go);
        for _ in 0..HASHES_AT_ONCE {
            passwords.at_once.acquire().await.unwrap().forget();
        }
    }

    #[test]
    fn what_is_tried_first_is_no_password() {
        let words = ["Chibi", "Center", "赤壁市城市管理局", "center.clerk", "张小明"];
        let check = |password: &str| check_password(password, "li.si", &words);
        for weak in [
            "aaaaaaaaaaaa",
            "123456789012",
            "abcdefghijkl",
            "qwertyuiop12",
            "password1234",
            "Passw0rd2026!",
            "woaini1314520",
            "abcabcabcabc",
            "Chibi2026Chibi",
            "admin@123456",
            "zhongguo888888",
            "center.clerk1",
            "赤壁市城市管理局2026",
        ] {
            assert_eq!(check(weak), Err(BadPassword::Guessable), "{weak}");
        }
        for strong in
            ["tuba lantern forty ravines", "陆水湖畔的一句长口令二〇二六", "u7Gh2-kk0Lw-9x"]
        {
            assert_eq!(check(strong), Ok(()), "{strong}");
        }
        assert_eq!(check("short one"), Err(BadPassword::Short));
        assert_eq!(check("LI.SI of the lantern"), Err(BadPassword::HoldsName));
    }
}
