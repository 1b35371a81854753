//! A small log as it is read and written, byte by byte, and what histories say together.

use std::collections::BTreeSet;

use chrono::{TimeDelta, TimeZone, Utc};
use uuid::Uuid;

use super::figures::{Rework, Stay, Variant, rework, stays, variants};
use super::{Alias, Hand, History, Step, ocel, xes};
use crate::actor::Author;
use crate::case::{
    Assignment, Complexity, Entered, Entry, Event, File, Filed, Performed, Respondents, Risk,
    Secrecy, TextRef, Value, WorkflowRef,
};
use crate::clock::Holder;
use crate::id::{CaseId, PartyId, StateName, Timestamp};
use crate::workflow::{Stage, Verb};

fn at(minute: u32) -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, minute, 0).unwrap()
}

fn person(name: &str, unit: &str) -> Author {
    Author::Person { person: name.into(), unit: unit.into() }
}

fn version(version: u32) -> WorkflowRef {
    WorkflowRef { name: "service".into(), version }
}

fn filed() -> Event {
    let party = PartyId(Uuid::from_u128(77));
    Event::Filed(Box::new(Filed {
        workflow: version(1),
        file: File {
            id: CaseId(Uuid::from_u128(1)),
            center: "center".into(),
            parties: BTreeSet::from([party]),
            anonymous: false,
            category: "1501".into(),
            place: "421281".into(),
            complexity: Complexity::default(),
            risk: Risk::default(),
            secrecy: Secrecy::default(),
            respondents: Respondents {
                units: BTreeSet::from(["police".into()]),
                ..Respondents::default()
            },
            split_from: None,
            form: [(
                "account".into(),
                Value::Text(TextRef { id: Uuid::from_u128(88), characters: 4 }),
            )]
            .into(),
        },
        state: "registered".into(),
        stage: Stage::Screen,
        holder: Holder::Unit("center".into()),
        restricted: true,
        by: Author::Citizen(party),
    }))
}

fn performed(transition: &str, verb: Verb, by: &Author) -> Event {
    Event::Performed(Box::new(Performed {
        transition: transition.into(),
        verb,
        by: by.clone(),
        form: [].into(),
        evidence: [].into(),
        counts: None,
        outcome: None,
    }))
}

fn entered(state: &str, ended: Option<&str>) -> Event {
    Event::StateEntered(Entered {
        state: state.into(),
        stage: Stage::Handle,
        holder: Holder::Unit("center".into()),
        ended: ended.map(Into::into),
    })
}

/// Filed, screened, assigned, left by one of several, ordered, moved to another version, ended.
fn log() -> Vec<Entry> {
    let (clerk, handler) = (person("clerk.li", "center"), person("handler.wu", "roads"));
    let lead = Assignment { lead: "roads".into(), assistants: ["water".into()].into() };
    let events = [
        (0, filed(), Author::Citizen(PartyId(Uuid::from_u128(77)))),
        (1, Event::Screened("clerk.li".into()), clerk.clone()),
        (2, performed("assign", Verb::Assign, &clerk), clerk.clone()),
        (2, Event::Assigned(lead), clerk.clone()),
        (2, entered("handling", None), clerk.clone()),
        (3, Event::Read("handler.wu".into()), handler.clone()),
        (
            3,
            performed("withdraw", Verb::Withdraw, &Author::Citizen(PartyId(Uuid::from_u128(78)))),
            handler.clone(),
        ),
        (3, Event::PartyLeft(PartyId(Uuid::from_u128(78))), handler.clone()),
        (4, performed("order", Verb::Supervise, &person("watch", "county")), clerk.clone()),
        (4, Event::Ordered { number: 1, due: at(50) }, clerk.clone()),
        (5, Event::VersionMoved(version(2)), Author::Engine),
        (5, entered("working", None), Author::Engine),
        (9, performed("finish", Verb::Submit, &handler), handler.clone()),
        (9, entered("ended", Some("solved")), handler),
    ];
    let entry = |(seq, (minute, event, by))| Entry { seq, at: at(minute), by, event };
    (1..).zip(events).map(entry).collect()
}

fn history() -> History {
    History::read(&log(), |_| None).unwrap()
}

const ALIAS: Alias<'static> = &|name| match name.split_once(' ') {
    Some(("unit", "center")) => "a".to_owned(),
    Some(("unit", "roads")) => "b".to_owned(),
    Some(("unit", "county")) => "c".to_owned(),
    Some(("case", _)) => "1".to_owned(),
    _ => panic!("{name}"),
};

