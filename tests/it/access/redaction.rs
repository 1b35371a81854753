//! What a case says of other cases and of whom it is about is left out for readers who may not know.

use domain::case::{Event, Input, Respondents};
use domain::id::CaseId;
use engine::intake::Filed;
use serde_json::json;

use super::county::{
    RESPONDENT, RESPONDENT_UNIT, case, complaint, happen, name, perform, respondents, version,
};
use crate::support::{Call, Database, Site, World, both};

/// Two cases of which the younger went into the older, and the letters between them were carried out.
async fn merged(site: &Site) -> (Filed, Filed) {
    let clerk = World::person("center.clerk");
    let older = site.world.lamp().await;
    let younger = site
        .world
        .engine
        .file(Some(clerk.clone()), complaint(Respondents::default()))
        .await
        .unwrap();
    let (into, from) = (older.committed.stored.case.id, younger.committed.stored.case.id);
    site.world.perform(&clerk, from, "merge", Input::Case(into)).await.unwrap();
    while site.world.engine.deliver_letters().await.unwrap() > 0 {}
    (older, younger)
}

fn id(filed: &Filed) -> CaseId {
    filed.committed.stored.case.id
}

/// Everything that a reader gets of a case.
async fn whole(site: &Site, person: &str, case: CaseId) -> String {
    let mut all = String::new();
    for part in ["", "/timeline", "/verbs", "/clocks", "/parties", "/attachments"] {
        let path = format!("/api/v1/cases/{case}{part}");
        all += &site.ask(person, Call::get(path)).await.expect(200).text();
    }
    all
}

both! {
    async fn a_merged_case_names_no_other(database: Database) {
        let site = Site::on(&database).await;
        let (older, younger) = merged(&site).await;
        let (older, younger) = (id(&older), id(&younger));
        assert!(!whole(&site, "center.clerk", younger).await.contains(&older.to_string()));
        assert!(!whole(&site, "center.clerk", older).await.contains(&younger.to_string()));
        happen(&site, younger, [Event::RepeatLinked(older)]).await;
        assert!(!whole(&site, "center.clerk", younger).await.contains(&older.to_string()));
    }

    async fn a_refusal_names_no_other_case(database: Database) {
        let site = Site::on(&database).await;
        let (older, younger) = (site.world.lamp().await, site.world.lamp().await);
        happen(&site, id(&younger), [Event::Merged(id(&older))]).await;
        let merge = json!({ "command": "perform", "transition": "merge", "input": { "case": id(&younger) } });
        let refused = perform(&site, "center.clerk", id(&younger), &merge).await.expect(409);
        assert_eq!(refused.json()["code"], "goes_on_elsewhere");
        assert!(!refused.text().contains(&id(&older).to_string()), "{refused:?}");
        let offered = Call::get(format!("/api/v1/cases/{}/verbs", id(&younger)));
        let offered = site.ask("center.clerk", offered).await.expect(200).text();
        assert!(offered.contains("goes_on_elsewhere") && !offered.contains(&id(&older).to_string()));
        let stale = Call::post(format!("/api/v1/cases/{}/verbs", id(&younger)), &merge).if_match(1).key("s");
        let stale = site.ask("center.clerk", stale).await.expect(412);
        assert!(stale.text().contains("\"merged\"") && !stale.text().contains(&id(&older).to_string()));
    }

    async fn whom_a_case_is_about_is_for_those_who_handle_it(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        name(&site, case.id, json!({ "people": [RESPONDENT], "units": [RESPONDENT_UNIT, "housing"] })).await;
        let told = |person: &'static str| whole(&site, person, case.id);
        let words = [RESPONDENT, RESPONDENT_UNIT, "\"units\"", "\"housing\""];
        let clerk = told("center.clerk").await;
        assert!(words.iter().all(|word| clerk.contains(word)), "{clerk}");
        for person in ["health.handler", "justice.head", "ecology.handler", "county.head"] {
            let text = told(person).await;
            assert!(text.contains("respondents_named") && text.contains("recused"), "{text}");
            for word in [RESPONDENT, RESPONDENT_UNIT, "\"units\":[\"housing\"]"] {
                assert!(!text.contains(word), "{person} reads {word} in {text}");
            }
        }
        let behind = version(&site, case.id).await - 4;
        let note = json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
        let stale = Call::post(format!("/api/v1/cases/{}/verbs", case.id), &note).if_match(behind).key("s");
        let stale = site.ask("health.handler", stale).await.expect(412).text();
        assert!(stale.contains("respondents_named") && !stale.contains(RESPONDENT), "{stale}");
    }

    async fn what_one_party_says_is_not_read_by_another(database: Database) {
        let site = Site::on(&database).await;
        let (older, younger) = merged(&site).await;
        let code = |filed: &Filed| filed.receipts[0].1.clone();
        let addition = json!({ "transition": "add_supplement", "form": { "addition": "我家电表房号三零二" } });
        let add = json!({ "code": code(&younger), "perform": addition });
        site.call(Call::post("/api/v1/public/receipts/verbs", &add).key("a")).await.expect(200);
        let look = async |filed: &Filed| {
            let call = Call::post("/api/v1/public/receipts", &json!({ "code": code(filed) }));
            site.call(call).await.expect(200).text()
        };
        assert!(look(&younger).await.contains("三零二"));
        let other = look(&older).await;
        assert!(!other.contains("三零二"), "{other}");
        assert_eq!(older.committed.stored.number, serde_json::from_str::<serde_json::Value>(&other).unwrap()["number"]);
    }

    async fn a_receipt_shows_the_state_as_citizens_call_it(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let look = Call::post("/api/v1/public/receipts", &json!({ "code": case.receipt }));
        let progress = site.call(look).await.expect(200).json();
        assert_eq!(progress["state"]["name"], "已交承办单位");
    }
}
