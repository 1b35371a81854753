//! In every state of every shipped workflow: when the case turns out to concern the lead unit, it loses
//! the case, the center holds it, and a clerk can assign it anew at once.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::case::{Case, Command, Entered, Event, Respondents};
use domain::clock::Holder;
use domain::decide::{Context, decide};
use domain::finding::Severity;
use domain::id::{StateName, UnitId};
use domain::scenario::{Stage, World};
use domain::workflow::scenario::{Step, With};
use domain::workflow::{Conditions, HolderRole, State, Verb, check};
use testkit::{NAMES, Shipped, Walker};

/// A case that a unit leads, shown in every state but the ends.
fn in_every_state(shipped: &Shipped, name: &str, look: impl Fn(&Stage<'_>, &Case)) {
    let mut found = None;
    for seed in 0..40 {
        Walker::new(shipped, name, seed).walk(30, |stage: &Stage<'_>, _: &Case, _: &[Event]| {
            let case = stage.case().unwrap();
            let unit = case.lead.as_ref().map(|lead| lead.unit.as_str());
            let ours = matches!(unit, None | Some("plc" | "county"));
            if found.is_none() && !ours && case.ended.is_none() && case.suspension.is_none() {
                found = Some(case.clone());
                let states = shipped.workflow(name).definition().states.iter();
                for (id, state) in states.filter(|(_, state)| !state.end) {
                    look(stage, &entered(case, id, state));
                }
            }
        });
    }
    assert!(found.is_some(), "`{name}`: the walks never came to a lead");
}

/// The case in a state, held as the state says.
fn entered(case: &Case, id: &StateName, state: &State) -> Case {
    let lead = case.lead.as_ref().map(|lead| Holder::Unit(lead.unit.clone())).unwrap();
    let holder = match state.holder {
        HolderRole::Center => Holder::Unit(case.center.clone()),
        HolderRole::Lead => lead,
        HolderRole::Citizen => Holder::Citizen,
        HolderRole::Law => Holder::Law,
    };
    let entered = Entered { state: id.clone(), stage: state.stage, holder, ended: None };
    let mut case = case.clone();
    case.apply(case.filed_at, &Event::StateEntered(entered));
    case
}

/// What becomes of the case by a command now.
fn after(stage: &Stage<'_>, case: &Case, by: &Actor, command: &Command) -> Case {
    let World { workflow, calendar, directory, .. } = stage.world();
    let (now, peers) = (stage.now(), BTreeSet::new());
    let context = Context {
        workflow,
        calendar,
        directory,
        actor: by,
        now,
        ids: &[],
        peers: &peers,
        documented: true,
        batch: None,
    };
    let events = decide(&context, Some(case), command).unwrap();
    let mut case = case.clone();
    events.iter().for_each(|event| case.apply(now, event));
    case
}

#[test]
fn a_lost_lead_can_be_replaced_in_every_state() {
    let shipped = Shipped::load();
    let clerk = shipped.actor("center.clerk");
    for name in NAMES {
        let workflow = shipped.workflow(name);
        in_every_state(&shipped, name, |stage, before| {
            let lead = before.lead.clone().unwrap().unit;
            let other = if lead.as_str() == "discipline" { "procuratorate" } else { "discipline" };
            let named = Respondents { units: [lead].into(), ..Respondents::default() };
            let lost = after(stage, before, &clerk, &Command::NameRespondents(named));
            assert!(lost.lead.is_none() && lost.lead_lost && lost.state == before.state);
            let led = workflow.state(&lost.state).unwrap().holder == HolderRole::Lead;
            let center = Holder::Unit(UnitId::from("center"));
            assert!(!led || lost.holder() == Some(&center), "`{name}` `{}`", lost.state);
            let mut offered = stage.allowed(&lost, &clerk).into_iter();
            let assign = offered.find(|id| workflow.transition(id).unwrap().verb == Verb::Assign);
            assert!(assign.is_some(), "`{name}` `{}`: nobody can name a lead", lost.state);
            let with = With { lead: Some(other.into()), ..With::default() };
            let step = Step { transition: assign, with, ..Step::default() };
            let found = after(stage, &lost, &clerk, &stage.prepare(&step).unwrap());
            assert_eq!(found.lead.as_ref().map(|lead| lead.unit.as_str()), Some(other));
            assert!(!found.lead_lost);
        });
    }
}

#[test]
fn a_definition_that_could_not_replace_a_lost_lead_is_refused() {
    for name in NAMES {
        let mut definition = testkit::definition(name);
        let never = Conditions { anonymous: Some(true), ..Conditions::default() };
        for transition in definition.transitions.values_mut() {
            if transition.verb == Verb::Assign {
                transition.when = never.clone();
            }
        }
        let found = check(definition);
        let codes: Vec<_> = found
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| finding.code)
            .collect();
        assert!(codes.contains(&"lead-irreplaceable"), "`{name}`: {codes:?}");
    }
}
