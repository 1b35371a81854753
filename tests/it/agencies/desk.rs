//! What people see of outside bodies over HTTP, and what these push: signed reports are taken, others are not; lists show
//! nothing of cases that their reader does not see.

use std::sync::Arc;

use agency::http::egress::{AllowList, Allowed};
use agency::http::{HttpSettings, HttpWire};
use agency::webhook::{Keyring, SigningKey, VerifyingKey, shared_secret, sign};
use agency::{Adapter, ForeignNumber, Refused, Registered, Registry, Report, Said};
use agency_police::Police;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::UnitId;
use engine::agencies::Heard;
use serde_json::{Value, json};

use super::{Scene, accepted, says, times};
use crate::support::{Answer, Call, Database, Site, World, both};

/// The secret of the station in these tests.
fn secret() -> String {
    shared_secret(&[7; 32]).to_string()
}

/// A site to which a police station is connected by HTTP. Nothing listens at the station.
async fn with_station(database: &Database) -> Site {
    let site = Site::on(database).await;
    let url = "http://127.0.0.1:9";
    let allowed = Allowed::for_address(url, vec!["127.0.0.0/8".parse().unwrap()], true).unwrap();
    let destination = AllowList::new(&[allowed], &[]).unwrap().destination(url).unwrap();
    let ours = Keyring::of(SigningKey::parse(&secret()).unwrap());
    let theirs = Keyring::of(VerifyingKey::parse(&secret()).unwrap());
    let clock = site.world.clock.clone();
    let mut settings = HttpSettings::new(destination, ours, theirs);
    settings.clock = agency::http::Clock::new(move || clock.now());
    let wire = Arc::new(HttpWire::new(settings).unwrap());
    let registered = Registered {
        kind: "police".to_owned(),
        person: "police-puqi.system".into(),
        agency: Arc::new(Adapter::new(Arc::new(Police), wire)),
        calls: 8,
        poll_every: std::time::Duration::from_mins(1),
    };
    let mut registry = Registry::default();
    registry.register("police-puqi".into(), registered).unwrap();
    site.world.engine.connect(registry, std::env::temp_dir(), "center".into()).await.unwrap();
    site
}

/// A push to the address of the station.
fn push(id: &str, at: DateTime<Utc>, body: &Value, key: &str) -> Call {
    let ring = Keyring::of(SigningKey::parse(key).unwrap());
    let bytes = serde_json::to_vec(body).unwrap();
    let signed = sign(&ring, id, at, &bytes).unwrap();
    let call = Call::post("/agencies/police-puqi/reports", body);
    let headers = signed.headers();
    headers.into_iter().fold(call, |call, (name, value)| call.header(name, value))
}

fn handover(id: &str, number: &str) -> Value {
    json!({
        "XXLX": "YJ", "XXBH": id, "JJDBH": number, "JQLBDM": "0606", "XZQHDM": "421281001", "FXDJ": "3",
        "CZSJ": "20260302090000",
    })
}

async fn audited(site: &Site, act: &str) -> u64 {
    times(&super::audited(&site.world.engine, act).await)
}

async fn titled(site: &Site) -> Vec<Value> {
    let found = site.ask("center.clerk", Call::get("/api/v1/cases?workflow=dispute")).await;
    found.expect(200).json()["cases"].as_array().unwrap().clone()
}

