//! What the logs do not say counts as it was said when a run was asked for: suspicions that a person confirmed, points of
//! supervision orders, and time that was decided to be somebody else's.

use domain::suspicion::Indicator;
use serde_json::{Value, json};

use super::figure;
use crate::access::pages::Browser;
use crate::supervision::answers::{dispatched, later, signed, step};
use crate::supervision::suspicions::{UNIT, cheated, judges, look, pass, the_one};
use crate::supervision::time::{disputed, raised, waiting};
use crate::support::{Call, Database, Site, World, both, definitions};

const SUPERVISOR: &str = "center.supervisor";
const DIRECTOR: &str = "center.director";
const MARCH: &str = "/api/v1/appraisals/2026-03";

/// Asks for a run of March a minute later, makes it and reads it.
async fn appraised(site: &Site) -> Value {
    pass(site, chrono::TimeDelta::minutes(1));
    let asked = Call::post("/api/v1/appraisals", &json!({ "period": "2026-03" }));
    site.ask(SUPERVISOR, asked).await.expect(202);
    assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
    read(site).await
}

async fn read(site: &Site) -> Value {
    site.ask(SUPERVISOR, Call::get(MARCH)).await.expect(200).json()
}

/// Numerator, denominator and points.
fn counted(read: &Value, unit: &str, indicator: &str) -> (u64, u64, Option<String>) {
    let figure = figure(read, unit, indicator);
    let number = |name: &str| figure[name].as_u64().unwrap();
    (number("good"), number("counted"), figure["points"].as_str().map(str::to_owned))
}

async fn items(site: &Site, indicator: &str) -> Value {
    let path = format!("{MARCH}/units/{UNIT}/figures/{indicator}?which=good");
    site.ask(SUPERVISOR, Call::get(path)).await.expect(200).json()
}

async fn publish(site: &Site, status: u16) {
    let run = json!({ "run": read(site).await["run"] });
    let call = Call::post(format!("{MARCH}/publication"), &run);
    site.ask(DIRECTOR, call).await.expect(status);
}

#[expect(clippy::unnecessary_wraps, reason = "beside units that have no figure")]
fn off(points: &str) -> Option<String> {
    Some(points.to_owned())
}

both! {
    async fn only_what_a_person_confirmed_counts_and_as_it_was_said_when_the_run_was_asked_for(database: Database) {
        let site = Site::on(&database).await;
        let (_, two) = cheated(&site).await;
        look(&site).await;
        assert_eq!(counted(&appraised(&site).await, UNIT, "suspected"), (0, 0, off("0.00")), "nobody has looked");
        let picture = the_one(&site, Indicator::PictureTwice).await;
        judges(&site, SUPERVISOR, &picture, "dismissed", 200).await;
        let opposite = the_one(&site, Indicator::Contradicted).await;
        judges(&site, SUPERVISOR, &opposite, "confirmed", 200).await;
        let confirmed = appraised(&site).await;
        assert_eq!(counted(&confirmed, UNIT, "suspected"), (1, 1, off("-2.00")), "one confirmed, one dismissed, one open");
        let listed = items(&site, "suspected").await;
        assert_eq!((&listed["total"], &listed["items"][0]["case"]), (&json!(1), &json!(two.case.0)));
        let path = format!("/s/assess/2026-03/{UNIT}/suspected?which=good");
        let page = Browser::of(&site, SUPERVISOR).await.get(&path).await.expect(200).text();
        assert!(page.contains("疑点属实 03-"), "{page}");

        // What is said later is for the next run: the one that stands tells its item as before.
        pass(&site, chrono::TimeDelta::minutes(1));
        let opposite = the_one(&site, Indicator::Contradicted).await;
        judges(&site, DIRECTOR, &opposite, "dismissed", 200).await;
        assert_eq!(items(&site, "suspected").await, listed);
        assert_eq!(counted(&appraised(&site).await, UNIT, "suspected").0, 0);

        // A run is not published when somebody judged since; confirmed in April, it counts in March, where its last fact lies.
        site.world.clock.set("2026-04-02T02:00:00Z".parse().unwrap());
        appraised(&site).await;
        pass(&site, chrono::TimeDelta::minutes(1));
        let opposite = the_one(&site, Indicator::Contradicted).await;
        let judged = judges(&site, SUPERVISOR, &opposite, "confirmed", 200).await;
        publish(&site, 409).await;
        assert_eq!(counted(&appraised(&site).await, UNIT, "suspected"), (1, 1, off("-2.00")));
        publish(&site, 204).await;
        pass(&site, chrono::TimeDelta::minutes(1));
        judges(&site, DIRECTOR, &judged, "dismissed", 200).await;
        assert_eq!(counted(&read(&site).await, UNIT, "suspected").0, 1, "what was published stays");
    }

    async fn an_order_costs_its_points_once_and_nothing_when_it_was_called_off(database: Database) {
        let mut rules = definitions();
        for (name, level) in &mut rules.orders.levels {
            level.points = if name.as_str() == "red" { 3 } else { 0 };
        }
        let site = Site::of(World::with(&database, "2026-03-02T01:00:00Z", rules).await);
        let mut cases = Vec::new();
        for _ in 0..4 {
            cases.push(dispatched(&site).await.0);
        }
        signed(&site, "red", &cases[..2]).await;
        let cancelled = signed(&site, "red", &cases[2..3]).await;
        signed(&site, "blue", &cases[3..]).await;
        assert_eq!(counted(&appraised(&site).await, UNIT, "order_points"), (0, 0, off("0.00")), "nobody is late yet");
        step(&site, DIRECTOR, &cancelled, "cancel", 200).await;
        later(&site, 20);
        let read = appraised(&site).await;
        assert_eq!(counted(&read, UNIT, "order_points"), (1, 1, off("-3.00")), "one order, however many cases stand under it");
        let first = *cases[..2].iter().min().unwrap();
        let listed = items(&site, "order_points").await;
        assert_eq!((&listed["total"], &listed["items"][0]["case"]), (&json!(1), &json!(first.0)));
        let path = format!("/s/assess/2026-03/{UNIT}/order_points");
        let page = Browser::of(&site, SUPERVISOR).await.get(&path).await.expect(200).text();
        assert!(page.contains("扣分 3") && page.contains("逾期未反馈"), "{page}");
    }

    async fn time_that_was_decided_to_be_anothers_moves_the_limit_to_the_other_unit(database: Database) {
        let site = Site::on(&database).await;
        let (_, number) = disputed(&site).await;
        let late = async || {
            let read = appraised(&site).await;
            [UNIT, "housing"].map(|unit| counted(&read, unit, "sign"))
        };
        assert_eq!(late().await, [(0, 1, off("0.00")), (0, 0, None)]);
        raised(&Browser::of(&site, "urban-management.head").await, &number).await;
        assert_eq!(late().await, [(0, 1, off("0.00")), (0, 0, None)], "nobody has decided");
        let director = Browser::of(&site, DIRECTOR).await;
        let path = format!("/s/cases/{number}/time");
        let id = waiting(&director.get(&path).await.expect(200).text());
        let form = [("do", "decide"), ("id", id.as_str()), ("verdict", "unit"), ("charged", "housing"), ("words", "图纸在住建局")];
        director.post(&path, &form).await.expect(303);
        assert_eq!(late().await, [(0, 0, None), (0, 1, off("0.00"))]);
    }
}
