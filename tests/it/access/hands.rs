//! Open work of somebody who leaves: the head gives it to another, an administrator gives it back and learns nothing of a
//! case, and nobody comes by a case that does not exist for them.

use domain::case::{Event, Input, SigningInput, SigningMode};
use domain::id::CaseId;
use engine::Who;
use futures::future::join;
use serde_json::{Value, json};

use super::county::{happen, name};
use super::pages::Browser;
use crate::support::{Answer, Call, Database, Site, World, both};

const LEAVER: &str = "urban-management.handler";
const OTHER: &str = "urban-management.handler2";
const HEAD: &str = "urban-management.head";

/// So many cases that the leaver has signed for.
async fn signed(site: &Site, count: usize) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for _ in 0..count {
        let case = site.world.lamp().await.committed.stored.case.id;
        site.world.dispatch(case, "urban-management").await;
        let leaver = World::person(LEAVER);
        site.world.perform(&leaver, case, "sign", Input::None).await.unwrap();
        cases.push(case);
    }
    cases
}

/// The same of people who can sign in.
async fn staffed(site: &Site, count: usize) -> Vec<CaseId> {
    for person in [LEAVER, OTHER, HEAD] {
        site.account(person).await;
    }
    signed(site, count).await
}

async fn hand(site: &Site, by: &str, body: Value) -> Answer {
    let path = format!("/api/v1/people/{LEAVER}/open-cases/hand-over");
    site.ask(by, Call::post(path, &body)).await
}

async fn held(site: &Site, by: &str) -> Value {
    let path = format!("/api/v1/people/{LEAVER}/open-cases");
    site.ask(by, Call::get(path)).await.expect(200).json()
}

async fn number(site: &Site, case: CaseId) -> String {
    site.world.engine.read(&Who::Engine, case).await.unwrap().unwrap().stored.number.clone()
}

/// Who handles the case now, and the whole of its record checked.
async fn handler(site: &Site, case: CaseId) -> Option<String> {
    let seen = site.world.engine.read(&Who::Engine, case).await.unwrap().unwrap();
    let store = site.world.engine.store();
    let export = store.export_case(&seen.visible, case, true).await.unwrap().unwrap();
    store::verify::case(&export).unwrap();
    seen.case().lead.as_ref().unwrap().handler.as_ref().map(ToString::to_string)
}

async fn clocks(site: &Site, case: CaseId) -> String {
    site.ask(HEAD, Call::get(format!("/api/v1/cases/{case}/clocks"))).await.expect(200).text()
}

/// What the record says of changes of hands: from whom to whom.
async fn changes(site: &Site, case: CaseId) -> Vec<(Value, Value)> {
    let timeline = Call::get(format!("/api/v1/cases/{case}/timeline"));
    let timeline = site.ask(HEAD, timeline).await.expect(200).json();
    let events = timeline["events"].as_array().unwrap().iter();
    let changed = events.filter(|event| event["kind"] == "handler_changed");
    let facts = changed.map(|event| event["facts"].clone());
    facts.map(|facts| (facts["before"].clone(), facts["now"].clone())).collect()
}

