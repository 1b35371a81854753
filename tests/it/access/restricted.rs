//! Cases that few may see: before two people have screened them, and those of restricted secrecy.

use domain::case::{Respondents, Secrecy};
use domain::id::CaseId;
use engine::intake::Intake;
use serde_json::json;

use super::county::{complaint, happen, name, perform};
use crate::support::{Call, Database, Site, World, both};

async fn file(site: &Site, intake: Intake) -> CaseId {
    let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await;
    filed.unwrap().committed.stored.case.id
}

async fn status(site: &Site, person: &str, case: CaseId) -> u16 {
    site.ask(person, Call::get(format!("/api/v1/cases/{case}"))).await.status
}

async fn counted(site: &Site, person: &str) -> serde_json::Value {
    site.ask(person, Call::get("/api/v1/cases")).await.expect(200).json()["total"].clone()
}

fn assigned(case: &str) -> [domain::case::Event; 1] {
    let assistants = [case.into()].into();
    [domain::case::Event::Assigned(domain::case::Assignment {
        lead: "urban-management".into(),
        assistants,
    })]
}

both! {
    async fn before_two_have_screened_it_only_clerks_and_the_director_see_it(database: Database) {
        let site = Site::on(&database).await;
        let unmatched = Respondents { unmatched: true, ..Respondents::default() };
        let by_category = Intake { category: "1401".into(), ..complaint(Respondents::default()) };
        for (known, intake) in [complaint(unmatched), by_category].into_iter().enumerate() {
            let case = file(&site, intake).await;
            happen(&site, case, assigned("housing")).await;
            let others = ["center.supervisor", "urban-management.handler", "housing.handler", "county.head"];
            for person in others {
                assert_eq!(status(&site, person, case).await, 404, "{person}");
            }
            for person in ["center.clerk", "center.clerk2", "center.director"] {
                assert_eq!(status(&site, person, case).await, 200, "{person}");
            }
            assert_eq!(counted(&site, "center.supervisor").await, known);
            let screen = json!({ "command": "screen" });
            perform(&site, "center.clerk", case, &screen).await.expect(200);
            perform(&site, "center.clerk", case, &screen).await.expect(409);
            assert_eq!(status(&site, "center.supervisor", case).await, 404, "one is not two");
            assert_eq!(counted(&site, "center.supervisor").await, known);
            perform(&site, "center.clerk2", case, &screen).await.expect(200);
            for person in others {
                assert_eq!(status(&site, person, case).await, 200, "{person}");
            }
        }
    }

    async fn a_secret_case_is_for_clerks_the_director_and_who_handles_it(database: Database) {
        let site = Site::on(&database).await;
        let case = file(&site, Intake { secrecy: Secrecy::Restricted, ..complaint(Respondents::default()) }).await;
        happen(&site, case, assigned("housing")).await;
        happen(&site, case, [domain::case::Event::Consulted("health".into())]).await;
        for person in ["center.supervisor", "health.handler", "county.head", "finance.handler"] {
            assert_eq!(status(&site, person, case).await, 404, "{person}");
            assert_eq!(counted(&site, person).await, 0, "{person}");
        }
        for person in ["center.clerk", "center.director", "urban-management.handler", "housing.handler"] {
            assert_eq!(status(&site, person, case).await, 200, "{person}");
            assert_eq!(counted(&site, person).await, 1, "{person}");
        }
        name(&site, case, json!({ "related": ["center.director"] })).await;
        assert_eq!(status(&site, "center.director", case).await, 404);
    }
}
