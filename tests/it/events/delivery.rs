//! Each event arrives signed, as the same event however often it is sent, and is tried again by the schedule.

use std::collections::BTreeSet;
use std::sync::Arc;

use agency::layers::TRIES_MAX;
use chrono::TimeDelta;
use serde_json::json;
use store::subscriptions::Mode;

use super::keeping::acts;
use super::receiver::{Answering, Got, Receiver};
use super::{allow, backlog, lamp, subscribe, work};
use crate::support::{Database, World, both};

/// What of a lamp that is filed and dispatched is told: nothing else is in the type of an event, and none is left out.
const OF_A_LAMP: [&str; 5] = [
    "cn.bihuan.case.classified.v1",
    "cn.bihuan.case.deadline_changed.v1",
    "cn.bihuan.case.filed.v1",
    "cn.bihuan.case.lead_changed.v1",
    "cn.bihuan.case.moved.v1",
];

both! {
    async fn what_happens_arrives_once_signed_and_thin_in_either_mode(database: Database) {
        let world = World::on(&database).await;
        let (one, other) = (Receiver::start().await, Receiver::start().await);
        allow(&world.engine, &[&one, &other]);
        let (_, structured) = subscribe(&world.engine, "center", &one, Mode::Structured).await;
        let (_, binary) = subscribe(&world.engine, "center", &other, Mode::Binary).await;
        let stored = lamp(&world, "urban-management").await;
        work(&world.engine).await;
        work(&world.engine).await;
        let (got, as_headers) = (one.got(), other.got());
        assert_eq!((got.len(), one.ids().len()), (as_headers.len(), got.len()), "each once");
        assert_eq!(one.ids(), other.ids(), "the same event has the same id for everybody");
        let kinds: BTreeSet<_> = got.iter().map(Got::kind).collect();
        assert!(kinds.iter().all(|kind| OF_A_LAMP.contains(&kind.as_str())), "{kinds:?}");
        assert!(kinds.len() >= 4, "{kinds:?}");
        for got in &got {
            assert!(got.is_signed_by(&structured, world.now()) && !got.is_signed_by(&binary, world.now()));
            assert_eq!(got.headers["content-type"], "application/cloudevents+json");
            let event = got.json();
            assert_eq!((&event["specversion"], &event["id"]), (&json!("1.0"), &json!(got.id())));
            assert_eq!((&event["source"], &event["subject"]), (&json!("urn:bihuan:421281"), &json!(stored.case.id)));
            let same = as_headers.iter().find(|same| same.id() == got.id()).unwrap();
            assert!(same.is_signed_by(&binary, world.now()));
            assert_eq!(same.headers["content-type"], "application/json");
            assert_eq!(same.json(), event["data"]);
            for name in ["specversion", "id", "source", "type", "time", "subject"] {
                assert_eq!(json!(same.headers[&format!("ce-{name}")]), event[name]);
            }
            let told: BTreeSet<_> = same.json().as_object().unwrap().keys().cloned().collect();
            assert_eq!(told, ["case", "number", "stage", "state", "unit", "version"].map(str::to_owned).into());
            assert_eq!(same.json()["number"], stored.number);
        }
        let last = as_headers.iter().max_by_key(|got| got.json()["version"].as_u64()).unwrap();
        assert_eq!((&last.json()["unit"], &last.json()["state"]), (&json!("urban-management"), &json!("assigned")));
    }

    async fn an_event_that_is_damaged_is_told_to_a_person_and_not_to_the_receiver(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        lamp(&world, "urban-management").await;
        while world.engine.deliver_letters().await.unwrap() > 0 {}
        database.run("UPDATE deliveries SET data = '{'").await.unwrap();
        work(&world.engine).await;
        assert_eq!(receiver.got().len(), 0);
        let tries = world.engine.store().delivery_tries(id, None, 1).await.unwrap();
        assert!(tries[0].failure.as_ref().unwrap().contains("damaged"), "{tries:?}");
    }

    async fn nothing_is_lost_or_doubled_when_the_worker_dies_between_sending_and_noting(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, secret) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        lamp(&world, "urban-management").await;
        while world.engine.deliver_letters().await.unwrap() > 0 {}
        let waiting = backlog(world.engine.store(), id).await.waiting;
        assert!(waiting > 2);
        receiver.always(Answering::Never);
        let engine = Arc::clone(&world.engine);
        let dies = tokio::spawn(async move { engine.deliver_events(id).await });
        let at_once = usize::try_from(waiting.min(8)).unwrap();
        receiver.has(at_once).await;
        dies.abort();
        assert!(dies.await.unwrap_err().is_cancelled());
        receiver.always(Answering::With(200));
        // Another node takes nothing that may still be on its way.
        let before = receiver.got();
        while world.engine.deliver_events(id).await.unwrap() > 0 {}
        let between: BTreeSet<_> = before.iter().map(|got| got.id().to_owned()).collect();
        let others = receiver.got().iter().filter(|got| !between.contains(got.id())).count();
        assert_eq!(others + between.len(), usize::try_from(waiting).unwrap());
        world.clock.set(world.now() + TimeDelta::seconds(91));
        work(&world.engine).await;
        assert_eq!(receiver.ids().len(), usize::try_from(waiting).unwrap(), "nothing is lost");
        for sent in &before {
            let same: Vec<_> = receiver.got().into_iter().filter(|got| got.id() == sent.id()).collect();
            assert_eq!(same.len(), 2, "sent again once");
            assert!(same.iter().all(|got| got.body == sent.body), "by its id and its bytes it is the same");
            assert!(same[1].is_signed_by(&secret, world.now()), "its time is that of the try");
        }
        let tries = world.engine.store().delivery_tries(id, None, 100).await.unwrap();
        assert_eq!(tries.len(), usize::try_from(waiting).unwrap(), "each is noted as arrived once");
        assert!(tries.iter().all(|tried| tried.status == Some(200)));
        let left = backlog(world.engine.store(), id).await;
        assert_eq!((left.waiting, left.dead), (0, 0));
    }

    async fn a_receiver_that_is_gone_pauses_its_subscription_and_misses_nothing(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        receiver.always(Answering::With(410));
        lamp(&world, "urban-management").await;
        work(&world.engine).await;
        let store = world.engine.store();
        let paused = store.subscription(id).await.unwrap().unwrap().paused.unwrap();
        assert_eq!((paused.at, paused.why.as_str()), (world.now(), "gone"));
        let tried = receiver.got().len();
        let acts: Vec<_> = acts(&world).await;
        assert_eq!(acts, ["subscribed", "paused"], "the pause is in the audit once");
        // What happens meanwhile waits.
        lamp(&world, "urban-management").await;
        world.clock.set(world.now() + TimeDelta::days(30));
        work(&world.engine).await;
        assert_eq!(receiver.got().len(), tried);
        receiver.always(Answering::With(204));
        let waiting = backlog(store, id).await.waiting;
        assert!(world.engine.resume_subscription(id, None, "接收方已恢复").await.unwrap());
        work(&world.engine).await;
        assert_eq!(receiver.ids().len(), usize::try_from(waiting).unwrap());
        assert_eq!(backlog(store, id).await.waiting, 0);
    }

    async fn a_receiver_that_fails_is_tried_by_the_schedule_and_then_by_a_person(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        world.lamp().await;
        receiver.always(Answering::With(503));
        while world.engine.deliver_letters().await.unwrap() > 0 {}
        let events = usize::try_from(backlog(world.engine.store(), id).await.waiting).unwrap();
        for _ in 0..events {
            receiver.answer(Answering::After(429, 3600));
        }
        work(&world.engine).await;
        assert_eq!(receiver.got().len(), events);
        // Who asks for an hour is left alone for one, although the schedule says seconds.
        world.clock.set(world.now() + TimeDelta::minutes(59));
        work(&world.engine).await;
        assert_eq!(receiver.got().len(), events);
        let mut hours = 0;
        while backlog(world.engine.store(), id).await.waiting > 0 {
            world.clock.set(world.now() + TimeDelta::hours(1));
            hours += 1;
            work(&world.engine).await;
            assert!(hours < 110, "it ends");
        }
        assert!((66..=90).contains(&hours), "about 75 hours: {hours}");
        assert_eq!(receiver.got().len(), events * usize::try_from(TRIES_MAX).unwrap());
        let dead = world.engine.store().dead_deliveries(id, None, 100).await.unwrap();
        assert_eq!(dead.len(), events);
        assert_eq!(dead[0].failure, "the other side answered 503");
        receiver.always(Answering::With(204));
        assert_eq!(world.engine.retry_deliveries(id, None, "已修复").await.unwrap(), events as u64);
        work(&world.engine).await;
        let left = backlog(world.engine.store(), id).await;
        assert_eq!((left.waiting, left.dead), (0, 0));
        let page = world.engine.store().delivery_tries(id, None, 3).await.unwrap();
        let rest = world.engine.store().delivery_tries(id, page.last().map(|tried| tried.id), 1000).await.unwrap();
        let all: BTreeSet<_> = page.iter().chain(&rest).map(|tried| tried.id).collect();
        assert_eq!(all.len(), events * usize::try_from(TRIES_MAX + 1).unwrap(), "pages have no gap and no repeat");
    }

    async fn one_receiver_that_hangs_holds_up_no_other(database: Database) {
        let world = World::on(&database).await;
        let (hangs, other) = (Receiver::start().await, Receiver::start().await);
        allow(&world.engine, &[&hangs, &other]);
        subscribe(&world.engine, "center", &hangs, Mode::Structured).await;
        subscribe(&world.engine, "center", &other, Mode::Structured).await;
        hangs.always(Answering::Never);
        let workers = engine::workers::Workers::start(&world.engine);
        world.lamp().await;
        hangs.has(1).await;
        other.has(2).await;
        // The first is still hanging; what happens now reaches the other all the same.
        let before = other.got().len();
        world.lamp().await;
        other.has(before + 1).await;
        workers.stop().await;
    }
}