both! {
    async fn a_head_gives_the_cases_of_who_leaves_to_another_and_no_deadline_moves(database: Database) {
        let site = Site::on(&database).await;
        let cases = staffed(&site, 3).await;
        site.world.clock.set(site.world.now() + chrono::TimeDelta::hours(5));
        let before = clocks(&site, cases[0]).await;
        let wish = json!({ "to": OTHER, "reason": "调往外地", "trial": true });
        let tried = hand(&site, HEAD, wish.clone()).await.expect(200).json();
        assert_eq!(tried["moved"], 3, "{tried}");
        assert_eq!(held(&site, HEAD).await["handles"], 3, "a trial does nothing");
        let wish = json!({ "to": OTHER, "reason": "调往外地" });
        assert_eq!(hand(&site, HEAD, wish.clone()).await.expect(200).json()["moved"], 3);
        assert_eq!(hand(&site, HEAD, wish).await.expect(200).json()["moved"], 0, "once");
        for case in &cases {
            assert_eq!(handler(&site, *case).await.as_deref(), Some(OTHER));
            assert_eq!(changes(&site, *case).await, [(json!(LEAVER), json!(OTHER))]);
        }
        assert_eq!(clocks(&site, cases[0]).await, before, "no deadline moves");
        let timeline = Call::get(format!("/api/v1/cases/{}/timeline", cases[0]));
        let told = site.ask(HEAD, timeline).await.expect(200).text();
        assert!(told.contains("调往外地"), "{told}");
        let audit = site.world.engine.store().audit_stream("accounts", 0, 99).await.unwrap();
        let moved: Vec<_> = audit.iter().filter(|entry| entry.body.contains("work_moved")).collect();
        assert_eq!(moved.len(), 1);
        assert!(moved[0].body.contains(HEAD) && !moved[0].body.contains("调往外地"), "{}", moved[0].body);
    }

    async fn a_case_that_concerns_the_new_handler_stays_and_is_told_to_the_head_alone(database: Database) {
        let site = Site::on(&database).await;
        let other = Browser::of(&site, OTHER).await;
        let cases = signed(&site, 2).await;
        name(&site, cases[0], json!({ "related": [OTHER] })).await;
        let hidden = number(&site, cases[0]).await;
        let wish = json!({ "to": OTHER, "reason": "调离" });
        let done = hand(&site, HEAD, wish).await.expect(200).json();
        assert_eq!(done["moved"], 1, "{done}");
        let stays = done["cases"].as_array().unwrap().iter().find(|case| case["moved"] == false).unwrap();
        assert_eq!((&stays["number"], &stays["code"]), (&json!(hidden), &json!("conflict_of_interest")));
        assert!(stays["message"].as_str().unwrap().contains("回避"), "{stays}");
        assert_eq!(handler(&site, cases[0]).await.as_deref(), Some(LEAVER));
        let audit = site.world.engine.store().audit_stream("accounts", 0, 99).await.unwrap();
        let moved = audit.iter().find(|entry| entry.body.contains("work_moved")).unwrap();
        assert!(moved.body.contains("\"cases\":1") && moved.body.contains("\"stayed\":1"), "{}", moved.body);
        // Given back, it lies where the other one looks, and is still not there for them.
        let told = hand(&site, "admin.system", json!({ "to": null, "reason": "调离" })).await.expect(200);
        assert_eq!(told.json(), json!({ "moved": 1 }), "numbers and no case");
        assert_eq!(handler(&site, cases[0]).await, None);
        let page = other.get("/s/handover").await.expect(200).text();
        assert!(!page.contains(&hidden), "{page}");
        let desk = other.get("/s/inbox").await.expect(200).text();
        assert!(!desk.contains("href=\"/s/handover"), "not even its number: {desk}");
        let posted = [("from", "-"), ("to", OTHER), ("case", hidden.as_str()), ("reason", "x"), ("do", "hand")];
        other.post("/s/handover", &posted).await.expect(400);
        assert_eq!(handler(&site, cases[0]).await, None);
    }

    async fn work_changes_hands_by_the_head_and_the_administrator_and_by_nobody_else(database: Database) {
        let site = Site::on(&database).await;
        let cases = staffed(&site, 1).await;
        for (by, status) in [(LEAVER, 403), (OTHER, 403), ("center.clerk", 403), ("center.director", 403), ("admin.security", 403), ("admin.audit", 403)] {
            hand(&site, by, json!({ "to": null, "reason": "x" })).await.expect(status);
        }
        let foreign = hand(&site, "housing.head", json!({ "to": "housing.handler", "reason": "x" })).await;
        assert_eq!(foreign.status, 409, "nobody can sign in as the new handler: {foreign:?}");
        site.account("housing.handler").await;
        let foreign = hand(&site, "housing.head", json!({ "to": "housing.handler", "reason": "x" })).await;
        assert_eq!(foreign.expect(200).json(), json!({ "moved": 0, "cases": [] }));
        assert_eq!(held(&site, "housing.head").await, json!({ "handles": 0, "signs": 0, "cases": [], "signing": [] }));
        for (wish, status, code) in [
            (json!({ "to": OTHER, "reason": " " }), 400, "malformed"),
            (json!({ "to": OTHER, "reason": "长".repeat(201) }), 400, "malformed"),
            (json!({ "to": "urban-management.nobody", "reason": "x" }), 409, "no_account"),
        ] {
            assert_eq!(hand(&site, HEAD, wish).await.expect(status).json()["code"], code);
        }
        let wrong = hand(&site, HEAD, json!({ "to": "housing.handler", "reason": "x" })).await.expect(200).json();
        assert_eq!(wrong["cases"][0]["code"], "not_a_handler", "{wrong}");
        let named = hand(&site, "admin.system", json!({ "to": OTHER, "reason": "x" })).await.expect(403).json();
        assert_eq!(named["code"], "unit_names_handler");
        let reading = site.token_for(HEAD, &["cases:read"]).await;
        let path = format!("/api/v1/people/{LEAVER}/open-cases/hand-over");
        let call = Call::post(path, &json!({ "to": null, "reason": "x" })).bearer(&reading);
        site.call(call).await.expect(403);
        site.ask(HEAD, Call::get("/api/v1/people/no.one/open-cases")).await.expect(404);
        assert_eq!(handler(&site, cases[0]).await.as_deref(), Some(LEAVER));
    }

    async fn who_is_disabled_leaves_nothing_behind_that_nobody_sees(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let head = Browser::of(&site, HEAD).await;
        let other = Browser::of(&site, OTHER).await;
        site.account(LEAVER).await;
        let cases = signed(&site, 2).await;
        let signers = [LEAVER.into()].into();
        happen(&site, cases[1], [Event::SigningOpened(SigningInput { mode: SigningMode::All, signers })]).await;
        let at = format!("/s/admin/people/{LEAVER}");
        let gone = system.post(&at, &[("do", "disable"), ("reason", "离职")]).await.expect(303);
        assert_eq!(gone.headers["location"], format!("{at}/work?done=disable"));
        let page = system.follow(&gone).await.expect(200).text();
        assert!(page.contains("账号已停用") && page.contains("<dd>2</dd>") && page.contains("<dd>1</dd>"), "{page}");
        for case in &cases {
            assert!(!page.contains(&number(&site, *case).await), "{page}");
        }
        let work = format!("{at}/work");
        let without = system.post(&work, &[("reason", "")]).await.expect(400).text();
        assert!(without.contains("理由"), "{without}");
        let back = system.post(&work, &[("reason", "离职交接")]).await.expect(303);
        let told = system.follow(&back).await.expect(200).text();
        assert!(told.contains("已交回单位，件数：2") && told.contains("没有在办案件"), "{told}");
        let made_up = system.get(&format!("{work}?done=release&cases=7")).await.expect(200).text();
        assert!(!made_up.contains("件数"), "a link says nothing of what was done: {made_up}");
        head.get(&work).await.expect(403);
        head.post(&work, &[("reason", "x")]).await.expect(403);
        Browser::of(&site, "admin.security").await.post(&work, &[("reason", "x")]).await.expect(403);

        let desk = head.get("/s/inbox").await.expect(200).text();
        assert!(desk.contains("href=\"/s/handover?from=-\"") && desk.contains("无人经办"), "{desk}");
        let page = head.get("/s/handover?from=-").await.expect(200).text();
        for case in &cases {
            assert!(page.contains(&number(&site, *case).await), "{page}");
        }
        let signs = head.get(&format!("/s/handover?from={LEAVER}")).await.expect(200).text();
        assert!(signs.contains("未签署的会签") && signs.contains(&number(&site, cases[1]).await), "{signs}");
        let (one, two) = (number(&site, cases[0]).await, number(&site, cases[1]).await);
        let taken = [("from", "-"), ("to", OTHER), ("case", one.as_str()), ("reason", "我来办"), ("do", "hand")];
        other.post("/s/handover", &taken).await.expect(200);
        assert_eq!(handler(&site, cases[0]).await.as_deref(), Some(OTHER));
        let given = [("from", "-"), ("to", OTHER), ("case", two.as_str()), ("reason", "接替")];
        let checked = head.post("/s/handover", &given).await.expect(200).text();
        assert!(checked.contains("还没有移交") && checked.contains("可以移交 1"), "{checked}");
        assert_eq!(handler(&site, cases[1]).await, None, "it was only checked");
        let confirmed = [given.as_slice(), &[("do", "hand")]].concat();
        let done = head.post("/s/handover", &confirmed).await.expect(200).text();
        assert!(done.contains("成功 1"), "{done}");
        assert_eq!(handler(&site, cases[1]).await.as_deref(), Some(OTHER));
        let again = head.post("/s/handover", &confirmed).await.expect(400).text();
        assert!(again.contains("请至少勾选一件"), "a second click: {again}");
        let sheet = head.get(&format!("/s/cases/{two}")).await.expect(200).text();
        assert!(sheet.contains("经办人变更") && sheet.contains("离职交接") && sheet.contains("接替"), "{sheet}");
        let auditor = Browser::of(&site, "admin.audit").await;
        let told = auditor.get("/s/audit?stream=accounts").await.expect(200).text();
        assert!(told.contains("移交在办案件") && told.contains("离职交接") && !told.contains("接替"), "{told}");
    }

    async fn an_administrator_counts_and_gives_back_nothing_that_concerns_them(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let cases = staffed(&site, 3).await;
        let signers = [LEAVER.into()].into();
        happen(&site, cases[0], [Event::SigningOpened(SigningInput { mode: SigningMode::All, signers })]).await;
        name(&site, cases[0], json!({ "related": ["admin.system"] })).await;
        assert_eq!(held(&site, "admin.system").await, json!({ "handles": 2, "signs": 0 }));
        assert_eq!(held(&site, HEAD).await["handles"], 3, "the head sees all of them");
        let page = system.get(&format!("/s/admin/people/{LEAVER}/work")).await.expect(200).text();
        assert!(page.contains("<dd>2</dd>") && page.contains("<dd>0</dd>"), "{page}");
        let wish = json!({ "to": null, "reason": "离职" });
        let tried = json!({ "to": null, "reason": "离职", "trial": true });
        assert_eq!(hand(&site, "admin.system", tried).await.expect(200).json()["moved"], 2);
        assert_eq!(hand(&site, "admin.system", wish.clone()).await.expect(200).json()["moved"], 2);
        assert_eq!(hand(&site, "admin.system", wish).await.expect(200).json()["moved"], 0);
        assert_eq!(handler(&site, cases[0]).await.as_deref(), Some(LEAVER), "it is for the head");
        let given = hand(&site, HEAD, json!({ "to": OTHER, "reason": "接替" })).await.expect(200).json();
        assert_eq!(given["moved"], 1, "{given}");
    }

    async fn whoever_gets_a_case_is_told_and_whoever_takes_it_knows(database: Database) {
        let site = Site::on(&database).await;
        let other = Browser::of(&site, OTHER).await;
        let cases = staffed(&site, 2).await;
        let told = async |person: &str| {
            while site.world.engine.deliver_letters().await.unwrap() > 0 {}
            let notices = site.ask(person, Call::get("/api/v1/notices")).await.expect(200).json();
            let notices = notices["notices"].as_array().unwrap().clone().into_iter();
            notices.filter(|notice| notice["about"] == "handed_over").map(|notice| notice["case"].clone()).collect::<Vec<_>>()
        };
        let given = json!({ "to": OTHER, "reason": "接替", "cases": [cases[0].0] });
        hand(&site, HEAD, given).await.expect(200);
        assert_eq!(told(OTHER).await, [json!(cases[0].0)]);
        assert_eq!(told(LEAVER).await, Vec::<Value>::new());
        hand(&site, HEAD, json!({ "to": null, "reason": "接替" })).await.expect(200);
        let page = other.get("/s/notices").await.expect(200).text();
        assert!(page.contains("案件移交给您经办"), "{page}");
        let number = number(&site, cases[1]).await;
        let taken = [("from", "-"), ("to", OTHER), ("case", number.as_str()), ("reason", "我来办"), ("do", "hand")];
        other.post("/s/handover", &taken).await.expect(200);
        assert_eq!(handler(&site, cases[1]).await.as_deref(), Some(OTHER));
        assert_eq!(told(OTHER).await.len(), 1, "nobody is told what they did themselves");
        name(&site, cases[0], json!({ "related": [OTHER] })).await;
        assert_eq!(told(OTHER).await, Vec::<Value>::new(), "the notice is gone with the case");
    }

    async fn what_is_more_than_a_page_is_said_and_can_be_come_to(database: Database) {
        let site = Site::on(&database).await;
        let head = Browser::of(&site, HEAD).await;
        let cases = staffed(&site, 202).await;
        let desk = head.get("/s/inbox?tab=hand").await.expect(200).text();
        assert!(desk.contains("只显示最先到期的 50 / 202"), "{desk}");
        let hands = head.get(&format!("/s/handover?from={LEAVER}")).await.expect(200).text();
        assert!(hands.contains("一次最多 200 / 202") && hands.matches("name=\"case\"").count() == 200, "{hands}");
        let list = held(&site, HEAD).await;
        assert_eq!((&list["handles"], list["cases"].as_array().unwrap().len()), (&json!(202), 200));
        // The last of the list is not on its first page, and can be chosen all the same.
        let shown: Vec<_> = list["cases"].as_array().unwrap().iter().map(|case| case["id"].clone()).collect();
        let beyond = cases.iter().find(|case| !shown.contains(&json!(case.0))).unwrap();
        let number = number(&site, *beyond).await;
        let given = [("from", LEAVER), ("to", OTHER), ("case", number.as_str()), ("reason", "接替"), ("do", "hand")];
        head.post("/s/handover", &given).await.expect(200);
        assert_eq!(handler(&site, *beyond).await.as_deref(), Some(OTHER));
        let wish = json!({ "to": OTHER, "reason": "接替" });
        let most = hand(&site, HEAD, wish.clone()).await.expect(200).json();
        assert_eq!((&most["moved"], &most["left"]), (&json!(200), &json!(1)));
        let rest = hand(&site, HEAD, wish).await.expect(200).json();
        assert_eq!((&rest["moved"], rest.get("left")), (&json!(1), None));
    }

    async fn of_two_who_move_the_same_work_each_case_goes_one_way_after_the_other(database: Database) {
        let site = Site::on(&database).await;
        let cases = staffed(&site, 8).await;
        for person in [HEAD, "admin.system"] {
            site.token(person).await;
        }
        let given = hand(&site, HEAD, json!({ "to": OTHER, "reason": "接替" }));
        let back = hand(&site, "admin.system", json!({ "to": null, "reason": "离职" }));
        let (given, back) = join(given, back).await;
        let moved = |answer: Answer| answer.expect(200).json()["moved"].as_u64().unwrap();
        assert_eq!(moved(given) + moved(back), 8, "each case went once");
        for case in cases {
            let changed = changes(&site, case).await;
            assert_eq!(changed.len(), 1, "{changed:?}");
            assert_eq!(changed[0].0, json!(LEAVER));
            let now = handler(&site, case).await;
            assert_eq!(json!(now), changed[0].1);
        }
    }
}
