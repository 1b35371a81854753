//! Makes the cases of a plan: played on every core, written in batches, a few hundred on the way at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::case::Rejection;
use store::change::{Change, Committed, Decided, Failure, Refusal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::county::{County, ROUND};
use super::written::Seeded;
use super::{Plan, Report};
use super::{clues, family};
use crate::engine::Engine;
use crate::error::Error;

/// How many cases wait to be written at most, besides those that the store has in hand.
pub(super) const WAITING_MAX: usize = 256;

/// How many cases the store has in hand at most: enough to fill two of its batches.
const IN_HAND_MAX: usize = 320;

/// A case that was played.
pub(super) type Played = Result<Seeded, Error>;

impl Engine {
    /// Makes the cases of a plan. A plan that was interrupted is completed by making it again: what is there stays.
    ///
    /// # Errors
    ///
    /// Where the store fails. What was written by then stays.
    pub async fn seed(
        self: &Arc<Self>,
        plan: Plan,
        progress: impl FnMut(u64),
    ) -> Result<Report, Error> {
        let (county, version) = self.county(plan).await?;
        self.write_played(start(&county), version, progress).await
    }

    /// Makes the clues of a city as it has published them: see `clues`. Of the plan, how many and over how many days does not
    /// count.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the core refuses a step of a road. What was written by then stays.
    pub async fn seed_clues(
        self: &Arc<Self>,
        plan: Plan,
        progress: impl FnMut(u64),
    ) -> Result<Report, Error> {
        let (county, version) = self.county(clues::plan(plan)).await?;
        self.write_played(clues::start(&county), version, progress).await
    }

    async fn county(&self, plan: Plan) -> Result<(Arc<County>, i64), Error> {
        let snapshot = self.refresh_directory().await?;
        let version = snapshot.version;
        let county = County::new(plan, self.definitions.clone(), snapshot, self.keys.clone());
        Ok((Arc::new(county), version))
    }

    async fn write_played(
        self: &Arc<Self>,
        mut played: mpsc::Receiver<Played>,
        version: i64,
        mut progress: impl FnMut(u64),
    ) -> Result<Report, Error> {
        let mut writing = JoinSet::new();
        let (mut report, mut done) = (Report::default(), 0);
        loop {
            let room = writing.len() < IN_HAND_MAX;
            tokio::select! {
                Some(written) = writing.join_next(), if !writing.is_empty() => {
                    note(&mut report, written)?;
                    done += 1;
                    progress(done);
                }
                Some(seeded) = played.recv(), if room => {
                    let (engine, change) = (self.clone(), change(seeded?, version));
                    writing.spawn(async move { engine.store.commit(change).await });
                }
                else => return Ok(report),
            }
        }
    }
}

/// Starts playing on every core. It ends by itself when nobody takes the cases any more.
fn start(county: &Arc<County>) -> mpsc::Receiver<Played> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    let plan = &county.plan;
    let rounds = (plan.first / ROUND)..(plan.first + plan.cases).div_ceil(ROUND);
    let next = Arc::new(AtomicU64::new(rounds.start));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    for _ in 0..cores {
        let (county, next, sender) = (county.clone(), next.clone(), sender.clone());
        let end = rounds.end;
        tokio::task::spawn_blocking(move || {
            loop {
                let round = next.fetch_add(1, Ordering::Relaxed);
                if round >= end || !play(&county, round, &sender) {
                    return;
                }
            }
        });
    }
    receiver
}

/// Plays a round; false if nobody takes its cases.
fn play(county: &County, round: u64, sender: &mpsc::Sender<Played>) -> bool {
    match family::round(county, round) {
        Ok(cases) => cases.into_iter().all(|seeded| sender.blocking_send(Ok(seeded)).is_ok()),
        Err(error) => sender.blocking_send(Err(error)).is_ok(),
    }
}

fn change(seeded: Seeded, directory_version: i64) -> Change {
    let decided: Decided = seeded.decided;
    Change::new(seeded.case, move |found| {
        if found.stored.is_some() {
            return Err(Rejection::AlreadyFiled.into());
        }
        if found.directory_version != directory_version {
            return Err(Refusal::DirectoryMoved);
        }
        Ok(decided.clone())
    })
}

fn note(
    report: &mut Report,
    written: Result<Result<Committed, Failure>, tokio::task::JoinError>,
) -> Result<(), Error> {
    let written = written.map_err(|_| store::StoreError::Closing)?;
    match written {
        Ok(committed) => {
            let case = &committed.stored.case;
            let kind = (case.workflow.name.clone(), case.state.clone());
            *report.written.entry(kind).or_default() += 1;
            Ok(())
        }
        Err(Failure::Refused(Refusal::Rejected(Rejection::AlreadyFiled))) => {
            report.present += 1;
            Ok(())
        }
        Err(failure) => Err(failure.into()),
    }
}
