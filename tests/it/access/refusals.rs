//! What a refusal says of a case: to whom it tells which unit has it, and that none tells what its reader may not see.

use serde_json::json;

use super::county::{Case, IDENTITY, RESPONDENT, RESPONDENT_UNIT, case, respondents, version};
use super::pages::Browser;
use super::routes::PERSONAS;
use crate::support::{Answer, Call, Database, Site, both};

/// Who may know whom a case is about, by their column.
const KNOW: [&str; 2] = ["clerk", "direc"];

/// Whoever finds no case is told nothing by a refusal, either.
const BLIND: [&str; 7] = ["admsy", "admse", "admau", "respo", "colle", "subor", "relat"];

async fn tried(site: &Site, person: &str, case: &Case, transition: &str) -> Answer {
    let verb = json!({ "command": "perform", "transition": transition });
    let call = Call::post(format!("/api/v1/cases/{}/verbs", case.id), &verb);
    let key = format!("{person}-{transition}");
    site.ask(person, call.if_match(version(site, case.id).await).key(&key)).await
}

both! {
    async fn no_refusal_names_what_its_reader_may_not_see(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let seen = site.world.engine.read(&engine::Who::Engine, case.id).await.unwrap().unwrap();
        let workflow = site.world.engine.workflow_of(seen.case()).unwrap();
        let transitions: Vec<_> = workflow.definition().transitions.keys().map(ToString::to_string).collect();
        let directory = &seen.snapshot.directory;
        let about = [
            directory.people[RESPONDENT].name.clone(),
            directory.people["center.clerk2"].name.clone(),
            directory.units[RESPONDENT_UNIT].name.clone(),
        ];
        let mut refused = 0;
        for (column, person) in PERSONAS.iter().filter(|(_, person)| !person.is_empty()) {
            for transition in &transitions {
                let answer = tried(&site, person, &case, transition).await;
                let text = answer.text();
                if BLIND.contains(column) {
                    let absent = Case { id: domain::id::CaseId(uuid::Uuid::from_u128(7)), ..case.clone() };
                    let verb = json!({ "command": "perform", "transition": transition });
                    let call = Call::post(format!("/api/v1/cases/{}/verbs", absent.id), &verb);
                    let none = site.ask(person, call.if_match(1).key(&format!("none-{transition}"))).await;
                    assert_eq!((answer.status, &answer.body), (404, &none.body), "{column} {transition}");
                    continue;
                }
                assert!(answer.status < 500, "{column} {transition}: {answer:?}");
                refused += u32::from(answer.status >= 400);
                for word in IDENTITY {
                    assert!(!text.contains(word), "{transition} tells {column} {word}: {text}");
                }
                for name in about.iter().filter(|_| answer.status >= 400 && !KNOW.contains(column)) {
                    let told = text.contains(&name.zh) || text.contains(&name.en);
                    assert!(!told, "{transition} tells {column} whom it is about: {text}");
                }
            }
        }
        assert!(refused > 100, "{refused} refusals were looked at");
    }

    async fn whoever_sees_a_case_and_may_not_do_a_step_is_told_which_unit_has_it(database: Database) {
        let site = Site::on(&database).await;
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let case = case(&site, respondents()).await;
        // The unit that leads has another do the work.
        for person in ["center.supervisor", "housing.handler", "health.handler", "county.head"] {
            let told = tried(&site, person, &case, "sign").await.expect(403).text();
            assert!(told.contains("本案现由蒲圻街道承办"), "{person}: {told}");
        }
        for person in ["finance.handler", RESPONDENT, "admin.system"] {
            let told = tried(&site, person, &case, "sign").await.text();
            assert!(!told.contains("承办") && !told.contains("蒲圻街道"), "{person}: {told}");
        }
        let number = &case.number;
        let version = version(&site, case.id).await.to_string();
        let form = [("version", version.as_str()), ("key", "k")];
        let page = supervisor.post(&format!("/s/cases/{number}/do/sign"), &form).await.expect(403).text();
        assert!(page.contains("本案现由"), "{page}");
    }
}