both! {
    async fn a_signed_hand_over_becomes_one_case_and_a_forged_one_an_entry_in_the_audit(database: Database) {
        let site = with_station(&database).await;
        let now = site.world.now();
        let body = handover("4212812603020000231", "J4212810000002026030200231");
        let key = secret();
        site.call(push("a1", now, &body, &key)).await.expect(202);
        // The same again, the same in another message, and three that are not the station's word of now.
        site.call(push("a1", now, &body, &key)).await.expect(202);
        let again = handover("4212812603020000232", "J4212810000002026030200231");
        site.call(push("a2", now, &again, &key)).await.expect(202);
        site.call(push("a3", now, &body, &shared_secret(&[8; 32]))).await.expect(401);
        site.call(push("a4", now - TimeDelta::hours(1), &body, &key)).await.expect(401);
        site.call(Call::post("/agencies/police-puqi/reports", &body)).await.expect(400);
        site.call(push("a5", now, &json!({ "XXLX": "??" }), &key)).await.expect(400);
        assert_eq!(audited(&site, "message_refused").await, 4);
        while site.world.engine.take_reports().await.unwrap() > 0 {}

        let cases = titled(&site).await;
        assert_eq!(cases.len(), 1, "{cases:?}");
        assert_eq!(cases[0]["title"], "110移交的非警务纠纷（J4212810000002026030200231）");
        let inbox = site.ask("center.clerk", Call::get("/api/v1/inbox")).await.expect(200).json();
        let results: Vec<_> = inbox["messages"].as_array().unwrap().iter().map(|said| said["result"].clone()).collect();
        assert_eq!(results, ["superseded", "applied"]);
        assert_eq!(inbox["messages"][1]["number"], cases[0]["number"]);
    }

    async fn what_cannot_be_taken_is_refused_as_the_api_refuses(database: Database) {
        let site = with_station(&database).await;
        let long = json!({ "XXLX": "a".repeat(3 << 20) });
        let answer = site.call(Call::post("/agencies/police-puqi/reports", &long)).await.expect(413);
        assert_eq!(answer.json()["code"], "too_large");
        let ring = Keyring::of(SigningKey::parse(&secret()).unwrap());
        let twice = br#"{"XXLX": "YJ", "XXLX": "ZT"}"#.to_vec();
        let signed = sign(&ring, "twice", site.world.now(), &twice).unwrap();
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let heard = crate::agencies::push(&site.world.engine, &"police-puqi".into(), &headers, &twice).await;
        assert_eq!(heard, Heard::Refused(Refused::Unreadable("an object of the body has a name twice".to_owned())));
    }

    async fn the_lists_tell_of_a_case_only_who_sees_it(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.body.down.lock().unwrap().clone_from(&true);
        scene.work().await;
        let site = Site::of(scene.world);
        let of_case = format!("/api/v1/cases/{}/referrals", case.0);
        let paths = ["/api/v1/outbox", "/api/v1/outbox?state=waiting", "/api/v1/inbox"];
        let empty = json!({ "messages": [] });
        for stranger in ["finance.handler", "admin.system", "police-puqi.handler"] {
            for path in paths {
                let answer = site.ask(stranger, Call::get(path)).await.expect(200);
                assert_eq!(answer.json(), empty, "{path} as {stranger}");
            }
            site.ask(stranger, Call::get(&of_case)).await.expect(404);
        }
        let told = site.ask("center.clerk", Call::get(&of_case)).await.expect(200).json();
        let referral = &told["referrals"][0];
        assert_eq!((&referral["state"], &referral["says"]), (&json!("waiting"), &json!("还没有送到城管执法局")));
        let waiting = site.ask("urban-management.head", Call::get("/api/v1/outbox?state=waiting")).await;
        let waiting = waiting.expect(200).json();
        assert_eq!(waiting["messages"].as_array().unwrap().len(), 1, "{waiting}");
        assert!(number.contains(waiting["messages"][0]["number"].as_str().unwrap()));
        assert!(referral["next_try"].is_string(), "{referral}");
        assert_eq!(waiting["messages"][0]["failure"], "nobody answers");
    }

    async fn what_is_sent_and_not_confirmed_is_told_so_and_has_no_next_try(database: Database) {
        let scene = Scene::on(&database).await;
        scene.body.silent.lock().unwrap().clone_from(&true);
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let referral = scene.body.sent.lock().unwrap()[0];
        let site = Site::of(scene.world);
        let of_case = || Call::get(format!("/api/v1/cases/{}/referrals", case.0));
        let told = site.ask("center.clerk", of_case()).await.expect(200).json();
        let told = &told["referrals"][0];
        assert_eq!((&told["state"], &told["says"]), (&json!("waiting"), &json!("已经发出，城管执法局还没有回执")));
        assert_eq!(told["next_try"], Value::Null);
        // By files, a body may say first that it is busy, and take the case with a later receipt all the same.
        let engine = &site.world.engine;
        for (id, said) in [
            ("m1", Said::NotTaken { referral, reason: "91".to_owned() }),
            ("m2", Said::Arrived { referral, foreign_number: ForeignNumber(number) }),
        ] {
            let report = Report { id: id.to_owned(), at: site.world.now(), sequence: None, said };
            let body = serde_json::to_vec(&report).unwrap();
            assert_eq!(crate::agencies::push(engine, &scene.unit, &[], &body).await, Heard::Kept);
            while engine.take_reports().await.unwrap() > 0 {}
            let told = site.ask("center.clerk", of_case()).await.expect(200).json();
            let expected = if id == "m1" { "refused" } else { "delivered" };
            assert_eq!(told["referrals"][0]["state"], expected);
        }
    }

    async fn a_dead_letter_comes_back_by_a_click_and_what_waits_for_people_is_seen_once(database: Database) {
        let scene = Scene::on(&database).await;
        let (_, number) = scene.handed_over().await;
        scene.body.refuses.lock().unwrap().clone_from(&true);
        scene.work().await;
        let site = Site::of(scene.world);
        let dead = site.ask("center.clerk", Call::get("/api/v1/outbox?state=dead")).await.expect(200).json();
        let id = dead["messages"][0]["id"].as_str().unwrap();
        let retry = || Call::new("POST", format!("/api/v1/outbox/{id}/retry"));
        site.ask("urban-management.handler", retry()).await.expect(403);
        site.ask("center.clerk", retry()).await.expect(204);
        site.ask("center.clerk", retry()).await.expect(404);
        assert_eq!(audited(&site, "dispatch_retried").await, 1);
        scene.body.refuses.lock().unwrap().clone_from(&false);
        let engine = site.world.engine.clone();
        assert_eq!(engine.dispatch(&scene.unit).await.unwrap(), 1);
        assert_eq!(scene.body.sent.lock().unwrap().len(), 1);

        let odd = agency::Standing::Unrecognized("研究中".to_owned());
        says(&engine, (&scene.unit, "odd 1"), &number, odd, site.world.now()).await;
        while engine.take_reports().await.unwrap() > 0 {}
        let waits = || Call::get("/api/v1/inbox?result=person");
        let waiting = site.ask("center.clerk", waits()).await.expect(200).json();
        assert_eq!(waiting["messages"][0]["why"], "未知状态：研究中");
        let seen = || Call::new("POST", "/api/v1/inbox/urban-management/odd%201/seen");
        site.ask("center.clerk", seen()).await.expect(204);
        site.ask("center.clerk", seen()).await.expect(404);
        assert_eq!(site.ask("center.clerk", waits()).await.expect(200).json(), json!({ "messages": [] }));
    }

    async fn a_body_fetches_what_it_was_handed_and_each_time_is_written_down(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let known = scene.world.engine.store().referral_by_number(&scene.unit, &number).await.unwrap().unwrap();
        let site = Site::of(scene.world);
        let fetch = || Call::get(format!("/api/v1/referrals/{}", known.id.0));
        let got = site.ask("urban-management.handler", fetch()).await.expect(200).json();
        assert_eq!(got["id"], json!(case.0));
        for other in ["urban-management.head", "center.clerk", "court.handler"] {
            site.ask(other, fetch()).await.expect(404);
        }
        assert_eq!(audited(&site, "fetched").await, 1);
        // By every other way the case would be read without a trace.
        let case = format!("/api/v1/cases/{}", case.0);
        for path in ["/api/v1/cases", &case, &format!("{case}/timeline"), &format!("{case}/parties"), "/api/v1/search?q=路灯", "/api/v1/events", "/api/v1/inbox", "/s/", &format!("/s/cases/{number}")] {
            let refused = site.ask("urban-management.handler", Call::get(path)).await;
            assert_eq!(refused.status, 403, "{path}: {}", refused.text());
        }
    }

    async fn what_a_body_had_before_it_was_connected_is_handed_to_it_once(database: Database) {
        let world = World::on(&database).await;
        let filed = world.lamp().await;
        world.dispatch(filed.committed.stored.case.id, "urban-management").await;
        let scene = Scene::of(world).await;
        assert_eq!(scene.engine().refer_earlier(&scene.unit).await.unwrap(), 1);
        assert_eq!(scene.engine().refer_earlier(&scene.unit).await.unwrap(), 0);
        scene.work().await;
        assert_eq!(scene.body.sent.lock().unwrap().len(), 1);
    }

    async fn a_quarantined_body_is_believed_again_by_an_administrator(database: Database) {
        let scene = Scene::on(&database).await;
        let (_, number) = scene.handed_over().await;
        scene.work().await;
        let site = Site::of(scene.world);
        for _ in 0..20 {
            site.call(Call::post("/agencies/urban-management/reports", &json!("gibberish"))).await.expect(400);
        }
        let quarantined: Answer = site.call(Call::post("/agencies/urban-management/reports", &json!({}))).await;
        assert!(quarantined.expect(503).headers.contains_key("retry-after"), "it is to come again");
        let release = |reason: &str| {
            Call::post("/api/v1/agencies/urban-management/release", &json!({ "reason": reason }))
        };
        site.ask("center.director", release("查明")).await.expect(403);
        site.ask("admin.system", release(" ")).await.expect(400);
        site.ask("admin.system", release("对方已修复")).await.expect(204);
        let engine = &site.world.engine;
        let unit: UnitId = "urban-management".into();
        let heard = says(engine, (&unit, "m1"), &number, accepted(), site.world.now()).await;
        assert_eq!(heard, engine::agencies::Heard::Kept);
        assert_eq!(audited(&site, "released").await, 1);
    }
}
