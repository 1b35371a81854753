//! Two at once: of two writers one wins, a key makes one case, a token serves once, a count holds its lines.

use std::collections::BTreeSet;

use futures::future::{join, join_all};
use serde_json::json;
use uuid::Uuid;

use super::county::{name, perform, version};
use crate::support::{Call, Database, Site, both};
use domain::id::CaseId;

/// How often each race is run.
const ROUNDS: usize = 25;

fn note(case: CaseId, version: u64, key: &str) -> Call {
    let note =
        json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
    Call::post(format!("/api/v1/cases/{case}/verbs"), &note).if_match(version).key(key)
}

/// A case whose citizen may say whether it was solved, and the token to say it with.
async fn to_rate(site: &Site) -> String {
    let filed = site.world.lamp().await;
    let case = filed.committed.stored.case.id;
    site.world.dispatch(case, "urban-management").await;
    let upload =
        Call::new("POST", format!("/api/v1/cases/{case}/attachments")).file("a.txt", "done");
    let file = site.ask("urban-management.handler", upload).await.expect(201).json()["id"].clone();
    let contact = json!({ "channel": "phone", "said": "已联系" });
    let result = json!({ "answer": "已修复", "measures": "换灯" });
    let steps = [
        ("urban-management.handler", json!({ "transition": "sign" })),
        ("urban-management.handler", json!({ "transition": "contact", "form": contact })),
        (
            "urban-management.handler",
            json!({ "transition": "submit_resolved", "form": result, "evidence": { "proof": [file] } }),
        ),
        (
            "center.clerk",
            json!({ "transition": "pass_verification", "input": { "verdict": "yes" } }),
        ),
    ];
    for (person, mut step) in steps {
        step["command"] = json!("perform");
        perform(site, person, case, &step).await.expect(200);
    }
    let look = Call::post("/api/v1/public/receipts", &json!({ "code": filed.receipts[0].1 }));
    let progress = site.call(look).await.expect(200).json();
    progress["rating_token"].as_str().unwrap().to_owned()
}

both! {
    async fn of_two_writers_with_one_version_one_is_late(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        for person in ["center.clerk", "center.clerk2"] {
            site.token(person).await;
        }
        for round in 0..ROUNDS {
            let version = version(&site, case).await;
            let key = format!("r{round}");
            let first = site.ask("center.clerk", note(case, version, &key));
            let second = site.ask("center.clerk2", note(case, version, &key));
            let (first, second) = join(first, second).await;
            let statuses = BTreeSet::from([first.status, second.status]);
            assert_eq!(statuses, BTreeSet::from([200, 412]), "{first:?}\n{second:?}");
            let late = if first.status == 412 { first } else { second };
            assert_eq!(late.json()["facts"]["changes"].as_array().unwrap().len(), 1, "{late:?}");
        }
        let seen = site.world.engine.read(&engine::Who::Engine, case).await.unwrap().unwrap();
        let everything = seen.visible.clone();
        let store = site.world.engine.store();
        let export = store.export_case(&everything, case, true).await.unwrap().unwrap();
        store::verify::case(&export).unwrap();
    }

    async fn one_key_makes_one_case_and_gets_one_answer(database: Database) {
        let site = Site::on(&database).await;
        let filing = json!({ "workflow": "service", "title": "路灯", "form": { "account": "三盏" } });
        site.token("center.clerk").await;
        for round in 0..ROUNDS {
            let file = || Call::post("/api/v1/cases", &filing).key(&format!("f{round}"));
            let complain = || Call::post("/api/v1/public/complaints", &filing).key(&format!("c{round}"));
            let filed = join_all((0..4).map(|_| site.ask("center.clerk", file()))).await;
            let complained = join_all((0..4).map(|_| site.call(complain()))).await;
            for answers in [filed, complained] {
                answers.iter().for_each(|answer| assert_eq!(*answer, answers[0]));
                assert_eq!(answers[0].status, 201, "{:?}", answers[0]);
            }
        }
        let total = site.ask("center.clerk", Call::get("/api/v1/cases?limit=1")).await.json()["total"].clone();
        assert_eq!(total, 2 * ROUNDS);
    }

    async fn one_key_changes_a_case_once_and_gets_one_answer(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        site.token("center.clerk").await;
        for round in 0..ROUNDS {
            let version = version(&site, case).await;
            let call = || note(case, version, &format!("n{round}"));
            let answers = join_all((0..3).map(|_| site.ask("center.clerk", call()))).await;
            answers.iter().for_each(|answer| assert_eq!(*answer, answers[0]));
            assert_eq!(answers[0].status, 200, "{:?}", answers[0]);
            assert_eq!(site.ask("center.clerk", call()).await, answers[0], "and later too");
            let other = json!({ "command": "read" });
            let reused = Call::post(format!("/api/v1/cases/{case}/verbs"), &other).if_match(version);
            let reused = site.ask("center.clerk", reused.key(&format!("n{round}"))).await.expect(422);
            assert_eq!(reused.json()["code"], "idempotency_key_reused");
        }
    }

    async fn a_total_is_never_less_than_its_lines_and_at_rest_it_is_all(database: Database) {
        let site = Site::on(&database).await;
        site.token("center.clerk").await;
        let cases = join_all((0..20).map(|_| site.world.lamp())).await;
        let changes = async {
            for filed in &cases {
                site.world.lamp().await;
                let case = filed.committed.stored.case.id;
                name(&site, case, json!({ "related": ["center.clerk3"] })).await;
            }
        };
        let list = async {
            for _ in 0..40 {
                for person in ["center.clerk3", "center.clerk"] {
                    let page = site.ask(person, Call::get("/api/v1/cases?limit=200")).await.expect(200).json();
                    let lines = page["cases"].as_array().unwrap().len() as u64;
                    assert!(page["total"].as_u64().unwrap() >= lines, "{page}");
                }
            }
        };
        join(changes, list).await;
        for (person, left) in [("center.clerk3", 20), ("center.clerk", 40)] {
            let page = site.ask(person, Call::get("/api/v1/cases?limit=200")).await.json();
            assert_eq!((page["cases"].as_array().unwrap().len(), page["total"].as_u64()), (left, Some(left as u64)));
        }
    }

    async fn a_rating_token_serves_once(database: Database) {
        let site = Site::on(&database).await;
        for _ in 0..3 {
            let body = json!({ "token": to_rate(&site).await, "solved": "yes" });
            let rate = || Call::post("/api/v1/public/ratings", &body).key(&Uuid::new_v4().to_string());
            let (first, second) = join(site.call(rate()), site.call(rate())).await;
            let mut statuses = [first.status, second.status];
            statuses.sort_unstable();
            assert!(statuses[0] == 200 && [404, 409].contains(&statuses[1]), "{first:?}\n{second:?}");
            site.call(rate()).await.expect(409);
        }
    }
}
