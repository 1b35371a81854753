//! What logs say of a procedure: the ways that cases take, how long they stay where, and what is done over again. It is found on
//! demand, over so many cases at most, and kept for a while, so that no page is slow twice.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::case::WorkflowRef;
use domain::id::Timestamp;
use domain::mining::History;
use domain::mining::figures::{Rework, Stay, Variant, rework, stays, variants};
use domain::workflow::Workflow;
use moka::sync::Cache;
use store::queries::{CaseFilter, LogFilter};
use store::visible::VisibleCases;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many cases are read at most.
pub const CASES_MAX: u64 = 1000;

/// Spans that are tried, in days, the longest first; the first that has not too many cases is taken.
const SPANS: [i64; 5] = [365, 90, 30, 7, 1];

/// How long what was found is kept: who may see a case that was hidden meanwhile is not told for longer that it was counted.
const KEPT: Duration = Duration::from_mins(5);

/// How many findings are kept.
const KEPT_MAX: u64 = 128;

/// What the logs of a version say.
#[derive(Clone, Debug)]
pub struct Mined {
    /// When they were read.
    pub at: Timestamp,
    /// Of cases filed so many days before.
    pub days: i64,
    /// How many cases those are.
    pub cases: usize,
    /// Whether there are more, which were not read.
    pub is_cut: bool,
    /// The ways of those that have ended, the most trodden first.
    pub variants: Vec<Variant>,
    /// How long cases stayed in each state, the one that took most time first.
    pub stays: Vec<Stay>,
    /// What was done over again, most often first.
    pub rework: Vec<Rework>,
}

/// What was found of late, by who asked and of which version.
#[derive(Debug)]
pub(crate) struct Kept(Cache<String, Arc<Mined>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(KEPT_MAX).time_to_live(KEPT).build())
    }
}

impl Engine {
    /// The cases that are counted for somebody: those that they see, and for an administrator, who sees none, all but those that
    /// concern the administrator.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn counted(&self, who: &Who) -> Result<Arc<VisibleCases>, Error> {
        let snapshot = self.refresh_directory().await?;
        let staff = match who {
            Who::Person(person) => snapshot.directory.staff(person),
            Who::Party(_) | Who::Engine => None,
        };
        match staff.filter(|staff| staff.roles.iter().any(|role| role.is_administrator())) {
            Some(staff) => Ok(Arc::new(VisibleCases::but_those_about(&staff, &snapshot.directory))),
            None => Ok(self.visible(who).await?),
        }
    }

    /// What the logs of the cases of a version say that are counted for somebody; as it was found of late, if it was.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read.
    pub async fn mined(&self, who: &Who, version: &WorkflowRef) -> Result<Arc<Mined>, Error> {
        let key = format!("{} {} {}", version.name, version.version, who.key());
        if let Some(kept) = self.mined.0.get(&key) {
            return Ok(kept);
        }
        let counted = self.counted(who).await?;
        let (filter, days) = self.span(&counted, version).await?;
        let mut logs = self.logs_of(counted, LogFilter { cases: filter, alive_at: None });
        let (mut histories, mut read, mut is_cut) = (Vec::new(), 0, false);
        let definition = |version: &WorkflowRef| {
            self.definitions.workflows.get(version).map(Workflow::definition)
        };
        while let Some(page) = logs.next().await? {
            if read >= CASES_MAX {
                is_cut = true;
                break;
            }
            read += page.len() as u64;
            let of_page = page.iter().filter_map(|log| History::read(&log.entries, definition));
            histories.extend(of_page.filter(|history| history.workflow == *version));
        }
        let found = Arc::new(Mined {
            at: self.clock.now(),
            days,
            cases: histories.len(),
            is_cut,
            variants: variants(&histories),
            stays: stays(&histories),
            rework: rework(&histories),
        });
        self.mined.0.insert(key, found.clone());
        Ok(found)
    }

    /// The longest span that has not too many cases, or else the shortest.
    async fn span(
        &self,
        counted: &VisibleCases,
        version: &WorkflowRef,
    ) -> Result<(CaseFilter, i64), Error> {
        let now = self.clock.now();
        let of = |days| CaseFilter {
            workflow: Some(version.name.clone()),
            filed_from: Some(now - TimeDelta::days(days)),
            ..CaseFilter::default()
        };
        for days in SPANS {
            let filter = of(days);
            if self.store.count_cases(counted, &filter).await? <= CASES_MAX {
                return Ok((filter, days));
            }
        }
        Ok((of(1), 1))
    }
}
