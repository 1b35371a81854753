//! A person's deadlines as a calendar: what stands in it, who gets it, and when its address ends.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::{Input, Respondents};
use domain::clock::last_instant_in_time;
use engine::Who;
use serde_json::json;

use crate::access::county::{IDENTITY, NARRATIVE, case, complaint, respondents};
use crate::support::{Answer, Call, Database, Site, World, both};

/// Opens the calendar of a person, and says where it is.
async fn open(site: &Site, person: &str) -> String {
    site.account(person).await;
    let token = site.world.engine.open_calendar(&person.into(), None).await.unwrap().unwrap();
    format!("/calendar/{token}.ics")
}

async fn fetch(site: &Site, path: &str) -> Answer {
    site.call(Call::get(path)).await
}

/// The days of a calendar by their ids, as a reader of RFC 5545 finds them.
fn days(answer: &Answer) -> BTreeMap<String, (String, String)> {
    let text = answer.text();
    assert!(text.lines().count() == text.matches("\r\n").count(), "every line ends with CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "no line is too long");
    let text = text.replace("\r\n ", "");
    let events = text.split("BEGIN:VEVENT\r\n").skip(1);
    let value = |event: &str, name: &str| {
        let line = event.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len() + 1..].to_owned()
    };
    events
        .map(|event| {
            let what = (value(event, "DTSTART;VALUE=DATE"), value(event, "SUMMARY"));
            (value(event, "UID"), what)
        })
        .collect()
}

