//! Naming respondents and screening: who is concerned loses the case at once, and it is never stranded.

use std::collections::BTreeSet;

use domain::case::{Code, Command, Respondents};
use domain::workflow::scenario::{Filing, With};
use testkit::Shipped;

use crate::desk::{Desk, filing, lead, suspension, unit, workflow};

fn name(units: &[&str]) -> Command {
    let units = units.iter().map(|unit| (*unit).into()).collect();
    Command::NameRespondents(Respondents { units, ..Respondents::default() })
}

#[test]
fn a_lead_unit_that_is_named_loses_the_case_and_the_center_holds_it() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.command("center.clerk", &name(&["housing", "market"])).unwrap();
    assert!(desk.case().lead.is_none() && desk.case().assistants.is_empty());
    assert_eq!(desk.held_by(), "center");
    let gone = desk.refused("housing.handler", "record_note", With::default());
    assert_eq!(gone, Code::NotFound, "for the respondent the case does not exist");
}

#[test]
fn a_case_that_lost_its_lead_unit_is_given_another() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    desk.command("center.clerk", &name(&["housing"])).unwrap();
    assert_eq!(desk.refused("clerk@center", "urge", With::default()), Code::NoLead);
    assert_eq!(desk.refused("clerk@center", "transfer", unit("housing")), Code::ConflictOfInterest);
    desk.done("clerk@center", "transfer", unit("transport"));
    assert_eq!((desk.state(), desk.held_by().as_str()), ("assigned", "transport"));
}

#[test]
fn an_assignment_that_a_conflict_emptied_can_be_taken_back() {
    let shipped = Shipped::load();
    let mut desk = Desk::assigned(&shipped);
    desk.command("housing.head", &Command::Read).unwrap();
    desk.command("center.clerk", &name(&["housing"])).unwrap();
    desk.done("clerk@center", "take_back", With::default());
    desk.done("clerk@center", "assign", lead("transport", &[]));
}

#[test]
fn a_suspended_case_does_not_go_back_to_a_unit_that_was_named() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-11"));
    desk.command("center.clerk", &name(&["housing"])).unwrap();
    assert_eq!(desk.held_by(), "law", "still the ground's time");
    desk.done("clerk@center", "resume", With::default());
    assert_eq!(desk.held_by(), "center");
}

#[test]
fn time_that_was_not_the_lead_unit_s_stays_where_it_is() {
    let shipped = Shipped::load();
    let mut desk = Desk::verifying(&shipped);
    let tenures = desk.case().tenures.clone();
    desk.command("center.clerk", &name(&["housing"])).unwrap();
    assert_eq!(desk.case().tenures, tenures);
}

#[test]
fn the_center_is_never_named_and_only_its_clerks_and_director_name() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let center = desk.command("center.clerk", &name(&["center"])).unwrap_err();
    assert_eq!(center.code(), Code::ConflictOfInterest);
    for other in ["center.supervisor", "housing.handler"] {
        assert_eq!(desk.command(other, &name(&["health"])).unwrap_err().code(), Code::NotYours);
    }
}

#[test]
fn two_people_of_the_center_screen_a_restricted_case_each_once() {
    let shipped = Shipped::load();
    let about_police = Filing { category: "1401".into(), ..filing() };
    let mut desk = Desk::filed_as(&shipped, workflow(), &about_police);
    let early = desk.refused("center.clerk", "accept", With::default());
    assert_eq!(early, Code::CaseRestricted);
    desk.command("center.clerk", &Command::Screen).unwrap();
    let twice = desk.command("center.clerk", &Command::Screen).unwrap_err();
    assert_eq!(twice.code(), Code::NotToScreen);
    let screened: BTreeSet<_> = desk.case().restriction.clone().unwrap().screened_by;
    assert_eq!(screened.len(), 1);
    desk.command("center.director", &Command::Screen).unwrap();
    assert_eq!(desk.case().restriction, None);
    desk.done("center.clerk", "accept", With::default());
}

/// Whom it is about, and where a citizen's complaint about them is filed.
const OWN_LINE: [(&[&str], &[&str], &str); 6] = [
    (&["housing"], &[], "center"),
    (&[], &["center.clerk"], "plc"),
    (&["center"], &[], "plc"),
    (&[], &["plc.head"], "discipline"),
    (&["county"], &[], "discipline"),
    (&["county", "discipline"], &[], "center"),
];

fn about(units: &[&str], people: &[&str]) -> Filing {
    let respondents = Respondents {
        units: units.iter().map(|unit| (*unit).into()).collect(),
        people: people.iter().map(|person| (*person).into()).collect(),
        ..Respondents::default()
    };
    Filing { by: "citizen".into(), respondents, ..filing() }
}

#[test]
fn a_citizen_s_complaint_about_the_center_s_own_line_is_filed_where_it_can_be_run() {
    let shipped = Shipped::load();
    for (units, people, center) in OWN_LINE {
        let desk = Desk::filed_as(&shipped, workflow(), &about(units, people));
        assert_eq!(desk.case().center.as_str(), center, "{units:?} {people:?}");
        assert_eq!(desk.held_by(), center);
    }
}

#[test]
fn a_unit_without_two_who_could_run_the_case_is_passed_over() {
    let mut shipped = Shipped::load();
    shipped.directory.people.retain(|id, _| !["plc.handler", "plc.head"].contains(&id.as_str()));
    let desk = Desk::filed_as(&shipped, workflow(), &about(&[], &["center.clerk"]));
    assert_eq!(desk.case().center.as_str(), "discipline");
}
