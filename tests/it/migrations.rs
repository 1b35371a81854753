//! The schema goes up, down and up again, and several nodes may try at once.

use store::open::{migrate, migrate_down};

use crate::support::{Database, World, both};

both! {
    async fn the_schema_goes_up_down_and_up_again(database: Database) {
        migrate_down(&database.url, None).await.unwrap();
        assert!(database.run("SELECT 1 FROM cases").await.is_err(), "nothing is left");
        migrate(&database.url).await.unwrap();
        migrate(&database.url).await.unwrap();
        let world = World::on(&database).await;
        world.lamp().await;
    }

    async fn each_step_goes_down_and_up_alone(database: Database) {
        for _ in 0..17 {
            migrate_down(&database.url, Some(1)).await.unwrap();
        }
        migrate(&database.url).await.unwrap();
        World::on(&database).await.lamp().await;
    }

    async fn nodes_that_start_together_migrate_once(database: Database) {
        migrate_down(&database.url, None).await.unwrap();
        let (a, b) = tokio::join!(migrate(&database.url), migrate(&database.url));
        a.unwrap();
        b.unwrap();
        World::on(&database).await.lamp().await;
    }

    async fn what_only_grows_can_neither_be_changed_nor_removed(database: Database) {
        let world = World::on(&database).await;
        world.lamp().await;
        let entry = world.engine.entry("test", None, "tried", serde_json::json!({}));
        world.engine.store().audit(entry).await.unwrap();
        for statement in [
            "UPDATE events SET body = 'x'",
            "DELETE FROM events",
            "UPDATE audit SET body = 'x'",
            "DELETE FROM audit",
            "TRUNCATE events",
            "TRUNCATE cases CASCADE",
            "TRUNCATE audit",
        ] {
            assert!(database.run(statement).await.is_err(), "{statement}");
        }
    }
}
