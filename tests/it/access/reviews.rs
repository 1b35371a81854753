//! Reviews by whoever scanned a code: given once however often they are sent, read by those of the center whom the rule lets,
//! and by the reviewed on no path.

use serde_json::{Value, json};
use store::verify::Fault;

use super::county::{IDENTITY, RESPONDENT, RESPONDENT_UNIT};
use crate::support::{Answer, Call, Database, Site, both};

/// What a review says: occurs nowhere else.
pub(super) const SAID: &str = "窗口人员拍桌子骂人三次";

/// Makes a code as the system administrator does, and gives its id and what follows `/q/`.
pub(super) async fn code_of(site: &Site, whom: &Value) -> (String, String) {
    let mut body = json!({ "reason": "大厅海报" });
    body.as_object_mut().unwrap().extend(whom.as_object().unwrap().clone());
    let made =
        site.ask("admin.system", Call::post("/api/v1/scan-points", &body)).await.expect(201).json();
    let (_, token) = made["url"].as_str().unwrap().split_once("/q/").unwrap();
    (made["id"].as_str().unwrap().to_owned(), token.to_owned())
}

pub(super) fn review(token: &str, levels: &Value) -> Call {
    let party = json!({ "name": IDENTITY[0], "telephone": IDENTITY[1] });
    let body = json!({ "token": token, "levels": levels, "text": SAID, "party": party });
    Call::post("/api/v1/public/reviews", &body)
}

pub(super) async fn read(site: &Site, person: &str, path: &str) -> Value {
    site.ask(person, Call::get(path)).await.expect(200).json()
}

/// How many bad ones, how many in all, and how many are listed.
pub(super) async fn counts(site: &Site, person: &str) -> (i64, i64, usize) {
    let found = read(site, person, "/api/v1/reviews").await;
    let listed = found["reviews"].as_array().unwrap().len();
    (found["bad"].as_i64().unwrap(), found["all"].as_i64().unwrap(), listed)
}

/// Whether an answer says anything of the review.
fn tells(answer: &Answer) -> bool {
    let text = answer.text();
    text.contains(SAID) || IDENTITY.iter().any(|part| text.contains(part))
}

