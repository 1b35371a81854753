//! Corrected calendars move the deadlines that they concern; a new version takes running cases along by a mapping.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::calendar::{Calendar, CalendarFiles, moved};
use domain::case::{Case, Code, Command, Event, MoveCause, Rejection};
use domain::id::StateName;
use domain::workflow::mapping::{Mapping, dry_run, suggest};
use domain::workflow::scenario::With;
use domain::workflow::{Definition, Workflow, check};
use testkit::{Shipped, read};

use crate::desk::{Around, Desk, after, lenient, suspension, workflow};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The shipped calendar, with a holiday more in the first days of March 2026.
fn corrected() -> Calendar {
    let mut years: Vec<domain::calendar::YearFile> =
        ["2025", "2026", "2027"].map(|year| read(&format!("calendars/cn-{year}.yaml"))).into();
    let mut holiday = years[1].holidays[0].clone();
    (holiday.from, holiday.to) = (day("2026-03-09"), Some(day("2026-03-10")));
    holiday.make_up.clear();
    years[1].holidays.push(holiday);
    years[1].holidays.sort_by_key(|holiday| holiday.from);
    let files = CalendarFiles { years, office: read("calendars/office-hours.yaml") };
    Calendar::new(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn the_same_calendar_moves_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    assert_eq!(desk.command("engine", &Command::MoveDeadlines), Ok(Vec::new()));
    let person = desk.command("center.clerk", &Command::MoveDeadlines).unwrap_err();
    assert_eq!(person.code(), Code::NotYours);
}

#[test]
fn a_corrected_calendar_moves_exactly_what_its_list_says_each_with_an_event() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let calendar = corrected();
    let around = Around { calendar: &calendar, ..desk.around() };
    let events = desk.decide(around, desk.case(), (&Actor::Engine, &Command::MoveDeadlines));
    let case = after(desk.case(), around.now, &events.unwrap());
    let clocks = desk.case().clocks.iter().map(|clock| (clock.limit.clone(), clock));
    let listed: BTreeMap<_, _> = moved(&shipped.calendar, &calendar, clocks)
        .into_iter()
        .map(|moved| (moved.key, moved.to))
        .collect();
    assert!(!listed.is_empty(), "the correction concerns some clock");
    for (before, now) in desk.case().clocks.iter().zip(&case.clocks) {
        let wanted = listed.get(&before.limit).copied().unwrap_or(before.deadline);
        assert_eq!(now.deadline, wanted, "`{}`", before.limit);
        assert_eq!((now.anchor, &now.pauses), (before.anchor, &before.pauses));
    }
}

#[test]
fn moving_deadlines_twice_moves_them_once() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let calendar = corrected();
    let around = Around { calendar: &calendar, ..desk.around() };
    let command = (&Actor::Engine, &Command::MoveDeadlines);
    let events = desk.decide(around, desk.case(), command).unwrap();
    let named =
        |event: &Event| matches!(event, Event::ClockMoved { cause: MoveCause::Calendar, .. });
    assert!(events.iter().all(named), "{events:?}");
    let case = after(desk.case(), around.now, &events);
    assert_eq!(desk.decide(around, &case, command), Ok(Vec::new()));
}

/// The second version: `handling` is called `working`, the limit `progress` is gone, a new one runs there.
fn second() -> Definition {
    let mut next = lenient();
    next.version = 2;
    let state = next.states.shift_remove("handling").unwrap();
    next.states.insert("working".into(), state);
    for transition in next.transitions.values_mut() {
        let rename = |name: &mut StateName| {
            if name.as_str() == "handling" {
                *name = "working".into();
            }
        };
        transition.from.iter_mut().for_each(rename);
        transition.to.iter_mut().for_each(rename);
    }
    for notice in &mut next.required_notices {
        if notice.through.as_str() == "handling" {
            notice.through = "working".into();
        }
    }
    let gone = next.limits.shift_remove("progress").unwrap();
    next.limits.insert("report".into(), gone);
    for state in next.states.values_mut() {
        state.limits.iter_mut().filter(|limit| limit.as_str() == "progress").for_each(|limit| {
            *limit = "report".into();
        });
    }
    next
}

fn mapping() -> Mapping {
    let mut mapping = suggest(&lenient(), &second());
    mapping.states.insert("handling".into(), "working".into());
    mapping
}

fn next_workflow() -> Workflow {
    let checked = check(second());
    checked.workflow.unwrap_or_else(|| panic!("refused: {:?}", checked.findings))
}

fn go(desk: &Desk<'_>, workflow: &Workflow, mapping: &Mapping) -> Result<Case, Rejection> {
    let around = Around { workflow, ..desk.around() };
    let command = Command::MoveVersion(mapping.command(&lenient()));
    let events = desk.decide(around, desk.case(), (&Actor::Engine, &command))?;
    Ok(after(desk.case(), around.now, &events))
}

#[test]
fn a_moved_case_keeps_its_anchors_and_turns_exactly_the_clocks_that_the_dry_run_names() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.done("handler@lead", "contact", With::default());
    desk.pass_hours(30);
    let workflow = next_workflow();
    let moved = go(&desk, &workflow, &mapping()).unwrap();
    assert_eq!((moved.state.as_str(), moved.workflow.version), ("working", 2));
    for before in desk.case().clocks.iter().filter(|clock| clock.is_open()) {
        let now = moved.clock(&before.limit);
        let kept = before.limit.as_str() != "progress";
        assert_eq!(now.is_some(), kept, "`{}`", before.limit);
        assert!(now.is_none_or(|now| now.anchor == before.anchor), "`{}`", before.limit);
    }
    assert_eq!(moved.clock(&"report".into()).unwrap().anchor, desk.stage.now());
    assert!(moved.clock(&"contact".into()).is_none(), "what was met stays met");
    let dry = dry_run(&lenient(), &second(), &mapping(), [desk.case()]);
    assert_eq!(dry.moves[0].clocks_start, ["report".into()]);
    assert_eq!(dry.moves[0].clocks_end, ["progress".into()]);
}

#[test]
fn what_is_not_mapped_ended_or_suspended_does_not_move() {
    let shipped = Shipped::load();
    let workflow = next_workflow();
    let code =
        |desk: &Desk<'_>, mapping: &Mapping| go(desk, &workflow, mapping).unwrap_err().code();
    let mut partial = mapping();
    partial.states.shift_remove("handling");
    let mut desk = Desk::handling(&shipped);
    assert_eq!(code(&desk, &partial), Code::NotMapped);
    let mut ending = mapping();
    ending.states.insert("handling".into(), "archived".into());
    assert_eq!(code(&desk, &ending), Code::NotMapped, "no case ends by being moved");
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-11"));
    assert_eq!(code(&desk, &mapping()), Code::CaseSuspended);
    desk.withdraw();
    assert_eq!(code(&desk, &mapping()), Code::NotMapped);
}

#[test]
fn a_case_moves_to_another_version_of_its_own_workflow_by_the_engine_alone() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let other = shipped.workflow("service");
    assert_eq!(go(&desk, other, &mapping()).unwrap_err().code(), Code::WrongVersion);
    let same = workflow();
    assert_eq!(go(&desk, same, &mapping()).unwrap_err().code(), Code::WrongVersion);
    let workflow = next_workflow();
    let around = Around { workflow: &workflow, ..desk.around() };
    let command = Command::MoveVersion(mapping().command(&lenient()));
    let clerk = desk.actor("center.clerk");
    let refusal = desk.decide(around, desk.case(), (&clerk, &command)).unwrap_err();
    assert_eq!(refusal.code(), Code::NotYours);
}
