//! A damaged row is noted beside itself and holds up no other.

use engine::Who;

use super::{lamps, levels, set, work};
use crate::stories::Story;
use crate::support::{Database, World, both};

both! {
    async fn a_damaged_case_holds_up_no_other_and_is_reported(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        let cases = lamps(&story.world, 5).await;
        let engine = story.world.engine.clone();
        let everything = engine.visible(&Who::Engine).await.unwrap();
        let damaged = engine.store().export_case(&everything, cases[0], false).await.unwrap().unwrap();
        let damage = format!("UPDATE cases SET body = '{{}}' WHERE number = '{}'", damaged.number);
        assert_eq!(database.run(&damage).await.unwrap(), 1);
        // The first rung of `accept`, one working day after the filing.
        set(&story.world, "2026-03-04T01:05:00Z");
        // A node that has no copy of the case from before the damage.
        let other = World::at(&database, "2026-03-04T01:05:00Z").await;
        assert!(other.engine.sweep_clocks().await.unwrap() >= 5);
        for case in &cases[1..] {
            assert!(levels(&engine, *case).await.contains(&("accept".to_owned(), 0)));
        }
        assert!(levels(&engine, cases[0]).await.is_empty());
        let due = story.read("center.supervisor", "/api/v1/due-not-escalated").await;
        let due = due["due"].as_array().unwrap();
        let failing: Vec<_> = due.iter().filter(|clock| clock["why"] == "failing").collect();
        assert!(!failing.is_empty(), "{due:?}");
        assert!(failing.iter().all(|clock| clock["case"] == cases[0].0.to_string()), "{failing:?}");
        assert_eq!(failing[0]["failures"], 1);
        // Mended, it is escalated at the next try.
        let mend = format!(
            "UPDATE cases SET body = '{}' WHERE number = '{}'", damaged.row.replace('\'', "''"), damaged.number
        );
        assert_eq!(database.run(&mend).await.unwrap(), 1);
        set(&story.world, "2026-03-04T01:15:00Z");
        work(&engine).await;
        assert!(levels(&engine, cases[0]).await.contains(&("accept".to_owned(), 0)));
        assert!(story.read("center.supervisor", "/api/v1/due-not-escalated").await["due"] == serde_json::json!([]));
    }

    async fn a_damaged_letter_holds_up_no_other(database: Database) {
        let world = World::on(&database).await;
        let cases = lamps(&world, 3).await;
        let engine = &world.engine;
        world.dispatch(cases[0], "urban-management").await;
        let damage = "UPDATE letters SET body = '{\"send\"' WHERE done_at IS NULL";
        assert!(database.run(damage).await.unwrap() > 0);
        world.dispatch(cases[1], "urban-management").await;
        world.dispatch(cases[2], "urban-management").await;
        work(engine).await;
        let head = engine.visible(&World::person("urban-management.head")).await.unwrap();
        let told = engine.store().notices(&head, &"urban-management.head".into(), 10).await.unwrap();
        let told: Vec<_> = told.iter().map(|notice| notice.case).collect();
        assert!(told.contains(&cases[1]) && told.contains(&cases[2]), "{told:?}");
        assert!(!told.contains(&cases[0]));
        let failed = "UPDATE letters SET attempts = attempts WHERE failure LIKE '%letter%' AND done_at IS NULL";
        assert!(database.run(failed).await.unwrap() > 0, "why is noted beside it");
    }

    async fn a_letter_that_was_given_up_is_told_of_and_tried_again(database: Database) {
        let world = World::on(&database).await;
        let case = lamps(&world, 1).await[0];
        let engine = &world.engine;
        let committed = world.dispatch(case, "urban-management").await;
        let letters = database.texts("SELECT body FROM letters WHERE done_at IS NULL").await;
        let damage = "UPDATE letters SET body = '{\"send\"' WHERE done_at IS NULL";
        assert!(database.run(damage).await.unwrap() > 0);
        for _ in 0..15 {
            work(engine).await;
            world.clock.set(world.now() + chrono::TimeDelta::hours(12));
        }
        let dead = engine.dead_letters(&Who::Engine, None, 100).await.unwrap();
        assert_eq!(dead.len(), letters.len());
        assert_eq!((&dead[0].number, dead[0].attempts), (&committed.stored.number, 15));
        assert!(dead[0].failure.as_ref().unwrap().contains("letter"), "{dead:?}");
        let stranger = World::person("housing.handler");
        assert_eq!(engine.dead_letters(&stranger, None, 100).await.unwrap(), []);
        assert_eq!(engine.retry_letters(&stranger, Some(case)).await.unwrap(), 0);
        let mend = format!("UPDATE letters SET body = '{}' WHERE done_at IS NULL", letters[0]);
        assert!(database.run(&mend).await.unwrap() > 0);
        let clerk = World::person("center.clerk");
        assert_eq!(engine.retry_letters(&clerk, Some(case)).await.unwrap(), letters.len() as u64);
        work(engine).await;
        assert_eq!(engine.dead_letters(&Who::Engine, None, 100).await.unwrap(), []);
        assert!(database.texts("SELECT body FROM letters WHERE done_at IS NULL").await.is_empty());
        let audit = engine.store().audit_stream("letters", 0, 10).await.unwrap();
        assert_eq!(audit.len(), 1);
        assert!(audit[0].body.contains("center.clerk") && audit[0].body.contains(&case.to_string()));
    }

    async fn an_unassigned_case_is_escalated_like_any_other(database: Database) {
        let world = World::on(&database).await;
        let cases = lamps(&world, 1).await;
        set(&world, "2026-03-05T01:05:00Z");
        work(&world.engine).await;
        let reached = levels(&world.engine, cases[0]).await;
        assert_eq!(reached, [("accept".to_owned(), 0), ("accept".to_owned(), 1)]);
        for (person, rungs) in [("center.clerk", 1), ("center.director", 1)] {
            let visible = world.engine.visible(&World::person(person)).await.unwrap();
            let told = world.engine.store().notices(&visible, &person.into(), 10).await.unwrap();
            assert_eq!(told.len(), rungs, "{person}: {told:?}");
        }
    }
}
