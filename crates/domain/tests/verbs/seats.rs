//! The table of state, transition and seat: what the definition does not list, `decide` refuses, for that reason.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::{Actor, Relation, Role, Seat, Staff};
use domain::case::{Case, Code, Command, Input, Lead, Perform, Respondents, Signing, SigningMode};
use domain::decide::{Context, decide};
use domain::id::TransitionName;
use domain::workflow::Workflow;
use testkit::{NAMES, Shipped, Walker};

/// A case on which every relation has somebody, and nothing else stands in the way of the gate's first two questions.
fn peopled(shipped: &Shipped, name: &str) -> Case {
    let walker = Walker::new(shipped, name, 1);
    let case = walker.stage.case().unwrap().clone();
    let lead = Lead { unit: "housing".into(), delegate: None, handler: None, read: false };
    let signers = BTreeMap::from([("transport.head".into(), None)]);
    Case {
        restriction: None,
        respondents: Respondents::default(),
        lead: Some(lead),
        assistants: BTreeMap::from([("market".into(), false)]),
        signing: Some(Signing { mode: SigningMode::All, signers }),
        consulted: BTreeSet::from(["health".into()]),
        ..case
    }
}

/// Somebody who sits in exactly this seat; none where nobody can.
fn sitter(case: &Case, seat: Seat) -> Option<Actor> {
    let unit = match seat.relation {
        Relation::Party => {
            let party = case.parties.first().filter(|_| seat.role == Role::Citizen);
            return party.map(|party| Actor::Citizen(*party));
        }
        Relation::Center => "center",
        Relation::Lead => "housing",
        Relation::Assistant => "market",
        Relation::Signer => "transport",
        Relation::Consulted => "health",
        Relation::Superior if seat.role == Role::UnitHead => "county",
        Relation::Superior => return None,
    };
    let works = !seat.role.is_administrator() && !matches!(seat.role, Role::Citizen | Role::Engine);
    works.then(|| {
        Actor::Person(Staff {
            person: "transport.head".into(),
            unit: unit.into(),
            roles: BTreeSet::from([seat.role]),
        })
    })
}

fn expected(case: &Case, workflow: &Workflow, name: &TransitionName, seat: Seat) -> Option<Code> {
    let transition = workflow.transition(name).unwrap();
    let signer_too = Seat { relation: Relation::Signer, ..seat };
    if !transition.from.contains(&case.state) {
        Some(Code::WrongState)
    } else if transition.by.contains(&seat) || transition.by.contains(&signer_too) {
        None
    } else {
        Some(Code::NotYours)
    }
}

#[test]
fn what_the_definition_does_not_list_is_refused_as_wrong_state_or_not_yours() {
    let shipped = Shipped::load();
    let seats = Relation::ALL
        .into_iter()
        .flat_map(|relation| Role::ALL.map(|role| Seat { role, relation }));
    let seats: Vec<_> = seats.collect();
    for workflow_name in NAMES {
        let workflow = shipped.workflow(workflow_name);
        let mut case = peopled(&shipped, workflow_name);
        let mut open = 0;
        for state in workflow.definition().states.keys() {
            case.state = state.clone();
            for seat in &seats {
                open += whole_row(&shipped, workflow, &case, *seat);
            }
        }
        assert!(open > 0, "`{workflow_name}` lets nobody do anything");
    }
}

/// Tries every transition from one seat in one state. Says how many the definition lists.
fn whole_row(shipped: &Shipped, workflow: &Workflow, case: &Case, seat: Seat) -> usize {
    let Some(actor) = sitter(case, seat) else { return 0 };
    let context = Context {
        workflow,
        calendar: &shipped.calendar,
        directory: &shipped.directory,
        actor: &actor,
        now: case.filed_at,
        ids: &[],
        peers: &BTreeSet::new(),
        documented: true,
        batch: None,
    };
    let mut listed = 0;
    for name in workflow.definition().transitions.keys() {
        let perform = Perform {
            transition: name.clone(),
            input: Input::None,
            form: BTreeMap::new(),
            evidence: BTreeMap::new(),
        };
        let result = decide(&context, Some(case), &Command::Perform(perform));
        let code = result.err().map(|rejection| rejection.code());
        let gated = code.filter(|code| matches!(code, Code::WrongState | Code::NotYours));
        let wanted = expected(case, workflow, name, seat);
        assert_eq!(gated, wanted, "`{name}` by {seat} in `{}`: {code:?}", case.state);
        listed += usize::from(wanted.is_none());
    }
    listed
}
