//! Events for the systems of others: a task for each subscription that has something due, so that one whose receiver hangs
//! holds up no other.

use std::collections::BTreeSet;
use std::sync::Arc;

use store::subscriptions::SubscriptionId;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::SLEEP;
use crate::engine::Engine;

/// Delivers until it is told to stop; then each task ends what it has under way.
pub(super) async fn deliver(engine: Arc<Engine>, stop: CancellationToken) {
    let (mut tasks, mut busy) = (JoinSet::new(), BTreeSet::new());
    while !stop.is_cancelled() {
        let due = engine.due_subscriptions().await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::error!(worker = "events", error, "a worker cannot work");
            Vec::new()
        });
        for id in due {
            if busy.insert(id) {
                tasks.spawn(all_of(engine.clone(), stop.clone(), id));
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(SLEEP) => {}
        }
        while let Some(ended) = tasks.try_join_next() {
            match ended {
                Ok(id) => _ = busy.remove(&id),
                // Nobody knows which one it was: those that still run are kept apart by their leases.
                Err(_) => busy.clear(),
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Sends what is due for one subscription, until nothing is.
async fn all_of(
    engine: Arc<Engine>,
    stop: CancellationToken,
    id: SubscriptionId,
) -> SubscriptionId {
    while !stop.is_cancelled() {
        match engine.deliver_events(id).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(subscription.id = %id.0, error, "events could not be delivered");
                break;
            }
        }
    }
    id
}
