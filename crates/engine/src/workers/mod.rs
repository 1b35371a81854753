//! The workers: for clocks that are due, for letters that wait, for outside bodies (what is sent to each, what each is asked for,
//! what they had earlier, what they said), for events that others are told of, for suspicions once a night, for appraisals that somebody asked for, for what is forgotten, for
//! counting refusals and for the log over all chains. Any number of nodes may run them; leases keep them apart. One damaged case never
//! stops the others: what fails is noted beside it and tried again later.

mod clocks;
mod dead;
mod events;
mod letters;
mod log;

use std::sync::Arc;
use std::time::Duration;

use domain::id::UnitId;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::Engine;
use crate::error::Error;

/// How long a worker has what it took. Another takes it afterwards.
const LEASE_SECONDS: i64 = 60;

/// How much a worker takes at once.
const TAKEN_MAX: u32 = 64;

/// How long a worker sleeps when there was nothing to do.
const SLEEP: Duration = Duration::from_secs(1);

/// How often a letter is tried before it is given up and a person has to look: for about 35 hours with the delays of
/// [`delay`]. A clock is tried for ever: a deadline that nobody acts on must not be forgotten.
const ATTEMPTS_MAX: i32 = 15;

/// How long to wait after so many failures: from 5 seconds, doubling, up to 12 hours.
fn delay(failures: i32) -> chrono::TimeDelta {
    const LONGEST_SECONDS: i64 = 12 * 60 * 60;
    let doubled = 5_i64.checked_shl(failures.clamp(0, 30).cast_unsigned()).unwrap_or(i64::MAX);
    chrono::TimeDelta::seconds(doubled.min(LONGEST_SECONDS))
}

/// The running workers of a node.
#[derive(Debug)]
pub struct Workers {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Workers {
    /// Starts them.
    pub fn start(engine: &Arc<Engine>) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(turn("clocks", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.sweep_clocks().await
        }));
        tasks.spawn(turn("letters", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.deliver_letters().await
        }));
        tasks.spawn(turn("orders", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.carry_out_orders().await
        }));
        tasks.spawn(turn("sessions", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.tell_of_sessions().await
        }));
        tasks.spawn(turn("suspicions", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.look_for_suspicions().await
        }));
        tasks.spawn(turn("appraisals", engine.clone(), stop.clone(), async |engine: &Engine| {
            engine.make_appraisals().await
        }));
        for unit in engine.agency_units().iter() {
            tasks.spawn(refer_earlier(engine.clone(), unit.clone(), stop.clone()));
            // Each body has workers of its own: one that hangs holds up no other.
            let to = unit.clone();
            tasks.spawn(turn(
                "dispatch",
                engine.clone(),
                stop.clone(),
                async move |engine: &Engine| engine.dispatch(&to).await,
            ));
            tasks.spawn(poll(engine.clone(), unit.clone(), stop.clone()));
        }
        // Nothing comes in where nobody is connected, and to look would be a write every second.
        if !engine.agency_units().is_empty() {
            tasks.spawn(turn("reports", engine.clone(), stop.clone(), async |engine: &Engine| {
                engine.take_reports().await
            }));
        }
        tasks.spawn(events::deliver(engine.clone(), stop.clone()));
        tasks.spawn(forget(engine.clone(), stop.clone()));
        tasks.spawn(count_refusals(engine.clone(), stop.clone()));
        tasks.spawn(log::keep(engine.clone(), stop.clone()));
        tasks.close();
        Self { stop, tasks }
    }

    /// Lets each finish what it has taken, and waits for that.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

/// Hands to a body what it had before it was connected; tried again where that fails.
async fn refer_earlier(engine: Arc<Engine>, unit: UnitId, stop: CancellationToken) {
    while let Err(error) = engine.refer_earlier(&unit).await {
        tracing::error!(
            %unit,
            error = &error as &dyn std::error::Error,
            "what a body had earlier cannot be handed to it"
        );
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(COUNT_EVERY) => {}
        }
    }
}

/// Asks a body for reports as often as it wants to be asked, and at once where it has more.
async fn poll(engine: Arc<Engine>, unit: UnitId, stop: CancellationToken) {
    let Some(every) = engine.poll_every(&unit) else { return };
    while !stop.is_cancelled() {
        let more = engine.poll_agency(&unit).await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::error!(%unit, error, "an agency cannot be asked");
            false
        });
        if !more {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(every) => {}
            }
        }
    }
}

/// How long a request's key is kept; a repeat after that would be a new request.
const KEYS_KEPT_DAYS: i64 = 30;

/// How often what is no longer needed is removed.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// Removes keys of requests, ended sessions, deliveries that arrived and drafts that were left, which nobody needs any more.
async fn forget(engine: Arc<Engine>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(FORGET_EVERY) => {}
        }
        if let Err(error) = engine.forget().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "old keys were not removed");
        }
    }
}

impl Engine {
    /// Removes keys of requests, ended sessions, drafts that were left, counts of reviews of days before,
    /// networks of ratings, and deliveries that arrived or that nobody has looked at for so long.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget(&self) -> Result<(), Error> {
        let before = self.clock.now() - chrono::TimeDelta::days(KEYS_KEPT_DAYS);
        let entry = self.entry("subscriptions", None, "forgotten", json!({}));
        // One that fails does not keep the others.
        let forgotten = self.store.forget(before).await;
        let forgotten = forgotten.and(self.store.forget_deliveries(before, entry).await);
        let forgotten = forgotten.and(self.forget_drafts().await);
        let forgotten = forgotten.and(self.forget_review_counts().await);
        Ok(forgotten.and(self.forget_rating_networks().await)?)
    }
}

/// How often it is looked whether refused sign-ins have been gathered long enough.
const COUNT_EVERY: Duration = Duration::from_mins(1);

/// Writes how many sign-ins were refused; before the node stops, all that it knows of.
async fn count_refusals(engine: Arc<Engine>, stop: CancellationToken) {
    loop {
        let by = tokio::select! {
            () = stop.cancelled() => chrono::DateTime::<chrono::Utc>::MAX_UTC,
            () = tokio::time::sleep(COUNT_EVERY) => engine.clock.now(),
        };
        if let Err(error) = engine.write_refusals(by).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "refused sign-ins were not counted in the audit");
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

/// Works as long as there is something to do, then sleeps.
async fn turn<W>(name: &'static str, engine: Arc<Engine>, stop: CancellationToken, work: W)
where
    W: AsyncFn(&Engine) -> Result<usize, Error>,
{
    while !stop.is_cancelled() {
        let done = work(&engine).await.unwrap_or_else(|error| {
            tracing::error!(
                worker = name,
                error = &error as &dyn std::error::Error,
                "a worker cannot work"
            );
            0
        });
        if done == 0 {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SLEEP) => {}
            }
        }
    }
}
