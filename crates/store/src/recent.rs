//! Cases as this node saw them last, so that a case that is worked on is not read and parsed again for each step. What is
//! written is always decided on the version that the transaction finds; a copy of another version is not used for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::id::CaseId;
use moka::sync::Cache;

use crate::change::Stored;

/// How many cases are kept. At 10 kB each that is 40 MB at the most.
const KEPT_MAX: u64 = 4096;

/// How long after a copy was last known to be right it may be shown. Another node may have changed the case meanwhile;
/// nothing of a case that became hidden is shown for longer than this.
const SHOWN_FOR: Duration = Duration::from_secs(1);

/// The copies of a node.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    copies: Cache<CaseId, (Arc<Stored>, Instant)>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { copies: Cache::new(KEPT_MAX) }
    }
}

impl Recent {
    /// The copy, if it is of this version, which a transaction has just found.
    pub(crate) fn of_version(&self, id: CaseId, version: u64) -> Option<Arc<Stored>> {
        let (stored, _) = self.copies.get(&id)?;
        (stored.case.seq == version).then_some(stored)
    }

    /// The copy, if it was known to be right a moment ago.
    pub(crate) fn of_late(&self, id: CaseId) -> Option<Arc<Stored>> {
        let (stored, known) = self.copies.get(&id)?;
        (known.elapsed() < SHOWN_FOR).then_some(stored)
    }

    /// Keeps what was just written or read, unless a later version is kept already.
    pub(crate) fn keep(&self, stored: &Arc<Stored>) {
        let id = stored.case.id;
        let later = self.copies.get(&id).is_some_and(|(kept, _)| kept.case.seq > stored.case.seq);
        if !later {
            self.copies.insert(id, (stored.clone(), Instant::now()));
        }
    }
}
