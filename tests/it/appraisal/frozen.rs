//! What is published is frozen: nothing that happens later changes it, of two who publish one does, and nobody publishes what they
//! have not seen.

use serde_json::{Value, json};

use super::{PERIOD, county, figure, publish, read, trial, units};
use crate::support::{Call, Database, Site, both};

/// An item that stands in the denominator and not in the numerator of a figure that many have: its case and its unit.
async fn late(site: &Site) -> (String, String, Value) {
    let whole = read(site, "center.director").await;
    for unit in units(&whole).into_iter().filter(|unit| unit["unit"]["id"] != "center") {
        let id = unit["unit"]["id"].as_str().unwrap();
        let path = format!("/api/v1/appraisals/{PERIOD}/units/{id}/figures/sign");
        let list = site.ask("center.director", Call::get(path)).await.expect(200).json();
        let late = list["items"].as_array().unwrap().iter().find(|item| item["good"] == false);
        if let Some(item) = late {
            return (id.to_owned(), item["case"].as_str().unwrap().to_owned(), item.clone());
        }
    }
    panic!("of three hundred cases some were signed for too late: {whole}");
}

fn decision(case: &str, unit: &str) -> Call {
    let asked = json!({ "case": case, "kind": "force_majeure", "indicator": "sign", "of_unit": unit, "document": "综治〔2026〕8号", "reason": "停电" });
    Call::post("/api/v1/appraisal-decisions", &asked)
}

fn publication(run: &Value) -> Call {
    Call::post(format!("/api/v1/appraisals/{PERIOD}/publication"), &json!({ "run": run }))
}