both! {
    async fn a_review_is_kept_once_and_the_center_reads_it_without_its_author(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        let first = review(&token, &json!({ "duty": "good", "service": "very_bad" })).key("one");
        assert_eq!(site.call(first.clone()).await.expect(201).json(), json!({ "bad": true }));
        site.call(first).await.expect(201);
        assert_eq!(counts(&site, "center.clerk").await, (1, 1, 1));
        let listed = site.ask("center.clerk", Call::get("/api/v1/reviews")).await.expect(200);
        let one = &listed.json()["reviews"][0];
        assert_eq!((&one["name"], &one["named"]), (&json!("住建局"), &json!(true)));
        assert_eq!((&one["text"], &one["levels"][1]["says"]), (&json!(SAID), &json!("非常不满意")));
        assert!(IDENTITY.iter().all(|part| !listed.text().contains(part)), "{listed:?}");
        // Sent again under the same key it is the same review, mended by its author.
        let mended = review(&token, &json!({ "duty": "good" })).key("one");
        site.call(mended).await.expect(201);
        assert_eq!(counts(&site, "center.clerk").await, (0, 1, 1));
        site.call(review(&token, &json!({ "duty": "bad" })).key("two")).await.expect(201);
        assert_eq!(counts(&site, "center.director").await, (1, 2, 2));
        let bad = read(&site, "center.director", "/api/v1/reviews?bad=true").await;
        assert_eq!(bad["reviews"].as_array().unwrap().len(), 1);
    }

    async fn what_is_not_asked_is_refused_and_silence_is_no_praise(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        for levels in [json!({}), json!({ "integrity": "bad" }), json!({ "duty": "perfect" })] {
            site.call(review(&token, &levels).key("x")).await.expect(400);
        }
        let long = json!({ "token": token, "levels": { "duty": "fair" }, "text": "长".repeat(1001) });
        site.call(Call::post("/api/v1/public/reviews", &long).key("x")).await.expect(400);
        site.call(review(&token, &json!({ "duty": "fair" }))).await.expect(400);
        assert_eq!(counts(&site, "center.clerk").await, (0, 0, 0));
    }

    async fn the_reviewed_come_by_their_reviews_on_no_path(database: Database) {
        let site = Site::on(&database).await;
        let targets = [
            json!({ "person": RESPONDENT }),
            json!({ "unit": RESPONDENT_UNIT }),
            json!({ "unit": "police-puqi", "name": "户籍窗口" }),
        ];
        let levels = [json!({ "conduct": "very_bad" }), json!({ "duty": "bad" }), json!({ "team": "fair" })];
        for (target, levels) in targets.iter().zip(&levels) {
            let (_, token) = code_of(&site, target).await;
            site.call(review(&token, levels).key("k")).await.expect(201);
        }
        assert_eq!(counts(&site, "center.clerk").await, (1, 2, 2), "of officers, few read");
        for person in ["center.supervisor", "center.director"] {
            assert_eq!(counts(&site, person).await, (2, 3, 3), "{person}");
        }
        let all = read(&site, "center.director", "/api/v1/reviews").await;
        let ids: Vec<_> = all["reviews"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        let others = [RESPONDENT, "police-puqi.handler2", "police-puqi.head", "police-bureau.head",
            "police-xindian.head", "county.head", "housing.handler", "admin.system", "admin.security", "admin.audit"];
        for person in others {
            assert_eq!(counts(&site, person).await, (0, 0, 0), "{person}");
            let paths = ["/api/v1/reviews?bad=true", "/api/v1/search?q=%E6%8B%8D%E6%A1%8C%E5%AD%90",
                "/api/v1/notices", "/api/v1/cases", "/api/v1/outbox", "/api/v1/inbox"];
            for path in paths {
                let answer = site.ask(person, Call::get(path)).await;
                assert!(!tells(&answer), "{person} {path}: {answer:?}");
            }
            for id in &ids {
                let path = format!("/api/v1/reviews/{}/reveal", id.as_str().unwrap());
                let body = json!({ "purpose": "contact", "reason": "想知道是谁" });
                let answer = site.ask(person, Call::post(path, &body)).await.expect(404);
                assert!(!tells(&answer), "{answer:?}");
            }
        }
        let audit = site.ask("admin.audit", Call::get("/api/v1/audit?stream=scan-points")).await.expect(200);
        assert!(!tells(&audit) && audit.text().contains("code_made"), "{audit:?}");
    }

    async fn a_center_that_is_reviewed_is_read_by_who_stands_in_for_it(database: Database) {
        let site = Site::on(&database).await;
        for target in [json!({ "unit": "center" }), json!({ "person": "center.clerk" })] {
            let (_, token) = code_of(&site, &target).await;
            let dimension = if target["unit"].is_null() { "law" } else { "duty" };
            site.call(review(&token, &json!({ dimension: "bad" })).key("k")).await.expect(201);
        }
        for person in ["center.clerk", "center.clerk2", "center.supervisor", "center.director"] {
            assert_eq!(counts(&site, person).await, (0, 0, 0), "{person}");
        }
        assert_eq!(counts(&site, "plc.handler").await, (1, 1, 1), "a clerk of the commission above");
        assert_eq!(counts(&site, "plc.head").await, (2, 2, 2));
    }

    async fn who_said_it_is_shown_for_a_reason_that_is_written_first(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        site.call(review(&token, &json!({ "duty": "bad" })).key("k")).await.expect(201);
        let id = read(&site, "center.clerk", "/api/v1/reviews").await["reviews"][0]["id"].clone();
        let path = format!("/api/v1/reviews/{}/reveal", id.as_str().unwrap());
        let short = json!({ "purpose": "contact", "reason": "回" });
        site.ask("center.clerk", Call::post(&path, &short)).await.expect(400);
        let store = site.world.engine.store();
        assert!(store.audit_stream("identities", 0, 9).await.unwrap().is_empty());
        let why = json!({ "purpose": "contact", "reason": "电话回访" });
        let shown = site.ask("center.clerk", Call::post(&path, &why)).await.expect(200);
        assert!(shown.text().contains(IDENTITY[0]) && shown.text().contains(IDENTITY[1]), "{shown:?}");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let records = store.audit_stream("identities", 0, 9).await.unwrap();
        let written = &records[0].body;
        assert!(written.contains(id.as_str().unwrap()) && !written.contains("电话回访"), "{written}");
        assert!(!written.contains(IDENTITY[0]), "{written}");
        let reasons = store.reveal_reasons(&records).await.unwrap();
        assert_eq!(reasons, [(1, Some("电话回访".to_owned()))].into());
        assert_eq!(store.forged_reason(&records).await.unwrap(), None);
        assert_eq!(database.run("UPDATE review_reasons SET words = 'other'").await.unwrap(), 1);
        assert!(matches!(store.forged_reason(&records).await.unwrap(), Some(Fault::Words { .. })));
    }

    async fn a_code_that_ended_answers_like_one_that_never_was_and_guessing_is_slow(database: Database) {
        let site = Site::on(&database).await;
        let (id, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        let because = json!({ "reason": "海报丢失" });
        let replaced = site.ask("admin.system", Call::post(format!("/api/v1/scan-points/{id}/replace"), &because)).await;
        let replaced = replaced.expect(201).json();
        assert!(!replaced["url"].as_str().unwrap().contains(&token));
        let levels = json!({ "duty": "bad" });
        let ended = site.call(review(&token, &levels).key("k")).await.expect(404);
        let never = site.call(review(&"0".repeat(26), &levels).key("k")).await.expect(404);
        let other = site.call(review("x", &levels).key("k")).await.expect(404);
        assert!(ended == never && never == other, "{ended:?} {never:?} {other:?}");
        for act in ["replace", "retire"] {
            let path = format!("/api/v1/scan-points/{id}/{act}");
            site.ask("admin.system", Call::post(path, &because)).await.expect(404);
        }
        let mut slow = ended;
        for _ in 0..100 {
            slow = site.call(review(&"1".repeat(26), &levels).key("k").from("192.0.2.9:1")).await;
            if slow.status != 404 {
                break;
            }
        }
        assert!(slow.status == 429 && slow.headers.contains_key("retry-after"), "{slow:?}");
        let good = replaced["url"].as_str().unwrap().split_once("/q/").unwrap().1.to_owned();
        let scanned = review(&good, &levels).key("k").from("192.0.2.9:1");
        site.call(scanned).await.expect(201);
        let listed = read(&site, "admin.system", "/api/v1/scan-points").await;
        let listed = listed["scan_points"].as_array().unwrap();
        assert_eq!((listed.len(), listed[0]["url"].is_null()), (2, false));
        assert_eq!((&listed[1]["replaced_by"], listed[1]["url"].is_null()), (&listed[0]["id"], true));
        assert_ne!(listed[0]["code"], listed[1]["code"]);
    }

    async fn one_network_says_so_much_a_day_and_nothing_is_kept_of_it(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        let send = async |n: usize, from: &str| {
            let call = review(&token, &json!({ "duty": "very_bad" })).key(&format!("k{n}"));
            site.call(call.from(&format!("{from}:1"))).await.status
        };
        let most = usize::try_from(engine::reviews::OF_CODE_AND_NETWORK_A_DAY).unwrap();
        for n in 0..most {
            assert_eq!(send(n, "192.0.2.7").await, 201);
        }
        assert_eq!(send(most, "192.0.2.7").await, 429);
        assert_eq!(send(0, "192.0.2.7").await, 201, "what was sent may be sent again");
        assert_eq!(send(most, "198.51.100.1").await, 201, "others may");
        let kept = "UPDATE review_counts SET n = n";
        assert_eq!(database.run(kept).await.unwrap(), 5, "code, two networks, and each with the code");
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(1));
        assert_eq!(send(most + 1, "192.0.2.7").await, 201, "another day");
        assert_eq!(database.run(kept).await.unwrap(), 3, "of the day before nothing is left");
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(1));
        site.world.engine.forget().await.unwrap();
        assert_eq!(database.run(kept).await.unwrap(), 0);
        assert_eq!(counts(&site, "center.clerk").await, (62, 62, 50));
        let page = read(&site, "center.clerk", "/api/v1/reviews").await;
        let next = format!("/api/v1/reviews?after={}", page["after"].as_str().unwrap());
        let next = read(&site, "center.clerk", &next).await;
        assert_eq!((next["reviews"].as_array().unwrap().len(), next["after"].is_null()), (12, true));
    }

    async fn each_of_the_three_administrators_keeps_what_is_theirs(database: Database) {
        let site = Site::on(&database).await;
        let body = json!({ "unit": "housing", "reason": "大厅海报" });
        for person in ["admin.security", "admin.audit", "center.director", "housing.head"] {
            site.ask(person, Call::post("/api/v1/scan-points", &body)).await.expect(403);
            site.ask(person, Call::get("/api/v1/scan-points")).await.expect(403);
        }
        for wrong in [json!({ "unit": "housing", "reason": " " }), json!({ "unit": "nobody", "reason": "x" }),
            json!({ "person": "nobody", "reason": "x" }), json!({ "unit": "housing", "name": "长".repeat(51), "reason": "x" })] {
            site.ask("admin.system", Call::post("/api/v1/scan-points", &wrong)).await.expect(400);
        }
        code_of(&site, &json!({ "unit": "housing" })).await;
        let audit = read(&site, "admin.audit", "/api/v1/audit?stream=scan-points").await.to_string();
        assert!(audit.contains("大厅海报") && audit.contains("admin.system"), "{audit}");
    }
}
