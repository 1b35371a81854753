//! Objections: by the head of the unit, in time, about what stands there; decided by somebody of another unit; and what was right
//! becomes an erratum.

use serde_json::{Value, json};

use super::{PERIOD, county, figure, publish, read, units};
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, both};

/// A unit with something that was late, and that item.
async fn late(site: &Site) -> (String, Value) {
    let whole = read(site, "center.director").await;
    for unit in units(&whole).into_iter().filter(|unit| unit["unit"]["id"] != "center") {
        let id = unit["unit"]["id"].as_str().unwrap();
        let path = format!("/api/v1/appraisals/{PERIOD}/units/{id}/figures/sign");
        // Its head must see the case to name it.
        let list = site.ask(&format!("{id}.head"), Call::get(path)).await;
        if list.status != 200 {
            continue;
        }
        let list = list.json();
        let late = list["items"].as_array().unwrap().iter().find(|item| item["good"] == false);
        if let Some(item) = late {
            return (id.to_owned(), item.clone());
        }
    }
    panic!("of three hundred cases some were signed for too late: {whole}");
}

fn objection(unit: &str, item: &Value) -> Call {
    let asked = json!({ "period": PERIOD, "unit": unit, "indicator": "sign", "case": item["case"], "item": item["item"], "reason": "当日全县停电" });
    Call::post("/api/v1/appraisal-objections", &asked)
}

fn ruling(id: &str, upheld: bool) -> Call {
    let asked = json!({ "upheld": upheld, "document": "综治复〔2026〕1号", "found": "停电属实" });
    Call::post(format!("/api/v1/appraisal-objections/{id}/ruling"), &asked)
}

async fn first(site: &Site, person: &str) -> Value {
    let list = site.ask(person, Call::get("/api/v1/appraisal-objections")).await;
    list.expect(200).json()["objections"][0].clone()
}

both! {
    async fn what_a_unit_was_right_about_becomes_an_erratum_beside_what_was_published(database: Database) {
        let site = county(&database).await;
        let (unit, item) = late(&site).await;
        let head = format!("{unit}.head");
        site.ask(&head, objection(&unit, &item)).await.expect(409);
        publish(&site).await;
        let before = read(&site, "center.director").await;
        site.ask(&format!("{unit}.handler"), objection(&unit, &item)).await.expect(403);
        let other = if unit == "finance" { "housing.head" } else { "finance.head" };
        site.ask(other, objection(&unit, &item)).await.expect(404);
        site.ask("center.director", objection(&unit, &item)).await.expect(403);
        let mut nowhere = item.clone();
        nowhere["item"] = json!(99);
        site.ask(&head, objection(&unit, &nowhere)).await.expect(404);
        site.ask(&head, objection(&unit, &item)).await.expect(201);
        site.ask(&head, objection(&unit, &item)).await.expect(409);

        assert_eq!(site.ask(other, Call::get("/api/v1/appraisal-objections")).await.expect(200).json()["objections"], json!([]));
        let open = first(&site, &head).await;
        assert_eq!((&open["standing"], &open["reason"], &open["number"]), (&json!("open"), &json!("当日全县停电"), &item["number"]));
        let id = open["id"].as_str().unwrap();
        site.ask(&head, ruling(id, true)).await.expect(403);
        let empty = json!({ "upheld": true, "document": "", "found": "x" });
        site.ask("center.supervisor", Call::post(format!("/api/v1/appraisal-objections/{id}/ruling"), &empty)).await.expect(400);
        let (one, two) = tokio::join!(
            site.ask("center.supervisor", ruling(id, true)),
            site.ask("center.director", ruling(id, true)),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "of two one decides");
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 0);

        let after = read(&site, "center.director").await;
        assert_eq!(after["groups"], before["groups"]);
        let errata = after["errata"].as_array().unwrap();
        assert_eq!((errata.len(), &errata[0]["number"], &errata[0]["document"]), (1, &json!(1), &json!("综治复〔2026〕1号")));
        assert!(errata[0]["units"].as_array().unwrap().iter().any(|known| known["unit"]["id"] == unit.as_str()));
        let decided = first(&site, &head).await;
        assert_eq!((&decided["standing"], &decided["found"]), (&json!("upheld"), &json!("停电属实")));
        let reader = Browser::of(&site, &head).await;
        let page = reader.get(&format!("/s/assess/{PERIOD}/{unit}")).await.expect(200).text();
        let sign = figure(&before, &unit, "sign");
        let was = format!("公布 {}% {}/{}", sign["percent"].as_str().unwrap(), sign["good"], sign["counted"]);
        assert!(page.contains("更正第1号") && page.contains(&was), "{was}: {page}");
    }

    async fn an_objection_comes_in_time_and_one_that_is_dismissed_changes_nothing(database: Database) {
        let site = county(&database).await;
        let (unit, item) = late(&site).await;
        let head = format!("{unit}.head");
        publish(&site).await;
        let reader = Browser::of(&site, &head).await;
        let path = format!("/s/assess/{PERIOD}/{unit}/sign");
        let refused = reader.post(&path, &[("item", ""), ("reason", " ")]).await.expect(400).text();
        assert!(refused.contains("class=\"errsum\""), "{refused}");
        let sent = reader.post(&path, &[("item", ""), ("reason", "整项都算错了")]).await.expect(303);
        assert!(sent.headers["location"].starts_with("/s/assess/objections"));
        let id = first(&site, &head).await["id"].as_str().unwrap().to_owned();
        let decider = Browser::of(&site, "center.supervisor").await;
        let page = decider.get("/s/assess/objections").await.expect(200).text();
        assert!(page.contains("整项都算错了") && page.contains("申诉成立"), "{page}");
        let own = reader.get("/s/assess/objections").await.expect(200).text();
        assert!(own.contains("整项都算错了") && !own.contains("name=\"ruling\""), "{own}");
        let to = format!("/s/assess/objections/{id}");
        reader.post(&to, &[("ruling", "uphold"), ("document", "x"), ("found", "x")]).await.expect(403);
        let bad = decider.post(&to, &[("ruling", "dismiss"), ("document", ""), ("found", "算得对")]).await.expect(400).text();
        assert!(bad.contains("算得对"), "what was written stays");
        decider.post(&to, &[("ruling", "dismiss"), ("document", "复1"), ("found", "算得对")]).await.expect(303);
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 0);
        assert_eq!(read(&site, &head).await["errata"], json!([]));

        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(30));
        let late = site.ask(&head, objection(&unit, &item)).await.expect(409).json();
        assert_eq!(late["code"], "appraisal_frozen");
        assert!(!reader.get(&path).await.text().contains("name=\"reason\""), "the form is gone with the term");
    }

    async fn nobody_decides_what_their_own_unit_objects_to(database: Database) {
        let site = county(&database).await;
        publish(&site).await;
        let asked = json!({ "period": PERIOD, "unit": "center", "indicator": "misdirected", "reason": "系单位误退" });
        site.ask("center.director", Call::post("/api/v1/appraisal-objections", &asked)).await.expect(201);
        let id = first(&site, "center.supervisor").await["id"].as_str().unwrap().to_owned();
        for own in ["center.supervisor", "center.supervisor2", "center.director"] {
            site.ask(own, ruling(&id, true)).await.expect(403);
        }
        site.ask("plc.head", ruling(&id, false)).await.expect(204);
    }
}
