//! Every route, asked by everybody, answers as the table says, and says nothing that is not for who asks.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::county::{
    Case, IDENTITY, NARRATIVE, NOTE, RESPONDENT, RESPONDENT_UNIT, case, respondents, version,
};
use super::routes::{KNOW_RESPONDENTS, OPEN311, PERSONAS, PUBLIC, Row, rows};
use crate::support::{Answer, Call, Database, Site, both};

#[test]
fn every_route_of_the_document_has_a_row_and_every_row_a_route() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let documented: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
            methods.map(move |method| format!("{method} {path}"))
        })
        .collect();
    let open = OPEN311.map(|path| format!("get /open311/v2/{path}.{{format}}"));
    let filing = "post /open311/v2/requests.{format}".to_owned();
    let expected: BTreeSet<String> =
        rows().iter().map(Row::route).chain(open).chain([filing]).collect();
    assert_eq!(documented, expected);
    let public: BTreeSet<String> = PUBLIC.map(str::to_owned).into();
    for row in rows() {
        let open = *row.statuses.last().unwrap() != 401 || row.route() == "post /api/v1/sessions";
        assert_eq!(open, public.contains(&row.route()), "{}", row.route());
    }
}

both! {
    async fn every_route_answers_everybody_as_the_table_says(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        site.account("commerce.handler").await;
        let mut wrong = Vec::new();
        for row in rows() {
            for ((column, person), status) in PERSONAS.iter().zip(&row.statuses) {
                let call = call(&site, &row, &case, column).await;
                let answer = if person.is_empty() {
                    site.call(call).await
                } else {
                    site.ask(person, call).await
                };
                if answer.status != *status {
                    wrong.push(format!("{} as {column}: {status} expected, not {answer:?}", row.route()));
                }
                says_no_more(&row, column, &case, &answer);
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_receipt_opens_progress_and_nothing_of_what_staff_know(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let call = Call::post("/api/v1/public/receipts", &json!({ "code": case.receipt }));
        let progress = site.call(call).await.expect(200).text();
        assert!(progress.contains(&case.number));
        // The case is about the police: a letter tells that a unit is in charge, and not which.
        assert!(progress.contains("已交承办单位办理"), "{progress}");
        let staff = ["丁四", "己四", "城管", "urban-management", "甲一", "center.clerk"];
        let closed = [NOTE, RESPONDENT, RESPONDENT_UNIT, "center.clerk2"];
        for word in IDENTITY.iter().chain(&staff).chain(&closed) {
            assert!(!progress.contains(word), "{word} in {progress}");
        }
    }
}

/// What must not stand in an answer, whatever its status.
fn says_no_more(row: &Row, column: &str, case: &Case, answer: &Answer) {
    let (route, text) = (row.route(), answer.text());
    let reveals = row.path.ends_with("/reveal");
    for word in IDENTITY.iter().filter(|_| !(reveals && answer.status == 200)) {
        assert!(!text.contains(word), "{route} tells {column} {word}: {text}");
    }
    let of_case = row.path.contains("/cases/{id}");
    let names = [RESPONDENT, RESPONDENT_UNIT, "center.clerk2"]
        .iter()
        .any(|id| text.contains(&format!("\"{id}\"")));
    if of_case && names {
        assert!(
            KNOW_RESPONDENTS.contains(&column),
            "{route} tells {column} whom it is about: {text}"
        );
    }
    let sees = rows().into_iter().find(|row| row.route() == "get /api/v1/cases/{id}").unwrap();
    let place = PERSONAS.iter().position(|(known, _)| *known == column).unwrap();
    if sees.statuses[place] == 404 {
        // A number that was searched for comes back in no answer.
        for mark in [&case.number, &case.id.to_string(), &NARRATIVE.to_owned(), &NOTE.to_owned()] {
            let own = row.path.starts_with("/api/v1/public");
            assert!(own || !text.contains(mark), "{route} tells {column} {mark}: {text}");
        }
    }
    if KNOW_RESPONDENTS.contains(&column) && route == "get /api/v1/cases/{id}" {
        assert!(names, "{column} may know whom it is about");
    }
    if sees.statuses[place] == 200 && row.path.ends_with("/timeline") {
        assert!(text.contains(NARRATIVE) && text.contains(NOTE), "{column} reads the content");
    }
}

/// A well-formed request of the route.
pub(super) async fn call(site: &Site, row: &Row, case: &Case, column: &str) -> Call {
    let random = Uuid::new_v4();
    let id = if row.path.contains("/cases/{id}") {
        case.id.to_string()
    } else if row.path.contains("/orders/{id}") {
        signed_order(site, case).await
    } else if row.path.contains("/joint-sessions/{id}") {
        held_session(site, case).await
    } else {
        random.to_string()
    };
    let path = row
        .path
        .replace("{id}", &id)
        .replace("{party}", &case.party.0.to_string())
        .replace("{file}", &case.file.to_string())
        .replace("{person}", "commerce.handler")
        .replace("{unit}", "court")
        .replace("{period}", "2026-02")
        .replace("{indicator}", "sign")
        .replace("{message}", "m1")
        .replace("{task}", "1");
    let path = match row.path {
        "/api/v1/search" => format!("{path}?q={}", case.number),
        "/api/v1/audit" => format!("{path}?stream=accounts"),
        _ => path,
    };
    let call = Call::new(row.method, path).key(&format!("{column}-{random}"));
    let call = call.if_match(version(site, case.id).await);
    match body(row.method, row.path, case) {
        Some(body) => call.json(&body),
        None if row.route() == "post /api/v1/cases/{id}/attachments" => call.file("b.txt", "more"),
        None => call,
    }
}

/// A supervision order about the case, drafted by one and signed by another: each that is asked finds one that nobody else has
/// done anything with.
async fn signed_order(site: &Site, case: &Case) -> String {
    let order = body("post", "/api/v1/orders", case).unwrap();
    let drafted = site.ask("center.supervisor", Call::post("/api/v1/orders", &order)).await;
    let id = drafted.expect(201).json()["id"].as_str().unwrap().to_owned();
    let sign = json!({ "step": "sign", "version": 1 });
    let sign = Call::post(format!("/api/v1/orders/{id}/steps"), &sign);
    assert_eq!(site.ask("center.director", sign).await.expect(200).json()["version"], 2);
    id
}

/// A joint session about the case whose minutes are signed, with a task for its lead.
async fn held_session(site: &Site, case: &Case) -> String {
    let session = body("post", "/api/v1/joint-sessions", case).unwrap();
    let called =
        site.ask("center.supervisor", Call::post("/api/v1/joint-sessions", &session)).await;
    let id = called.expect(201).json()["id"].as_str().unwrap().to_owned();
    let task = json!({ "unit": "urban-management", "what": "x", "days": 5 });
    let minutes = json!({
        "held_on": "2026-01-05", "decision": "x", "attended": "x", "tasks": [task],
    });
    let steps = format!("/api/v1/joint-sessions/{id}/steps");
    let minute = json!({ "step": "minute", "version": 1, "minutes": minutes });
    site.ask("center.supervisor", Call::post(steps.clone(), &minute)).await.expect(200);
    let sign = json!({ "step": "sign", "version": 2 });
    site.ask("center.director", Call::post(steps, &sign)).await.expect(200);
    id
}

fn body(method: &str, path: &str, case: &Case) -> Option<serde_json::Value> {
    let note = json!({ "transition": "record_note", "form": { "note": "又一条" } });
    let addition = json!({ "transition": "add_supplement", "form": { "addition": "补一句" } });
    let filing =
        json!({ "workflow": "service", "title": "路灯不亮", "form": { "account": "三盏" } });
    Some(match (method, path) {
        ("post", "/api/v1/cases" | "/api/v1/public/complaints") => filing,
        ("post", "/api/v1/cases/{id}/verbs") => {
            json!({ "command": "perform", "transition": note["transition"], "form": note["form"] })
        }
        (
            "post",
            "/api/v1/cases/{id}/parties/{party}/reveal"
            | "/api/v1/cases/{id}/attachments/{file}/original"
            | "/api/v1/reviews/{id}/reveal",
        ) => {
            json!({ "purpose": "contact", "reason": "回访" })
        }
        ("post", "/api/v1/reviews/{id}/dismiss") => json!({ "why": "no_fact" }),
        ("post", "/api/v1/accounts") => json!({ "person": "commerce.handler", "sign_in": "x1" }),
        ("put", "/api/v1/accounts/{person}/disabled") => json!({ "disabled": false }),
        ("post", "/api/v1/accounts/{person}/second-factor/remove") => json!({ "reason": "x" }),
        ("post", "/api/v1/people/{person}/open-cases/hand-over") => {
            json!({ "to": null, "reason": "x" })
        }
        ("post", "/api/v1/agencies/{unit}/release") => json!({ "reason": "查明" }),
        ("post", "/api/v1/subscriptions") => {
            json!({ "unit": "center", "url": "https://example.org/hook", "reason": "x" })
        }
        ("post", path) if path.starts_with("/api/v1/subscriptions/") => json!({ "reason": "x" }),
        ("post", "/api/v1/scan-points") => json!({ "unit": "housing", "reason": "x" }),
        ("post", path) if path.starts_with("/api/v1/scan-points/") => json!({ "reason": "x" }),
        ("post", "/api/v1/public/reviews") => {
            json!({ "token": "0".repeat(26), "levels": { "duty": "good" } })
        }
        ("post", "/api/v1/sessions") => json!({ "sign_in": "nobody", "password": "wrong" }),
        ("put", "/api/v1/me/password") => json!({ "present": "a", "new": "b" }),
        ("post", "/api/v1/me/tokens") => {
            json!({ "name": "n", "scopes": ["cases:read"], "days": 1 })
        }
        ("post", _) => {
            return supervision_body(path, case).or_else(|| citizens_body(path, case, &addition));
        }
        _ => return None,
    })
}

/// Of what supervisors post.
fn supervision_body(path: &str, case: &Case) -> Option<serde_json::Value> {
    Some(match path {
        "/api/v1/orders" => {
            json!({ "unit": "urban-management", "level": "blue", "demand": "x", "cases": [case.id.0] })
        }
        path if path.starts_with("/api/v1/orders/") => {
            json!({ "step": "receive", "version": 2 })
        }
        "/api/v1/joint-sessions" => {
            json!({ "subject": "x", "place": "x", "meets_at": "2026-03-02T01:00:00Z", "units": ["urban-management"], "cases": [case.id.0] })
        }
        path if path.ends_with("/tasks/{task}/steps") => {
            json!({ "step": "receive", "version": 1 })
        }
        path if path.starts_with("/api/v1/joint-sessions/") => {
            json!({ "step": "call_off", "version": 3, "words": "x" })
        }
        "/api/v1/suspicions/dismissals" => {
            json!({ "suspicions": [{ "id": Uuid::nil(), "version": 1 }], "reason": "看过了" })
        }
        "/api/v1/suspicions/searches" => json!({ "months_back": 0 }),
        path if path.starts_with("/api/v1/suspicions/") => {
            json!({ "conclusion": "dismissed", "reason": "看过了", "version": 1 })
        }
        "/api/v1/appraisals" => json!({ "period": "2026-02" }),
        "/api/v1/appraisals/{period}/publication" => json!({ "run": Uuid::nil() }),
        "/api/v1/appraisals/{period}/corrections" => json!({ "document": "x" }),
        "/api/v1/appraisal-decisions" => {
            json!({ "case": case.id.0, "kind": "force_majeure", "document": "x", "reason": "x" })
        }
        "/api/v1/appraisal-objections" => {
            json!({ "period": "2026-02", "unit": "housing", "indicator": "sign", "reason": "x" })
        }
        "/api/v1/appraisal-objections/{id}/ruling" => {
            json!({ "upheld": true, "document": "x", "found": "x" })
        }
        _ => return None,
    })
}

fn citizens_body(
    path: &str,
    case: &Case,
    addition: &serde_json::Value,
) -> Option<serde_json::Value> {
    Some(match path {
        "/api/v1/public/receipts" => json!({ "code": case.receipt }),
        "/api/v1/public/receipts/verbs" => json!({ "code": case.receipt, "perform": addition }),
        "/api/v1/public/ratings" => json!({ "token": "0".repeat(26), "solved": "yes" }),
        _ => return None,
    })
}
