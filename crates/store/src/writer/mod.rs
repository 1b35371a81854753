//! The only write path. Changes wait in lanes; a lane takes all that wait, writes them in one transaction and answers
//! each, so that many clerks cost one fsync.
//!
//! SQLite has one lane, since it has one writer; PostgreSQL has several, and a case always goes to the same one, so that
//! two changes of one case on one node never collide. Nodes settle their races by the version of the row. No write
//! lives in the future of a request: a client that hangs up cannot leave a transaction open behind it (sqlx 0.9.0,
//! issue 4385).

mod batch;
mod beside;
mod case_rows;
mod load;
mod recording;
mod tables;
mod writes;

pub(crate) use load::directory_version;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::change::{Change, Committed, Failure};
use crate::error::StoreError;
use crate::palette::Painter;
use crate::recent::Recent;
use tables::Statements;

/// How many changes may wait in a lane before callers wait to hand theirs in.
const WAITING_MAX: usize = 1024;

/// How many changes one transaction takes at most.
const BATCH_MAX: usize = 128;

type Answer = oneshot::Sender<Result<Committed, Failure>>;

/// Work on a transaction that is no change of a case.
pub(crate) type Task = Box<
    dyn for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<(), StoreError>> + Send,
>;

enum Job {
    Change(Box<Change>, Answer),
    Task(Task, oneshot::Sender<Result<(), StoreError>>),
}

/// The lanes of a store.
#[derive(Debug)]
pub(crate) struct Lanes {
    lanes: Vec<mpsc::Sender<Job>>,
    running: Vec<JoinHandle<()>>,
}

impl Lanes {
    /// Starts lanes on the connection.
    pub(crate) fn start(
        connection: &DatabaseConnection,
        count: usize,
        recent: &Recent,
        painter: &Painter,
    ) -> Self {
        let start = |_| {
            let (sender, receiver) = mpsc::channel(WAITING_MAX);
            let lane = Lane {
                statements: Statements::new(connection.get_database_backend(), painter.clone()),
                connection: connection.clone(),
                recent: recent.clone(),
            };
            (sender, tokio::spawn(lane.run(receiver)))
        };
        let (lanes, running) = (0..count.max(1)).map(start).unzip();
        Self { lanes, running }
    }

    /// Ends the lanes when all that waits is written.
    pub(crate) async fn close(self) {
        drop(self.lanes);
        for lane in self.running {
            // One that panicked has ended, too.
            _ = lane.await;
        }
    }

    /// Hands in a change and waits until it is durable or refused.
    pub(crate) async fn submit(&self, change: Change) -> Result<Committed, Failure> {
        let (answer, answered) = oneshot::channel();
        // The last bytes of a UUIDv7 are random.
        let lane = usize::from(change.case.0.as_bytes()[15]) % self.lanes.len();
        let job = Job::Change(Box::new(change), answer);
        self.lanes[lane].send(job).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }

    /// Hands in other work, which gets a transaction of its own.
    pub(crate) async fn run(&self, task: Task) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.lanes[0].send(Job::Task(task, answer)).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }
}

struct Lane {
    connection: DatabaseConnection,
    statements: Statements,
    recent: Recent,
}

impl Lane {
    async fn run(self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH_MAX);
        while waiting.recv_many(&mut jobs, BATCH_MAX).await > 0 {
            let mut changes = Vec::with_capacity(jobs.len());
            let mut tasks = Vec::new();
            for job in jobs.drain(..) {
                match job {
                    Job::Change(change, answer) => changes.push((*change, answer)),
                    Job::Task(task, answer) => tasks.push((task, answer)),
                }
            }
            // Whoever waits for what panicked is told that the store is closing; the lane goes on with the next.
            _ = AssertUnwindSafe(self.changes(changes)).catch_unwind().await;
            for (task, answer) in tasks {
                if let Ok(done) = AssertUnwindSafe(self.task(task)).catch_unwind().await {
                    // Whoever asked may have gone; the work is done all the same.
                    _ = answer.send(done);
                }
            }
        }
    }

    /// All together; if the database refuses, one by one, so that one change cannot fail its neighbours. If it failed
    /// while it committed, none is tried again: it may have been written.
    async fn changes(&self, jobs: Vec<(Change, Answer)>) {
        let (mut changes, answers): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        if changes.len() > 1 {
            let results = match self.together(&mut changes, batch::Care::Quick).await {
                Ok(results) => Some(results),
                Err(StoreError::Uncertain(why)) => {
                    let uncertain = || Err(StoreError::Uncertain(why.clone()).into());
                    Some(changes.iter().map(|_| uncertain()).collect())
                }
                Err(_) => None,
            };
            if let Some(results) = results {
                let answered = answers.into_iter().zip(results);
                answered.for_each(|(answer, result)| _ = answer.send(result));
                return;
            }
        }
        for (mut change, answer) in changes.into_iter().zip(answers) {
            _ = answer.send(self.alone(&mut change).await);
        }
    }

    async fn alone(&self, change: &mut Change) -> Result<Committed, Failure> {
        let changes = std::slice::from_mut(change);
        let quick = self.together(changes, batch::Care::Quick).await;
        let results = match quick {
            Ok(results) => results,
            Err(uncertain @ StoreError::Uncertain(_)) => return Err(uncertain.into()),
            Err(_) => self.together(changes, batch::Care::Thorough).await?,
        };
        results.into_iter().next().unwrap_or(Err(Failure::Store(StoreError::Closing)))
    }

    async fn together(
        &self,
        changes: &mut [Change],
        care: batch::Care,
    ) -> Result<Vec<Result<Committed, Failure>>, StoreError> {
        let transaction = begin(&self.connection).await?;
        let done =
            batch::write(&transaction, &self.statements, &self.recent, changes, care).await?;
        transaction.commit().await.map_err(|why| StoreError::Uncertain(Arc::new(why)))?;
        done.cases.iter().for_each(|stored| self.recent.keep(stored));
        Ok(done.results)
    }

    async fn task(&self, task: Task) -> Result<(), StoreError> {
        let transaction = begin(&self.connection).await?;
        task(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// A transaction that writes. On SQLite it takes the lock at once: one that reads first can only fail later.
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}
