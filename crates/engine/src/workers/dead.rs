//! Letters that were given up: a person looks at why, mends it, and has them tried again.

use domain::id::CaseId;
use serde_json::json;
use store::queries::DeadLetter;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many letters are taken up again in one transaction.
const AT_ONCE: u32 = 500;

impl Engine {
    /// Letters that were given up, of one case or of all that somebody sees. Empty when all is well.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dead_letters(
        &self,
        who: &Who,
        case: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<DeadLetter>, Error> {
        let visible = self.visible(who).await?;
        Ok(self.store.dead_letters(&visible, case, most).await?)
    }

    /// Lets the letters of one case, or of all that somebody sees, be tried again, and returns how many. Who asked for it
    /// stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retry_letters(&self, who: &Who, case: Option<CaseId>) -> Result<u64, Error> {
        let by = if let Who::Person(person) = who { Some(person) } else { None };
        let mut retried = 0;
        loop {
            let dead = self.dead_letters(who, case, AT_ONCE).await?;
            let keys: Vec<_> = dead.iter().map(|dead| dead.letter).collect();
            let facts: Vec<_> = keys
                .iter()
                .map(|key| json!({ "case": key.case, "seq": key.seq, "position": key.position }))
                .collect();
            let entry = self.entry("letters", by, "retried", json!({ "letters": facts }));
            let done = self.store.retry_letters(keys, entry).await?;
            retried += done;
            // Somebody else may be at it, too: then there is nothing left to do here.
            if done == 0 {
                return Ok(retried);
            }
        }
    }
}
