//! Several keys at once, each with its term, so that one can follow another without a gap.

use chrono::{DateTime, Utc};

/// Keys with their terms.
#[derive(Clone, Debug)]
pub struct Keyring<K> {
    keys: Vec<(K, Term)>,
}

/// From when until when a key is used. Without bounds: always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The first instant at which it is used.
    pub not_before: Option<DateTime<Utc>>,
    /// The last instant at which it is used.
    pub not_after: Option<DateTime<Utc>>,
}

impl<K> Default for Keyring<K> {
    fn default() -> Self {
        Self { keys: Vec::new() }
    }
}

impl<K> Keyring<K> {
    /// One key, for ever.
    pub fn of(key: K) -> Self {
        Self::default().with(key, Term::default())
    }

    /// The same with a further key.
    #[must_use]
    pub fn with(mut self, key: K, term: Term) -> Self {
        self.keys.push((key, term));
        self
    }

    /// Whether there is no key at all.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that are used at this instant.
    pub(super) fn at(&self, now: DateTime<Utc>) -> impl Iterator<Item = &K> {
        self.keys.iter().filter(move |(_, term)| term.includes(now)).map(|(key, _)| key)
    }
}

impl Term {
    /// Whether a key of this term is used at this instant.
    pub fn includes(&self, now: DateTime<Utc>) -> bool {
        self.not_before.is_none_or(|from| from <= now)
            && self.not_after.is_none_or(|until| now <= until)
    }
}
