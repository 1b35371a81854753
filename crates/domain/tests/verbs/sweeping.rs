//! Sweeps of the ladders: each level fires once and in order; late, early and repeated sweeps are harmless.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::case::{Case, Code, Command, Event};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Around, Desk, after, extension, suspension};

fn reach(limit: &str) -> Command {
    Command::ReachLevel(limit.into())
}

/// The levels of a limit that a log reached, in the order reached.
fn reached(desk: &Desk<'_>, limit: &str) -> Vec<u8> {
    let mut levels = Vec::new();
    for entry in desk.stage.log() {
        if let Event::LevelReached { limit: of, level, .. } = &entry.event
            && of.as_str() == limit
        {
            levels.push(*level);
        }
    }
    levels
}

#[test]
fn every_level_fires_once_and_in_order() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let ladder = desk.clock("handle").levels.clone();
    assert!(ladder.is_sorted() && ladder.len() >= 3);
    desk.stage.pass_time(*ladder.last().unwrap() + TimeDelta::days(30));
    let wanted: Vec<u8> = (0..).take(ladder.len()).collect();
    assert_eq!(reached(&desk, "handle"), wanted);
}

#[test]
fn a_sweep_before_its_time_reaches_nothing_and_one_at_the_instant_does() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let due = desk.clock("handle").next_level().unwrap();
    let sweep = |now| {
        let around = Around { now, ..desk.around() };
        desk.decide(around, desk.case(), (&Actor::Engine, &reach("handle")))
    };
    assert_eq!(sweep(due - TimeDelta::milliseconds(1)).unwrap_err().code(), Code::NotDue);
    assert!(matches!(sweep(due).unwrap().as_slice(), [Event::LevelReached { level: 0, .. }]));
}

#[test]
fn a_late_sweep_catches_up_one_level_at_a_time_and_then_finds_nothing() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let now = *desk.clock("handle").levels.last().unwrap() + TimeDelta::days(9);
    let around = Around { now, ..desk.around() };
    let mut case: Case = desk.case().clone();
    let mut levels = Vec::new();
    while let Ok(events) = desk.decide(around, &case, (&Actor::Engine, &reach("handle"))) {
        case = after(&case, now, &events);
        levels.push(case.clock(&"handle".into()).unwrap().levels_reached);
    }
    let wanted: Vec<u8> = (1..).take(desk.clock("handle").levels.len()).collect();
    assert_eq!(levels, wanted);
}

#[test]
fn only_the_engine_sweeps_and_only_clocks_that_run() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let person = desk.command("center.clerk", &reach("handle")).unwrap_err();
    assert_eq!(person.code(), Code::NotYours);
    for gone in ["sign", "verify", "nothing"] {
        assert_eq!(desk.command("engine", &reach(gone)).unwrap_err().code(), Code::NotDue);
    }
}

#[test]
fn levels_that_lie_ahead_again_after_an_extension_fire_again() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let first = desk.clock("handle").next_level().unwrap();
    desk.stage.pass_time(first);
    assert_eq!(reached(&desk, "handle"), [0]);
    desk.done("handler@lead", "request_extension", extension("handle", "7 calendar_day"));
    desk.done("center.director", "grant_extension", With::default());
    assert!(desk.clock("handle").next_level().unwrap() > first);
    let due = desk.clock("handle").deadline;
    desk.stage.pass_time(due);
    assert_eq!(reached(&desk, "handle"), [0, 0, 1]);
}

#[test]
fn a_paused_clock_fires_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let due = desk.clock("handle").deadline;
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-31"));
    desk.stage.pass_time(due);
    assert_eq!(reached(&desk, "handle"), Vec::<u8>::new());
    assert_eq!(desk.clock("handle").next_level(), None);
    assert_eq!(desk.command("engine", &reach("handle")).unwrap_err().code(), Code::NotDue);
}

#[test]
fn no_level_passes_or_closes_a_case() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.case().clone();
    desk.pass_hours(24 * 200);
    let case = desk.case();
    assert_eq!((&case.state, &case.ended, &case.tenures), (&before.state, &None, &before.tenures));
}
