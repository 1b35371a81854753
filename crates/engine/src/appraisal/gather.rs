//! Gathers what the logs of all cases say of a period, page by page, so that whoever waits can be told how far it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::appraisal::{Appraisal, CaseFacts, Decision, Period, appraise};
use domain::id::{CaseId, Timestamp};
use store::StoreError;
use store::queries::{CaseLog, LogFilter};

use super::beside::BesideLogs;
use super::sheet::Sheet;
use crate::engine::{Definitions, Engine, Who};
use crate::error::Error;
use crate::logs::Logs;

/// Facts that are being gathered.
#[derive(Debug)]
pub struct Gathering<'a> {
    engine: &'a Engine,
    logs: Logs<'a>,
    period: Period,
    until: Timestamp,
    beside: Arc<BesideLogs>,
    /// The cases with which something stands that counts, and which were not read yet.
    missing: BTreeSet<CaseId>,
    read: u64,
    all: u64,
    facts: Vec<CaseFacts>,
}

impl Engine {
    /// Begins to gather the facts of a period: of all cases that were open when it began or changed since, known up to its
    /// end, or to now as long as it goes on. Later events do not count, so that the same period is the same whenever it
    /// is gathered; of judgements and decisions those count that were made up to `asked_at`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn gather(
        &self,
        period: Period,
        asked_at: Timestamp,
    ) -> Result<Gathering<'_>, Error> {
        let (from, end) = period.span(&self.definitions.calendar);
        let filter = LogFilter { alive_at: Some(from), ..LogFilter::default() };
        let visible = self.visible(&Who::Engine).await?;
        let all = self.store.count_logs(&visible, &filter).await?;
        let logs = self.logs(&Who::Engine, filter).await?;
        let until = end.min(self.clock.now());
        let beside = Arc::new(self.beside_logs(period, asked_at).await?);
        let missing = beside.cases();
        let (read, facts) = (0, Vec::new());
        Ok(Gathering { engine: self, logs, period, until, beside, missing, read, all, facts })
    }

    /// An appraisal of a period as of now, which nobody keeps; how far it is, is told meanwhile. None where no scheme is for such
    /// periods.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read.
    pub async fn appraise_now(
        &self,
        period: Period,
        mut told: impl FnMut(u64, u64) + Send,
    ) -> Result<Option<Sheet>, Error> {
        let Some(scheme) = self.scheme_of(period) else { return Ok(None) };
        let scheme = scheme.scheme().clone();
        let now = self.clock.now();
        let decisions = self.store.decisions_at(now).await?;
        let mut gathering = self.gather(period, now).await?;
        while gathering.step().await? {
            let (read, all) = gathering.progress();
            told(read, all);
        }
        let appraisal = gathering.appraise(&scheme.scheme, decisions).await?;
        Ok(Some(Sheet::of(&appraisal, &scheme)?.0))
    }
}

impl Gathering<'_> {
    /// Reads some more; no, when all is read.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read: a figure that lacks a case would be a wrong one.
    pub async fn step(&mut self) -> Result<bool, Error> {
        let logs = match self.logs.next().await? {
            Some(logs) => logs,
            None if self.missing.is_empty() => return Ok(false),
            None => self.those_missing().await?,
        };
        self.read += u64::try_from(logs.len()).unwrap_or(u64::MAX);
        for log in &logs {
            self.missing.remove(&log.case);
        }
        let (definitions, until) = (self.engine.definitions.clone(), self.until);
        let beside = Arc::clone(&self.beside);
        let read = move || known(&definitions, &beside, &logs, until);
        let some = tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Closing)??;
        self.facts.extend(some);
        Ok(true)
    }

    /// The logs of cases that ended before the period and still have something that counts in it: an identity that somebody
    /// read long afterwards.
    async fn those_missing(&mut self) -> Result<Vec<CaseLog>, Error> {
        let visible = self.engine.visible(&Who::Engine).await?;
        let ids: Vec<CaseId> = std::mem::take(&mut self.missing).into_iter().collect();
        Ok(self.engine.store.logs_of(&visible, &ids).await?)
    }

    /// How many cases were read, and how many there are.
    pub const fn progress(&self) -> (u64, u64) {
        (self.read, if self.all < self.read { self.read } else { self.all })
    }

    /// Makes figures of what was gathered.
    ///
    /// # Errors
    ///
    /// Where the scheme does not exist any more.
    pub async fn appraise(
        self,
        scheme: &domain::id::SchemeName,
        decisions: Vec<Decision>,
    ) -> Result<Appraisal, Error> {
        let definitions = self.engine.definitions.clone();
        let snapshot = self.engine.refresh_directory().await?;
        let (scheme, period, facts) = (scheme.clone(), self.period, self.facts);
        let make = move || {
            let named = definitions.appraisals.iter().find(|it| it.scheme().scheme == scheme);
            let within = (period, &definitions.calendar);
            named.map(|named| appraise(named, within, &facts, &snapshot.directory, &decisions))
        };
        let made = tokio::task::spawn_blocking(make).await.map_err(|_| StoreError::Closing)?;
        Ok(made.ok_or_else(|| StoreError::damaged("the scheme", "an appraisal", None))?)
    }
}

/// What some logs say, as far as an appraisal needs it: whose time it was and the like is not kept in memory for a whole county.
fn known(
    definitions: &Definitions,
    beside: &BesideLogs,
    logs: &[CaseLog],
    until: Timestamp,
) -> Result<Vec<CaseFacts>, StoreError> {
    let mut all = Vec::with_capacity(logs.len());
    for log in logs {
        let Some(known) = beside.facts(log, definitions, until)? else { continue };
        all.push(CaseFacts {
            hearings: Vec::new(),
            urges: Vec::new(),
            extensions: Vec::new(),
            suspensions: Vec::new(),
            tenures: Vec::new(),
            ..known
        });
    }
    Ok(all)
}
