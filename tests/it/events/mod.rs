//! Events for the systems of others: what arrives, when it is tried again, and who may not know of it.

mod delivery;
mod keeping;
mod nodes;
mod receiver;
mod wall;

use std::collections::BTreeSet;

use agency::http::egress::{AllowList, Allowed};
use domain::announce::Topic;
use engine::Engine;
use engine::subscriptions::{AskedSubscription, EventSettings};
use store::Store;
use store::subscriptions::{Backlog, Mode, SubscriptionId};

use self::receiver::Receiver;
use crate::support::World;

/// Lets a world tell this machine of events, as in a trial, whatever the port.
fn allow(engine: &Engine, receivers: &[&Receiver]) {
    let allowed = |receiver: &&Receiver| Allowed {
        scheme: agency::http::egress::Scheme::Http,
        host: "127.0.0.1".to_owned(),
        port: Some(receiver.port()),
        networks: vec!["127.0.0.0/8".parse().unwrap()],
        for_trial: true,
    };
    let list: Vec<Allowed> = receivers.iter().map(allowed).collect();
    let list = AllowList::new(&list, &[]).unwrap();
    engine.tell_outside(EventSettings::new(list, "urn:bihuan:421281"));
}

/// Subscribes a receiver by the rights of a unit, and returns its secret.
async fn subscribe(
    engine: &Engine,
    unit: &str,
    receiver: &Receiver,
    mode: Mode,
) -> (SubscriptionId, String) {
    let asked =
        AskedSubscription { unit: unit.into(), topics: BTreeSet::new(), url: receiver.url(), mode };
    let made = engine.subscribe(asked, Some(&"admin.system".into()), "对接").await;
    let (made, secret) = made.unwrap().unwrap();
    assert_eq!(made.topics, Topic::ALL.into());
    (made.id, secret.expose().to_owned())
}

/// What has not arrived for a subscription.
async fn backlog(store: &Store, id: SubscriptionId) -> Backlog {
    store.backlogs().await.unwrap()[&id]
}

/// Lets everything that is due be told.
async fn work(engine: &Engine) {
    loop {
        let mut done = engine.deliver_letters().await.unwrap();
        for id in engine.due_subscriptions().await.unwrap() {
            done += engine.deliver_events(id).await.unwrap();
        }
        if done == 0 {
            return;
        }
    }
}

/// A lamp that a unit leads.
async fn lamp(world: &World, lead: &str) -> store::change::Stored {
    let filed = world.lamp().await;
    let id = filed.committed.stored.case.id;
    world.dispatch(id, lead).await.stored.as_ref().clone()
}
