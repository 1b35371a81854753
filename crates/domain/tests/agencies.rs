//! The tables of outside bodies, played: what a report means is accepted by the same core that binds people, in every
//! state of a case that such a body handles.

#![expect(clippy::panic, reason = "helper functions of tests")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::case::{Command, Input, Perform, Reasoned, Solved, TextRef, Value};
use domain::id::{EvidenceName, FileId, UnitId};
use domain::scenario::Stage;
use domain::workflow::FieldKind;
use domain::workflow::agency_map::{
    AgencyMap, Entry, Plan, Planned, Reported, Situation, Table, Written, check,
};
use domain::workflow::scenario::{Filing, Step, With};
use testkit::Shipped;
use uuid::Uuid;

/// The bodies with a unit of the demo county that is one.
const BODIES: [(&str, &str); 4] = [
    ("police", "police-puqi"),
    ("mediation", "mediation-puqi"),
    ("court", "court"),
    ("arbitration", "arbitration"),
];

/// For each state, the state before it and the transitions that lead there, done by whoever sits in the seat.
type Roads = &'static [(&'static str, &'static str, &'static [(&'static str, &'static str)])];

const DISPUTE: Roads = &[
    ("registered", "", &[]),
    ("studying", "registered", &[("clerk@center", "accept")]),
    ("assigned", "studying", &[("clerk@center", "assign")]),
    ("handling", "assigned", &[("handler@lead", "sign")]),
    ("conferring", "handling", &[("director@center", "convene_session")]),
    ("appointed", "conferring", &[("director@center", "decide_session")]),
    ("failed", "handling", &[("handler@lead", "contact"), ("handler@lead", "fail_mediation")]),
    ("reworking", "failed", &[("handler@lead", "resume_mediation")]),
    ("performing", "handling", &[("handler@lead", "contact"), ("handler@lead", "reach_agreement")]),
    ("confirming", "performing", &[("handler@lead", "apply_confirmation")]),
    ("following_up", "performing", &[("handler@lead", "close_window")]),
    ("verifying", "performing", &[("handler@lead", "submit_performed")]),
    ("feedback", "verifying", &[("clerk@center", "pass_verification")]),
    ("answered", "feedback", &[("citizen@party", "rate")]),
    ("archived", "answered", &[("clerk@center", "archive_performed")]),
];

const POLICE: Roads = &[
    ("reported", "", &[]),
    ("studying", "reported", &[("clerk@center", "accept")]),
    ("assigned", "studying", &[("clerk@center", "assign")]),
    ("examining", "assigned", &[("handler@lead", "sign")]),
    ("investigating", "examining", &[("handler@lead", "accept_case")]),
    (
        "mediating",
        "investigating",
        &[("handler@lead", "contact"), ("handler@lead", "open_mediation")],
    ),
    ("mediating_again", "mediating", &[("handler@lead", "mediate_again")]),
    ("performing", "mediating", &[("handler@lead", "reach_agreement")]),
    ("announced", "investigating", &[("handler@lead", "announce_penalty")]),
    ("verifying", "investigating", &[("handler@lead", "settle_on_site")]),
    ("reworking", "verifying", &[("clerk@center", "fail_verification")]),
    ("feedback", "verifying", &[("clerk@center", "pass_verification")]),
    ("answered", "feedback", &[("citizen@party", "rate")]),
    ("reassigned", "answered", &[("clerk@center", "redispatch")]),
    ("criminal", "investigating", &[("handler@lead", "to_criminal")]),
];

fn roads(workflow: &str) -> Roads {
    match workflow {
        "dispute" => DISPUTE,
        "police" => POLICE,
        other => panic!("no roads through {other}"),
    }
}

fn table(kind: &str) -> AgencyMap {
    testkit::read(&format!("agencies/{kind}.yaml"))
}

/// A case in this state, led by this unit.
fn case_in<'a>(shipped: &'a Shipped, workflow: &str, state: &str, unit: &UnitId) -> Stage<'a> {
    let (_, before, steps) = roads(workflow)
        .iter()
        .find(|(reached, ..)| *reached == state)
        .unwrap_or_else(|| panic!("no road to {state}"));
    if before.is_empty() {
        let mut stage = Stage::new(shipped.world(workflow));
        let filing = Filing {
            at: "2026-03-02 09:00".to_owned(),
            by: "citizen".to_owned(),
            category: "0303".into(),
            place: "421281001".into(),
            ..Filing::default()
        };
        stage.file(&filing, "");
        return stage;
    }
    let mut stage = case_in(shipped, workflow, before, unit);
    for (by, transition) in *steps {
        let solved = Some(if workflow == "police" { Solved::No } else { Solved::Yes });
        let with = With { lead: Some(unit.clone()), solved, ..With::default() };
        let (by, transition) = (Some((*by).to_owned()), Some((*transition).into()));
        stage.step(&Step { by, transition, with, ..Step::default() }, "");
    }
    let reached = stage.case().map(|case| case.state.as_str());
    assert_eq!(reached, Some(state), "{:#?}", stage.acts().last());
    stage
}

