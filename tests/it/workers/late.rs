//! A worker whose lease ran out writes nothing; what it left is done by another, once.

use chrono::TimeDelta;
use domain::case::{Command, Rejection};
use engine::execute::Order;
use engine::{Error, Who};
use store::change::{Lease, Refusal};

use super::{lamps, levels, set, timeline, work};
use crate::support::{Database, World, both};

/// Longer than any lease.
const LONG: TimeDelta = TimeDelta::minutes(2);

both! {
    async fn a_worker_whose_lease_on_a_clock_ran_out_writes_nothing(database: Database) {
        let world = World::on(&database).await;
        let (engine, case) = (&world.engine, lamps(&world, 1).await[0]);
        // Both rungs of `accept` are due, so that the command alone would be in order.
        set(&world, "2026-03-05T01:05:00Z");
        let now = world.now();
        let held = engine.store().claim_clocks(now, now + TimeDelta::seconds(60), 10).await.unwrap();
        let held = held.iter().find(|clock| clock.limit == "accept").unwrap();
        assert_eq!(engine.sweep_clocks().await.unwrap(), 0, "a lease keeps the others away");
        world.clock.set(now + LONG);
        assert!(engine.sweep_clocks().await.unwrap() > 0);
        assert_eq!(levels(engine, case).await, [("accept".to_owned(), 0)]);
        let before = timeline(engine, case).await;
        let mut order = Order::new(Who::Engine, case, Command::ReachLevel("accept".into()));
        order.lease = Some(Lease::Clock { ordinal: held.ordinal, fence: held.fence });
        let late = engine.execute(order.clone()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::LeaseLost))), "{late:?}");
        assert_eq!(timeline(engine, case).await, before);
        order.lease = None;
        engine.execute(order).await.expect("without a lease the second rung is in order");
    }

    async fn a_worker_whose_lease_on_a_letter_ran_out_tells_nobody(database: Database) {
        let world = World::on(&database).await;
        let (engine, case) = (&world.engine, lamps(&world, 1).await[0]);
        world.dispatch(case, "urban-management").await;
        let now = world.now();
        let held = engine.store().claim_letters(now, now + TimeDelta::seconds(60), 10).await.unwrap();
        assert!(!held.is_empty());
        assert_eq!(engine.deliver_letters().await.unwrap(), 0, "a lease keeps the others away");
        world.clock.set(now + LONG);
        work(engine).await;
        let head = "urban-management.head";
        let visible = engine.visible(&World::person(head)).await.unwrap();
        let told = engine.store().notices(&visible, &head.into(), 10).await.unwrap();
        assert!(!told.is_empty());
        for letter in &held {
            let people = vec![(uuid::Uuid::new_v4(), head.into())];
            let body = store::leases::NoticeBody::Letter("assigned".into());
            assert!(!engine.store().deliver(letter, world.now(), people, (&body, None)).await.unwrap());
            let entry = engine.entry("exposure", None, "exposed", serde_json::json!({}));
            assert!(!engine.store().conclude(letter, world.now(), Some(entry)).await.unwrap());
        }
        let written = engine.store().audit_stream("exposure", 0, 10).await.unwrap();
        assert_eq!(written, [], "an entry is written with the letter that it is for, or not at all");
        assert_eq!(engine.store().notices(&visible, &head.into(), 10).await.unwrap(), told);
    }

    async fn a_clock_that_is_not_due_is_left_alone(database: Database) {
        let world = World::on(&database).await;
        let case = lamps(&world, 1).await[0];
        let order = Order::new(Who::Engine, case, Command::ReachLevel("accept".into()));
        let early = world.engine.execute(order).await;
        assert!(
            matches!(early, Err(Error::Refused(Refusal::Rejected(Rejection::NotDue)))), "{early:?}"
        );
        assert_eq!(world.engine.sweep_clocks().await.unwrap(), 0);
    }
}
