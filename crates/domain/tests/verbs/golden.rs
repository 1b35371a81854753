//! The stored format of events: one example of each variant in a golden file. It may grow; what stands in it is never
//! edited, because logs are written in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::actor::Author;
use domain::case::{
    Absorb, Assignment, Classification, Complexity, Entered, Event, Extend, File, Filed,
    HandlerChange, JointSession, MoveCause, OrderNote, Performed, Reasoned, Recipient, Recused,
    Respondents, Risk, Secrecy, SessionNote, SigningInput, SigningMode, Solved, Sponsor, Suspend,
    TextRef, Value, Verdict, WorkflowRef,
};
use domain::clock::Holder;
use domain::id::{CaseId, FileId, PartyId, Timestamp};
use domain::workflow::{Act, Stage, Verb};
use testkit::Shipped;
use uuid::Uuid;

use crate::desk::{Desk, suspension};

macro_rules! variants {
    ($($pattern:pat => $name:literal,)*) => {
        /// The stored name of every variant.
        const NAMES: &[&str] = &[$($name,)*];

        /// A new variant does not compile until it is named here, and then wants its example.
        fn name(event: &Event) -> &'static str {
            match event { $($pattern => $name,)* }
        }
    };
}

variants! {
    Event::Filed(_) => "filed",
    Event::Performed(_) => "performed",
    Event::StateEntered(_) => "state_entered",
    Event::HolderChanged(_) => "holder_changed",
    Event::Classified(_) => "classified",
    Event::Assigned(_) => "assigned",
    Event::Read(_) => "read",
    Event::Signed(_) => "signed",
    Event::HandlerChanged(_) => "handler_changed",
    Event::Contacted => "contacted",
    Event::Returned(_) => "returned",
    Event::Objected(_) => "objected",
    Event::Transferred(_) => "transferred",
    Event::Delegated(_) => "delegated",
    Event::Joined(_) => "joined",
    Event::Contributed(_) => "contributed",
    Event::Released(_) => "released",
    Event::SigningOpened(_) => "signing_opened",
    Event::Countersigned { .. } => "countersigned",
    Event::SignerAdded(_) => "signer_added",
    Event::SignerDropped(_) => "signer_dropped",
    Event::Urged => "urged",
    Event::Copied(_) => "copied",
    Event::Consulted(_) => "consulted",
    Event::Answered(_) => "answered",
    Event::ExtensionRequested { .. } => "extension_requested",
    Event::ExtensionGranted => "extension_granted",
    Event::ExtensionRefused => "extension_refused",
    Event::Suspended { .. } => "suspended",
    Event::Resumed => "resumed",
    Event::Escalated(_) => "escalated",
    Event::TakenBack => "taken_back",
    Event::Withdrawn => "withdrawn",
    Event::Merged(_) => "merged",
    Event::RepeatLinked(_) => "repeat_linked",
    Event::Absorbed(_) => "absorbed",
    Event::Split { .. } => "split",
    Event::Verified(_) => "verified",
    Event::SpotChecked(_) => "spot_checked",
    Event::Heard(_) => "heard",
    Event::Redispatched => "redispatched",
    Event::JointSessionHeld(_) => "joint_session_held",
    Event::Ordered { .. } => "ordered",
    Event::Discharged(_) => "discharged",
    Event::OrderNoted(_) => "order_noted",
    Event::SessionNoted(_) => "session_noted",
    Event::Sponsored(_) => "sponsored",
    Event::SponsorEnded(_) => "sponsor_ended",
    Event::Reopened => "reopened",
    Event::Archived => "archived",
    Event::Screened(_) => "screened",
    Event::RespondentsNamed(_) => "respondents_named",
    Event::Recused(_) => "recused",
    Event::PartyLeft(_) => "party_left",
    Event::ClockStarted(_) => "clock_started",
    Event::ClockMoved { .. } => "clock_moved",
    Event::ClockEnded(_) => "clock_ended",
    Event::LevelReached { .. } => "level_reached",
    Event::Told { .. } => "told",
    Event::VersionMoved(_) => "version_moved",
}

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn instant() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

fn author() -> Author {
    Author::Person { person: "housing.handler".into(), unit: "housing".into() }
}

fn assignment() -> Assignment {
    Assignment { lead: "housing".into(), assistants: ["market".into()].into() }
}

fn respondents() -> Respondents {
    Respondents {
        people: ["water.head".into()].into(),
        units: ["water".into()].into(),
        related: ["health.head".into()].into(),
        unmatched: true,
    }
}