#[test]
fn a_history_holds_the_filing_and_the_transitions_and_nothing_else() {
    let history = history();
    let told: Vec<_> = history
        .steps
        .iter()
        .map(|step| (step.activity.as_str(), step.to.as_str(), step.hand, step.version))
        .collect();
    assert_eq!(
        told,
        [
            ("case.filed", "registered", Hand::Citizen, 1),
            ("assign", "handling", Hand::Center, 1),
            ("order", "handling", Hand::Other, 1),
            ("finish", "ended", Hand::Lead, 2),
        ]
    );
    let found: Vec<_> =
        history.steps.iter().map(|step| step.from.as_ref().map(StateName::as_str)).collect();
    assert_eq!(found, [None, Some("registered"), Some("handling"), Some("working")]);
    assert!(history.moved);
    assert_eq!(history.took(), Some(TimeDelta::minutes(9)));
    assert_eq!(history.steps[2].order, Some(1));
    assert_eq!(
        History::read(&log()[1..], |_| None),
        None,
        "what does not begin with its filing is no case"
    );
    assert_eq!(
        History::read(&log()[..8], |_| None).unwrap().took(),
        None,
        "an open case has taken no time yet"
    );
}

#[test]
fn the_small_log_is_written_as_it_was() {
    let text = format!("{}{}{}", xes::head(), xes::trace(&history(), ALIAS), xes::TAIL);
    assert_eq!(text, include_str!("small.xes"));
    roxmltree::Document::parse(&text).unwrap();
    let mut seen = ocel::Seen::default();
    let told = seen.tell(&history(), ALIAS);
    let objects = [told.objects, seen.units(ALIAS)].concat();
    let log = serde_json::json!({
        "objectTypes": ocel::object_types(), "eventTypes": seen.event_types(),
        "objects": objects, "events": told.events,
    });
    assert_eq!(serde_json::to_string_pretty(&log).unwrap() + "\n", include_str!("small.ocel.json"));
}

#[test]
fn no_name_can_become_markup() {
    let mut history = history();
    let hostile = "<event>&\"'\u{1}";
    history.workflow.name = hostile.into();
    history.outcome = Some(hostile.into());
    for step in &mut history.steps {
        (step.activity, step.to) = (hostile.into(), hostile.into());
    }
    let text = format!("{}{}{}", xes::head(), xes::trace(&history, ALIAS), xes::TAIL);
    let document = roxmltree::Document::parse(&text).unwrap();
    let events = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.xes-standard.org/", "event")));
    assert_eq!(events.count(), history.steps.len());
    assert!(document.descendants().any(|node| node.attribute("value") == Some("<event>&\"'")));
}

/// A history of steps: what was done, in which minute, from where to where.
fn walked(steps: &[(&str, u32, &str)], outcome: Option<&str>) -> History {
    let mut history = history();
    let pattern: Step = history.steps[1].clone();
    let mut from = None;
    let steps = steps.iter().map(|(activity, minute, to)| {
        let found = from.replace((*to).into());
        Step {
            activity: (*activity).into(),
            at: at(*minute),
            from: found,
            to: (*to).into(),
            ..pattern.clone()
        }
    });
    history.steps = steps.collect();
    history.outcome = outcome.map(Into::into);
    history
}

fn walks() -> [History; 4] {
    [
        walked(&[("file", 0, "a"), ("go", 4, "b"), ("end", 6, "c")], Some("solved")),
        walked(&[("file", 0, "a"), ("go", 2, "b"), ("end", 10, "c")], Some("solved")),
        walked(
            &[
                ("file", 0, "a"),
                ("go", 1, "b"),
                ("note", 2, "b"),
                ("note", 3, "b"),
                ("back", 5, "a"),
                ("go", 9, "b"),
                ("end", 10, "c"),
            ],
            Some("solved"),
        ),
        walked(&[("file", 0, "a"), ("go", 30, "b")], None),
    ]
}

#[test]
fn ways_are_counted_of_cases_that_have_ended() {
    let found = variants(&walks());
    let path = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<Vec<_>>();
    let first =
        Variant { path: path(&["file", "go", "end"]), count: 2, median: TimeDelta::minutes(10) };
    assert_eq!((found.len(), &found[0]), (2, &first));
    assert_eq!((found[1].count, found[1].path.len()), (1, 7));
    assert_eq!(variants([]), []);
}

#[test]
fn a_stay_lasts_until_the_state_is_left() {
    let minutes = TimeDelta::minutes;
    let a = Stay {
        state: "a".into(),
        visits: 5,
        median: minutes(4),
        total: minutes(4 + 2 + 1 + 4 + 30),
    };
    let b =
        Stay { state: "b".into(), visits: 4, median: minutes(4), total: minutes(2 + 8 + 4 + 1) };
    assert_eq!(stays(&walks()), [a, b]);
}

#[test]
fn what_is_done_over_again_is_told_but_not_what_is_meant_to_be() {
    assert_eq!(rework(&walks()), [Rework { activity: "go".into(), cases: 1, again: 1 }]);
}
