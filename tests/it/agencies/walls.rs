//! Walls around a body: one that is not believed still gets what it is sent, one that a case is about learns nothing of it, and
//! each report stands under the name of whoever sent it.

use agency::{Change, ForeignNumber, Page, Report, Said};
use domain::case::{Assignment, Command, Input, Respondents};
use domain::id::{CaseId, UnitId};
use domain::workflow::agency_map::AgencyMap;
use engine::execute::Order;
use engine::intake::Intake;
use engine::{Definitions, Who};
use serde_json::json;
use store::agencies::{ReferralId, Standing};
use uuid::Uuid;

use super::{Scene, accepted, results};
use crate::support::{Call, Database, Site, World, both, definitions, lamp};

/// A case with a referral to a unit, whatever the rules of assigning would say.
async fn referred(scene: &Scene, intake: Intake, unit: &UnitId) -> (CaseId, ReferralId) {
    let filed = scene.engine().file(Some(World::person("center.clerk")), intake).await.unwrap();
    while scene.engine().deliver_letters().await.unwrap() > 0 {}
    let (case, id) = (filed.committed.stored.case.id, ReferralId(Uuid::now_v7()));
    let now = scene.world.now();
    assert!(scene.engine().store().begin_referral(id, (case, unit), now).await.unwrap());
    (case, id)
}

both! {
    async fn a_body_that_is_not_believed_is_asked_all_the_same_and_what_it_says_stays_there(database: Database) {
        let scene = Scene::on(&database).await;
        let (_, number) = scene.handed_over().await;
        scene.work().await;
        let said = Said::Stands { foreign_number: ForeignNumber(number), standing: accepted(), facts: [].into() };
        let report = Report { id: "m1".to_owned(), at: scene.world.now(), sequence: None, said };
        let page = Page { reports: vec![report], cursor: Some("1".to_owned()), ..Page::default() };
        *scene.body.page.lock().unwrap() = page;
        let engine = scene.engine();
        let begins = || engine.entry("agencies", None, "quarantined", json!({}));
        assert!(engine.store().count_bad(&scene.unit, (20, 20), None, begins()).await.unwrap());
        assert!(!engine.poll_agency(&scene.unit).await.unwrap());
        assert_eq!(*scene.body.polls.lock().unwrap(), 1, "by files, what waits goes on its way with that");
        assert!(results(&database).await.is_empty());
        assert_eq!(engine.store().known_agency(&scene.unit).await.unwrap().cursor, None);

        assert!(engine.release_agency(&Who::Engine, &scene.unit, "查明").await.unwrap());
        assert!(engine.poll_agency(&scene.unit).await.unwrap());
        scene.work().await;
        assert_eq!(results(&database).await, ["applied"]);
    }

    async fn a_body_is_asked_again_at_once_where_it_has_more(database: Database) {
        let scene = Scene::on(&database).await;
        let page = |cursor: &str| Page { cursor: Some(cursor.to_owned()), more: true, ..Page::default() };
        *scene.body.page.lock().unwrap() = page("1");
        assert!(scene.engine().poll_agency(&scene.unit).await.unwrap());
        assert!(!scene.engine().poll_agency(&scene.unit).await.unwrap(), "it leads nowhere");
        *scene.body.page.lock().unwrap() = Page { more: false, ..page("2") };
        assert!(!scene.engine().poll_agency(&scene.unit).await.unwrap());
    }

    async fn a_body_that_the_case_is_about_learns_nothing_of_it(database: Database) {
        let scene = Scene::on(&database).await;
        let units = [scene.unit.clone()].into();
        let about = Intake { respondents: Respondents { units, ..Respondents::default() }, ..lamp() };
        let (case, id) = referred(&scene, about, &scene.unit).await;
        scene.work().await;
        assert_eq!(*scene.body.calls.lock().unwrap(), 0);
        let why = "SELECT failure FROM dispatches WHERE dead_at IS NOT NULL";
        assert_eq!(database.texts(why).await, ["the body may not know of the case"]);
        // Even if it had come there before.
        let (store, now) = (scene.engine().store(), scene.world.now());
        assert!(store.referral_arrived(id, "F-1".to_owned(), now).await.unwrap());
        let before = scene.state(case).await;
        scene.says("m1", "F-1", accepted(), now).await;
        scene.work().await;
        assert_eq!((results(&database).await, scene.state(case).await), (vec!["refused".to_owned()], before));
        let known = store.referral(id).await.unwrap().unwrap();
        assert_eq!(known.standing, None::<Standing>);
        let site = Site::of(scene.world);
        let fetch = Call::get(format!("/api/v1/referrals/{}", id.0));
        site.ask("urban-management.handler", fetch).await.expect(404);
    }

    async fn a_body_that_turns_out_to_be_meant_is_told_to_stop_and_nothing_else(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, _) = scene.handed_over().await;
        scene.work().await;
        let clerk = World::person("center.clerk");
        scene.world.perform(&clerk, case, "urge", Input::None).await.unwrap();
        let units = [scene.unit.clone()].into();
        let command = Command::NameRespondents(Respondents { units, ..Respondents::default() });
        scene.engine().execute(Order::new(clerk, case, command)).await.unwrap();
        while scene.engine().deliver_letters().await.unwrap() > 0 {}
        scene.work().await;
        assert_eq!(*scene.body.changes.lock().unwrap(), [Change::Recalled]);
    }

    async fn a_body_of_whom_nobody_is_known_learns_nothing(database: Database) {
        let scene = Scene::on(&database).await;
        referred(&scene, lamp(), &scene.unit).await;
        database.run("DELETE FROM people WHERE id = 'urban-management.handler'").await.unwrap();
        database.run("UPDATE directory_version SET version = version + 1").await.unwrap();
        scene.engine().reread_directory().await.unwrap();
        scene.work().await;
        assert_eq!(*scene.body.calls.lock().unwrap(), 0);
        assert_eq!(database.texts("SELECT failure FROM dispatches").await, ["the body may not know of the case"]);
    }

    async fn a_report_stands_under_the_name_of_who_sent_it(database: Database) {
        let both = json!({ "zh": "看", "en": "look" });
        let map: AgencyMap = serde_json::from_value(json!({
            "agency": "scripted", "standings": { "accepted": {} },
            "workflows": [{
                "workflow": "service", "versions": [1],
                "note": { "transition": "record_note", "form": { "note": "{body}报告" }, "otherwise": both },
                "standings": { "accepted": [{ "note": true }] },
            }],
            "unrecognized": both,
        }))
        .unwrap();
        let definitions = Definitions { agencies: [("scripted".to_owned(), map)].into(), ..definitions() };
        let world = World::with(&database, "2026-03-02T01:00:00Z", definitions).await;
        let scene = Scene::of(world).await;
        let filed = scene.world.lamp().await;
        let (case, number) = (filed.committed.stored.case.id, format!("F-{}", filed.committed.stored.number));
        let clerk = World::person("center.clerk");
        scene.world.perform(&clerk, case, "accept", Input::None).await.unwrap();
        let assignment = Assignment { lead: "housing".into(), assistants: [scene.unit.clone()].into() };
        scene.world.perform(&clerk, case, "assign", Input::Assign(assignment)).await.unwrap();
        scene.work().await;
        scene.says("m1", &number, accepted(), scene.world.now()).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["applied"]);
        let site = Site::of(scene.world);
        let timeline = Call::get(format!("/api/v1/cases/{}/timeline", case.0));
        let told = site.ask("center.clerk", timeline).await.expect(200).json().to_string();
        assert!(told.contains("城管执法局报告") && !told.contains("住建局报告"), "{told}");
    }
}
