//! Supervision orders after they are signed: nobody gives one alone, what counts is the unit's answer, a case can always be let
//! go, and an order learns when there is nothing left to answer. Recommendations go the same way and bind no case.

use chrono::TimeDelta;
use domain::case::{Command, Input, Respondents};
use domain::id::{CaseId, Timestamp};
use domain::order::Answered;
use engine::execute::Order;
use engine::seed::Plan;
use engine::{Error, Who};
use serde_json::{Value, json};
use store::change::Refusal;
use store::orders::{OrderOfPeriod, VisibleOrders};

use crate::access::county::complaint;
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const UNIT: &str = "urban-management";
const HEAD: &str = "urban-management.head";
const HANDLER: &str = "urban-management.handler";
const SUPERVISOR: &str = "center.supervisor";
const DIRECTOR: &str = "center.director";

/// Files a case and gives it to the unit.
pub(crate) async fn dispatched(site: &Site) -> (CaseId, String) {
    let clerk = Some(World::person("center.clerk"));
    let filed = site.world.engine.file(clerk, complaint(Respondents::default())).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    site.world.dispatch(id, UNIT).await;
    (id, number)
}

fn draft(level: &str, cases: &[CaseId]) -> Value {
    let cases: Vec<_> = cases.iter().map(|case| case.0).collect();
    json!({ "unit": UNIT, "level": level, "demand": "请整改并书面反馈", "cases": cases })
}

/// Drafts a document and returns where it is.
async fn drafted(site: &Site, level: &str, cases: &[CaseId]) -> String {
    let call = Call::post("/api/v1/orders", &draft(level, cases));
    let order = site.ask(SUPERVISOR, call).await.expect(201).json();
    format!("/api/v1/orders/{}", order["id"].as_str().unwrap())
}

pub(crate) async fn signed(site: &Site, level: &str, cases: &[CaseId]) -> String {
    let order = drafted(site, level, cases).await;
    step(site, DIRECTOR, &order, "sign", 200).await;
    order
}

/// Takes a step, or is refused so.
pub(crate) async fn step(site: &Site, person: &str, order: &str, step: &str, status: u16) -> Value {
    step_naming(site, (person, None), order, step, status).await
}

async fn step_naming(
    site: &Site,
    (person, names): (&str, Option<&str>),
    order: &str,
    step: &str,
    status: u16,
) -> Value {
    let version = read(site, DIRECTOR, order).await["version"].clone();
    let asked = json!({ "step": step, "version": version, "words": "情况属实", "person": names });
    site.ask(person, Call::post(format!("{order}/steps"), &asked)).await.expect(status).json()
}

async fn read(site: &Site, person: &str, order: &str) -> Value {
    site.ask(person, Call::get(order.to_owned())).await.expect(200).json()
}

async fn orders_in(site: &Site, case: CaseId) -> Vec<domain::case::Order> {
    let seen = site.world.engine.read(&Who::Engine, case).await.unwrap().unwrap();
    seen.case().orders.values().copied().collect()
}

pub(crate) fn later(site: &Site, days: i64) {
    site.world.clock.set(site.world.now() + TimeDelta::days(days));
}

/// The number of a case whose unit has filed its result, and an order over it.
async fn filed(site: &Site) -> (String, Value) {
    let list = Call::get("/api/v1/cases?open=true&state=verifying");
    let list = site.ask(SUPERVISOR, list).await.expect(200).json();
    for line in list["cases"].as_array().unwrap() {
        let id = CaseId(line["id"].as_str().unwrap().parse().unwrap());
        let who = World::person(SUPERVISOR);
        let seen = site.world.engine.read(&who, id).await.unwrap().unwrap();
        let case = seen.case();
        if let Some(lead) = case.lead.as_ref().filter(|_| case.restriction.is_none()) {
            let order =
                json!({ "unit": lead.unit, "level": "blue", "demand": "x", "cases": [id.0] });
            return (seen.stored.number.clone(), order);
        }
    }
    panic!("no case of the county waits to be verified");
}

/// The orders of all time, as an appraisal reads them.
async fn of_all_time(site: &Site) -> Vec<OrderOfPeriod> {
    let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let period = (from, from + TimeDelta::days(365));
    let (store, visible) = (site.world.engine.store(), VisibleOrders::of_center(&"center".into()));
    store.orders_of_period(&visible, period, site.world.now()).await.unwrap()
}

