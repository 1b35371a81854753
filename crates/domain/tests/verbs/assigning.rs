//! `assign`, `read`, `sign`, `contact`, `take_back`, `transfer`, `delegate`, `escalate`, `return`, `object`.

use domain::case::{Code, Command, Event};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, lead, reason, unit};

#[test]
fn assigning_names_one_lead_unit_starts_its_clocks_and_charges_it() {
    let shipped = Shipped::load();
    let desk = Desk::assigned(&shipped);
    let case = desk.case();
    let named = case.lead.as_ref().unwrap();
    assert_eq!((named.unit.as_str(), named.read, &named.handler), ("housing", false, &None));
    assert_eq!(case.assistants.get("market"), Some(&false));
    assert_eq!((desk.state(), desk.held_by().as_str()), ("assigned", "housing"));
    for limit in ["sign", "contact", "handle"] {
        assert_eq!(desk.clock(limit).anchor, desk.stage.now(), "clocks start at dispatch");
    }
}

#[test]
fn a_lead_unit_does_not_assist_itself_and_must_exist() {
    let shipped = Shipped::load();
    let mut desk = Desk::studying(&shipped);
    let twice = lead("housing", &["housing"]);
    assert_eq!(desk.refused("clerk@center", "assign", twice), Code::SameUnit);
    assert_eq!(desk.refused("clerk@center", "assign", lead("moon", &[])), Code::UnknownUnit);
    assert_eq!(desk.refused("clerk@center", "assign", With::default()), Code::InputMismatch);
}

#[test]
fn reading_moves_no_deadline_and_is_recorded_once() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    let clocks = desk.case().clocks.clone();
    let events = desk.command("handler@lead", &Command::Read).unwrap();
    assert!(matches!(events.as_slice(), [Event::Read(_)]));
    assert_eq!(desk.command("handler@lead", &Command::Read), Ok(Vec::new()));
    assert_eq!(desk.case().clocks, clocks);
    assert_eq!(desk.command("clerk@center", &Command::Read).unwrap_err().code(), Code::NotYours);
}

#[test]
fn signing_names_the_handler_and_moves_no_clock_that_goes_on() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    let handle = desk.clock("handle").clone();
    desk.pass_hours(2);
    desk.done("housing.handler2", "sign", With::default());
    let named = desk.case().lead.as_ref().unwrap();
    assert_eq!(named.handler.as_ref().unwrap().as_str(), "housing.handler2");
    assert_eq!(desk.clock("handle"), &handle);
    assert!(!desk.is_running("sign"));
}

#[test]
fn contact_meets_its_limit_and_is_remembered() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    desk.done("handler@lead", "contact", With::default());
    assert!(desk.case().contacted);
    assert!(!desk.is_running("contact"));
    assert_eq!(desk.state(), "assigned");
}

#[test]
fn taking_back_is_possible_only_while_nobody_has_read() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    desk.done("clerk@center", "take_back", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("studying", "center"));
    assert!(desk.case().lead.is_none() && desk.case().assistants.is_empty());
    desk.done("clerk@center", "assign", lead("housing", &[]));
    desk.command("unit_head@lead", &Command::Read).unwrap();
    assert_eq!(desk.refused("clerk@center", "take_back", With::default()), Code::AlreadyRead);
}

#[test]
fn whoever_does_something_with_an_assignment_has_read_it() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    desk.done("handler@lead", "contact", With::default());
    assert_eq!(desk.refused("clerk@center", "take_back", With::default()), Code::AlreadyRead);
}

#[test]
fn transfer_moves_the_responsibility_and_gives_the_new_unit_its_own_time() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.done("handler@lead", "contact", With::default());
    let promise = desk.clock("promise").clone();
    desk.pass_hours(30);
    desk.done("clerk@center", "transfer", unit("transport"));
    let named = desk.case().lead.clone().unwrap();
    assert_eq!((named.unit.as_str(), named.read, named.handler), ("transport", false, None));
    assert_eq!(desk.held_by(), "transport");
    assert_eq!(desk.clock("handle").anchor, desk.stage.now());
    assert_eq!(desk.clock("promise"), &promise, "the promise to the citizen goes on");
    assert!(!desk.case().contacted, "the new unit must find its own way to the citizen");
    assert_eq!(desk.refused("clerk@center", "transfer", unit("transport")), Code::SameUnit);
}