/// Facts of a report: those that the entry asks for, and something of its kind for every other.
fn facts(map: &AgencyMap, standing: &str, entry: &Entry) -> BTreeMap<String, String> {
    let row = &map.standings[standing];
    let mut facts = BTreeMap::new();
    for name in row.always.iter().chain(&row.sometimes) {
        let fact = &map.facts[name];
        let sample = match fact.kind {
            FieldKind::Text => "赤字〔2026〕12号",
            FieldKind::Date => "2026-03-02",
            FieldKind::Number => "15",
            FieldKind::Money => "120050",
            FieldKind::YesNo => "no",
            FieldKind::Choice => fact.choices.keys().next().map_or("", String::as_str),
        };
        facts.insert(name.clone(), sample.to_owned());
    }
    let asked = entry.when.facts.iter().filter_map(|(name, values)| Some((name, values.first()?)));
    facts.extend(asked.map(|(name, value)| (name.clone(), value.clone())));
    facts
}

fn reported<'a>(standing: &'a str, facts: &'a BTreeMap<String, String>) -> Reported<'a> {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    Reported { standing, facts, number: "赤〔2026〕17号", day, body: "示范单位" }
}

fn words(text: &str) -> TextRef {
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    TextRef { id: Uuid::from_u128(9), characters }
}

fn situation(stage: &Stage<'_>) -> Situation {
    stage.case().map_or_else(|| panic!("nothing was filed"), Situation::from)
}

/// As the engine makes a command of it once the words are stored.
fn command(planned: &Planned) -> Command {
    let value = |written: &Written| match written {
        Written::Text(text) => Value::Text(words(text)),
        Written::Value(value) => value.clone(),
    };
    let file = |kind: &EvidenceName| (kind.clone(), BTreeSet::from([FileId(Uuid::from_u128(3))]));
    let input = planned.reasoned.as_ref().map_or(Input::None, |(reason, basis)| {
        Input::Reasoned(Reasoned { reason: reason.clone(), basis: words(basis) })
    });
    Command::Perform(Perform {
        transition: planned.transition.clone(),
        input,
        form: planned.form.iter().map(|(name, written)| (name.clone(), value(written))).collect(),
        evidence: planned.report_is.iter().map(file).collect(),
    })
}

/// What the core refuses of a plan, if anything.
fn refused(stage: &mut Stage<'_>, plan: &Plan) -> Option<String> {
    for planned in &plan.steps {
        let seat = "handler@lead".parse().ok()?;
        let Some(body) = stage.sitters(seat).into_iter().next() else {
            return Some("nobody sits there".to_owned());
        };
        if let Err(rejection) = stage.command(&body, &command(planned)) {
            return Some(format!("{}: {rejection:?}", planned.transition));
        }
    }
    None
}

/// Plays every entry of a table in every state, and gives what was refused.
fn play(shipped: &Shipped, map: &AgencyMap, table: &Table, unit: &UnitId) -> Vec<String> {
    let workflow = table.workflow.as_str();
    let definition = shipped.workflow(workflow).definition();
    let mut refusals = Vec::new();
    for (standing, entries) in &table.standings {
        for (state, ..) in roads(workflow) {
            for entry in entries {
                let facts = facts(map, standing, entry);
                let mut stage = case_in(shipped, workflow, state, unit);
                let situation = situation(&stage);
                let plan = map.plan(definition, &situation, &reported(standing, &facts));
                assert!(!plan.steps.is_empty() || !plan.people.is_empty(), "{standing} in {state}");
                // Before the case is given to a unit, no body can report on it.
                if stage.case().is_some_and(|case| case.lead.is_some())
                    && let Some(why) = refused(&mut stage, &plan)
                {
                    refusals.push(format!("{standing} in {state}: {why}"));
                }
            }
        }
    }
    refusals
}

#[test]
fn whatever_a_table_lets_a_body_do_is_accepted_in_the_states_that_it_names() {
    let shipped = Shipped::load();
    for (kind, unit) in BODIES {
        let map = table(kind);
        for table in &map.workflows {
            let refusals = play(&shipped, &map, table, &UnitId::from(unit));
            assert!(refusals.is_empty(), "{kind}: {refusals:#?}");
        }
    }
}