both! {
    async fn nobody_puts_a_case_under_an_order_or_lets_it_go_alone(database: Database) {
        let site = Site::on(&database).await;
        let (case, number) = dispatched(&site).await;
        let supervisor = World::person(SUPERVISOR);
        let alone = site.world.perform(&supervisor, case, "supervise", Input::Order("3 work_day".parse().unwrap())).await;
        let Err(Error::Refused(Refusal::Rejected(why))) = alone else { panic!("{alone:?}") };
        assert_eq!(why.code().as_str(), "needs_document");
        let verbs = site.ask(SUPERVISOR, Call::get(format!("/api/v1/cases/{}/verbs", case.0))).await.expect(200).text();
        assert!(verbs.contains("needs_document"), "it is shown with why: {verbs}");
        let reader = Browser::of(&site, SUPERVISOR).await;
        let page = reader.get(&format!("/s/cases/{number}")).await.expect(200).text();
        let form = format!("/s/supervise/orders/new?case={number}");
        assert!(page.contains(&format!("href=\"{form}\"")) && !page.contains("/do/supervise"), "{page}");
        let to = reader.get(&format!("/s/cases/{number}/do/supervise")).await.expect(303);
        assert_eq!(to.headers["location"], form);
        assert!(reader.get(&form).await.expect(200).text().contains(&number));

        let order = signed(&site, "blue", &[case]).await;
        let alone = site.world.perform(&supervisor, case, "discharge", Input::OrderNumber(1)).await;
        assert!(matches!(alone, Err(Error::Refused(Refusal::Rejected(why))) if why.code().as_str() == "needs_document"));
        let page = reader.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert!(page.contains(&order.replace("/api/v1/orders", "/s/supervise/orders")), "the case leads to it: {page}");
    }

    async fn what_counts_is_when_the_unit_answers_and_not_when_somebody_strikes_it_off(database: Database) {
        let site = Site::on(&database).await;
        let (prompt, _) = dispatched(&site).await;
        let (tardy, _) = dispatched(&site).await;
        let kept = signed(&site, "blue", &[prompt]).await;
        let missed = signed(&site, "blue", &[tardy]).await;
        let answered = async || of_all_time(&site).await.into_iter().map(|order| order.answered).collect::<Vec<_>>();
        let late = async |list: &str| site.ask(SUPERVISOR, Call::get(list.to_owned())).await.expect(200).json();
        assert_eq!(answered().await, [Answered::Waiting, Answered::Waiting]);
        step(&site, HEAD, &kept, "answer", 200).await;
        assert!(orders_in(&site, prompt).await[0].answered_at.is_some(), "the case knows of the answer");
        later(&site, 30);
        let cases = late("/api/v1/cases?open=true&mark=order_late").await;
        assert_eq!((cases["total"].as_u64(), cases["cases"][0]["id"].as_str()), (Some(1), Some(tardy.0.to_string().as_str())));
        let orders = late("/api/v1/orders?late=true").await;
        assert_eq!(orders["orders"].as_array().unwrap().len(), 1);
        let desk = late("/api/v1/supervision").await;
        assert_eq!((desk["orders_late"].as_u64(), desk["order_late"].as_u64(), desk["ordered"].as_u64()), (Some(1), Some(1), Some(2)));
        step(&site, HEAD, &missed, "answer", 200).await;
        for order in [&kept, &missed] {
            step(&site, SUPERVISOR, order, "strike_off", 200).await;
        }
        assert_eq!(answered().await, [Answered::InTime, Answered::Late]);
    }

    async fn an_answer_that_is_sent_back_gives_the_unit_the_time_for_which_the_center_had_it(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[case]).await;
        let before = orders_in(&site, case).await[0].due;
        step(&site, HEAD, &order, "answer", 200).await;
        later(&site, 20);
        step(&site, SUPERVISOR, &order, "send_back", 200).await;
        let after = orders_in(&site, case).await[0];
        assert_eq!((after.due - before, after.answered_at), (TimeDelta::days(20), None), "in the case");
        assert_eq!(of_all_time(&site).await[0].answer_by, after.due, "and in the document");
        step(&site, HEAD, &order, "answer", 200).await;
        later(&site, 20);
        step(&site, SUPERVISOR, &order, "strike_off", 200).await;
        assert_eq!(of_all_time(&site).await[0].answered, Answered::InTime);
        assert!(orders_in(&site, case).await[0].discharged_at.is_some());
    }

    async fn a_case_is_let_go_wherever_it_has_gone_and_its_order_learns_of_it(database: Database) {
        let site = Site::on(&database).await;
        let (back, _) = dispatched(&site).await;
        let (over, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[back, over]).await;
        // Where nobody strikes an order off: the procedure has no such step there.
        let none = Input::None;
        site.world.perform(&World::person("center.clerk"), back, "take_back", none).await.unwrap();
        let parties = site.world.engine.read(&Who::Engine, over).await.unwrap().unwrap();
        let party = *parties.case().parties.first().unwrap();
        site.world.perform(&Who::Party(party), over, "withdraw", Input::None).await.unwrap();
        let told = read(&site, DIRECTOR, &order).await;
        assert_eq!(told["moot"], false, "one stands under it still");
        let stands: Vec<_> = told["cases"].as_array().unwrap().iter().map(|case| case["stands"].clone()).collect();
        assert!(stands.contains(&json!("under_it")) && stands.contains(&json!("ended")), "{told}");
        step(&site, SUPERVISOR, &order, "strike_off", 409).await;
        step(&site, DIRECTOR, &order, "cancel", 200).await;
        for case in [back, over] {
            assert!(orders_in(&site, case).await[0].discharged_at.is_some(), "none stays under it");
        }
        // Let go by itself: there is nothing to answer, and it is struck off without.
        let (case, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[case]).await;
        site.world.engine.execute(Order::new(Who::Engine, case, Command::LetGo(1))).await.unwrap();
        assert_eq!(read(&site, DIRECTOR, &order).await["moot"], true);
        step(&site, HANDLER, &order, "strike_off", 409).await;
        let done = step(&site, SUPERVISOR, &order, "strike_off", 200).await;
        assert_eq!(done["standing"], "struck_off");
        let answered: Vec<_> = of_all_time(&site).await.into_iter().map(|order| order.answered).collect();
        assert_eq!(answered, [Answered::NotNeeded, Answered::NotNeeded]);
    }

    async fn an_order_is_not_signed_or_drafted_over_cases_that_cannot_come_under_it(database: Database) {
        let world = World::at(&database, "2026-09-30T08:00:00Z").await;
        let now = world.now();
        let plan = Plan { cases: 300, first: 0, seed: 7, days: 60, ended_early: 0, now, center: "center".into() };
        world.engine.seed(plan, |_| {}).await.unwrap();
        let site = Site::of(world);
        let (number, order) = filed(&site).await;
        let refused = site.ask(SUPERVISOR, Call::post("/api/v1/orders", &order)).await.expect(400).json();
        assert_eq!(refused["facts"]["cases"], order["cases"][0], "{refused}");
        let reader = Browser::of(&site, SUPERVISOR).await;
        let page = reader.get(&format!("/s/supervise/orders/new?case={number}")).await.expect(200).text();
        assert!(page.contains("现在不能列入") && !page.contains("name=\"demand\""), "{page}");
        assert!(page.contains("kind=recommend"), "it can be recommended about: {page}");

        // It went on between the draft and the signature.
        let (gone, _) = dispatched(&site).await;
        let order = drafted(&site, "blue", &[gone]).await;
        site.world.perform(&World::person("center.clerk"), gone, "take_back", Input::None).await.unwrap();
        let refused = step(&site, DIRECTOR, &order, "sign", 409).await;
        assert_eq!(refused["code"], "order_empty", "{refused}");
        // It went on between the signature and its turn: the order calls itself off.
        let (case, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[case]).await;
        let id = order.rsplit('/').next().unwrap().to_owned();
        let left = "UPDATE order_cases SET todo = 'note', ordinal = NULL, refused = 'wrong_state' WHERE case_id IN \
            (SELECT case_id FROM order_cases WHERE ordinal IS NOT NULL)";
        database.run(left).await.unwrap();
        site.world.engine.carry_out_orders().await.unwrap();
        let told = read(&site, DIRECTOR, &order).await;
        assert_eq!((told["standing"].as_str(), told["steps"][1]["step"].as_str()), (Some("cancelled"), Some("void")));
        assert!(reader.get(&format!("/s/supervise/orders/{id}")).await.expect(200).text().contains("自动撤销"));
    }

    async fn where_the_head_must_not_know_the_director_names_who_answers(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[case]).await;
        let named = Respondents { related: [HEAD.into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        site.world.engine.execute(Order::new(World::person("center.clerk"), case, command)).await.unwrap();
        site.ask(HEAD, Call::get(order.clone())).await.expect(404);
        step(&site, HANDLER, &order, "answer", 409).await;
        let name = async |by: &'static str, whom: &'static str, status| {
            step_naming(&site, (by, Some(whom)), &order, "name", status).await
        };
        name(SUPERVISOR, HANDLER, 409).await;
        name(HANDLER, HANDLER, 409).await;
        for wrong in [HEAD, "housing.head", "center.clerk", "admin.system", "nobody"] {
            name(DIRECTOR, wrong, 400).await;
        }
        step(&site, DIRECTOR, &order, "name", 400).await;
        let director = Browser::of(&site, DIRECTOR).await;
        let page = director.get(&order.replace("/api/v1/orders", "/s/supervise/orders")).await.expect(200).text();
        assert!(page.contains(&format!("<option value=\"{HANDLER}\">")) && !page.contains(&format!("<option value=\"{HEAD}\">")), "{page}");
        assert_eq!(name(DIRECTOR, HANDLER, 200).await["answerer"]["id"], HANDLER);
        assert_eq!(step(&site, HANDLER, &order, "answer", 200).await["standing"], "answered");
    }

    async fn a_unit_answers_or_the_order_is_called_off_and_not_both(database: Database) {
        let site = Site::on(&database).await;
        for _ in 0..3 {
            let (case, _) = dispatched(&site).await;
            let order = signed(&site, "blue", &[case]).await;
            let version = read(&site, DIRECTOR, &order).await["version"].clone();
            let call = |step: &str| Call::post(format!("{order}/steps"), &json!({ "step": step, "version": version, "words": "x" }));
            let (one, two) = tokio::join!(site.ask(HEAD, call("answer")), site.ask(DIRECTOR, call("cancel")));
            let mut statuses = [one.status, two.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            site.world.engine.carry_out_orders().await.unwrap();
            let (told, inside) = (read(&site, DIRECTOR, &order).await, orders_in(&site, case).await[0]);
            assert_eq!(told["standing"] == "cancelled", inside.discharged_at.is_some());
            assert_eq!(told["standing"] == "answered", inside.answered_at.is_some());
        }
    }

    async fn a_recommendation_is_drafted_signed_and_answered_and_binds_no_case(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = drafted(&site, "improve", &[case]).await;
        let told = read(&site, SUPERVISOR, &order).await;
        assert_eq!((told["number"].as_str(), told["kind"].as_str()), (Some("建〔2026〕1号"), Some("improve")));
        step(&site, SUPERVISOR, &order, "sign", 409).await;
        site.ask(HEAD, Call::get(order.clone())).await.expect(404);
        step(&site, DIRECTOR, &order, "sign", 200).await;
        assert!(orders_in(&site, case).await.is_empty(), "it binds no case");
        step(&site, SUPERVISOR, &order, "strike_off", 409).await;
        let count = async |list: &str| {
            site.ask(SUPERVISOR, Call::get(list.to_owned())).await.expect(200).json()["orders"].as_array().unwrap().len()
        };
        assert_eq!((count("/api/v1/orders?recommends=false").await, count("/api/v1/orders?recommends=true").await), (0, 1));
        assert_eq!(count("/api/v1/orders?recommends=true&late=true").await, 0);
        later(&site, 31);
        assert_eq!(count("/api/v1/orders?recommends=true&late=true").await, 1);
        let desk = site.ask(SUPERVISOR, Call::get("/api/v1/supervision")).await.expect(200).json();
        assert_eq!((desk["recommendations_late"].as_u64(), desk["orders_late"].as_u64()), (Some(1), Some(0)));
        let reader = Browser::of(&site, SUPERVISOR).await;
        let list = reader.get("/s/supervise/orders?kind=recommend&tab=late").await.expect(200).text();
        assert!(list.contains("建〔2026〕1号"), "{list}");
        assert!(!reader.get("/s/supervise/orders").await.expect(200).text().contains("建〔2026〕"));
        step(&site, HEAD, &order, "answer", 200).await;
        assert_eq!(step(&site, SUPERVISOR, &order, "strike_off", 200).await["standing"], "struck_off");
        assert!(of_all_time(&site).await.is_empty(), "it costs nobody points");
    }

    async fn an_order_without_a_document_gets_one_and_one_only(database: Database) {
        let site = Site::on(&database).await;
        let (case, _) = dispatched(&site).await;
        let order = signed(&site, "blue", &[case]).await;
        // As if it had been given before there were documents.
        for table in ["order_steps", "order_cases", "orders"] {
            database.run(&format!("DELETE FROM {table}")).await.unwrap();
        }
        site.ask(DIRECTOR, Call::get(order)).await.expect(404);
        let engine = &site.world.engine;
        let (one, two) = tokio::join!(engine.carry_out_orders(), engine.carry_out_orders());
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two nodes make one");
        assert_eq!(engine.carry_out_orders().await.unwrap(), 0);
        let list = site.ask(HEAD, Call::get("/api/v1/orders")).await.expect(200).json();
        let order = format!("/api/v1/orders/{}", list["orders"][0]["id"].as_str().unwrap());
        step(&site, HEAD, &order, "answer", 200).await;
        step(&site, SUPERVISOR, &order, "strike_off", 200).await;
        assert!(orders_in(&site, case).await[0].discharged_at.is_some());
    }
}
