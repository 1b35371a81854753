//! The wall, tried through every way in: for those whom a case concerns, the answer about it is byte for byte the answer
//! about a case that never was.

use domain::id::CaseId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::county::{Case, NARRATIVE, case, respondents, version as version_of};
use crate::support::{Answer, Call, Database, Site, both};

/// Whom the case concerns: the officer, a colleague, somebody at a station below the bureau, and a related clerk, who
/// would see every case of the center if it were not for that.
const WALLED: [&str; 4] =
    ["police-puqi.handler", "police-puqi.handler2", "police-xindian.head", "center.clerk2"];

/// Ids of the same form that name nothing.
fn absent(case: &Case) -> Case {
    Case {
        id: CaseId(Uuid::now_v7()),
        number: "0000000000".to_owned(),
        party: domain::id::PartyId(Uuid::now_v7()),
        receipt: case.receipt.clone(),
        file: Uuid::now_v7(),
    }
}

/// Everything that can be asked about a case by its ids.
fn about(case: &Case, version: u64) -> Vec<(&'static str, Call)> {
    let at = |rest: &str| format!("/api/v1/cases/{}{rest}", case.id);
    let reveal = json!({ "purpose": "contact", "reason": "回访" });
    let verb = |verb: Value| Call::post(at("/verbs"), &verb).if_match(version).key("k");
    let named =
        json!({ "people": [], "units": [], "related": ["center.clerk3"], "unmatched": false });
    vec![
        ("get", Call::get(at(""))),
        (
            "get of a known version",
            Call::get(at("")).header("if-none-match", &format!("\"{version}\"")),
        ),
        ("routing", Call::get(at("/routing"))),
        ("verbs", Call::get(at("/verbs"))),
        ("timeline", Call::get(at("/timeline"))),
        ("timeline from the end", Call::get(at("/timeline?after=100000&limit=1"))),
        ("clocks", Call::get(at("/clocks"))),
        ("parties", Call::get(at("/parties"))),
        ("reveal", Call::post(at(&format!("/parties/{}/reveal", case.party)), &reveal)),
        ("attachments", Call::get(at("/attachments"))),
        ("download", Call::get(at(&format!("/attachments/{}", case.file)))),
        ("upload", Call::new("POST", at("/attachments")).file("c.txt", "x")),
        ("upload of nothing", Call::new("POST", at("/attachments"))),
        ("read", verb(json!({ "command": "read" }))),
        ("screen", verb(json!({ "command": "screen" }))),
        ("name", verb(json!({ "command": "name_respondents", "respondents": named }))),
        ("perform", verb(json!({ "command": "perform", "transition": "accept" }))),
        ("an unknown transition", verb(json!({ "command": "perform", "transition": "nonsense" }))),
        (
            "a faulty form",
            verb(json!({ "command": "perform", "transition": "refuse", "form": { "x": 1 } })),
        ),
        (
            "a file that is its own",
            verb(json!({ "command": "perform", "transition": "record_note",
            "form": { "note": "n" }, "evidence": { "proof": [case.file] } })),
        ),
        (
            "a stale version",
            Call::post(at("/verbs"), &json!({ "command": "read" })).if_match(1).key("s"),
        ),
        ("no version", Call::post(at("/verbs"), &json!({ "command": "read" })).key("n")),
        ("no key", Call::post(at("/verbs"), &json!({ "command": "read" })).if_match(version)),
        ("no body", Call::new("POST", at("/verbs")).if_match(version).key("b")),
    ]
}

/// The answer with the ids that the caller sent taken out of it.
fn without(answer: &Answer, case: &Case) -> (u16, Value, String) {
    let ids =
        [case.id.to_string(), case.file.to_string(), case.party.to_string(), case.number.clone()];
    let text = ids.iter().fold(answer.text(), |text, id| text.replace(id, "…"));
    (answer.status, json!(answer.headers), text)
}

