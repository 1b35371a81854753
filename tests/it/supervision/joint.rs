//! Joint sessions: called, minuted by one and signed by another, told to their cases; tasks done by units and confirmed by the
//! center; and whoever must not know of a case finds no session about it, on no path.

use chrono::TimeDelta;
use domain::case::{Command, Event, Respondents};
use domain::id::CaseId;
use engine::Who;
use engine::execute::Order;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::county::complaint;
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const UNIT: &str = "urban-management";
const HEAD: &str = "urban-management.head";
const HANDLER: &str = "urban-management.handler";
const SUPERVISOR: &str = "center.supervisor";
const DIRECTOR: &str = "center.director";
const SESSIONS: &str = "/api/v1/joint-sessions";

/// Files a case and gives it to the unit.
async fn dispatched(site: &Site) -> (CaseId, String) {
    let clerk = Some(World::person("center.clerk"));
    let filed = site.world.engine.file(clerk, complaint(Respondents::default())).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    site.world.dispatch(id, UNIT).await;
    (id, number)
}

fn session(units: &[&str], cases: &[CaseId]) -> Value {
    let cases: Vec<_> = cases.iter().map(|case| case.0).collect();
    json!({
        "id": Uuid::now_v7(), "subject": "责任不清", "place": "二楼会商室",
        "meets_at": "2026-03-03T01:00:00Z", "units": units, "cases": cases,
    })
}

async fn called(site: &Site, units: &[&str], cases: &[CaseId]) -> String {
    let call = Call::post(SESSIONS, &session(units, cases));
    let made = site.ask(SUPERVISOR, call).await.expect(201).json();
    format!("{SESSIONS}/{}", made["id"].as_str().unwrap())
}

fn minutes(responsible: &Value) -> Value {
    json!({
        "held_on": "2026-03-02", "decision": "由城管牵头，五日内修好", "attended": "城管、住建、中心",
        "responsible": responsible,
        "tasks": [
            { "unit": UNIT, "what": "更换灯具", "days": 5 },
            { "unit": "housing", "what": "查清线路产权", "days": 3 },
        ],
    })
}

async fn read(site: &Site, person: &str, session: &str) -> Value {
    site.ask(person, Call::get(session.to_owned())).await.expect(200).json()
}

/// Takes a step on the version that is there, or is refused so.
async fn step(site: &Site, person: &str, session: &str, mut asked: Value, status: u16) -> Value {
    asked["version"] = read(site, DIRECTOR, session).await["version"].clone();
    site.ask(person, Call::post(format!("{session}/steps"), &asked)).await.expect(status).json()
}

async fn held(site: &Site, units: &[&str], cases: &[CaseId], responsible: Value) -> String {
    let session = called(site, units, cases).await;
    let asked = json!({ "step": "minute", "minutes": minutes(&responsible) });
    step(site, SUPERVISOR, &session, asked, 200).await;
    step(site, DIRECTOR, &session, json!({ "step": "sign" }), 200).await;
    session
}

/// Takes a step with a task on the version that is there, or is refused so.
async fn task(site: &Site, person: &str, at: (&str, i64), named: &str, status: u16) -> Value {
    let (session, task) = at;
    let known = read(site, DIRECTOR, session).await["tasks"].as_array().unwrap().clone();
    let known = known.into_iter().find(|known| known["task"] == task).unwrap();
    let asked = json!({ "step": named, "version": known["version"], "words": "情况属实" });
    let call = Call::post(format!("{session}/tasks/{task}/steps"), &asked);
    site.ask(person, call).await.expect(status).json()
}

async fn listed(site: &Site, person: &str) -> usize {
    let all = site.ask(person, Call::get(SESSIONS)).await.expect(200).json();
    all["sessions"].as_array().unwrap().len()
}

async fn tasks(site: &Site, person: &str, query: &str) -> usize {
    let call = Call::get(format!("/api/v1/joint-tasks?{query}"));
    site.ask(person, call).await.expect(200).json()["tasks"].as_array().unwrap().len()
}

