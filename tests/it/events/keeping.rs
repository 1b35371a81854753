//! Subscriptions are kept by an administrator, each change with its reason, and their secrets are told once.

use chrono::TimeDelta;
use serde_json::{Value, json};
use store::subscriptions::Mode;

use super::receiver::Receiver;
use super::{allow, backlog, lamp, subscribe, work};
use crate::support::{Call, Database, Site, World, both};

/// What the audit says was done to subscriptions, in its order.
pub(super) async fn acts(world: &World) -> Vec<String> {
    entries(world).await.iter().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect()
}

async fn entries(world: &World) -> Vec<Value> {
    let records = world.engine.store().audit_stream("subscriptions", 0, 100).await.unwrap();
    records.iter().map(|record| serde_json::from_str(&record.body).unwrap()).collect()
}

async fn ask(site: &Site, path: &str, body: &Value) -> crate::support::Answer {
    site.ask("admin.system", Call::post(format!("/api/v1/subscriptions{path}"), body)).await
}

both! {
    async fn what_waits_for_a_paused_subscription_ends_where_its_owner_sees_it(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "urban-management", &receiver, Mode::Structured).await;
        let pause = world.engine.entry("subscriptions", None, "paused", json!({}));
        assert!(world.engine.store().pause_subscription(id, pause).await.unwrap());
        lamp(&world, "urban-management").await;
        work(&world.engine).await;
        let left = || backlog(world.engine.store(), id);
        let waiting = left().await.waiting;
        assert!(waiting > 0);
        world.engine.forget().await.unwrap();
        assert_eq!((left().await.waiting, left().await.dead), (waiting, 0), "not yet");
        world.clock.set(world.now() + TimeDelta::days(31));
        world.engine.forget().await.unwrap();
        assert_eq!((left().await.waiting, left().await.dead), (0, waiting));
        let dead = world.engine.store().dead_deliveries(id, None, 100).await.unwrap();
        assert!(dead.iter().all(|dead| dead.failure == "paused for too long"), "{dead:?}");
        world.clock.set(world.now() + TimeDelta::days(31));
        world.engine.forget().await.unwrap();
        assert_eq!((left().await.waiting, left().await.dead), (0, 0), "nobody wanted it");
        let forgotten: Vec<_> = entries(&world).await.into_iter().filter(|entry| entry["act"] == "forgotten").collect();
        let counts: Vec<_> = forgotten.iter().map(|entry| (&entry["facts"]["given_up"], &entry["facts"]["forgotten"])).collect();
        assert_eq!(counts, [(&json!(waiting), &json!(0)), (&json!(0), &json!(waiting))]);
        assert_eq!(receiver.got(), []);
    }

    async fn every_change_has_a_reason_and_stands_in_the_audit(database: Database) {
        let site = Site::on(&database).await;
        let receiver = Receiver::start().await;
        let asked = json!({
            "unit": "center", "url": receiver.url(), "types": ["cn.bihuan.case.filed.v1"], "mode": "binary",
            "reason": "热线平台对接",
        });
        let refused = ask(&site, "", &asked).await.expect(422).json();
        assert_eq!(refused["code"], "not_subscribed");
        assert!(refused["detail"].as_str().unwrap().contains("[events]"), "it says how to mend it: {refused}");
        allow(&site.world.engine, &[&receiver]);
        for (key, value, status) in [
            ("url", json!("http://127.0.0.1:1/hook"), 422),
            ("url", json!("https://user@example.org/"), 422),
            ("unit", json!("nowhere"), 422),
            ("types", json!(["cn.bihuan.case.filed.v9"]), 400),
            ("mode", json!("batched"), 400),
            ("reason", json!("  "), 400),
        ] {
            let mut wrong = asked.clone();
            wrong[key] = value;
            let answer = ask(&site, "", &wrong).await.expect(status).json();
            assert_eq!(answer["facts"]["at"], key, "{answer}");
        }
        assert_eq!(entries(&site.world).await, [json!(null); 0]);
        let made = ask(&site, "", &asked).await.expect(201).json();
        let path = format!("/{}", made["subscription"]["id"].as_str().unwrap());
        for act in ["pause", "resume", "rotate", "remove"] {
            ask(&site, &format!("{path}/{act}"), &json!({})).await.expect(400);
            let done = ask(&site, &format!("{path}/{act}"), &json!({ "reason": act })).await;
            assert!(done.status < 300, "{act}: {done:?}");
        }
        ask(&site, &format!("{path}/pause"), &json!({ "reason": "x" })).await.expect(404);
        assert_eq!(acts(&site.world).await, ["subscribed", "paused", "resumed", "rotated", "removed"]);
        for (entry, reason) in entries(&site.world).await.iter().zip(["热线平台对接", "pause", "resume", "rotate", "remove"]) {
            assert_eq!((&entry["by"], &entry["facts"]["reason"]), (&json!("admin.system"), &json!(reason)));
        }
    }

    async fn a_secret_is_changed_without_a_gap(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, old) = subscribe(&world.engine, "center", &receiver, Mode::Structured).await;
        let rotated = world.engine.rotate_secret(id, 24, None, "每年更换").await.unwrap().unwrap();
        let new = rotated.expose().to_owned();
        assert_ne!(old, new);
        world.lamp().await;
        work(&world.engine).await;
        for got in receiver.got() {
            assert_eq!(got.headers["webhook-signature"].split(' ').count(), 2);
            assert!(got.is_signed_by(&old, world.now()) && got.is_signed_by(&new, world.now()));
        }
        let during = receiver.got().len();
        world.clock.set(world.now() + TimeDelta::hours(24) + TimeDelta::seconds(1));
        world.lamp().await;
        work(&world.engine).await;
        for got in &receiver.got()[during..] {
            assert!(!got.is_signed_by(&old, world.now()) && got.is_signed_by(&new, world.now()));
        }
        // One that others know does not sign a moment longer.
        let urgent = world.engine.rotate_secret(id, 0, None, "外泄").await.unwrap().unwrap();
        let after = receiver.got().len();
        assert!(after > during);
        world.clock.set(world.now() + TimeDelta::seconds(1));
        world.lamp().await;
        work(&world.engine).await;
        for got in &receiver.got()[after..] {
            assert!(!got.is_signed_by(&new, world.now()) && got.is_signed_by(urgent.expose(), world.now()));
        }
    }

    async fn a_secret_stands_nowhere_after_it_was_told(database: Database) {
        _ = crate::access::logged();
        let site = Site::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&site.world.engine, &[&receiver]);
        let asked = json!({ "unit": "center", "url": receiver.url(), "reason": "对接" });
        let made = ask(&site, "", &asked).await.expect(201).json();
        let secret = made["secret"].as_str().unwrap();
        lamp(&site.world, "urban-management").await;
        work(&site.world.engine).await;
        assert!(receiver.got().iter().all(|got| got.is_signed_by(secret, site.world.now())));
        let bare = secret.strip_prefix("whsec_").unwrap();
        let id = made["subscription"]["id"].as_str().unwrap();
        for path in ["/api/v1/subscriptions".to_owned(), format!("/api/v1/subscriptions/{id}/log")] {
            assert!(!site.ask("admin.system", Call::get(path)).await.expect(200).text().contains(bare));
        }
        let audit = site.ask("admin.audit", Call::get("/api/v1/audit?stream=subscriptions")).await.expect(200);
        assert!(!audit.text().contains(bare));
        assert!(!String::from_utf8_lossy(&database.bytes().await).contains(bare));
        let id = store::subscriptions::SubscriptionId(uuid::Uuid::parse_str(id).unwrap());
        let sealed = site.world.engine.store().sealed_secrets(id).await.unwrap().unwrap();
        assert_eq!(format!("{sealed:?}"), "SealedSecrets(…)");
        let told = site.world.engine.rotate_secret(id, 1, None, "x").await.unwrap().unwrap();
        assert_eq!(format!("{told:?}"), "Secret(…)");
        let logged = crate::access::logged();
        assert!(!logged.is_empty() && !logged.contains(bare), "no log holds it");
    }
}
