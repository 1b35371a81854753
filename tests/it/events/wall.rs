//! Nobody learns by events of a case that does not exist for them: not by an event, not by a gap, not by a count.

use chrono::TimeDelta;
use domain::case::{Command, Input, Respondents};
use engine::execute::Order;
use serde_json::json;
use store::subscriptions::Mode;

use super::receiver::Receiver;
use super::{allow, backlog, lamp, subscribe, work};
use crate::access::county::{case, happen, respondents};
use crate::support::{Call, Database, Site, World, both};

/// Units for which the case does not exist: complained about, with somebody complained about, below one, with somebody
/// related to the matter, and one without any part in it.
const WALLED: [&str; 5] = ["police-bureau", "police-puqi", "police-xindian", "center", "finance"];

both! {
    async fn for_whom_a_case_does_not_exist_nothing_comes_and_nothing_changes(database: Database) {
        let site = Site::on(&database).await;
        let engine = &site.world.engine;
        let mut receivers = Vec::new();
        for _ in 0..=WALLED.len() {
            receivers.push(Receiver::start().await);
        }
        allow(engine, &receivers.iter().collect::<Vec<_>>());
        let mut ids = Vec::new();
        for (unit, receiver) in WALLED.iter().chain(&["urban-management"]).zip(&receivers) {
            ids.push(subscribe(engine, unit, receiver, Mode::Structured).await.0);
        }
        // A case that police-puqi leads, so that what it is told is more than nothing.
        lamp(&site.world, "police-puqi").await;
        work(engine).await;
        let open = receivers[1].got();
        assert!(open.len() > 3);
        let walled = &receivers[..WALLED.len()];
        let before = (got(walled), seen(&site, &ids[..WALLED.len()]).await);
        let hidden = case(&site, respondents()).await;
        happen(&site, hidden.id, [domain::case::Event::Urged]).await;
        work(engine).await;
        assert_eq!((got(walled), seen(&site, &ids[..WALLED.len()]).await), before);
        assert!(!receivers[WALLED.len()].got().is_empty(), "who leads it is told");
        let deliveries = format!("SELECT CAST(topic AS text) FROM deliveries WHERE subscription IN \
                                  (SELECT id FROM subscriptions WHERE unit IN ('{}'))", WALLED.join("','"));
        let case_led = "SELECT CAST(topic AS text) FROM deliveries WHERE subscription IN \
                        (SELECT id FROM subscriptions WHERE unit IN ('police-puqi', 'police-bureau', 'center'))";
        assert_eq!(database.texts(&deliveries).await.len(), database.texts(case_led).await.len());
        assert!(received(&receivers[WALLED.len()], &hidden.number));
        assert!(walled.iter().all(|receiver| !received(receiver, &hidden.number)));
    }

    async fn what_waits_is_withdrawn_from_whoever_is_named_before_it_is_sent(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "urban-management", &receiver, Mode::Structured).await;
        let stored = lamp(&world, "urban-management").await;
        work(&world.engine).await;
        let told = receiver.got();
        assert!(!told.is_empty());
        let handler = World::person("urban-management.handler");
        world.perform(&handler, stored.case.id, "sign", Input::None).await.unwrap();
        while world.engine.deliver_letters().await.unwrap() > 0 {}
        let waiting = backlog(world.engine.store(), id).await.waiting;
        assert!(waiting > 0);
        let named = Respondents { units: ["urban-management".into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        world.engine.execute(Order::new(World::person("center.clerk"), stored.case.id, command)).await.unwrap();
        work(&world.engine).await;
        assert_eq!(receiver.got(), told, "nothing further");
        let left = backlog(world.engine.store(), id).await;
        assert_eq!((left.waiting, left.dead), (0, 0));
        let tries = world.engine.store().delivery_tries(id, None, 100).await.unwrap();
        assert_eq!(tries.len(), told.len(), "the log has no trace of it");
        // What it had learned before nobody can take back: the center must know.
        let exposure = world.engine.store().audit_stream("exposure", 0, 10).await.unwrap();
        let facts: serde_json::Value = serde_json::from_str(&exposure[0].body).unwrap();
        assert_eq!(facts["facts"]["units"], json!(["urban-management"]), "{facts}");
    }

    async fn who_was_told_stays_known_when_deliveries_are_forgotten_and_the_subscription_is_gone(database: Database) {
        let world = World::on(&database).await;
        let receiver = Receiver::start().await;
        allow(&world.engine, &[&receiver]);
        let (id, _) = subscribe(&world.engine, "urban-management", &receiver, Mode::Structured).await;
        let stored = lamp(&world, "urban-management").await;
        work(&world.engine).await;
        assert!(!receiver.got().is_empty());
        world.clock.set(world.now() + TimeDelta::days(31));
        world.engine.forget().await.unwrap();
        let entry = world.engine.entry("subscriptions", None, "removed", json!({}));
        assert!(world.engine.store().remove_subscription(id, entry).await.unwrap());
        let named = Respondents { units: ["urban-management".into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        world.engine.execute(Order::new(World::person("center.clerk"), stored.case.id, command)).await.unwrap();
        work(&world.engine).await;
        let exposure = world.engine.store().audit_stream("exposure", 0, 10).await.unwrap();
        let facts: serde_json::Value = serde_json::from_str(&exposure[0].body).unwrap();
        assert_eq!(facts["facts"]["units"], json!(["urban-management"]), "{facts}");
    }

    async fn a_unit_learns_of_what_it_and_those_below_it_lead_and_of_nothing_else(database: Database) {
        let world = World::on(&database).await;
        let (own, above, beside) =
            (Receiver::start().await, Receiver::start().await, Receiver::start().await);
        allow(&world.engine, &[&own, &above, &beside]);
        subscribe(&world.engine, "police-puqi", &own, Mode::Binary).await;
        subscribe(&world.engine, "police-bureau", &above, Mode::Binary).await;
        subscribe(&world.engine, "police-xindian", &beside, Mode::Binary).await;
        let led = lamp(&world, "police-puqi").await;
        lamp(&world, "urban-management").await;
        work(&world.engine).await;
        assert!(own.got().len() > 3, "from the moment at which it leads, what went before too as far as it waits");
        assert_eq!(own.ids(), above.ids());
        assert_eq!(beside.got(), []);
        let subject = led.case.id.to_string();
        assert!(own.got().iter().all(|got| got.headers["ce-subject"] == subject));
    }
}

/// Everything that came, as bytes.
fn got(receivers: &[Receiver]) -> Vec<Vec<super::receiver::Got>> {
    receivers.iter().map(Receiver::got).collect()
}

fn received(receiver: &Receiver, number: &str) -> bool {
    receiver.got().iter().any(|got| got.json()["data"]["number"] == json!(number))
}

/// What lists and logs say of these subscriptions.
async fn seen(site: &Site, ids: &[store::subscriptions::SubscriptionId]) -> Vec<String> {
    let all = site.ask("admin.system", Call::get("/api/v1/subscriptions")).await.expect(200).json();
    let mut seen = Vec::new();
    for id in ids {
        let listed = all["subscriptions"].as_array().unwrap();
        let own = listed.iter().find(|one| one["id"] == json!(id.0)).unwrap();
        seen.push(own.to_string());
        for below in ["log", "dead"] {
            let call = Call::get(format!("/api/v1/subscriptions/{}/{below}", id.0));
            seen.push(site.ask("admin.system", call).await.expect(200).text());
        }
    }
    seen
}
