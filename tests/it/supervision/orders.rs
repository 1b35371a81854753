//! Supervision orders: two people give one, its cases stand under it, the unit answers, and whoever must not know of a case
//! finds no order about it.

use domain::case::{Command, Respondents};
use domain::id::CaseId;
use engine::execute::Order;
use engine::orders::OrderFilter;
use serde_json::{Value, json};

use crate::access::county::complaint;
use crate::access::pages::{Browser, hidden};
use crate::support::{Call, Database, Site, World, both};

const UNIT: &str = "urban-management";

/// Files a case and gives it to the unit.
async fn dispatched(site: &Site) -> (CaseId, String) {
    let clerk = Some(World::person("center.clerk"));
    let filed = site.world.engine.file(clerk, complaint(Respondents::default())).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    site.world.dispatch(id, UNIT).await;
    (id, number)
}

async fn drafted(site: &Site, cases: &[CaseId]) -> Value {
    let cases: Vec<_> = cases.iter().map(|case| case.0).collect();
    let order = json!({ "unit": UNIT, "level": "blue", "demand": "三日内更换灯具并答复群众", "cases": cases });
    site.ask("center.supervisor", Call::post("/api/v1/orders", &order)).await.expect(201).json()
}

fn address(order: &Value) -> String {
    format!("/api/v1/orders/{}", order["id"].as_str().unwrap())
}

async fn takes(site: &Site, person: &str, order: &Value, step: &str, words: &str) -> Value {
    let read = site.ask(person, Call::get(address(order))).await.expect(200).json();
    let asked = json!({ "step": step, "version": read["version"], "words": words });
    let call = Call::post(format!("{}/steps", address(order)), &asked);
    site.ask(person, call).await.expect(200).json()
}

/// The center takes a case back that the unit has not opened.
async fn take_back(site: &Site, case: CaseId) {
    let none = domain::case::Input::None;
    site.world.perform(&World::person("center.clerk"), case, "take_back", none).await.unwrap();
}

async fn open_orders(site: &Site, case: CaseId) -> usize {
    let seen = site.world.engine.read(&World::person("center.clerk"), case).await.unwrap().unwrap();
    seen.case().orders.values().filter(|order| order.discharged_at.is_none()).count()
}