fn reasoned() -> Reasoned {
    Reasoned { reason: "not_our_power".into(), basis: TextRef { id: uuid(3), characters: 40 } }
}

fn filed() -> Event {
    let file = File {
        id: CaseId(uuid(1)),
        center: "center".into(),
        parties: [PartyId(uuid(2))].into(),
        anonymous: false,
        category: "0402".into(),
        place: "421281100".into(),
        complexity: Complexity::General,
        risk: Risk::Low,
        secrecy: Secrecy::Ordinary,
        respondents: respondents(),
        split_from: Some(CaseId(uuid(9))),
        form: values(),
    };
    Event::Filed(Box::new(Filed {
        workflow: WorkflowRef { name: "dispute".into(), version: 1 },
        file,
        state: "registered".into(),
        stage: Stage::Screen,
        holder: Holder::Unit("center".into()),
        restricted: true,
        by: author(),
    }))
}

/// One value of each kind.
fn values() -> BTreeMap<domain::id::FieldName, Value> {
    [
        ("words", Value::Text(TextRef { id: uuid(3), characters: 8 })),
        ("day", Value::Date("2026-03-02".parse().unwrap())),
        ("number", Value::Number(7)),
        ("money", Value::Money(10_050)),
        ("answer", Value::YesNo(true)),
        ("choice", Value::Choice("written".into())),
    ]
    .map(|(name, value)| (name.into(), value))
    .into()
}

fn performed() -> Event {
    Event::Performed(Box::new(Performed {
        transition: "return_case".into(),
        verb: Verb::Return,
        by: author(),
        form: values(),
        evidence: [("duty_record".into(), BTreeSet::from([FileId(uuid(4))]))].into(),
        counts: Some("returns".into()),
        outcome: Some("unfounded".into()),
    }))
}

/// Who holds what, and the steps of the case.
fn handling() -> Vec<Event> {
    vec![
        filed(),
        performed(),
        Event::StateEntered(Entered {
            state: "archived".into(),
            stage: Stage::Assess,
            holder: Holder::Citizen,
            ended: Some("performed".into()),
        }),
        Event::HolderChanged(Holder::Law),
        Event::Classified(Classification {
            category: Some("0201".into()),
            complexity: Some(Complexity::Complex),
            risk: Some(Risk::High),
        }),
        Event::Assigned(assignment()),
        Event::Read("housing.head".into()),
        Event::Signed("housing.handler".into()),
        Event::HandlerChanged(HandlerChange {
            before: Some("housing.handler".into()),
            now: None,
            asked_by: Some("admin.system".into()),
            reason: TextRef { id: uuid(3), characters: 8 },
        }),
        Event::Contacted,
        Event::Returned(reasoned()),
        Event::Objected(reasoned()),
        Event::Transferred("transport".into()),
        Event::Delegated("transport".into()),
        Event::Joined(["market".into(), "health".into()].into()),
        Event::Contributed("market".into()),
        Event::Released("health".into()),
    ]
}

/// Signing, and words that move nothing.
fn words() -> Vec<Event> {
    let signers = ["housing.head".into()].into();
    vec![
        Event::SigningOpened(SigningInput { mode: SigningMode::Any, signers }),
        Event::Countersigned { signer: "housing.head".into(), verdict: Verdict::No },
        Event::SignerAdded("market.head".into()),
        Event::SignerDropped("market.head".into()),
        Event::Urged,
        Event::Copied(["police-bureau".into()].into()),
        Event::Consulted("health".into()),
        Event::Answered("health".into()),
        Event::Verified(Verdict::Yes),
        Event::SpotChecked(Verdict::No),
        Event::Heard(Some(Solved::Partly)),
        Event::Ordered { number: 1, due: instant() },
        Event::Discharged(1),
        Event::OrderNoted(OrderNote {
            number: 1,
            answered_at: Some(instant()),
            due: instant(),
            listed: false,
        }),
        Event::SessionNoted(SessionNote {
            session: uuid(7),
            number: "minutes-1".into(),
            held_on: "2026-03-02".parse().unwrap(),
            responsible: Some("housing".into()),
        }),
        Event::Sponsored(Sponsor {
            person: "county.head".into(),
            until: "2026-03-31".parse().unwrap(),
            reason: TextRef { id: uuid(3), characters: 8 },
        }),
        Event::SponsorEnded(TextRef { id: uuid(3), characters: 8 }),
        Event::Told { letter: "receipt".into(), to: vec![Recipient::Parties], batch: None },
    ]
}

