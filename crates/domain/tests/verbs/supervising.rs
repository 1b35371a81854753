//! `urge`, `copy`, `consult`, `answer`, `supervise`, `discharge`, `record`, `ask`, `supplement`: words that move nothing.

use domain::case::{Case, Code};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, several, unit};

/// Everything but the log's length and who did what last.
fn still(case: &Case) -> Case {
    Case { seq: 0, done_by: [].into(), ..case.clone() }
}

#[test]
fn recording_urging_and_copying_change_nothing_at_all() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = still(desk.case());
    desk.pass_hours(1);
    desk.done("handler@lead", "record_note", With::default());
    desk.done("center.clerk", "record_note", With::default());
    desk.done("center.supervisor", "urge", With::default());
    desk.done("handler@lead", "report_risk", several(&["police-bureau"]));
    desk.done("citizen@party", "add_supplement", With::default());
    assert_eq!(still(desk.case()), before);
}

#[test]
fn what_tells_the_citizen_of_progress_starts_that_limit_anew_and_no_other() {
    let shipped = Shipped::load();
    for transition in ["record_work", "ask_party"] {
        let mut desk = Desk::handling(&shipped);
        let before = desk.case().clone();
        desk.pass_hours(20);
        desk.done("handler@lead", transition, With::default());
        for clock in before.clocks.iter().filter(|clock| clock.is_open()) {
            let moved = desk.clock(clock.limit.as_str()).deadline != clock.deadline;
            assert_eq!(moved, clock.limit.as_str() == "progress", "{}", clock.limit);
        }
    }
}

#[test]
fn copies_name_units_that_exist_and_are_not_concerned() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let mut copy = |to: &[&str]| desk.refused("handler@lead", "report_risk", several(to));
    assert_eq!(copy(&[]), Code::NobodyNamed);
    assert_eq!(copy(&["moon"]), Code::UnknownUnit);
}

#[test]
fn a_consulted_unit_sees_the_case_until_it_has_answered() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    assert_eq!(desk.refused("health.handler", "answer", With::default()), Code::NotFound);
    desk.done("handler@lead", "consult", unit("health"));
    assert!(desk.case().consulted.contains("health"));
    desk.done("health.handler", "answer", With::default());
    assert!(desk.case().consulted.is_empty());
    assert_eq!(desk.refused("health.handler", "answer", With::default()), Code::NotFound);
}

#[test]
fn an_order_has_a_number_and_a_date_and_is_struck_off_once() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    assert_eq!(desk.refused("center.supervisor", "discharge", With::default()), Code::NoOrder);
    let within = |text: &str| With { answer_within: text.parse().ok(), ..With::default() };
    desk.done("center.supervisor", "supervise", within("2 work_day"));
    desk.done("center.supervisor", "supervise", within("5 work_day"));
    let orders = desk.case().orders.clone();
    assert_eq!(orders.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert!(desk.stage.now() < orders[&1].due && orders[&1].due < orders[&2].due);
    let number = |order| With { order: Some(order), ..With::default() };
    desk.done("center.supervisor", "discharge", number(1));
    assert_eq!(desk.case().orders[&1].discharged_at, Some(desk.stage.now()));
    assert_eq!(desk.case().orders[&2].discharged_at, None);
    for gone in [1, 3] {
        assert_eq!(desk.refused("center.supervisor", "discharge", number(gone)), Code::NoOrder);
    }
}

#[test]
fn asking_for_a_supplement_charges_the_citizen_until_it_comes() {
    let shipped = Shipped::load();
    let mut desk = Desk::filed(&shipped).then("clerk@center", "ask_supplement", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("awaiting_supplement", "citizen"));
    assert!(desk.is_running("supplement") && !desk.is_running("screen"));
    desk.done("citizen@party", "supplement", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("registered", "center"));
}