both! {
    async fn a_decision_takes_a_case_out_of_a_rate_in_the_next_run_and_taken_back_lets_it_in_again(database: Database) {
        let site = county(&database).await;
        let (unit, case, _) = late(&site).await;
        let sign = async || {
            let read = read(&site, "center.director").await;
            let figure = figure(&read, &unit, "sign").clone();
            (figure["counted"].as_u64().unwrap(), figure["left_out"].as_u64().unwrap())
        };
        let before = sign().await;
        site.ask("center.supervisor", decision(&case, &unit)).await.expect(201);
        assert_eq!(sign().await, before, "a run stays what it was");
        trial(&site).await;
        let after = sign().await;
        assert!(after.0 < before.0 && after.0 + after.1 == before.0 + before.1, "{before:?} {after:?}");
        let list = site.ask("center.director", Call::get("/api/v1/appraisal-decisions")).await.expect(200).json();
        let id = list["decisions"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(list["decisions"][0]["reason"], "停电");
        site.ask("center.director", Call::new("POST", format!("/api/v1/appraisal-decisions/{id}/revocation"))).await.expect(204);
        trial(&site).await;
        assert_eq!(sign().await, before);
        let unreasonable = json!({ "case": case, "kind": "unreasonable", "document": "x", "reason": "x" });
        site.ask("center.supervisor", Call::post("/api/v1/appraisal-decisions", &unreasonable)).await.expect(403);
        let head = format!("{unit}.head");
        site.ask(&head, decision(&case, &unit)).await.expect(403);
        for (field, wrong) in [("document", " "), ("reason", ""), ("of_unit", "center")] {
            let mut asked = json!({ "case": case, "kind": "force_majeure", "of_unit": unit, "document": "x", "reason": "x" });
            asked[field] = json!(wrong);
            site.ask("center.director", Call::post("/api/v1/appraisal-decisions", &asked)).await.expect(400);
        }
        let audit = site.world.engine.store().audit_stream("appraisal", 0, 99).await.unwrap();
        let acts: Vec<_> = audit.iter().map(|entry| entry.body.clone()).collect();
        for act in ["appraisal_asked", "appraisal_made", "decision_recorded", "decision_revoked"] {
            assert!(acts.iter().any(|body| body.contains(act)), "{act}");
        }
        assert!(acts.iter().all(|body| !body.contains("停电")), "words stand in no audit");
    }

    async fn what_is_published_stays_whatever_happens_later(database: Database) {
        let site = county(&database).await;
        let (unit, case, _) = late(&site).await;
        let first = read(&site, "center.director").await;
        site.ask("center.supervisor", publication(&first["run"])).await.expect(403);
        site.ask("center.director", publication(&json!(uuid::Uuid::new_v4()))).await.expect(409);
        site.ask("center.supervisor", decision(&case, &unit)).await.expect(201);
        let stale = site.ask("center.director", publication(&first["run"])).await.expect(409).json();
        assert_eq!(stale["code"], "stale", "a decision was recorded since");
        trial(&site).await;
        let run_now = read(&site, "center.director").await;
        site.ask("center.director", publication(&run_now["run"])).await.expect(204);
        let published = read(&site, "center.director").await;
        assert_eq!(published["groups"], run_now["groups"]);
        assert!(published["published_at"].is_string() && published["objections_until"].is_string());

        let again = json!({ "period": PERIOD });
        site.ask("center.director", Call::post("/api/v1/appraisals", &again)).await.expect(409);
        let list = site.ask("center.director", Call::get("/api/v1/appraisal-decisions")).await.expect(200).json();
        let id = list["decisions"][0]["id"].as_str().unwrap().to_owned();
        site.ask("center.director", Call::new("POST", format!("/api/v1/appraisal-decisions/{id}/revocation"))).await.expect(204);
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(40));
        let later = read(&site, "center.director").await;
        assert_eq!(later["groups"], published["groups"]);
        let wrong = json!({ "document": "更正1" });
        let correct = || Call::post(format!("/api/v1/appraisals/{PERIOD}/corrections"), &wrong);
        site.ask("center.supervisor", correct()).await.expect(403);
        site.ask("center.director", correct()).await.expect(202);
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
        let corrected = read(&site, "center.director").await;
        assert_eq!(corrected["groups"], published["groups"], "the erratum stands beside");
        let errata = corrected["errata"].as_array().unwrap();
        assert_eq!((errata.len(), &errata[0]["document"]), (1, &json!("更正1")));
        assert!(errata[0]["units"].as_array().unwrap().iter().any(|known| known["unit"]["id"] == unit.as_str()), "{errata:?}");
        site.ask("center.director", correct()).await.expect(202);
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
        assert_eq!(read(&site, "center.director").await["errata"].as_array().unwrap().len(), 1, "nothing differs any more");
    }

    async fn of_two_who_publish_one_does(database: Database) {
        let site = county(&database).await;
        let run = read(&site, "center.director").await["run"].clone();
        site.token("plc.head").await;
        let (one, two) = tokio::join!(
            site.ask("center.director", publication(&run)),
            site.ask("plc.head", publication(&run)),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
    }

    async fn a_period_that_goes_on_is_tried_and_not_published(database: Database) {
        let site = county(&database).await;
        let asked = json!({ "period": "2026-09" });
        site.ask("center.director", Call::post("/api/v1/appraisals", &asked)).await.expect(202);
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
        let read = site.ask("center.director", Call::get("/api/v1/appraisals/2026-09")).await.expect(200).json();
        let publish = Call::post("/api/v1/appraisals/2026-09/publication", &json!({ "run": read["run"] }));
        let refused = site.ask("center.director", publish).await.expect(409).json();
        assert_eq!(refused["code"], "appraisal_frozen");
        publish_later(&site).await;
    }

    async fn two_nodes_make_a_run_once_and_who_lost_it_writes_nothing(database: Database) {
        let site = county(&database).await;
        let asked = Call::post("/api/v1/appraisals", &json!({ "period": PERIOD }));
        site.ask("center.supervisor", asked).await.expect(202);
        let engine = &site.world.engine;
        let (one, two) = tokio::join!(engine.make_appraisals(), engine.make_appraisals());
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        let runs = database.texts("SELECT standing FROM appraisal_runs").await;
        assert_eq!(runs, ["done"], "an older trial is forgotten");
    }

    async fn a_figure_that_was_altered_in_the_database_is_not_shown(database: Database) {
        let site = county(&database).await;
        publish(&site).await;
        database.run("UPDATE appraisal_runs SET body = replace(body, '\"good\":', '\"good\": ')").await.unwrap();
        site.ask("center.director", Call::get(format!("/api/v1/appraisals/{PERIOD}"))).await.expect(503);
    }
}

/// Once the month is over, a run from before is too old, and a new one is published.
async fn publish_later(site: &Site) {
    site.world.clock.set("2026-10-08T01:00:00Z".parse().unwrap());
    let read = site.ask("center.director", Call::get("/api/v1/appraisals/2026-09")).await;
    let publish =
        |run: &Value| Call::post("/api/v1/appraisals/2026-09/publication", &json!({ "run": run }));
    let old = read.expect(200).json()["run"].clone();
    site.ask("center.director", publish(&old)).await.expect(409);
    let asked = json!({ "period": "2026-09" });
    site.ask("center.director", Call::post("/api/v1/appraisals", &asked)).await.expect(202);
    site.world.engine.make_appraisals().await.unwrap();
    let read = site.ask("center.director", Call::get("/api/v1/appraisals/2026-09")).await;
    let new = read.expect(200).json()["run"].clone();
    site.ask("center.director", publish(&new)).await.expect(204);
}
