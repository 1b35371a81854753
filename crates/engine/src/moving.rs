//! Cases that move without anybody acting on them: to another version of their procedure, or to the deadlines of a corrected
//! calendar. Both may be repeated: a case that has moved is refused or left alone.

use std::collections::BTreeSet;

use domain::case::{Command, MoveVersion, WorkflowRef};
use domain::id::CaseId;
use store::change::{Committed, Kept};

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::{Order, Work};

impl Engine {
    /// Moves a case to another version of its workflow.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn move_version(
        &self,
        case: CaseId,
        mapping: MoveVersion,
        to: WorkflowRef,
    ) -> Result<Committed, Error> {
        let work = Work {
            who: Who::Engine,
            command: Command::MoveVersion(mapping),
            expected: None,
            peers: BTreeSet::new(),
            at: None,
            kept: Kept::default(),
            workflow: Some(to),
            documented: false,
            batch: None,
        };
        self.commit(case, work, |_| ()).await
    }

    /// Computes the deadlines of a case again, by the calendar that this engine has. Nothing is written where none moves.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn move_deadlines(&self, case: CaseId) -> Result<Committed, Error> {
        self.execute(Order::new(Who::Engine, case, Command::MoveDeadlines)).await
    }
}
