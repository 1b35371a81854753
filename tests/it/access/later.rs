//! A case that comes to concern somebody who could read it: from the commit on, nothing more of it reaches them.

use axum::body::BodyDataStream;
use domain::actor::Role;
use domain::case::{Event, Respondents};
use domain::id::{CaseId, FileId, PersonId};
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::county::{Case, case, happen, name, perform, version};
use crate::support::{Answer, Call, Database, Site, both};

/// An open stream of changes.
struct Watching(BodyDataStream);

impl Watching {
    async fn of(site: &Site, token: &str) -> Self {
        let request = site.request(Call::get("/api/v1/events").bearer(token));
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        Self(response.into_body().into_data_stream())
    }

    /// What comes within a moment; none once the stream has ended.
    async fn next(&mut self) -> Option<String> {
        let moment = std::time::Duration::from_millis(400);
        match tokio::time::timeout(moment, self.0.next()).await {
            Ok(Some(bytes)) => Some(String::from_utf8(bytes.unwrap().to_vec()).unwrap()),
            Ok(None) => None,
            Err(_) => Some(String::new()),
        }
    }
}

fn ways_in(case: &Case) -> Vec<Call> {
    let at = |rest: &str| Call::get(format!("/api/v1/cases/{}{rest}", case.id));
    let file = format!("/attachments/{}", case.file);
    let parts =
        ["", "/verbs", "/timeline", "/clocks", "/parties", "/attachments", "/routing", &file];
    parts.into_iter().map(at).collect()
}

async fn ask_all(site: &Site, person: &str, case: &Case) -> Vec<Answer> {
    let mut answers = Vec::new();
    for call in ways_in(case) {
        answers.push(site.ask(person, call).await);
    }
    answers
}

const NOTE: &str =
    r#"{ "command": "perform", "transition": "record_note", "form": { "note": "n" } }"#;

fn note() -> Value {
    serde_json::from_str(NOTE).unwrap()
}

