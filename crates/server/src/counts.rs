//! How many of something each has at once: streams of a person, connections of an address.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many each has. Whoever has none is not remembered. Cheap to clone; clones count together.
#[derive(Clone, Debug)]
pub(crate) struct Counts<K>(Arc<Mutex<HashMap<K, usize>>>);

/// One that is counted, until it is dropped.
#[derive(Debug)]
pub(crate) struct Counted<K: Eq + Hash> {
    counts: Counts<K>,
    of: K,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> Counts<K> {
    /// Counts one more; none if so many are there already.
    pub(crate) fn one_more(&self, of: K, max: usize) -> Option<Counted<K>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&of).copied().unwrap_or_default();
        if count >= max {
            return None;
        }
        _ = counts.insert(of.clone(), count + 1);
        Some(Counted { counts: self.clone(), of })
    }
}

impl<K: Eq + Hash> Drop for Counted<K> {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                _ = counts.remove(&self.of);
            }
        }
    }
}
