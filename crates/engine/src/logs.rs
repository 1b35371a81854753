//! The logs of many cases, read page by page, so that a year of a county is never in memory as a whole.

use std::sync::Arc;

use domain::id::CaseId;
use store::queries::{CaseLog, LogFilter, StoredLog};
use store::visible::VisibleCases;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many cases are read at a time: few enough that others have their turn at the database between two pages.
const PAGE: u32 = 200;

/// Logs that are being read.
#[derive(Debug)]
pub struct Logs<'a> {
    engine: &'a Engine,
    visible: Arc<VisibleCases>,
    filter: LogFilter,
    after: Option<CaseId>,
    over: bool,
}

impl Engine {
    /// Begins to read the logs of the cases that somebody sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn logs(&self, who: &Who, filter: LogFilter) -> Result<Logs<'_>, Error> {
        Ok(self.logs_of(self.visible(who).await?, filter))
    }

    /// The same of cases of which it was found out before.
    pub(crate) fn logs_of(&self, visible: Arc<VisibleCases>, filter: LogFilter) -> Logs<'_> {
        Logs { engine: self, visible, filter, after: None, over: false }
    }
}

impl Logs<'_> {
    /// The next page, in the order of the ids; none when there is nothing more.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<CaseLog>>, Error> {
        let Some(stored) = self.next_stored().await? else { return Ok(None) };
        let logs: Result<_, _> = stored.into_iter().map(StoredLog::read).collect();
        Ok(Some(logs?))
    }

    /// The next page as it stands in the database, to be read elsewhere.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub(crate) async fn next_stored(&mut self) -> Result<Option<Vec<StoredLog>>, Error> {
        if self.over {
            return Ok(None);
        }
        let store = self.engine.store();
        let logs = store.stored_logs(&self.visible, &self.filter, self.after, PAGE).await?;
        self.over = u32::try_from(logs.len()).is_ok_and(|found| found < PAGE);
        self.after = logs.last().map(StoredLog::case);
        Ok((!logs.is_empty()).then_some(logs))
    }
}
