//! Two nodes on one database do everything once between them.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::Engine;
use engine::keys::Keys;

use super::{lamps, levels, set};
use crate::support::{Database, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_on_postgres_reach_every_level_once_and_tell_everybody_once() {
    let Some(database) = Database::postgres().await else { return };
    let world = World::on(&database).await;
    let cases = lamps(&world, 100).await;
    let (store, definitions) = (database.open().await, world.engine.definitions().clone());
    let second = Engine::start(store, definitions, Keys::new([7; 32]), world.clock.clone());
    let second = second.await.unwrap();
    set(&world, "2026-03-05T01:05:00Z");
    let (one, other) = tokio::join!(turns(world.engine.clone()), turns(second.clone()));
    assert!(one > 0 && other > 0, "both had something to do: {one}, {other}");
    let expected = [("accept".to_owned(), 0), ("accept".to_owned(), 1)];
    for case in &cases {
        assert_eq!(levels(&second, *case).await, expected);
    }
    for person in ["center.clerk", "center.director"] {
        let visible = second.visible(&World::person(person)).await.unwrap();
        let told = second.store().notices(&visible, &person.into(), 200).await.unwrap();
        let about: BTreeSet<_> = told.iter().map(|notice| notice.case).collect();
        assert_eq!((told.len(), about.len()), (cases.len(), cases.len()), "{person}");
    }
}

/// Works until there is nothing left, and says how much it took.
async fn turns(engine: Arc<Engine>) -> usize {
    let mut taken = 0;
    loop {
        let (clocks, letters) =
            (engine.sweep_clocks().await.unwrap(), engine.deliver_letters().await.unwrap());
        if clocks + letters == 0 {
            return taken;
        }
        taken += clocks + letters;
    }
}
