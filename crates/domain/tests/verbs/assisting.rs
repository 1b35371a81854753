//! `join`, `contribute`, `release`: one unit leads, others assist.

use domain::case::Code;
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, several, unit};

#[test]
fn joining_adds_assisting_units_and_changes_neither_lead_nor_holder_nor_clocks() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.case().clone();
    desk.done("handler@lead", "join", several(&["transport", "health"]));
    assert_eq!(desk.case().assistants.len(), 3);
    assert_eq!(desk.case().lead, before.lead);
    assert_eq!((desk.case().holder(), &desk.case().clocks), (before.holder(), &before.clocks));
}

#[test]
fn a_unit_has_at_most_one_part_in_a_case() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped).then("unit_head@lead", "delegate", unit("health"));
    for has_a_part in ["housing", "market", "health"] {
        let code = desk.refused("handler@lead", "join", several(&[has_a_part]));
        assert_eq!(code, Code::SameUnit, "{has_a_part}");
    }
    assert_eq!(desk.refused("handler@lead", "join", several(&[])), Code::NobodyNamed);
    assert_eq!(desk.refused("handler@lead", "join", several(&["moon"])), Code::UnknownUnit);
}

#[test]
fn no_result_is_filed_while_an_assisting_unit_has_an_open_part() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped).then("handler@lead", "contact", With::default());
    let early = desk.refused("handler@lead", "submit_unfounded", With::default());
    assert_eq!(early, Code::ConditionFails);
    desk.done("market.handler", "contribute", With::default());
    assert_eq!(desk.case().assistants.get("market"), Some(&true));
    desk.done("handler@lead", "submit_unfounded", With::default());
}

#[test]
fn a_contribution_is_made_once() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped).then("market.handler", "contribute", With::default());
    let again = desk.refused("market.handler", "contribute", With::default());
    assert_eq!(again, Code::NotYours, "the part is done");
}

#[test]
fn a_unit_that_does_not_answer_can_be_let_go_and_holds_nobody_up() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped).then("handler@lead", "contact", With::default());
    assert_eq!(desk.refused("clerk@center", "release", unit("health")), Code::NotAssisting);
    desk.done("clerk@center", "release", unit("market"));
    assert!(desk.case().assistants.is_empty());
    assert_eq!(desk.refused("clerk@center", "release", unit("market")), Code::NoAssistants);
    desk.done("handler@lead", "submit_unfounded", With::default());
}
