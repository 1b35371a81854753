//! Cases as this node saw them last, so that a case that is worked on is not read and parsed again for each step. What is
//! written is always decided on the version that the transaction finds; a copy of another version is not used for it, and
//! nothing is shown from one.

use std::sync::Arc;

use domain::id::CaseId;
use moka::sync::Cache;

use crate::change::Stored;

/// How many cases are kept. At 10 kB each that is 40 MB at the most.
const KEPT_MAX: u64 = 4096;

/// The copies of a node.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    copies: Cache<CaseId, Arc<Stored>>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { copies: Cache::new(KEPT_MAX) }
    }
}

impl Recent {
    /// The copy, if it is of this version, which a transaction has just found.
    pub(crate) fn of_version(&self, id: CaseId, version: u64) -> Option<Arc<Stored>> {
        self.any(id).filter(|stored| stored.case.seq == version)
    }

    /// The copy, however old.
    pub(crate) fn any(&self, id: CaseId) -> Option<Arc<Stored>> {
        self.copies.get(&id)
    }

    /// Keeps what was just written or read, unless a later version is kept already.
    pub(crate) fn keep(&self, stored: &Arc<Stored>) {
        let id = stored.case.id;
        let later = self.any(id).is_some_and(|kept| kept.case.seq > stored.case.seq);
        if !later {
            self.copies.insert(id, stored.clone());
        }
    }
}