both! {
    async fn what_is_hidden_answers_like_what_never_was(database: Database) {
        let site = Site::on(&database).await;
        let hidden = case(&site, respondents()).await;
        let absent = absent(&hidden);
        let version = version_of(&site, hidden.id).await;
        for person in WALLED {
            let pairs = about(&hidden, version).into_iter().zip(about(&absent, version));
            for ((what, hidden), (_, absent)) in pairs {
                let (hidden, absent) = (site.ask(person, hidden).await, site.ask(person, absent).await);
                assert_eq!(hidden, absent, "{what} as {person}");
                let known = ["no version", "no key", "no body"].contains(&what);
                assert_eq!(hidden.status == 404, !known, "{what} as {person}: {hidden:?}");
            }
        }
        assert_eq!(version_of(&site, hidden.id).await, version, "nothing was written");
    }

    async fn no_list_count_or_search_knows_of_it(database: Database) {
        let site = Site::on(&database).await;
        let other = site.world.lamp().await;
        let lists = |case: &Case| {
            let digits = ["13977665544", "5544"].map(|q| format!("/api/v1/search?q={q}"));
            let words = ["夜巡收费", "两万八千六"].map(|q| format!("/api/v1/search?q={}", escaped(q)));
            let paths = ["/api/v1/cases", "/api/v1/cases?sort=filed", "/api/v1/cases?limit=1",
                "/api/v1/cases?lead=urban-management", "/api/v1/cases?open=true",
                "/api/v1/due-not-escalated", "/api/v1/notices"].map(str::to_owned);
            let number = format!("/api/v1/search?q={}", case.number);
            paths.into_iter().chain(digits).chain(words).chain([number]).collect::<Vec<_>>()
        };
        let people = WALLED.into_iter().chain(["center.clerk"]);
        let nothing = Case { number: "0000000000".to_owned(), id: other.committed.stored.case.id,
            party: other.receipts[0].0, receipt: String::new(), file: Uuid::nil() };
        let mut before = Vec::new();
        for person in people.clone() {
            for path in lists(&nothing) {
                before.push(site.ask(person, Call::get(path)).await);
            }
        }
        let hidden = case(&site, respondents()).await;
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(20));
        while site.world.engine.deliver_letters().await.unwrap() > 0 {}
        let mut differ = 0;
        let mut before = before.into_iter();
        for person in people {
            for path in lists(&hidden) {
                let (before, after) = (before.next().unwrap(), site.ask(person, Call::get(&path)).await);
                if person == "center.clerk" {
                    differ += usize::from(before != after);
                } else if !path.contains("due-not") {
                    assert_eq!(before, after, "{path} as {person}");
                }
            }
        }
        assert!(differ >= 8, "the lists would show it to whoever sees it, but only {differ} do");
    }

    async fn what_is_due_in_it_is_reported_to_nobody_behind_the_wall(database: Database) {
        let site = Site::on(&database).await;
        let mut named = respondents();
        named.related.insert("center.supervisor2".into());
        let hidden = case(&site, named).await.id.to_string();
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(20));
        let due = async |person: &str| site.ask(person, Call::get("/api/v1/due-not-escalated")).await.expect(200).text();
        assert!(due("center.supervisor").await.contains(&hidden));
        assert_eq!(due("center.supervisor2").await, "{\"due\":[]}");
    }

    async fn it_cannot_be_named_from_another_case(database: Database) {
        let site = Site::on(&database).await;
        let hidden = case(&site, respondents()).await;
        let absent = absent(&hidden);
        let own = site.world.lamp().await.committed.stored.case.clone();
        let clerk = "center.clerk2";
        let at = format!("/api/v1/cases/{}", own.id);
        let version = own.seq;
        let calls = |case: &Case| {
            let verb = |verb: Value, key: &str| Call::post(format!("{at}/verbs"), &verb).if_match(version).key(key);
            let id = case.id;
            vec![
                verb(json!({ "command": "perform", "transition": "merge", "input": { "case": id } }), &format!("m{id}")),
                verb(json!({ "command": "perform", "transition": "link_repeat", "input": { "case": id } }), &format!("l{id}")),
                verb(json!({ "command": "perform", "transition": "split", "input": { "parties": [case.party] } }), &format!("s{id}")),
                verb(json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" },
                    "evidence": { "proof": [case.file] } }), &format!("e{id}")),
                Call::post(format!("{at}/parties/{}/reveal", case.party), &json!({ "purpose": "contact", "reason": "回访" })),
                Call::get(format!("{at}/attachments/{}", case.file)),
                Call::post("/api/v1/notices/".to_owned() + &id.to_string() + "/read", &json!({})),
            ]
        };
        for (hidden_call, absent_call) in calls(&hidden).into_iter().zip(calls(&absent)) {
            let path = hidden_call.path.clone();
            let (answer, expected) = (site.ask(clerk, hidden_call).await, site.ask(clerk, absent_call).await);
            assert_eq!(without(&answer, &hidden), without(&expected, &absent), "{path}");
            assert!(!answer.text().contains(NARRATIVE) && answer.status != 200, "{answer:?}");
        }
    }

    async fn a_key_that_somebody_else_used_says_nothing(database: Database) {
        let site = Site::on(&database).await;
        let hidden = case(&site, respondents()).await;
        let note = json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
        let path = format!("/api/v1/cases/{}/verbs", hidden.id);
        let version = version_of(&site, hidden.id).await;
        let call = Call::post(path, &note).if_match(version).key("shared");
        site.ask("center.clerk", call.clone()).await.expect(200);
        let never = Call::get(format!("/api/v1/cases/{}", CaseId(Uuid::now_v7())));
        let never = site.ask("center.clerk2", never).await;
        assert_eq!(site.ask("center.clerk2", call).await, never);
        let filing = json!({ "workflow": "service", "title": "路灯", "form": { "account": "三盏" } });
        let file = || Call::post("/api/v1/cases", &filing).key("shared too");
        let first = site.ask("center.clerk", file()).await.expect(201).json();
        let second = site.ask("center.clerk2", file()).await.expect(201).json();
        assert_ne!(first["id"], second["id"], "each has a case of their own");
    }

    async fn nobody_behind_the_wall_is_told_inside_the_system(database: Database) {
        let site = Site::on(&database).await;
        let hidden = case(&site, respondents()).await;
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(40));
        while site.world.engine.sweep_clocks().await.unwrap() + site.world.engine.deliver_letters().await.unwrap() > 0 {}
        let notices = async |person: &str| site.ask(person, Call::get("/api/v1/notices")).await.expect(200).text();
        assert!(notices("center.director").await.contains(&hidden.number));
        for person in WALLED {
            assert_eq!(notices(person).await, "{\"notices\":[]}", "{person}");
        }
    }
}

/// A text in the query of an address.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}
