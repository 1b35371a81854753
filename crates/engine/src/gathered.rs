//! What may come a thousand times a minute, gathered: the first of a kind is written into the audit at once, those after it
//! are counted and written as one entry when the time is over. Nothing is left out, and nobody fills the audit.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use domain::id::Timestamp;

/// How long what comes is gathered.
pub(crate) const GATHERED_MINUTES: i64 = 15;

/// How many kinds are told apart at once. Whatever comes of more is counted together.
pub(crate) const APART_MAX: usize = 256;

/// How often something came after the first, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// How often.
    pub(crate) times: u32,
    /// When the first of these came; of none, when the one before them did.
    pub(crate) first: Timestamp,
    /// When the last came.
    pub(crate) last: Timestamp,
    until: Timestamp,
}

/// As what the first of a kind is written; none where it is not told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct First<K>(pub(crate) Option<K>);

/// What came of late, by its kind; none stands for all that are not told apart.
#[derive(Debug)]
pub(crate) struct Gathered<K>(Mutex<BTreeMap<Option<K>, Count>>);

impl<K> Default for Gathered<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord + Clone> Gathered<K> {
    /// Notes one, and returns as what it must be written, if it is the first of its kind.
    pub(crate) fn note(&self, apart: K, now: Timestamp) -> Option<First<K>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let apart = Some(apart);
        let key = if known.contains_key(&apart) || known.len() < APART_MAX { apart } else { None };
        if let Some(count) = known.get_mut(&key) {
            let first = if count.times == 0 { now } else { count.first };
            *count = Count { times: count.times.saturating_add(1), first, last: now, ..*count };
            return None;
        }
        let until = now + TimeDelta::minutes(GATHERED_MINUTES);
        _ = known.insert(key.clone(), Count { times: 0, first: now, last: now, until });
        Some(First(key))
    }

    /// Takes out what has been gathered long enough, as far as there is something to write.
    pub(crate) fn over(&self, now: Timestamp) -> BTreeMap<Option<K>, Count> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut over, rest): (BTreeMap<_, _>, _) =
            std::mem::take(&mut *known).into_iter().partition(|(_, count)| count.until <= now);
        *known = rest;
        over.retain(|_, count| count.times > 0);
        over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_kinds_than_are_told_apart_are_counted_together_with_the_first_and_the_last_time() {
        let (gathered, now) = (Gathered::default(), Timestamp::UNIX_EPOCH);
        let at = |second: u32| now + TimeDelta::seconds(second.into());
        let written = (0..600).filter_map(|kind: u32| gathered.note(kind, at(kind)));
        assert_eq!(written.count(), APART_MAX + 1);
        assert!(gathered.over(at(0)).is_empty());
        let over = gathered.over(at(600) + TimeDelta::minutes(GATHERED_MINUTES));
        assert_eq!(over.len(), 1, "of the others nothing followed the first");
        let Count { times, first, last, .. } = over[&None];
        assert_eq!((times, first, last), (600 - 257, at(257), at(599)));
        assert!(gathered.over(Timestamp::MAX_UTC).is_empty());
    }
}