both! {
    async fn it_shows_the_open_deadlines_by_day_and_nothing_of_people(database: Database) {
        let site = Site::on(&database).await;
        let (clerk, lead) = (open(&site, "center.clerk").await, open(&site, "urban-management.handler").await);
        let filed = site.world.engine.file(Some(World::person("center.clerk")), complaint(Respondents::default())).await.unwrap();
        let stored = &filed.committed.stored;
        assert_eq!(days(&fetch(&site, &lead).await.expect(200)).len(), 0, "nothing is due for whoever has no part");
        let before = days(&fetch(&site, &clerk).await.expect(200));
        assert!(!before.is_empty());
        site.world.dispatch(stored.case.id, "urban-management").await;
        let answer = fetch(&site, &lead).await.expect(200);
        let shown = days(&answer);
        let seen = site.world.engine.read(&Who::Engine, stored.case.id).await.unwrap().unwrap();
        let calendar = &site.world.engine.definitions().calendar;
        let mut expected: Vec<String> = seen
            .case()
            .clocks
            .iter()
            .filter(|clock| clock.is_open())
            .map(|clock| last_instant_in_time(calendar, clock.deadline).format("%Y%m%d").to_string())
            .collect();
        let mut found: Vec<String> = shown.values().map(|(day, _)| day.clone()).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert!(shown.values().all(|(_, what)| what.starts_with(&stored.number) && what.ends_with("城管执法局")), "{shown:?}");
        for word in IDENTITY.iter().chain(&[NARRATIVE, "夜巡收费"]) {
            assert!(!answer.text().contains(word), "{word}");
        }
        assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
        assert!(answer.headers["cache-control"].starts_with("private"));
        // What is met vanishes, what is new comes, and what stays keeps its id.
        let handler = World::person("urban-management.handler");
        site.world.perform(&handler, stored.case.id, "sign", Input::None).await.unwrap();
        let after = days(&fetch(&site, &lead).await.expect(200));
        assert!(shown.keys().any(|uid| !after.contains_key(uid)), "signing was met");
        assert!(shown.keys().any(|uid| after.contains_key(uid)), "the promise to the citizen runs on");
        assert_eq!(days(&fetch(&site, &clerk).await.expect(200)), after, "the center sees the same case");
    }

    async fn whoever_has_it_already_is_told_so_until_something_changes(database: Database) {
        let site = Site::on(&database).await;
        let path = open(&site, "center.clerk").await;
        site.world.lamp().await;
        let first = fetch(&site, &path).await.expect(200);
        let again = || Call::get(path.clone()).header("if-none-match", &first.headers["etag"]);
        site.world.clock.set(site.world.now() + TimeDelta::hours(1));
        let same = site.call(again()).await.expect(304);
        assert_eq!((same.body.len(), &same.headers["etag"]), (0, &first.headers["etag"]));
        site.world.lamp().await;
        let changed = site.call(again()).await.expect(200);
        assert_ne!(changed.headers["etag"], first.headers["etag"]);
        let english = site.call(Call::get(path.clone()).header("accept-language", "en")).await.expect(200);
        assert!(english.text().contains("X-WR-CALNAME:Bihuan deadlines"));
    }

    async fn for_whom_a_case_does_not_exist_it_stands_in_no_calendar(database: Database) {
        let site = Site::on(&database).await;
        let people = ["police-puqi.handler", "police-puqi.handler2", "police-xindian.head", "center.clerk2", "finance.handler", "admin.system"];
        let mut paths = Vec::new();
        for person in people {
            paths.push(open(&site, person).await);
        }
        let all = async || {
            let mut answers = Vec::new();
            for path in &paths {
                answers.push(fetch(&site, path).await.expect(200));
            }
            answers
        };
        let own = site.world.lamp().await;
        site.world.dispatch(own.committed.stored.case.id, "police-puqi").await;
        let before = all().await;
        assert!(!days(&before[0]).is_empty() && !days(&before[3]).is_empty());
        let hidden = case(&site, respondents()).await;
        let after = all().await;
        assert!(before == after, "every byte is the same");
        let clerk = open(&site, "center.clerk").await;
        assert!(fetch(&site, &clerk).await.text().contains(&hidden.number));
    }

    async fn an_address_ends_when_it_is_replaced_closed_or_its_account_is_disabled(database: Database) {
        let site = Site::on(&database).await;
        let unknown = fetch(&site, &format!("/calendar/{}.ics", "0".repeat(26))).await.expect(404);
        let ended = async |path: &str| {
            let answer = fetch(&site, path).await;
            assert_eq!(answer, unknown, "like one that never was");
        };
        let first = open(&site, "center.clerk").await;
        fetch(&site, &first).await.expect(200);
        ended(first.trim_end_matches(".ics")).await;
        let second = open(&site, "center.clerk").await;
        ended(&first).await;
        fetch(&site, &second).await.expect(200);
        assert!(site.world.engine.close_calendar(&"center.clerk".into()).await.unwrap());
        ended(&second).await;
        let third = open(&site, "center.clerk").await;
        let (engine, clerk) = (&site.world.engine, "center.clerk");
        engine.disable_account(clerk.into(), true, &"admin.system".into(), None).await.unwrap();
        ended(&third).await;
        assert_eq!(engine.open_calendar(&clerk.into(), None).await.unwrap(), None);
        engine.disable_account(clerk.into(), false, &"admin.system".into(), None).await.unwrap();
        ended(&third).await;
        let fourth = open(&site, clerk).await;
        engine.reset_password(&clerk.into(), None, None).await.unwrap();
        ended(&fourth).await;
        // Nobody who reads the database can fetch one.
        let token = fourth.trim_start_matches("/calendar/").trim_end_matches(".ics");
        assert!(!String::from_utf8_lossy(&database.bytes().await).contains(token));
    }

    async fn its_owner_opens_replaces_and_closes_it_signed_in(database: Database) {
        let site = Site::on(&database).await;
        let password = site.world.engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap().unwrap();
        let body = json!({ "sign_in": "zhang", "password": password });
        let session = site.call(Call::post("/api/v1/sessions", &body)).await.expect(201).json();
        let session = session["token"].as_str().unwrap();
        let mine = |method: &str| Call::new(method, "/api/v1/me/calendar").bearer(session);
        assert_eq!(site.call(mine("GET")).await.expect(200).json(), json!({}));
        let opened = site.call(mine("POST")).await.expect(201);
        assert_eq!(opened.headers["cache-control"], "no-store");
        let url = opened.json()["url"].as_str().unwrap().to_owned();
        let path = url.strip_prefix("http://localhost").unwrap();
        fetch(&site, path).await.expect(200);
        assert!(site.call(mine("GET")).await.expect(200).json()["opened_at"].is_string());
        site.call(mine("DELETE")).await.expect(204);
        fetch(&site, path).await.expect(404);
        site.call(mine("DELETE")).await.expect(204);
        // Whoever looks for addresses from one place is soon kept from it.
        let guess = || Call::get(format!("/calendar/{}.ics", "0".repeat(26))).from("198.51.100.7:1000");
        let mut statuses = Vec::new();
        for _ in 0..62 {
            statuses.push(site.call(guess()).await.status);
        }
        assert_eq!((statuses[0], *statuses.last().unwrap()), (404, 429));
    }
}
