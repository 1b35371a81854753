//! A case handed to an outside body comes back by itself: the outbox, the inbox and what is carried out, with a body that
//! does what the test says.

mod bounds;
mod desk;
mod down;
mod given_up;
mod held_back;
mod played;
mod scripted;
mod stream;
mod walls;

use std::sync::Arc;

use agency::{
    Agency, Change, ForeignNumber, Refused, Registered, Registry, Report, Said, Standing,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Author;
use domain::case::{Event, Input};
use domain::id::{CaseId, UnitId};
use domain::workflow::agency_map::AgencyMap;
use engine::agencies::{Heard, Pushed};
use engine::{Definitions, Engine};
use serde_json::json;

use self::scripted::Scripted;
use crate::support::{Database, World, both, definitions};

/// The world with a body that is the urban management, and what its standings mean.
struct Scene {
    world: World,
    body: Arc<Scripted>,
    unit: UnitId,
}

impl Scene {
    async fn on(database: &Database) -> Self {
        let map: AgencyMap = serde_json::from_value(json!({
            "agency": "scripted",
            "standings": { "accepted": {} },
            "workflows": [{
                "workflow": "service", "versions": [1],
                "note": { "transition": "record_note", "form": {}, "otherwise": { "zh": "无法记录", "en": "no note" } },
                "standings": { "accepted": [
                    { "when": { "state": ["assigned"] }, "do": [{ "transition": "sign" }] },
                    { "person": { "zh": "请人工查看", "en": "look at it" } },
                ] },
            }],
            "unrecognized": { "zh": "未知状态：{said}", "en": "unknown: {said}" },
        }))
        .unwrap();
        let agencies = [("scripted".to_owned(), map)].into();
        let definitions = Definitions { agencies, ..definitions() };
        Self::of(World::with(database, "2026-03-02T01:00:00Z", definitions).await).await
    }

    /// The body connected to a world that is there.
    async fn of(world: World) -> Self {
        Self::around(world, |_, body| body).await
    }

    /// The same with something around it.
    async fn around(
        world: World,
        layers: impl FnOnce(&World, Arc<Scripted>) -> Arc<dyn Agency>,
    ) -> Self {
        let (body, unit) = (Arc::new(Scripted::default()), UnitId::from("urban-management"));
        let registered = Registered {
            kind: "scripted".to_owned(),
            person: "urban-management.handler".into(),
            agency: layers(&world, body.clone()),
            calls: 8,
            poll_every: std::time::Duration::from_secs(1),
        };
        let mut registry = Registry::default();
        registry.register(unit.clone(), registered).unwrap();
        world.engine.connect(registry, std::env::temp_dir(), "center".into()).await.unwrap();
        Self { world, body, unit }
    }

    fn engine(&self) -> &Engine {
        &self.world.engine
    }

    /// A lamp that the body leads, and its number there once it is sent.
    async fn handed_over(&self) -> (CaseId, String) {
        let filed = self.world.lamp().await;
        let stored = &filed.committed.stored;
        self.world.dispatch(stored.case.id, "urban-management").await;
        (stored.case.id, format!("F-{}", stored.number))
    }

    /// Lets everything that waits be done.
    async fn work(&self) {
        let engine = self.engine();
        while engine.deliver_letters().await.unwrap()
            + engine.dispatch(&self.unit).await.unwrap()
            + engine.take_reports().await.unwrap()
            > 0
        {}
    }

    async fn says(&self, id: &str, number: &str, standing: Standing, at: DateTime<Utc>) -> Heard {
        says(self.engine(), (&self.unit, id), number, standing, at).await
    }

    async fn state(&self, case: CaseId) -> (String, u64) {
        let seen = self.engine().read(&engine::Who::Engine, case).await.unwrap().unwrap();
        (seen.case().state.to_string(), seen.case().seq)
    }
}

/// What became of the messages of all bodies, in the order in which they came; nothing of those that wait.
async fn results(database: &Database) -> Vec<String> {
    let select = "SELECT COALESCE(result, '') FROM inbox ORDER BY received_at, agency, ordinal";
    database.texts(select).await
}

/// The body says how a case stands there.
async fn says(
    engine: &Engine,
    (unit, id): (&UnitId, &str),
    number: &str,
    standing: Standing,
    at: DateTime<Utc>,
) -> Heard {
    let foreign_number = ForeignNumber(number.to_owned());
    let said = Said::Stands { foreign_number, standing, facts: [].into() };
    let report = Report { id: id.to_owned(), at, sequence: None, said };
    push(engine, unit, &[], &serde_json::to_vec(&report).unwrap()).await
}

/// What comes to the address of a unit.
async fn push(engine: &Engine, unit: &UnitId, headers: &[(String, String)], body: &[u8]) -> Heard {
    engine.hear(unit, Pushed { from: None, headers, body }).await.unwrap()
}

/// The facts of what the audit says of bodies, by what was done, with what is still gathered.
async fn audited(engine: &Engine, act: &str) -> Vec<serde_json::Value> {
    engine.write_refusals(DateTime::<Utc>::MAX_UTC).await.unwrap();
    let entries = engine.store().audit_stream("agencies", 0, 10_000).await.unwrap();
    let read = entries.iter().map(|entry| serde_json::from_str(&entry.body).unwrap());
    let of_act = read.filter(|entry: &serde_json::Value| entry["act"] == act);
    of_act.map(|entry| entry["facts"].clone()).collect()
}

/// How many messages these entries stand for.
fn times(facts: &[serde_json::Value]) -> u64 {
    facts.iter().map(|facts| facts["times"].as_u64().unwrap_or(1)).sum()
}

fn accepted() -> Standing {
    Standing::Known("accepted".to_owned())
}

both! {
    async fn a_case_handed_over_comes_back_by_itself(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        assert_eq!(scene.body.sent.lock().unwrap().len(), 1);
        let known = scene.engine().store().referral_by_number(&scene.unit, &number).await.unwrap();
        assert!(known.unwrap().delivered_at.is_some(), "its receipt is known");

        let now = scene.world.now();
        assert_eq!(scene.says("m1", &number, accepted(), now).await, Heard::Kept);
        scene.work().await;
        let (state, seq) = scene.state(case).await;
        assert_eq!(state, "handling");
        let everything = scene.engine().visible(&engine::Who::Engine).await.unwrap();
        let timeline = scene.engine().store().timeline(&everything, case, 0, 99).await.unwrap().unwrap();
        let signed = timeline.iter().find(|entry| matches!(entry.event, Event::Signed(_))).unwrap();
        let by = matches!(&signed.by, Author::Person { person, .. } if person.as_str() == "urban-management.handler");
        assert!(by, "a handler of the unit signed for it: {:?}", signed.by);

        // The same once more is the same message.
        assert_eq!(scene.says("m1", &number, accepted(), now).await, Heard::Kept);
        scene.work().await;
        assert_eq!(scene.state(case).await, ("handling".to_owned(), seq));
        assert_eq!(results(&database).await, ["applied"]);
    }

    async fn what_cannot_be_believed_or_understood_moves_nothing(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let before = scene.state(case).await;
        let now = scene.world.now();
        let odd = Standing::Unrecognized("研究中".to_owned());
        scene.says("m1", &number, odd, now).await;
        scene.says("m2", "F-of-another", accepted(), now).await;
        scene.says("m3", &number, accepted(), now - TimeDelta::hours(1)).await;
        scene.work().await;
        assert_eq!(scene.state(case).await, before);
        assert_eq!(results(&database).await, ["person", "refused", "superseded"]);
        let forged = [("x-forged".to_owned(), "1".to_owned())];
        let heard = push(scene.engine(), &scene.unit, &forged, b"{}").await;
        assert_eq!(heard, Heard::Refused(Refused::Signature));
        // Forgeries do not silence the body; its own gibberish does.
        for _ in 0..30 {
            _ = push(scene.engine(), &scene.unit, &forged, b"{}").await;
        }
        assert_eq!(scene.says("m4", &number, accepted(), now).await, Heard::Kept);
        for _ in 0..20 {
            _ = push(scene.engine(), &scene.unit, &[], b"gibberish").await;
        }
        assert_eq!(scene.says("m5", &number, accepted(), now).await, Heard::Quarantined);
        // Whoever forges learns nothing of the quarantine, and each refusal is counted.
        assert_eq!(push(scene.engine(), &scene.unit, &forged, b"{}").await, Heard::Refused(Refused::Signature));
        assert_eq!(audited(scene.engine(), "quarantined").await.len(), 1);
        let refused = audited(scene.engine(), "message_refused").await;
        assert_eq!(times(&refused), 32 + 20 + 1);
        assert_eq!(refused.len(), 5, "the first and the others, of those forged and unreadable; one in quarantine");
        let forged: Vec<_> = refused.iter().filter(|facts| facts["why"].as_str().unwrap().contains("signature")).collect();
        assert_eq!((&forged[1]["times"], &forged[1]["first"]), (&json!(31), &json!(now)));
        assert_eq!(forged[1]["last"], forged[1]["first"]);
    }

    async fn a_body_that_is_down_gets_everything_once_when_it_is_back(database: Database) {
        let scene = Scene::on(&database).await;
        *scene.body.down.lock().unwrap() = true;
        let (_, number) = scene.handed_over().await;
        scene.work().await;
        for hours in [1, 12, 24, 48, 72] {
            scene.world.clock.set(scene.world.now() + TimeDelta::hours(hours));
            scene.work().await;
        }
        assert_eq!(scene.body.sent.lock().unwrap().len(), 0);
        *scene.body.down.lock().unwrap() = false;
        scene.world.clock.set(scene.world.now() + TimeDelta::hours(13));
        scene.work().await;
        assert_eq!(scene.body.sent.lock().unwrap().len(), 1);
        let known = scene.engine().store().referral_by_number(&scene.unit, &number).await.unwrap();
        assert!(known.unwrap().delivered_at.is_some());
    }

    async fn a_report_may_overtake_the_receipt(database: Database) {
        let scene = Scene::on(&database).await;
        *scene.body.silent.lock().unwrap() = true;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let now = scene.world.now();
        scene.says("m1", &number, accepted(), now).await;
        scene.says("m2", "F-of-another", accepted(), now).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["refused", "refused"]);
        let referral = scene.body.sent.lock().unwrap()[0];
        let said = Said::Arrived { referral, foreign_number: ForeignNumber(number) };
        let receipt = Report { id: "m3".to_owned(), at: now, sequence: None, said };
        let bytes = serde_json::to_vec(&receipt).unwrap();
        push(scene.engine(), &scene.unit, &[], &bytes).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["applied", "refused", "applied"]);
        assert_eq!(scene.state(case).await.0, "handling");
    }

    async fn a_report_that_fails_half_way_is_taken_again(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let standing = accepted();
        let said = Said::Stands { foreign_number: ForeignNumber(number), standing, facts: [].into() };
        let report = Report { id: "m1".to_owned(), at: scene.world.now(), sequence: Some(1), said };
        let bytes = serde_json::to_vec(&report).unwrap();
        push(scene.engine(), &scene.unit, &[], &bytes).await;
        // However often it was taken before and laid aside again, this is the first time that it fails.
        database.run("UPDATE inbox SET fence = 20").await.unwrap();
        database.run("ALTER TABLE events RENAME TO events_away").await.unwrap();
        assert_eq!(scene.engine().take_reports().await.unwrap(), 1);
        assert_eq!(results(&database).await, [""], "nothing is known of it");
        database.run("ALTER TABLE events_away RENAME TO events").await.unwrap();
        scene.world.clock.set(scene.world.now() + TimeDelta::minutes(2));
        scene.work().await;
        assert_eq!(results(&database).await, ["applied"]);
        assert_eq!(scene.state(case).await.0, "handling");
    }

    async fn whoever_loses_the_case_is_told_and_moves_it_no_more(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let clerk = World::person("center.clerk");
        scene.world.perform(&clerk, case, "take_back", Input::None).await.unwrap();
        scene.work().await;
        assert_eq!(*scene.body.changes.lock().unwrap(), [Change::Recalled]);
        let before = scene.state(case).await;
        scene.says("m1", &number, accepted(), scene.world.now()).await;
        scene.work().await;
        assert_eq!((scene.state(case).await, results(&database).await), (before, vec!["superseded".to_owned()]));
    }
}
