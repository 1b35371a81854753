//! A complaint about the center's own people: to whoever files it, it looks like any other; those whom it is about never
//! learn of it; and it is not lost.

use serde_json::{Value, json};

use crate::support::{Answer, Call, Database, Site, both};

async fn complain(site: &Site, respondents: &Value) -> Answer {
    let body = json!({
        "workflow": "service", "title": "办事被刁难", "address": "大厅", "respondents": respondents,
        "form": { "account": "窗口人员让我来了三趟。" },
    });
    let key = uuid::Uuid::new_v4().to_string();
    site.call(Call::post("/api/v1/public/complaints", &body).key(&key)).await
}

/// What the complainant gets and sees afterwards, without the number and the codes, which differ for any two.
async fn seen(site: &Site, respondents: &Value) -> (Value, Value, String) {
    let mut filed = complain(site, respondents).await.expect(201).json();
    let code = filed["receipts"][0]["code"].as_str().unwrap().to_owned();
    let number = filed["number"].as_str().unwrap().to_owned();
    let look_up = Call::post("/api/v1/public/receipts", &json!({ "code": code }));
    let progress = site.call(look_up).await.expect(200).text().replace(&number, "NUMBER");
    // The letters say the number, too.
    let mut progress: Value = serde_json::from_str(&progress).unwrap();
    for drawn in ["number", "id", "receipts"] {
        _ = filed.as_object_mut().unwrap().remove(drawn);
        _ = progress.as_object_mut().unwrap().remove(drawn);
    }
    (filed, progress, number)
}

async fn numbers(site: &Site, person: &str) -> Vec<String> {
    let listed = site.ask(person, Call::get("/api/v1/cases")).await.expect(200).json();
    let cases = listed["cases"].as_array().unwrap();
    cases.iter().map(|case| case["number"].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn a_complaint_looks_the_same_whoever_it_is_about(database: Database) {
        let site = Site::on(&database).await;
        let (filed, progress, other) = seen(&site, &json!({ "people": ["housing.handler"] })).await;
        for about in [
            json!({ "people": ["center.clerk"] }),
            json!({ "units": ["center"] }),
            json!({ "people": ["county.head"] }),
            json!({ "units": ["county", "discipline"] }),
        ] {
            let (its, stands, number) = seen(&site, &about).await;
            assert_eq!((its, stands), (filed.clone(), progress.clone()), "{about}");
            for person in ["center.clerk2", "center.director", "center.supervisor"] {
                assert_eq!(numbers(&site, person).await, std::slice::from_ref(&other), "{person} and {number}");
            }
        }
    }

    async fn what_is_about_the_center_is_run_from_above_or_reported_to_whoever_holds_the_machine(database: Database) {
        let site = Site::on(&database).await;
        let (.., to_committee) = seen(&site, &json!({ "people": ["center.clerk"] })).await;
        let (.., to_discipline) = seen(&site, &json!({ "people": ["county.head"] })).await;
        let (.., to_nobody) = seen(&site, &json!({ "units": ["county", "discipline"] })).await;
        assert_eq!(numbers(&site, "plc.handler").await, [to_committee]);
        assert_eq!(numbers(&site, "discipline.head").await, [to_discipline]);
        let lying = site.world.engine.unattended().await.unwrap();
        let lying: Vec<_> = lying.iter().map(|lying| (&lying.number, lying.center.as_str())).collect();
        assert_eq!(lying, [(&to_nobody, "center")]);
    }
}