/// Extensions, suspensions, other hands and ends.
fn turns() -> Vec<Event> {
    let extend = Extend { limit: "handle".into(), by: "7 calendar_day".parse().unwrap() };
    let document = Some("document-1".into());
    let terms = Suspend { ground: "appraisal".into(), document, until: instant() };
    let parties = BTreeSet::from([PartyId(uuid(2))]);
    let absorb =
        Absorb { from: CaseId(uuid(5)), parties: parties.clone(), respondents: respondents() };
    let session = JointSession { assignment: assignment(), minutes: "minutes-1".into() };
    vec![
        Event::ExtensionRequested { extend, by: "housing.handler".into() },
        Event::ExtensionGranted,
        Event::ExtensionRefused,
        Event::Suspended { terms, holder: Holder::Law },
        Event::Resumed,
        Event::Escalated("county".into()),
        Event::TakenBack,
        Event::Withdrawn,
        Event::Merged(CaseId(uuid(1))),
        Event::RepeatLinked(CaseId(uuid(1))),
        Event::Absorbed(absorb),
        Event::Split { parties, into: CaseId(uuid(6)) },
        Event::Redispatched,
        Event::JointSessionHeld(session),
        Event::Reopened,
        Event::Archived,
        Event::Screened("center.clerk".into()),
        Event::RespondentsNamed(respondents()),
        Event::Recused(Recused {
            units: ["water".into()].into(),
            people: ["health.head".into()].into(),
        }),
        Event::PartyLeft(PartyId(uuid(7))),
    ]
}

/// Clocks, taken from a case so that they are whole, and the version.
fn clocks() -> Vec<Event> {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped).then(
        "clerk@center",
        "suspend",
        suspension("appraisal", "2026-03-04"),
    );
    let clock = || Box::new(desk.clock("handle").clone());
    let to = vec![
        Recipient::Person("housing.handler".into()),
        Recipient::Unit { unit: "housing".into(), role: domain::actor::Role::UnitHead },
    ];
    vec![
        Event::ClockStarted(clock()),
        Event::ClockMoved { clock: clock(), cause: MoveCause::Suspended },
        Event::ClockEnded("sign".into()),
        Event::LevelReached { limit: "handle".into(), level: 1, act: Act::Urge, to },
        Event::VersionMoved(WorkflowRef { name: "dispute".into(), version: 2 }),
    ]
}

/// One example of each variant.
fn examples() -> Vec<Event> {
    [handling(), words(), turns(), clocks()].concat()
}

fn golden() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events.json");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_stored_format_still_reads_and_is_still_written() {
    let stored: Vec<serde_json::Value> = serde_json::from_str(&golden()).unwrap();
    for value in stored {
        let event: Event = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), value, "`{}`", name(&event));
    }
}

#[test]
fn every_variant_has_an_example_under_its_stored_name() {
    let stored: Vec<Event> = serde_json::from_str(&golden()).unwrap();
    let present: BTreeSet<_> = stored.iter().map(name).collect();
    let missing = examples().into_iter().filter(|event| !present.contains(name(event)));
    let missing: Vec<_> = missing.collect();
    let to_add = serde_json::to_string_pretty(&missing).unwrap();
    assert!(missing.is_empty(), "add to tests/golden/events.json:\n{to_add}");
    assert_eq!(present, NAMES.iter().copied().collect());
}

#[test]
fn every_event_survives_its_way_through_json() {
    let all = examples();
    for event in &all {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), *event, "{text}");
        let stored = serde_json::to_value(event).unwrap();
        let tag = stored.as_object().and_then(|object| object.keys().next().cloned());
        assert_eq!(tag.as_deref().or(stored.as_str()), Some(name(event)));
    }
    let written: BTreeSet<_> = all.iter().map(name).collect();
    assert_eq!(written.len(), NAMES.len(), "an example is missing");
}

#[test]
fn a_whole_log_survives_its_way_through_json() {
    let shipped = Shipped::load();
    let mut desk = Desk::feedback(&shipped);
    desk.withdraw();
    let text = serde_json::to_string(desk.stage.log()).unwrap();
    let log: Vec<domain::case::Entry> = serde_json::from_str(&text).unwrap();
    assert_eq!(domain::case::Case::replay(&log).as_ref(), desk.stage.case());
}
