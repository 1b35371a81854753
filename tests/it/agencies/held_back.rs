//! What surrounds a body holds calls back: that is no try, and nothing is given up for it.

use std::sync::Arc;
use std::time::Duration;

use agency::Agency;
use agency::layers::{Breaker, Cap, Layered, Ticker};
use chrono::TimeDelta;

use super::Scene;
use super::scripted::Scripted;
use crate::support::{Database, World, both};

/// How many cases wait for the body.
const CASES: usize = 8;

/// One call at once, and after one failure none for half a minute.
fn layered(world: &World, body: Arc<Scripted>) -> Arc<dyn Agency> {
    let (clock, beginning) = (world.clock.clone(), world.now());
    let ticker = Ticker::new(move || (clock.now() - beginning).to_std().unwrap());
    let breaker = Breaker::new(1, Duration::from_secs(30), ticker);
    Layered::around(Layered::around(body, breaker), Cap::new(1))
}

async fn passes(scene: &Scene, time: TimeDelta) {
    scene.world.clock.set(scene.world.now() + time);
    scene.work().await;
}

both! {
    async fn a_call_beyond_the_cap_is_no_try(database: Database) {
        let scene = Scene::around(World::on(&database).await, layered).await;
        for _ in 0..CASES {
            scene.handed_over().await;
        }
        for _ in 0..CASES {
            passes(&scene, TimeDelta::seconds(1)).await;
        }
        assert_eq!(scene.body.sent.lock().unwrap().len(), CASES);
        let tried = "SELECT CAST(attempts AS text) FROM dispatches WHERE failure IS NULL";
        assert_eq!(database.texts(tried).await, ["1"; CASES]);
    }

    async fn while_a_body_is_left_alone_nothing_is_given_up(database: Database) {
        let scene = Scene::around(World::on(&database).await, layered).await;
        *scene.body.down.lock().unwrap() = true;
        for _ in 0..CASES {
            scene.handed_over().await;
        }
        // The ten tries of one message take seventy-five hours at least.
        for _ in 0..70 {
            passes(&scene, TimeDelta::hours(1)).await;
        }
        let calls = *scene.body.calls.lock().unwrap();
        let tried = database.texts("SELECT CAST(SUM(attempts) AS text) FROM dispatches").await;
        assert_eq!(tried, [calls.to_string()], "each try was a call");
        let dead = database.texts("SELECT failure FROM dispatches WHERE dead_at IS NOT NULL").await;
        assert!(dead.is_empty(), "{dead:?}");
        *scene.body.down.lock().unwrap() = false;
        for _ in 0..40 {
            passes(&scene, TimeDelta::hours(1)).await;
        }
        assert_eq!(scene.body.sent.lock().unwrap().len(), CASES);
    }

    async fn what_was_never_tried_is_not_told_to_who_loses_it(database: Database) {
        let scene = Scene::around(World::on(&database).await, layered).await;
        *scene.body.down.lock().unwrap() = true;
        let mut cases = Vec::new();
        for _ in 0..2 {
            cases.push(scene.handed_over().await.0);
            scene.work().await;
        }
        let clerk = World::person("center.clerk");
        for case in cases {
            scene.world.perform(&clerk, case, "take_back", domain::case::Input::None).await.unwrap();
        }
        scene.work().await;
        let waits = "SELECT purpose FROM dispatches ORDER BY created_at, purpose";
        assert_eq!(database.texts(waits).await, ["recalled", "referral"], "of the first, which was tried");
    }
}
