//! A case to which the demo county stands in every relation there is, with marks in it by which a leak is known.

use std::sync::Arc;

use domain::actor::Author;
use domain::case::{Assignment, Command, Event, Respondents, SigningInput, SigningMode, Value};
use domain::id::{CaseId, PartyId};
use engine::execute::Order;
use engine::intake::Intake;
use engine::vault::Identity;
use engine::wording::Wording;
use serde_json::json;
use store::change::{Change, Complaint, Decided, Kept};
use uuid::Uuid;

use crate::support::{Answer, Call, Site, World, lamp};

/// Who complains: each part occurs nowhere else.
pub(crate) const IDENTITY: [&str; 4] =
    ["欧阳麒麟兽", "13977665544", "421281198807071234", "陆水湖大道九千九百号"];

/// What the complaint tells.
pub(crate) const NARRATIVE: &str = "蒲圻所民警收受好处两万八千六";

/// What staff noted for themselves.
pub(crate) const NOTE: &str = "内部研判意见不对外";

/// A person complained about.
pub(crate) const RESPONDENT: &str = "police-puqi.handler";

/// A unit complained about.
pub(crate) const RESPONDENT_UNIT: &str = "police-bureau";

/// The case.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) id: CaseId,
    pub(crate) number: String,
    pub(crate) party: PartyId,
    pub(crate) receipt: String,
    /// A file of it.
    pub(crate) file: Uuid,
}

/// Whom the case is about: an officer, the bureau above all stations, and a clerk with a relationship to the matter.
pub(crate) fn respondents() -> Respondents {
    Respondents {
        people: [RESPONDENT.into()].into(),
        units: [RESPONDENT_UNIT.into()].into(),
        related: ["center.clerk2".into()].into(),
        unmatched: false,
    }
}

/// A complaint with marks in it.
pub(crate) fn complaint(respondents: Respondents) -> Intake {
    let mut wording = Wording::default();
    let account = wording.keep(NARRATIVE).unwrap();
    let [name, telephone, identity_number, address] = IDENTITY.map(str::to_owned);
    Intake {
        parties: vec![Identity {
            name,
            telephone,
            identity_number,
            address,
            ..Identity::default()
        }],
        complaint: Complaint {
            title: "夜巡收费没有票据".to_owned(), ..Complaint::default()
        },
        respondents,
        form: [("account".into(), Value::Text(account))].into(),
        wording,
        ..lamp()
    }
}

/// Files it and gives everybody their part: urban-management leads and lets town-puqi do the work, housing assists,
/// ecology has assisted, health is consulted, the head of justice is asked to sign.
pub(crate) async fn case(site: &Site, respondents: Respondents) -> Case {
    let intake = complaint(respondents);
    let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    let assign = Assignment {
        lead: "urban-management".into(),
        assistants: ["housing".into(), "ecology".into()].into(),
    };
    let signing = SigningInput { mode: SigningMode::All, signers: ["justice.head".into()].into() };
    // A case about an officer of the police waits for two people.
    if stored.case.restriction.is_some() {
        for person in ["center.clerk", "center.director"] {
            let screen = Order::new(World::person(person), id, Command::Screen);
            site.world.engine.execute(screen).await.unwrap();
        }
    }
    site.world
        .perform(&World::person("center.clerk"), id, "accept", domain::case::Input::None)
        .await
        .unwrap();
    let assign = domain::case::Input::Assign(assign);
    site.world.perform(&World::person("center.clerk"), id, "assign", assign).await.unwrap();
    happen(
        site,
        id,
        [
            Event::Delegated("town-puqi".into()),
            Event::Contributed("ecology".into()),
            Event::Consulted("health".into()),
            Event::SigningOpened(signing),
        ],
    )
    .await;
    let note =
        json!({ "command": "perform", "transition": "record_note", "form": { "note": NOTE } });
    perform(site, "center.clerk", id, &note).await.expect(200);
    let upload =
        Call::new("POST", format!("/api/v1/cases/{id}/attachments")).file("a.txt", "a file");
    let uploaded = site.ask("center.clerk", upload).await.expect(201).json();
    let file = Uuid::parse_str(uploaded["id"].as_str().unwrap()).unwrap();
    let (party, receipt) = filed.receipts[0].clone();
    Case { id, number, party, receipt, file }
}

/// Lets something happen to a case, whoever would have had to do it.
pub(crate) async fn happen<const N: usize>(site: &Site, case: CaseId, events: [Event; N]) {
    let subscribed = site.world.engine.directory().subscribed.clone();
    let change = Change::new(case, move |found| {
        let at = found.stored.unwrap().changed_at;
        let (by, events) = (Author::Engine, events.to_vec());
        Ok(Decided {
            history: Vec::new(),
            at,
            by,
            events,
            kept: Kept::default(),
            agencies: Arc::default(),
            subscribed: subscribed.clone(),
        })
    });
    site.world.engine.store().commit(change).await.unwrap();
}

/// The version of a case now.
pub(crate) async fn version(site: &Site, case: CaseId) -> u64 {
    let seen = site.world.engine.read(&engine::Who::Engine, case).await.unwrap().unwrap();
    seen.case().seq
}

/// Does something with a case as it is now.
pub(crate) async fn perform(
    site: &Site,
    person: &str,
    case: CaseId,
    verb: &serde_json::Value,
) -> Answer {
    let call = Call::post(format!("/api/v1/cases/{case}/verbs"), verb);
    let call = call.if_match(version(site, case).await).key(&Uuid::new_v4().to_string());
    site.ask(person, call).await
}

/// Names further respondents, as a clerk does.
pub(crate) async fn name(site: &Site, case: CaseId, respondents: serde_json::Value) {
    let verb = json!({ "command": "name_respondents", "respondents": respondents });
    perform(site, "center.clerk", case, &verb).await.expect(200);
}