both! {
    async fn a_person_who_is_named_loses_sight_at_once(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        let absent = Case { id: CaseId(Uuid::now_v7()), ..case.clone() };
        let people = ["urban-management.handler", "urban-management.head", "housing.handler", "center.clerk3"];
        while site.world.engine.deliver_letters().await.unwrap() > 0 {}
        for person in people {
            let answers = ask_all(&site, person, &case).await;
            assert!(answers.iter().filter(|answer| answer.status == 200).count() >= 7, "{person}");
        }
        let head = "urban-management.head";
        let told = site.ask(head, Call::get("/api/v1/notices")).await.text();
        assert!(told.contains(&case.number), "{told}");
        let named = json!({ "people": ["urban-management.handler", "housing.handler2"], "related": ["center.clerk3"] });
        name(&site, case.id, named).await;
        for person in people {
            assert_eq!(ask_all(&site, person, &case).await, ask_all(&site, person, &absent).await, "{person}");
            let list = site.ask(person, Call::get("/api/v1/cases")).await.json();
            assert_eq!((&list["total"], &list["cases"]), (&json!(0), &json!([])), "{person}");
            assert_eq!(site.ask(person, Call::get("/api/v1/notices")).await.text(), "{\"notices\":[]}");
            let verb = |id: CaseId| Call::post(format!("/api/v1/cases/{id}/verbs"), &note()).if_match(1).key("k");
            let (here, there) = (site.ask(person, verb(case.id)).await, site.ask(person, verb(absent.id)).await);
            assert_eq!(here, there, "{person}");
        }
    }

    async fn an_open_stream_gives_nothing_more_of_it(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        let mut clerk = Watching::of(&site, &site.token("center.clerk3").await).await;
        let mut other = Watching::of(&site, &site.token("center.director").await).await;
        perform(&site, "center.clerk", case.id, &note()).await.expect(200);
        let told = clerk.next().await.unwrap();
        assert!(told.contains(&case.id.to_string()) && told.contains(&case.number), "{told}");
        other.next().await.unwrap();
        // A change and, before the stream is read, the naming: even the change of before is not told any more.
        perform(&site, "center.clerk", case.id, &note()).await.expect(200);
        name(&site, case.id, json!({ "related": ["center.clerk3"] })).await;
        perform(&site, "center.clerk", case.id, &note()).await.expect(200);
        assert_eq!(clerk.next().await.unwrap(), "");
        assert!(other.next().await.unwrap().contains(&case.number));
        let lamp = site.world.lamp().await.committed.stored.number.clone();
        assert!(clerk.next().await.unwrap().contains(&lamp), "the stream itself goes on");
    }

    async fn a_stream_ends_with_the_account_and_keeps_no_session_alive(database: Database) {
        let site = Site::on(&database).await;
        let token = site.token("center.clerk3").await;
        let mut stream = Watching::of(&site, &token).await;
        let entry = site.world.engine.entry("accounts", None, "disabled", Value::Null);
        site.world.engine.store().disable_account("center.clerk3".into(), true, entry).await.unwrap();
        site.world.lamp().await;
        assert_eq!(stream.next().await, None);
    }

    async fn a_repeated_filing_says_nothing_once_the_case_concerns_who_filed_it(database: Database) {
        let site = Site::on(&database).await;
        let filing = json!({ "workflow": "service", "title": "路灯", "form": { "account": "三盏" } });
        let file = || Call::post("/api/v1/cases", &filing).key("once");
        let first = site.ask("center.clerk3", file()).await.expect(201);
        let mut again = site.ask("center.clerk3", file()).await.expect(201);
        assert_eq!(first, again, "a repeat gets the same answer");
        let id = CaseId(Uuid::parse_str(first.json()["id"].as_str().unwrap()).unwrap());
        name(&site, id, json!({ "related": ["center.clerk3"] })).await;
        again = site.ask("center.clerk3", file()).await;
        let never = Call::get(format!("/api/v1/cases/{}", CaseId(Uuid::now_v7())));
        assert_eq!(again, site.ask("center.clerk3", never).await);
    }

    async fn a_file_under_way_is_not_kept_once_the_case_concerns_who_sends_it(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        let clerk = engine::Who::Person("center.clerk3".into());
        let seen = site.world.engine.read(&clerk, case.id).await.unwrap().unwrap();
        let store = site.world.engine.store();
        let known = store.attachments(&seen.visible, case.id).await.unwrap().unwrap();
        let file = |number| store::queries::Attachment { id: FileId(Uuid::from_u128(number)), ..known[0].clone() };
        assert!(store.put_attachment(&seen.visible, file(1)).await.unwrap());
        name(&site, case.id, json!({ "related": ["center.clerk3"] })).await;
        assert!(!store.put_attachment(&seen.visible, file(2)).await.unwrap());
        assert_eq!(store.attachments(&seen.visible, case.id).await.unwrap(), None);
        assert_eq!(store.timeline(&seen.visible, case.id, 0, 10).await.unwrap(), None);
        assert!(store.words(&seen.visible, case.id).await.unwrap().is_empty());
        let parties = &seen.case().parties;
        assert!(store.identities(&seen.visible, case.id, parties).await.unwrap().is_empty());
    }

    async fn a_colleague_who_moves_into_the_unit_loses_sight(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        name(&site, case.id, json!({ "units": ["police-bureau"] })).await;
        happen(&site, case.id, [Event::Consulted("finance".into())]).await;
        let call = || Call::get(format!("/api/v1/cases/{}", case.id));
        site.ask("finance.handler", call()).await.expect(200);
        let mut directory = site.world.engine.directory().directory.clone();
        let person = directory.people.get_mut(&PersonId::from("finance.handler")).unwrap();
        person.unit = "police-xindian".into();
        person.roles = [Role::Handler].into();
        site.world.engine.put_directory(directory).await.unwrap();
        site.ask("finance.handler", call()).await.expect(404);
        assert!(version(&site, case.id).await > 0);
    }
}
