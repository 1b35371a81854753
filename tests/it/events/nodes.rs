//! Several nodes tell everything once between them, and none writes past a subscription that it does not know yet.

use std::sync::Arc;

use chrono::TimeDelta;
use engine::Engine;
use engine::keys::Keys;
use store::subscriptions::Mode;

use super::receiver::Receiver;
use super::{allow, backlog, lamp, subscribe, work};
use crate::support::{Database, World, both};

async fn second(world: &World, database: &Database) -> Arc<Engine> {
    let (store, definitions) = (database.open().await, world.engine.definitions().clone());
    Engine::start(store, definitions, Keys::new([7; 32]), world.clock.clone()).await.unwrap()
}

both! {
    async fn what_is_written_after_somebody_subscribed_is_told_whichever_node_writes_it(database: Database) {
        let world = World::on(&database).await;
        let other = second(&world, &database).await;
        let receiver = Receiver::start().await;
        allow(&other, &[&receiver]);
        // Nobody subscribes: nothing is written for them.
        world.lamp().await;
        let announcements = "SELECT body FROM letters WHERE body LIKE '%announce%'";
        assert_eq!(database.texts(announcements).await, [""; 0]);
        let (id, _) = subscribe(&other, "center", &receiver, Mode::Binary).await;
        // This node has not read the directory since, and finds out in the transaction that writes.
        let filed = world.lamp().await;
        work(&other).await;
        let case = filed.committed.stored.case.id.to_string();
        let told = receiver.got();
        assert!(told.iter().any(|got| got.kind() == "cn.bihuan.case.filed.v1"), "{told:?}");
        assert!(told.iter().all(|got| got.headers["ce-subject"] == case));
        // And nothing is written any more once nobody subscribes.
        assert!(other.remove_subscription(id, None, "下线").await.unwrap());
        let before = database.texts(announcements).await.len();
        world.lamp().await;
        assert_eq!(database.texts(announcements).await.len(), before);
        for table in ["subscriptions", "deliveries", "delivery_tries"] {
            let left = database.texts(&format!("SELECT 'x' FROM {table}")).await;
            assert_eq!(left, [""; 0], "{table}");
        }
    }

    async fn two_nodes_tell_everything_once_between_them(database: Database) {
        let world = World::on(&database).await;
        let other = second(&world, &database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        allow(&other, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        for _ in 0..10 {
            lamp(&world, "urban-management").await;
        }
        world.clock.set(world.now() + TimeDelta::seconds(1));
        other.reread_directory().await.unwrap();
        tokio::join!(work(&world.engine), work(&other));
        work(&world.engine).await;
        assert_eq!(receiver.got().len(), receiver.ids().len(), "each once");
        let left = backlog(world.engine.store(), id).await;
        assert_eq!((left.waiting, left.dead), (0, 0));
        let announced = "SELECT body FROM letters WHERE body LIKE '%announce%'";
        assert_eq!(database.texts(announced).await.len(), receiver.got().len());
    }
}
