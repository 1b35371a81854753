//! Trials that a node does for people who wait for them, and what came of them: a few, for whoever asked, until the node stops.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::id::PersonId;
use store::queries::LogFilter;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Outcome, Proposal};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many trials a node keeps; the oldest goes first.
const KEPT: usize = 24;

/// How many trials run at once on a node: each takes every core.
const RUNNING: usize = 2;

/// A trial.
#[derive(Debug)]
pub struct Run {
    /// Its name in addresses.
    pub id: Uuid,
    /// Who asked. Nobody else reads it.
    pub by: PersonId,
    /// What was asked, as the form had it.
    pub asked: String,
    /// How many cases there are to decide.
    pub whole: u64,
    done: AtomicU64,
    standing: watch::Sender<Standing>,
}

/// How far a trial has come.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It is still going on.
    Running,
    /// What was found.
    Done(Arc<Outcome>),
    /// It could not be carried out.
    Failed,
}

impl Run {
    /// How many cases were decided so far.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How it stands, as soon as it has ended or so much time has passed.
    pub async fn standing(&self, patience: Duration) -> Standing {
        let mut standing = self.standing.subscribe();
        let ended = standing.wait_for(|now| !matches!(now, Standing::Running));
        // A trial that goes on is no fault.
        _ = tokio::time::timeout(patience, ended).await;
        self.standing.borrow().clone()
    }
}

/// The trials of a node.
#[derive(Debug, Default)]
pub struct Runs(Mutex<VecDeque<Arc<Run>>>);

impl Runs {
    /// The trial of somebody under this name.
    pub fn of(&self, by: &PersonId, id: Uuid) -> Option<Arc<Run>> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().find(|run| run.id == id && run.by == *by).cloned()
    }

    /// Makes room for a trial; none where too many run.
    fn begin(&self, run: Run) -> Option<Arc<Run>> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_running = |run: &&Arc<Run>| matches!(*run.standing.borrow(), Standing::Running);
        if runs.iter().filter(is_running).count() >= RUNNING {
            return None;
        }
        let run = Arc::new(run);
        runs.push_back(run.clone());
        if runs.len() > KEPT {
            runs.pop_front();
        }
        Some(run)
    }
}

impl Engine {
    /// The trials of this node.
    pub fn trials(&self) -> &Runs {
        &self.trials
    }

    /// Begins a trial for somebody, over the cases that they see; none where too many run already.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn begin_what_if(
        self: &Arc<Self>,
        by: &PersonId,
        asked: String,
        proposal: Proposal,
        filter: LogFilter,
    ) -> Result<Option<Arc<Run>>, Error> {
        let who = Who::Person(by.clone());
        let visible = self.visible(&who).await?;
        let whole = self.store.count_cases(&visible, &filter.cases).await?;
        let run = Run {
            id: Uuid::now_v7(),
            by: by.clone(),
            asked,
            whole,
            done: AtomicU64::new(0),
            standing: watch::Sender::new(Standing::Running),
        };
        let Some(run) = self.trials.begin(run) else { return Ok(None) };
        let (engine, begun) = (self.clone(), run.clone());
        tokio::spawn(async move {
            let done = |count| begun.done.store(count, Ordering::Relaxed);
            let found = engine.what_if(&who, Arc::new(proposal), filter, done).await;
            begun.standing.send_replace(match found {
                Ok(outcome) => Standing::Done(Arc::new(outcome)),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "a trial of rules could not be carried out");
                    Standing::Failed
                }
            });
        });
        Ok(Some(run))
    }
}
