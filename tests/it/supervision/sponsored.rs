//! Cases that a leader sponsors 包案 and cases that are listed 挂牌: who does it, that it shows and counts, and how it ends.

use domain::case::Respondents;
use domain::id::CaseId;
use serde_json::{Value, json};

use crate::access::county::{complaint, version};
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const UNIT: &str = "urban-management";
const HEAD: &str = "urban-management.head";
const SUPERVISOR: &str = "center.supervisor";
const DIRECTOR: &str = "center.director";

/// Files a case and gives it to the unit.
async fn dispatched(site: &Site) -> (CaseId, String) {
    let clerk = Some(World::person("center.clerk"));
    let filed = site.world.engine.file(clerk, complaint(Respondents::default())).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    site.world.dispatch(id, UNIT).await;
    (id, number)
}

async fn asks(
    site: &Site,
    person: &str,
    case: CaseId,
    (key, verb): (&str, &Value),
) -> (u16, Value) {
    let call = Call::post(format!("/api/v1/cases/{case}/verbs"), verb);
    let call = call.if_match(version(site, case).await).key(key);
    let answer = site.ask(person, call).await;
    (answer.status, answer.json())
}

fn sponsor(person: &str) -> Value {
    json!({ "command": "sponsor", "person": person, "until": "2026-04-30", "reason": "久拖未决" })
}

/// How many cases of a mark the desk counts and the list holds.
async fn counted(site: &Site, mark: &str) -> (u64, usize) {
    let desk = site.ask(SUPERVISOR, Call::get("/api/v1/supervision")).await.expect(200).json();
    let list = site.ask(SUPERVISOR, Call::get(format!("/api/v1/cases?mark={mark}"))).await;
    (desk[mark].as_u64().unwrap(), list.expect(200).json()["cases"].as_array().unwrap().len())
}

both! {
    async fn a_leader_sponsors_a_case_and_it_shows_until_it_ends(database: Database) {
        let site = Site::on(&database).await;
        let (case, number) = dispatched(&site).await;
        let end = json!({ "command": "end_sponsor", "reason": "已化解" });
        for stranger in ["center.clerk", "urban-management.handler"] {
            assert_eq!(asks(&site, stranger, case, (stranger, &sponsor(HEAD))).await.0, 403);
        }
        assert_eq!(asks(&site, "finance.handler", case, ("f", &sponsor(HEAD))).await.0, 404);
        let (status, refused) = asks(&site, SUPERVISOR, case, ("a", &sponsor("finance.head"))).await;
        assert_eq!((status, refused["code"].as_str()), (422, Some("not_a_leader")), "who does not see the case");
        let mut bad = sponsor(HEAD);
        bad["until"] = json!("2026-03-02");
        assert_eq!(asks(&site, SUPERVISOR, case, ("b", &bad)).await.0, 422);
        bad = sponsor(HEAD);
        bad["reason"] = json!("  ");
        assert_eq!(asks(&site, SUPERVISOR, case, ("c", &bad)).await.0, 422);
        assert_eq!(counted(&site, "sponsored").await, (0, 0));
        assert_eq!(asks(&site, SUPERVISOR, case, ("d", &sponsor(HEAD))).await.0, 200);
        assert_eq!(asks(&site, DIRECTOR, case, ("e", &sponsor(DIRECTOR))).await.0, 409);
        assert_eq!(counted(&site, "sponsored").await, (1, 1));
        let browser = Browser::of(&site, SUPERVISOR).await;
        let page = browser.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert!(page.contains("包案领导") && page.contains("久拖未决") && page.contains("2026-04-30"), "{page}");
        assert_eq!(asks(&site, HEAD, case, ("g", &end)).await.0, 403, "a leader does not let go alone");
        assert_eq!(asks(&site, DIRECTOR, case, ("h", &end)).await.0, 200);
        assert_eq!(asks(&site, DIRECTOR, case, ("i", &end)).await.0, 409, "a second end");
        assert_eq!(counted(&site, "sponsored").await, (0, 0));
    }

    async fn a_listed_case_is_counted_until_somebody_else_strikes_it_off(database: Database) {
        let site = Site::on(&database).await;
        let (case, number) = dispatched(&site).await;
        let draft = json!({ "unit": UNIT, "level": "red", "demand": "挂牌督办", "cases": [case.0] });
        let order = site.ask(SUPERVISOR, Call::post("/api/v1/orders", &draft)).await.expect(201).json();
        let steps = format!("/api/v1/orders/{}/steps", order["id"].as_str().unwrap());
        let step = |step: &str, version: i64| Call::post(steps.clone(), &json!({ "step": step, "version": version, "words": "属实" }));
        assert_eq!(counted(&site, "listed").await, (0, 0), "a draft lists nothing");
        site.ask(SUPERVISOR, step("sign", 1)).await.expect(409);
        site.ask(DIRECTOR, step("sign", 1)).await.expect(200);
        assert_eq!(counted(&site, "listed").await, (1, 1));
        let page = Browser::of(&site, HEAD).await.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert!(page.contains("挂牌督办"), "{page}");
        site.ask(HEAD, step("answer", 2)).await.expect(200);
        site.ask(HEAD, step("strike_off", 3)).await.expect(409);
        let (one, two) = tokio::join!(
            site.ask(DIRECTOR, step("strike_off", 3)),
            site.ask("center.supervisor2", step("strike_off", 3)),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "of two one strikes it off");
        assert_eq!(counted(&site, "listed").await, (0, 0));
        // A milder order lists nothing.
        let (other, _) = dispatched(&site).await;
        let mild = json!({ "unit": UNIT, "level": "blue", "demand": "x", "cases": [other.0] });
        let order = site.ask(SUPERVISOR, Call::post("/api/v1/orders", &mild)).await.expect(201).json();
        let steps = format!("/api/v1/orders/{}/steps", order["id"].as_str().unwrap());
        site.ask(DIRECTOR, Call::post(steps, &json!({ "step": "sign", "version": 1 }))).await.expect(200);
        assert_eq!(counted(&site, "listed").await, (0, 0));
    }
}