#[test]
fn a_unit_that_comes_to_lead_no_longer_assists() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.done("clerk@center", "transfer", unit("market"));
    assert_eq!(desk.case().lead.as_ref().unwrap().unit.as_str(), "market");
    assert!(!desk.case().assistants.contains_key("market"));
}

#[test]
fn delegation_moves_the_work_and_leaves_responsibility_holder_and_clocks() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.case().clone();
    desk.done("unit_head@lead", "delegate", unit("transport"));
    let named = desk.case().lead.as_ref().unwrap();
    assert_eq!(named.unit.as_str(), "housing");
    assert_eq!(named.delegate.as_ref().unwrap().as_str(), "transport");
    assert_eq!(named.handler, None);
    assert_eq!(desk.case().holder(), before.holder());
    assert_eq!(desk.case().clocks, before.clocks);
    desk.done("transport.handler", "record_note", With::default());
    assert_eq!(desk.refused("unit_head@lead", "delegate", unit("transport")), Code::SameUnit);
}

#[test]
fn only_a_unit_above_may_be_given_an_escalated_case() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    assert_eq!(desk.refused("center.director", "escalate", unit("market")), Code::NotAbove);
    desk.done("center.director", "escalate", unit("county"));
    assert_eq!((desk.state(), desk.held_by().as_str()), ("assigned", "county"));
    assert_eq!(desk.clock("sign").anchor, desk.stage.now());
}

#[test]
fn a_return_needs_a_listed_reason_and_its_basis_and_frees_every_unit() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    assert_eq!(desk.refused("handler@lead", "return_case", reason("none")), Code::UnknownReason);
    desk.done("handler@lead", "return_case", reason("not_our_power"));
    assert_eq!((desk.state(), desk.held_by().as_str()), ("returned", "center"));
    assert!(desk.case().lead.is_none() && desk.case().assistants.is_empty());
    assert_eq!(desk.case().count(&"returns".into()), 1);
}

#[test]
fn an_objection_leaves_the_unit_in_charge_until_it_is_answered() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    let handle = desk.clock("handle").clone();
    desk.done("unit_head@lead", "object", reason("not_our_power"));
    assert_eq!(desk.case().lead.as_ref().unwrap().unit.as_str(), "housing");
    assert_eq!(desk.clock("handle"), &handle, "an objection gains no time");
    desk.done("center.director", "reject_objection", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("assigned", "housing"));
}

#[test]
fn at_the_cap_of_returns_only_a_joint_session_is_left() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    for _ in 0..2 {
        desk.done("handler@lead", "return_case", reason("not_our_power"));
        let early = desk.refused("clerk@center", "assign", lead("housing", &[]));
        assert_eq!(early, Code::WrongState);
        desk.done("clerk@center", "assign_again", lead("housing", &[]));
    }
    let again = reason("not_our_power");
    assert_eq!(desk.refused("handler@lead", "return_case", again.clone()), Code::CounterExhausted);
    assert_eq!(desk.refused("unit_head@lead", "object", again), Code::CounterExhausted);
    let transfer = desk.refused("clerk@center", "transfer", unit("transport"));
    assert_eq!(transfer, Code::CounterExhausted);
    desk.done("unit_head@lead", "request_session", With::default());
    desk.done("center.director", "decide_session", lead("transport", &[]));
    assert_eq!((desk.state(), desk.held_by().as_str()), ("appointed", "transport"));
    let returned = desk.refused("handler@lead", "return_case", reason("not_our_power"));
    assert_eq!(returned, Code::WrongState, "the decision binds");
}

#[test]
fn a_joint_session_is_not_asked_for_before_the_cap() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    let early = desk.refused("unit_head@lead", "request_session", With::default());
    assert_eq!(early, Code::ConditionFails);
}
