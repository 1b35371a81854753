//! The edge itself: whose request it is, how much of it there may be, and what becomes of one that breaks off.

use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::json;
use server::RateLimits;
use tower::ServiceExt;

use super::county::version;
use crate::support::{Call, Database, Site, both};

/// A try of a receipt code, through a proxy that says for whom.
fn look_up(peer: &str, spoken_for: &str) -> Call {
    let call = Call::post("/api/v1/public/receipts", &json!({ "code": "ABCD-EFGH-JKMN-PQRS" }));
    call.from(peer).header("x-forwarded-for", spoken_for)
}

/// A site with other limits than the usual ones.
async fn limited(database: &Database, limits: RateLimits) -> Site {
    let mut site = Site::on(database).await;
    let state = Site::state(&site.world, std::env::temp_dir());
    site.router = server::router(state.with_limits(limits));
    site
}

fn times(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

both! {
    async fn whoever_hangs_up_leaves_no_row_without_its_file(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let path = format!("/api/v1/cases/{case}/attachments");
        let token = site.token("center.clerk").await;
        for round in 0..60 {
            let upload = Call::new("POST", &path).file("a.txt", "lamp").bearer(&token);
            let answer = site.router.clone().oneshot(site.request(upload));
            _ = tokio::time::timeout(Duration::from_micros(round * 250), answer).await;
        }
        // Whatever was handed in before this one is written by now.
        site.ask("center.clerk", Call::new("POST", &path).file("b.txt", "lamp")).await.expect(201);
        let listed = site.ask("center.clerk", Call::get(&path)).await.expect(200).json();
        for file in listed["files"].as_array().unwrap() {
            let id = file["id"].as_str().unwrap();
            site.ask("center.clerk", Call::get(format!("{path}/{id}"))).await.expect(200);
        }
    }

    async fn behind_a_proxy_everybody_has_an_address_of_their_own(database: Database) {
        let mut site = Site::on(&database).await;
        let limits = RateLimits { tries_an_hour: times(2), ..RateLimits::default() };
        let trusted = vec!["10.99.0.0/16".parse().unwrap()];
        let proxies = server::Proxies { trusted, ..server::Proxies::default() };
        let state = Site::state(&site.world, std::env::temp_dir());
        site.router = server::router(state.with_limits(limits).with_proxies(proxies));
        for _ in 0..2 {
            site.call(look_up("10.99.0.1:1000", "203.0.113.7")).await.expect(404);
        }
        let refused = site.call(look_up("10.99.0.1:1000", "198.51.100.1, 203.0.113.7")).await.expect(429);
        assert!(refused.headers["retry-after"].parse::<u64>().unwrap() > 0);
        site.call(look_up("10.99.0.1:1000", "203.0.113.8")).await.expect(404);
        // Who is no proxy has one address, whatever they write.
        for forged in ["203.0.113.20", "203.0.113.21"] {
            site.call(look_up("192.0.2.9:1000", forged)).await.expect(404);
        }
        site.call(look_up("192.0.2.9:1000", "203.0.113.22")).await.expect(429);
    }
    async fn what_is_counted_is_for_this_machine_and_not_for_whoever_its_proxy_speaks_for(database: Database) {
        let mut site = Site::on(&database).await;
        let metrics = || Call::get("/metrics").from("127.0.0.1:1000");
        site.call(metrics()).await.expect(200);
        for (name, value) in [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=1.2.3.4"), ("via", "1.1 here")] {
            site.call(metrics().header(name, value)).await.expect(404);
        }
        let proxies = server::Proxies { trusted: vec!["127.0.0.1".parse().unwrap()], ..server::Proxies::default() };
        site.router = server::router(Site::state(&site.world, std::env::temp_dir()).with_proxies(proxies));
        let through = |value: &str| metrics().header("via", "1.1 here").header("x-forwarded-for", value);
        site.call(through("127.0.0.1, 203.0.113.7")).await.expect(404);
        site.call(through("127.0.0.1")).await.expect(200);
        site.call(metrics()).await.expect(200);
    }

    async fn a_person_who_asks_too_often_waits_and_nobody_else_does(database: Database) {
        let limits = RateLimits { requests_a_minute: Some(times(3)), ..RateLimits::default() };
        let site = limited(&database, limits).await;
        for _ in 0..3 {
            site.ask("center.clerk", Call::get("/api/v1/me")).await.expect(200);
        }
        let refused = site.ask("center.clerk", Call::get("/api/v1/me")).await.expect(429);
        assert_eq!(refused.json()["code"], "too_many_requests");
        assert!(refused.headers.contains_key("retry-after"));
        site.ask("center.clerk2", Call::get("/api/v1/me")).await.expect(200);
    }

    async fn identities_are_read_one_by_one(database: Database) {
        let limits = RateLimits { reveals_an_hour: times(2), ..RateLimits::default() };
        let site = limited(&database, limits).await;
        let case = site.world.lamp().await.committed.stored.case.clone();
        let party = case.parties.first().unwrap();
        let path = format!("/api/v1/cases/{}/parties/{party}/reveal", case.id);
        let reveal = || Call::post(&path, &json!({ "purpose": "contact", "reason": "回访" }));
        for _ in 0..2 {
            site.ask("center.clerk", reveal()).await.expect(200);
        }
        site.ask("center.clerk", reveal()).await.expect(429);
        site.ask("center.director", reveal()).await.expect(200);
    }

    async fn an_address_tries_only_so_many_names(database: Database) {
        let limits = RateLimits { sign_ins_an_hour: times(2), ..RateLimits::default() };
        let site = limited(&database, limits).await;
        let sign_in = |name: u32, from: &str| {
            let body = json!({ "sign_in": format!("name {name}"), "password": "a wrong one" });
            Call::post("/api/v1/sessions", &body).from(from)
        };
        for name in 0..2 {
            site.call(sign_in(name, "192.0.2.1:1000")).await.expect(401);
        }
        site.call(sign_in(2, "192.0.2.1:1000")).await.expect(429);
        site.call(sign_in(2, "192.0.2.2:1000")).await.expect(401);
    }

    async fn a_present_password_is_guessed_five_times_and_no_more(database: Database) {
        let site = Site::on(&database).await;
        let person = "center.clerk".into();
        let first = site.world.engine.open_account(&person, &"li".parse().unwrap(), None).await.unwrap().unwrap();
        let body = json!({ "sign_in": "li", "password": first });
        let session = site.call(Call::post("/api/v1/sessions", &body)).await.expect(201).json();
        let token = session["token"].as_str().unwrap();
        let change = |present: &str| {
            let body = json!({ "present": present, "new": "correct horse battery" });
            Call::new("PUT", "/api/v1/me/password").json(&body).bearer(token)
        };
        for _ in 0..5 {
            site.call(change("a wrong one")).await.expect(403);
        }
        let refused = site.call(change(&first)).await.expect(429);
        assert!(refused.headers.contains_key("retry-after"));
    }

    async fn anybody_asks_for_requests_only_so_often(database: Database) {
        let limits = RateLimits { lookups_a_minute: times(2), ..RateLimits::default() };
        let site = limited(&database, limits).await;
        let list = |path: &str| Call::get(format!("/open311/v2/{path}")).from("192.0.2.1:1000");
        site.call(list("requests.json")).await.expect(200);
        site.call(list("requests/ABCDEFGHJK.json")).await.expect(404);
        let refused = site.call(list("tokens/ABCDEFGHJK.json")).await.expect(429);
        assert!(refused.headers.contains_key("retry-after"));
        assert_eq!(refused.json()[0]["code"], 429);
    }

    async fn open311_refuses_what_no_database_keeps(database: Database) {
        let site = Site::on(&database).await;
        for path in ["requests.json?service_request_id=%00", "requests.json?service_code=11%00", "services.json?jurisdiction_id=%00"] {
            site.call(Call::get(format!("/open311/v2/{path}"))).await.expect(400);
        }
        let form = |description: &str| {
            let form = format!("service_code=1104&address_string=a&description={description}");
            Call::new("POST", "/open311/v2/requests.json").form(&form)
        };
        let refused = site.call(form("lamp%00")).await.expect(400);
        assert!(refused.text().contains("U+0000"), "{refused:?}");
        site.call(form("lamp")).await.expect(200);
    }
    async fn open311_files_a_repeat_once_where_it_bears_a_key(database: Database) {
        let site = Site::on(&database).await;
        let number = async |key: Option<&str>, description: &str| {
            let form = format!("service_code=1104&address_string=a&description={description}");
            let call = Call::new("POST", "/open311/v2/requests.json").form(&form);
            let call = key.into_iter().fold(call, Call::key);
            site.call(call).await.expect(200).json()[0]["service_request_id"].clone()
        };
        let first = number(Some("k"), "lamp").await;
        assert_eq!(number(Some("k"), "lamp").await, first);
        assert_ne!(number(Some("k"), "another+lamp").await, first);
        assert_ne!(number(None, "lamp").await, first);
        let faulty = Call::new("POST", "/open311/v2/requests.json").key("").form("service_code=1104&address_string=a&description=x");
        site.call(faulty).await.expect(400);
    }

    async fn a_version_in_one_language_is_never_taken_for_it_in_another(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let read = |language: &str| {
            Call::get(format!("/api/v1/cases/{case}")).header("accept-language", language)
        };
        let chinese = site.ask("center.clerk", read("zh")).await.expect(200);
        let english = site.ask("center.clerk", read("en")).await.expect(200);
        let (zh, en) = (&chinese.headers["etag"], &english.headers["etag"]);
        assert_eq!(english.headers["vary"], "accept-language");
        for (known, language, status) in [(zh, "zh", 304), (zh, "en", 200), (en, "zh", 200), (en, "en", 304)] {
            let call = read(language).header("if-none-match", &format!("\"x\", W/{known}"));
            site.ask("center.clerk", call).await.expect(status);
        }
        let note = json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
        let verb = |tag: &str, key: &str| {
            Call::post(format!("/api/v1/cases/{case}/verbs"), &note).header("if-match", tag).key(key)
        };
        let changed = site.ask("center.clerk", verb(en, "a")).await.expect(200);
        site.ask("center.clerk", verb(zh, "b")).await.expect(412);
        site.ask("center.clerk", verb(&changed.headers["etag"], "c")).await.expect(200);
    }

    async fn what_a_late_writer_missed_comes_with_its_words(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let note = |text: &str| json!({ "command": "perform", "transition": "record_note", "form": { "note": text } });
        let path = format!("/api/v1/cases/{case}/verbs");
        let version = version(&site, case).await;
        let write = |text: &str, key: &str| Call::post(&path, &note(text)).if_match(version).key(key);
        site.ask("center.clerk", write("看过了", "a")).await.expect(200);
        let late = site.ask("center.clerk2", write("也看过了", "b")).await.expect(412);
        assert!(late.text().contains("看过了"), "{late:?}");
    }
}