both! {
    async fn one_drafts_another_signs_the_unit_answers_and_it_is_struck_off(database: Database) {
        let site = Site::on(&database).await;
        let (one, _) = dispatched(&site).await;
        let (other, _) = dispatched(&site).await;
        let order = drafted(&site, &[one, other]).await;
        assert_eq!((order["standing"].as_str(), order["number"].as_str()), (Some("drafted"), Some("督〔2026〕1号")));
        assert_eq!(order["can"], json!(["cancel"]), "whoever drafted it does not sign it");
        assert_eq!(open_orders(&site, one).await, 0);
        site.ask("urban-management.head", Call::get(address(&order))).await.expect(404);

        let signed = takes(&site, "center.director", &order, "sign", "").await;
        assert_eq!(signed["standing"], "issued");
        let due = site.world.engine.read(&World::person("center.clerk"), one).await.unwrap().unwrap();
        let due = due.case().orders[&1].due.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        let told: chrono::DateTime<chrono::Utc> = signed["due"].as_str().unwrap().parse().unwrap();
        assert_eq!(told.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true), due, "one date on the order and in its case");
        assert_eq!((open_orders(&site, one).await, open_orders(&site, other).await), (1, 1));
        assert!(signed["cases"].as_array().unwrap().iter().all(|case| case["under_it"] == true), "{signed}");
        let answered = takes(&site, "urban-management.head", &order, "answer", "已更换三盏").await;
        assert_eq!(answered["standing"], "answered");
        let back = takes(&site, "center.supervisor", &order, "send_back", "还有一盏").await;
        assert_eq!(back["standing"], "received");
        takes(&site, "urban-management.head", &order, "answer", "都亮了").await;
        let done = takes(&site, "center.supervisor", &order, "strike_off", "现场看过").await;
        assert_eq!((done["standing"].as_str(), done["can"].clone()), (Some("struck_off"), json!([])));
        assert_eq!((open_orders(&site, one).await, open_orders(&site, other).await), (0, 0));
        let said: Vec<_> = done["steps"].as_array().unwrap().iter().map(|step| step["words"].clone()).collect();
        assert_eq!(said, [json!(null), json!("已更换三盏"), json!("还有一盏"), json!("都亮了"), json!("现场看过")]);
    }

    async fn nobody_takes_a_step_that_is_not_theirs_or_on_what_they_have_not_seen(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = drafted(&site, &[case]).await;
        let steps = format!("{}/steps", address(&order));
        let step = |step: &str, version: i64| Call::post(steps.clone(), &json!({ "step": step, "version": version, "words": "x" }));
        site.ask("center.supervisor", step("sign", 1)).await.expect(409);
        for stranger in ["urban-management.handler", "finance.handler", "admin.system", "center.clerk"] {
            site.ask(stranger, step("sign", 1)).await.expect(404);
        }
        let (one, two) = tokio::join!(
            site.ask("center.director", step("sign", 1)),
            site.ask("center.supervisor2", step("sign", 1)),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "of two one signs it");
        assert_eq!(open_orders(&site, case).await, 1);
        site.ask("urban-management.handler", step("answer", 2)).await.expect(409);
        site.ask("center.clerk", step("strike_off", 2)).await.expect(409);
        site.ask("center.director", step("answer", 2)).await.expect(409);
        let empty = json!({ "step": "answer", "version": 2, "words": "  " });
        site.ask("urban-management.head", Call::post(steps.clone(), &empty)).await.expect(400);
        site.ask("center.director", step("cancel", 2)).await.expect(200);
        assert_eq!(open_orders(&site, case).await, 0, "what is called off lets its cases go");
        let bad = [
            json!({ "unit": UNIT, "level": "green", "demand": "x", "cases": [case.0] }),
            json!({ "unit": UNIT, "level": "blue", "demand": " ", "cases": [case.0] }),
            json!({ "unit": UNIT, "level": "blue", "demand": "x", "cases": [] }),
            json!({ "unit": "housing", "level": "blue", "demand": "x", "cases": [case.0] }),
        ];
        for order in bad {
            site.ask("center.supervisor", Call::post("/api/v1/orders", &order)).await.expect(400);
        }
        let good = json!({ "unit": UNIT, "level": "blue", "demand": "x", "cases": [case.0] });
        for other in ["center.clerk", "urban-management.head", "center.clerk2"] {
            site.ask(other, Call::post("/api/v1/orders", &good)).await.expect(403);
        }
    }

    async fn who_must_not_know_of_a_case_finds_no_order_about_it(database: Database) {
        let site = Site::on(&database).await;
        let head = Browser::of(&site, "urban-management.head").await;
        let (case, number) = dispatched(&site).await;
        let order = drafted(&site, &[case]).await;
        takes(&site, "center.director", &order, "sign", "").await;
        let list = async |person: &str| {
            site.ask(person, Call::get("/api/v1/orders")).await.expect(200).json()["orders"].as_array().unwrap().len()
        };
        assert_eq!((list("urban-management.handler").await, list("center.director").await), (1, 1));
        // The head of the unit turns out to be concerned.
        let named = Respondents { related: ["urban-management.head".into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        site.world.engine.execute(Order::new(World::person("center.clerk"), case, command)).await.unwrap();
        assert_eq!((list("urban-management.head").await, list("urban-management.handler").await), (0, 1));
        let absent = format!("/api/v1/orders/{}", uuid::Uuid::now_v7());
        let (hidden, absent) = tokio::join!(
            site.ask("urban-management.head", Call::get(address(&order))),
            site.ask("urban-management.head", Call::get(absent)),
        );
        assert_eq!(hidden.expect(404).text(), absent.expect(404).text());
        let page = head.get("/s/supervise/orders").await.expect(200).text();
        assert!(!page.contains("督〔2026〕") && !page.contains(&number), "{page}");
        assert!(!page.contains("class=\"count\">1<"), "it is not counted");
    }

    async fn ticked_cases_become_one_order_for_each_unit(database: Database) {
        let site = Site::on(&database).await;
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let (_, one) = dispatched(&site).await;
        let (_, two) = dispatched(&site).await;
        let chosen = format!("/s/bulk?do=*%2Fsupervise&case={one}&case={two}");
        let to = supervisor.get(&chosen).await.expect(303).headers["location"].clone();
        assert_eq!(to, format!("/s/supervise/orders/new?case={one}&case={two}"));
        let blank = supervisor.get(&to).await.expect(200);
        let id = hidden(&blank, &format!("id.{UNIT}"));
        let field = format!("id.{UNIT}");
        let form = [("case", one.as_str()), ("case", two.as_str()), (field.as_str(), id.as_str()),
            ("level", "yellow"), ("demand", "五日内办结")];
        let without: Vec<_> = form.iter().filter(|(name, _)| *name != "demand").copied().collect();
        let refused = supervisor.post("/s/supervise/orders/new", &without).await.expect(400).text();
        assert!(refused.contains("请写明督办要求") && refused.contains(&id), "{refused}");
        for _ in 0..2 {
            supervisor.post("/s/supervise/orders/new", &form).await.expect(303);
        }
        let list = supervisor.get("/s/supervise/orders").await.expect(200).text();
        assert_eq!(list.matches("督〔2026〕").count(), 1, "two clicks, one order");
        let page = supervisor.get(&format!("/s/supervise/orders/{id}")).await.expect(200).text();
        assert!(page.contains("五日内办结") && page.contains("黄色（警告）") && !page.contains("value=\"sign\""), "{page}");
        let director = Browser::of(&site, "center.director").await;
        let page = director.get(&format!("/s/supervise/orders/{id}")).await.expect(200);
        let version = hidden(&page, "version");
        let sign = [("step", "sign"), ("version", version.as_str())];
        director.post(&format!("/s/supervise/orders/{id}"), &sign).await.expect(303);
        let again = director.post(&format!("/s/supervise/orders/{id}"), &sign).await.expect(409).text();
        assert!(again.contains("刚被别人办理过"), "{again}");
        let head = Browser::of(&site, "urban-management.head").await;
        let page = head.get(&format!("/s/supervise/orders/{id}")).await.expect(200).text();
        assert!(page.contains(&one) && page.contains("value=\"answer\""), "{page}");
    }

    async fn a_draft_that_is_sent_again_says_what_was_sent_last_until_it_is_signed(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let id = uuid::Uuid::now_v7();
        let order = |demand: &str| json!({ "id": id, "unit": UNIT, "level": "blue", "demand": demand, "cases": [case.0] });
        let draft = async |person: &str, demand: &str| site.ask(person, Call::post("/api/v1/orders", &order(demand))).await;
        draft("center.supervisor", "一").await.expect(201);
        let again = draft("center.supervisor", "二").await.expect(201).json();
        assert_eq!((again["demand"].as_str(), again["version"].as_i64()), (Some("二"), Some(2)));
        draft("center.director", "三").await.expect(409);
        let steps = format!("/api/v1/orders/{id}/steps");
        let unseen = json!({ "step": "sign", "version": 1 });
        site.ask("center.director", Call::post(steps.clone(), &unseen)).await.expect(409);
        let signed = takes(&site, "center.director", &again, "sign", "").await;
        assert_eq!(signed["steps"].as_array().unwrap().len(), 1);
        draft("center.supervisor", "四").await.expect(409);
    }

    async fn what_a_node_left_is_done_in_the_name_of_who_signed(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let (gone, _) = dispatched(&site).await;
        let order = drafted(&site, &[case, gone]).await;
        // Between draft and signature one of the cases is taken back from the unit.
        take_back(&site, gone).await;
        takes(&site, "center.director", &order, "sign", "").await;
        assert_eq!((open_orders(&site, case).await, open_orders(&site, gone).await), (1, 0));
        // The node stopped before it noted that; the head answers meanwhile.
        takes(&site, "urban-management.head", &order, "answer", "好").await;
        database.run("UPDATE order_cases SET todo = 'note', ordinal = NULL, refused = NULL").await.unwrap();
        site.world.engine.carry_out_orders().await.unwrap();
        assert_eq!(open_orders(&site, case).await, 1, "it is not put under it twice");
        database.run("UPDATE order_cases SET ordinal = NULL").await.unwrap();
        takes(&site, "center.supervisor", &order, "strike_off", "好").await;
        assert_eq!((open_orders(&site, case).await, site.world.engine.carry_out_orders().await.unwrap()), (0, 0));
    }

    async fn the_list_has_pages_without_gaps_or_repeats(database: Database) {
        let site = Site::on(&database).await;
        let director = Browser::of(&site, "center.director").await;
        let (case, _) = dispatched(&site).await;
        let mut orders = Vec::new();
        for place in 0..5 {
            site.world.clock.set(site.world.now() + chrono::TimeDelta::minutes(1));
            let order = drafted(&site, &[case]).await;
            for step in [&["sign"][..], &["sign", "cancel"], &[], &["cancel"], &["sign"]][place] {
                takes(&site, "center.director", &order, step, "改办").await;
            }
            orders.push(order["id"].clone());
        }
        // Those that must be answered, the earliest first; then the draft; then what is over, the newest first.
        let expected: Vec<_> = [0, 4, 2, 3, 1].map(|place: usize| orders[place].clone()).into();
        for size in [1, 2, 5] {
            let (mut found, mut after) = (Vec::new(), String::new());
            loop {
                let path = format!("/api/v1/orders?limit={size}{after}");
                let page = site.ask("center.director", Call::get(path)).await.expect(200).json();
                let lines = page["orders"].as_array().unwrap();
                assert!(lines.len() <= size, "{page}");
                found.extend(lines.iter().map(|order| order["id"].clone()));
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
            assert_eq!(found, expected, "pages of {size}");
        }
        for bad in ["limit=0", "limit=201", "after=x", "after=due.1.00000000000000000000000000000000", "after=order.1"] {
            site.ask("center.director", Call::get(format!("/api/v1/orders?{bad}"))).await.expect(400);
        }
        let page = director.get("/s/supervise/orders?after=order.0.00000000000000000000000000000000").await.expect(200).text();
        assert_eq!(page.matches("/s/supervise/orders/").count(), 5, "{page}");
        assert!(page.contains("回到第一页"), "{page}");
        director.get("/s/supervise/orders?after=x").await.expect(400);
    }

    async fn the_list_says_what_the_rule_says_of_one_order(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = drafted(&site, &[case]).await;
        let id = order["id"].as_str().unwrap().parse().unwrap();
        for step in ["", "sign", "cancel"] {
            if !step.is_empty() {
                takes(&site, "center.director", &order, step, "改办").await;
            }
            let director = "center.director".into();
            let facts = site.world.engine.order(&director, id).await.unwrap().unwrap().order.facts;
            let snapshot = site.world.engine.directory();
            for person in snapshot.directory.people.keys() {
                let staff = snapshot.directory.staff(person).unwrap();
                let found = site.world.engine.order(person, id).await.unwrap().is_some();
                assert_eq!(found, facts.may_be_read(&staff, &snapshot.directory), "{person} {step}");
                let every = OrderFilter::default();
                let listed = site.world.engine.orders(person, &every, (None, 200)).await;
                let listed = listed.unwrap().orders.len();
                assert_eq!(listed, usize::from(found), "{person} {step}");
            }
        }
    }
}