/// How often the case was told of a session, and which unit was found responsible last.
async fn told(site: &Site, case: CaseId) -> (usize, Option<String>) {
    let seen = site.world.engine.read(&Who::Engine, case).await.unwrap().unwrap();
    let log = site.world.engine.store().timeline(&seen.visible, case, 0, 1000).await.unwrap();
    let notes = log.unwrap().into_iter().filter_map(|entry| {
        let Event::SessionNoted(note) = entry.event else { return None };
        Some(note.responsible.map(|unit| unit.to_string()))
    });
    let notes: Vec<_> = notes.collect();
    (notes.len(), notes.last().cloned().flatten())
}

async fn name(site: &Site, case: CaseId, named: Respondents) {
    let command = Command::NameRespondents(named);
    let order = Order::new(World::person("center.clerk"), case, command);
    site.world.engine.execute(order).await.unwrap();
}

both! {
    async fn one_drafts_the_minutes_another_signs_and_the_units_do_their_tasks(database: Database) {
        let site = Site::on(&database).await;
        let (one, number) = dispatched(&site).await;
        let (other, _) = dispatched(&site).await;
        let session = called(&site, &[UNIT], &[one, other]).await;
        let made = read(&site, HEAD, &session).await;
        assert_eq!((made["number"].as_str(), made["standing"].as_str()), (Some("会〔2026〕1号"), Some("called")));
        assert_eq!((made["can"].clone(), made["tasks"].clone()), (json!([]), json!([])));
        let responsible = json!({ one.0.to_string(): UNIT });
        let asked = json!({ "step": "minute", "minutes": minutes(&responsible) });
        let drafted = step(&site, SUPERVISOR, &session, asked, 200).await;
        assert_eq!(drafted["can"], json!(["minute", "send_back"]), "whoever drafted does not sign");
        let unsigned = read(&site, HEAD, &session).await;
        assert!(unsigned["minutes"].is_null() && unsigned["tasks"] == json!([]), "{unsigned}");
        site.ask("housing.handler", Call::get(session.clone())).await.expect(404);
        assert_eq!((told(&site, one).await.0, tasks(&site, HEAD, "").await), (0, 0));
        step(&site, SUPERVISOR, &session, json!({ "step": "sign" }), 409).await;
        let signed = step(&site, DIRECTOR, &session, json!({ "step": "sign" }), 200).await;
        assert_eq!(signed["standing"], "held");
        assert_eq!(told(&site, one).await, (1, Some(UNIT.to_owned())));
        assert_eq!(told(&site, other).await, (1, None));
        // Five working days from Monday, the 2nd of March.
        assert_eq!(signed["tasks"][0]["due"].as_str(), Some("2026-03-09T16:00:00.000000Z"), "{signed}");
        let seen = read(&site, "housing.handler", &session).await;
        assert_eq!((seen["cases"].clone(), seen["elsewhere"].clone()), (json!([]), json!(2)), "a task opens no case");
        assert_eq!((tasks(&site, HANDLER, "own=true").await, tasks(&site, SUPERVISOR, "waits=true").await), (1, 2));

        let own = (session.as_str(), 1);
        task(&site, "housing.handler", own, "receive", 409).await;
        task(&site, HANDLER, own, "receive", 200).await;
        task(&site, HANDLER, own, "receive", 409).await;
        task(&site, HANDLER, own, "finish", 200).await;
        task(&site, HANDLER, own, "confirm", 409).await;
        task(&site, SUPERVISOR, own, "return", 200).await;
        task(&site, HEAD, own, "finish", 200).await;
        let done = task(&site, DIRECTOR, own, "confirm", 200).await;
        assert_eq!(done["tasks"][0]["standing"], "confirmed");
        task(&site, DIRECTOR, (&session, 2), "withdraw", 200).await;
        assert_eq!(tasks(&site, SUPERVISOR, "waits=true").await, 0);
        let page = Browser::of(&site, SUPERVISOR).await.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert!(page.contains("召开会商 会〔2026〕1号") && page.contains("责任单位"), "{page}");
    }

    async fn of_two_who_sign_one_does_and_each_case_is_told_once(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let session = called(&site, &[UNIT], &[case]).await;
        let asked = json!({ "step": "minute", "minutes": minutes(&json!({})) });
        step(&site, SUPERVISOR, &session, asked, 200).await;
        let sign = || Call::post(format!("{session}/steps"), &json!({ "step": "sign", "version": 2 }));
        let (one, two) = tokio::join!(site.ask(DIRECTOR, sign()), site.ask("center.supervisor2", sign()));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(told(&site, case).await.0, 1);
        // What a node that stopped has left, the worker does; what it has done, it does not do again.
        database.run("UPDATE session_cases SET todo = 'note'").await.unwrap();
        assert_eq!(site.world.engine.tell_of_sessions().await.unwrap(), 1);
        assert_eq!(site.world.engine.tell_of_sessions().await.unwrap(), 0);
        assert_eq!(told(&site, case).await.0, 1, "told once");
        let finish = || Call::post(format!("{session}/tasks/1/steps"), &json!({ "step": "finish", "version": 1, "words": "好了" }));
        let (one, two) = tokio::join!(site.ask(HEAD, finish()), site.ask(HANDLER, finish()));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "of two who report a task done one does");
    }

    async fn bad_calls_and_minutes_are_refused_and_a_second_click_calls_nothing_new(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let good = session(&[UNIT], &[case]);
        for _ in 0..2 {
            site.ask(SUPERVISOR, Call::post(SESSIONS, &good)).await.expect(201);
        }
        site.ask(DIRECTOR, Call::post(SESSIONS, &good)).await.expect(409);
        assert_eq!(listed(&site, SUPERVISOR).await, 1);
        for (field, bad) in [
            ("subject", json!(" ")), ("place", json!("")), ("units", json!([])), ("units", json!(["moon"])),
            ("cases", json!([])), ("cases", json!([Uuid::now_v7()])), ("meets_at", json!("2036-03-03T01:00:00Z")),
        ] {
            let mut asked = session(&[UNIT], &[case]);
            asked[field] = bad;
            site.ask(SUPERVISOR, Call::post(SESSIONS, &asked)).await.expect(400);
        }
        for other in ["center.clerk", HEAD, "finance.handler", "admin.system"] {
            site.ask(other, Call::post(SESSIONS, &session(&[UNIT], &[case]))).await.expect(403);
        }
        let at = format!("{SESSIONS}/{}", good["id"].as_str().unwrap());
        step(&site, SUPERVISOR, &at, json!({ "step": "minute" }), 400).await;
        step(&site, SUPERVISOR, &at, json!({ "step": "sign" }), 409).await;
        for (field, bad) in [
            ("decision", json!("")), ("attended", json!(" ")), ("held_on", json!("2026-03-04")),
            ("responsible", json!({ Uuid::now_v7().to_string(): UNIT })),
            ("tasks", json!([{ "unit": "moon", "what": "x", "days": 5 }])),
            ("tasks", json!([{ "unit": UNIT, "what": " ", "days": 5 }])),
            ("tasks", json!([{ "unit": UNIT, "what": "x", "days": 61 }])),
        ] {
            let mut minutes = minutes(&json!({}));
            minutes[field] = bad;
            step(&site, SUPERVISOR, &at, json!({ "step": "minute", "minutes": minutes }), 400).await;
        }
        step(&site, SUPERVISOR, &at, json!({ "step": "call_off", "words": " " }), 400).await;
        let off = step(&site, SUPERVISOR, &at, json!({ "step": "call_off", "words": "已自行协商" }), 200).await;
        assert_eq!((off["standing"].as_str(), off["can"].clone()), (Some("called_off"), json!([])));
        assert_eq!(told(&site, case).await.0, 0);
    }

    async fn who_must_not_know_of_a_case_finds_no_session_and_no_task(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let (open, _) = dispatched(&site).await;
        let session = held(&site, &[UNIT, "housing"], &[case, open], json!({})).await;
        let head = Browser::of(&site, HEAD).await;
        let page = format!("/s{}", session.replace("/api/v1/joint-sessions", "/supervise/sessions"));
        head.get(&page).await.expect(200);
        let notices = head.get("/s/notices").await.expect(200).text();
        assert!(notices.contains("待办的会商任务 <b"), "{notices}");
        // The head turns out to be concerned by one of the cases; others of the unit are not.
        name(&site, case, Respondents { related: [HEAD.into()].into(), ..Respondents::default() }).await;
        assert_eq!((listed(&site, HEAD).await, listed(&site, HANDLER).await), (0, 1));
        assert_eq!((tasks(&site, HEAD, "").await, tasks(&site, HANDLER, "own=true").await), (0, 1));
        let absent = site.ask(HEAD, Call::get(format!("{SESSIONS}/{}", Uuid::now_v7()))).await.expect(404);
        let walled = site.ask(HEAD, Call::get(session.clone())).await.expect(404);
        assert_eq!(walled.text(), absent.text(), "as one that never was");
        let finish = json!({ "step": "finish", "version": 1, "words": "好了" });
        site.ask(HEAD, Call::post(format!("{session}/tasks/1/steps"), &finish)).await.expect(404);
        head.get(&page).await.expect(404);
        for told in ["/s/notices", "/s/inbox", "/s/supervise/sessions", "/s/supervise/tasks"] {
            let text = head.get(told).await.expect(200).text();
            let tells = text.contains("会〔2026〕1号") || text.contains("待办的会商任务 <b");
            assert!(!tells, "{told} tells of it: {text}");
        }
        // A unit that a case is about is invited to nothing and gets no task.
        name(&site, case, Respondents { units: ["ecology".into()].into(), ..Respondents::default() }).await;
        let call = Call::post(SESSIONS, &self::session(&["ecology"], &[case]));
        assert_eq!(site.ask(SUPERVISOR, call).await.expect(409).json()["code"], "conflict_of_interest");
        let later = called(&site, &["housing"], &[case]).await;
        let mut minutes = minutes(&json!({}));
        minutes["tasks"] = json!([{ "unit": "ecology", "what": "x", "days": 5 }]);
        step(&site, SUPERVISOR, &later, json!({ "step": "minute", "minutes": minutes }), 409).await;
    }

    async fn a_unit_that_is_complained_about_after_the_draft_gets_no_task(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let session = called(&site, &[UNIT], &[case]).await;
        let asked = json!({ "step": "minute", "minutes": minutes(&json!({})) });
        step(&site, SUPERVISOR, &session, asked, 200).await;
        name(&site, case, Respondents { units: ["housing".into()].into(), ..Respondents::default() }).await;
        let refused = step(&site, DIRECTOR, &session, json!({ "step": "sign" }), 409).await;
        assert_eq!(refused["code"], "conflict_of_interest");
        step(&site, DIRECTOR, &session, json!({ "step": "send_back", "words": "住建局应当回避" }), 200).await;
        assert_eq!(told(&site, case).await.0, 0);
    }

    async fn what_is_late_stands_on_the_desk_and_in_the_units_work(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let session = held(&site, &[UNIT], &[case], json!({})).await;
        let desk = async || site.ask(SUPERVISOR, Call::get("/api/v1/supervision")).await.expect(200).json();
        assert_eq!(desk().await["tasks_late"], 0);
        site.world.clock.set(site.world.now() + TimeDelta::days(30));
        assert_eq!(desk().await["tasks_late"], 2);
        assert_eq!((tasks(&site, SUPERVISOR, "late=true").await, tasks(&site, HANDLER, "late=true&own=true").await), (2, 1));
        task(&site, HANDLER, (&session, 1), "finish", 200).await;
        assert_eq!((desk().await["tasks_late"].clone(), tasks(&site, SUPERVISOR, "late=true").await), (json!(1), 1));
        called(&site, &[UNIT], &[case]).await;
        assert_eq!(desk().await["sessions_open"], 1);
        let inbox = Browser::of(&site, "housing.handler").await.get("/s/inbox").await.expect(200).text();
        assert!(inbox.contains("待办的会商任务 <b"), "{inbox}");
    }
}