#[test]
fn every_state_that_a_table_names_was_played() {
    for (kind, _) in BODIES {
        for table in table(kind).workflows {
            let known: BTreeSet<_> =
                roads(table.workflow.as_str()).iter().map(|(state, ..)| *state).collect();
            for entry in table.standings.values().flatten() {
                let steps = entry.steps.iter().map(|step| &step.when);
                for state in steps.chain([&entry.when]).flat_map(|when| &when.state) {
                    assert!(known.contains(state.as_str()), "{kind}: {state}");
                }
            }
        }
    }
}

#[test]
fn every_standing_moves_a_case_or_reaches_a_record_or_a_person() {
    let shipped = Shipped::load();
    let workflows: Vec<_> =
        testkit::NAMES.iter().map(|name| shipped.workflow(name).definition()).collect();
    for (kind, _) in BODIES {
        assert_eq!(check(&table(kind), &workflows), [], "{kind}");
    }
}

#[test]
fn a_report_that_lacks_what_a_form_needs_goes_to_a_person_and_onto_the_record() {
    let shipped = Shipped::load();
    let (map, definition) = (table("mediation"), shipped.workflow("dispute").definition());
    let facts = BTreeMap::from([("confirmable".to_owned(), "yes".to_owned())]);
    let situation = Situation { state: "handling".into(), contacted: true };
    let plan = map.plan(definition, &situation, &reported("agreed", &facts));
    let done: Vec<_> = plan.steps.iter().map(|step| step.transition.as_str()).collect();
    assert_eq!(done, ["record_note"]);
    assert!(plan.people[0].zh.contains("协议形式"), "{:?}", plan.people);
}

#[test]
fn a_case_that_is_behind_catches_up_in_one_report() {
    let shipped = Shipped::load();
    let map = table("mediation");
    let unit = UnitId::from("mediation-puqi");
    let mut stage = case_in(&shipped, "dispute", "assigned", &unit);
    let entry = &map.workflows[0].standings["agreed"][0];
    let facts = facts(&map, "agreed", entry);
    let situation = situation(&stage);
    let definition = shipped.workflow("dispute").definition();
    let plan = map.plan(definition, &situation, &reported("agreed", &facts));
    let done: Vec<_> = plan.steps.iter().map(|step| step.transition.as_str()).collect();
    assert_eq!(done, ["sign", "contact", "reach_agreement"]);
    assert_eq!(refused(&mut stage, &plan), None);
    assert_eq!(stage.case().map(|case| case.state.as_str()), Some("performing"));
}

#[test]
fn a_person_is_told_what_the_report_brings() {
    let shipped = Shipped::load();
    let definition = shipped.workflow("dispute").definition();
    let told = |kind: &str, standing: &str, facts: &[(&str, &str)]| {
        let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let situation = Situation { state: "handling".into(), contacted: true };
        let facts = facts.collect();
        let people = table(kind).plan(definition, &situation, &reported(standing, &facts)).people;
        people
            .iter()
            .flat_map(|told| [told.zh.as_str(), told.en.as_str()])
            .collect::<Vec<_>>()
            .join(" ")
    };
    let lacks = told("mediation", "filed", &[("file_whole", "no"), ("missing_documents", "2,8")]);
    assert!(lacks.contains("2,8"), "{lacks}");
    let receipt = told("police", "accepted", &[("acceptance_receipt", "赤公受〔2026〕7号")]);
    assert!(receipt.contains("赤公受〔2026〕7号"), "{receipt}");
    for (kind, _) in BODIES {
        let risk = told(kind, "risk_raised", &[("risk", "high")]);
        assert!(risk.contains('高') && risk.contains("High"), "{risk}");
        assert!(told(kind, "risk_raised", &[]).contains("未写明"), "the report need not say it");
    }
}

#[test]
fn what_no_table_answers_goes_to_a_person() {
    let shipped = Shipped::load();
    let (map, none) = (table("court"), BTreeMap::new());
    let situation = Situation { state: "handling".into(), contacted: true };
    let service = shipped.workflow("service").definition();
    let plan = map.plan(service, &situation, &reported("filed", &none));
    assert_eq!((plan.steps.len(), plan.people), (0, vec![map.elsewhere.clone()]));
    let dispute = shipped.workflow("dispute").definition();
    let plan = map.plan(dispute, &situation, &reported("enchanted", &none));
    assert!(plan.steps.is_empty() && plan.people[0].zh.contains("enchanted"));
}
