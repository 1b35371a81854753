//! What became of clues 评议线索, for whoever may see them: each read from its log, and all of them counted. What somebody may not
//! see is not there and not counted.

use domain::clue::{Clue, Figures, WORKFLOW};
use domain::id::{CaseId, StateName, Timestamp};
use store::queries::{CaseFilter, LogFilter};

use crate::engine::{Engine, Who};
use crate::error::Error;

/// A clue that somebody sees.
#[derive(Clone, Debug)]
pub struct ClueSeen {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The state of its procedure.
    pub state: StateName,
    /// When it came in.
    pub filed_at: Timestamp,
    /// Where it stands, and how it came there.
    pub clue: Clue,
}

/// The clues that somebody sees.
#[derive(Clone, Debug, Default)]
pub struct Clues {
    /// The newest first.
    pub clues: Vec<ClueSeen>,
    /// All of them, counted.
    pub figures: Figures,
}

impl Engine {
    /// The clues that somebody sees, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read.
    pub async fn clues(&self, who: &Who) -> Result<Clues, Error> {
        let cases = CaseFilter { workflow: Some(WORKFLOW.into()), ..CaseFilter::default() };
        let mut logs = self.logs(who, LogFilter { cases, alive_at: None }).await?;
        let mut found = Clues::default();
        while let Some(page) = logs.next().await? {
            for log in page {
                let clue = Clue::of(&log.entries);
                found.figures.count(&clue);
                let (state, filed_at) = (log.now.state, log.now.filed_at);
                let (case, number) = (log.case, log.number);
                found.clues.push(ClueSeen { case, number, state, filed_at, clue });
            }
        }
        found.clues.sort_by_key(|seen| std::cmp::Reverse((seen.filed_at, seen.case)));
        Ok(found)
    }
}
