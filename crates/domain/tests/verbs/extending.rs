//! `request_extension`, `grant_extension`, `refuse_extension`.

use std::collections::BTreeSet;

use domain::actor::{Actor, Role};
use domain::case::{Code, Event};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, extension, step, unit};

fn asked(shipped: &Shipped) -> Desk<'_> {
    Desk::handling(shipped).then(
        "handler@lead",
        "request_extension",
        extension("handle", "7 calendar_day"),
    )
}

#[test]
fn asking_for_time_gives_none_and_granting_it_does_and_tells_the_citizen() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.clock("handle").deadline;
    desk.done("handler@lead", "request_extension", extension("handle", "7 calendar_day"));
    assert_eq!(desk.clock("handle").deadline, before);
    let events = desk.done("center.director", "grant_extension", With::default());
    assert!(desk.clock("handle").deadline > before);
    assert!(desk.case().extension.is_none());
    let told = |event: &Event| matches!(event, Event::Told { letter, to, .. } if letter.as_str() == "extension_granted" && !to.is_empty());
    assert!(events.iter().any(told), "an extension is never silent");
}

#[test]
fn a_refused_extension_moves_nothing_and_may_be_asked_for_again() {
    let shipped = Shipped::load();
    let mut desk = asked(&shipped);
    let before = desk.clock("handle").clone();
    desk.done("center.director", "refuse_extension", With::default());
    assert_eq!(desk.clock("handle"), &before);
    desk.done("handler@lead", "request_extension", extension("handle", "1 calendar_day"));
}

#[test]
fn who_asks_never_decides_whatever_roles_they_hold() {
    let shipped = Shipped::load();
    let mut desk = asked(&shipped);
    let Actor::Person(mut both) = desk.actor("housing.handler") else { panic!("a person") };
    both.roles = BTreeSet::from([Role::Handler, Role::UnitHead]);
    for decision in ["grant_extension", "refuse_extension"] {
        let command = desk.stage.prepare(&step(decision, With::default())).unwrap();
        let refusal = desk.stage.command(&Actor::Person(both.clone()), &command).unwrap_err();
        assert_eq!(refusal.code(), Code::SamePerson);
    }
}

#[test]
fn an_extension_is_asked_for_within_its_length_its_number_and_one_at_a_time() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let mut ask =
        |limit, by| desk.refused("handler@lead", "request_extension", extension(limit, by));
    assert_eq!(ask("handle", "8 calendar_day"), Code::ExtensionTooLong);
    assert_eq!(ask("handle", "7 work_day"), Code::ExtensionTooLong);
    assert_eq!(ask("progress", "1 calendar_day"), Code::NotExtendable);
    assert_eq!(ask("verify", "1 calendar_day"), Code::NotExtendable);
    desk.done("handler@lead", "request_extension", extension("handle", "7 calendar_day"));
    let second = desk.refused("handler@lead", "request_extension", extension("promise", "1 month"));
    assert_eq!(second, Code::ExtensionPending);
    desk.done("center.director", "grant_extension", With::default());
    let again =
        desk.refused("handler@lead", "request_extension", extension("handle", "1 calendar_day"));
    assert_eq!(again, Code::NotExtendable, "once only");
}

#[test]
fn after_the_deadline_an_extension_is_neither_asked_for_nor_granted() {
    let shipped = Shipped::load();
    let mut desk = asked(&shipped);
    let deadline = desk.clock("handle").deadline;
    desk.stage.pass_time(deadline);
    assert_eq!(
        desk.refused("center.director", "grant_extension", With::default()),
        Code::DeadlinePassed
    );
    desk.done("center.director", "refuse_extension", With::default());
    let late =
        desk.refused("handler@lead", "request_extension", extension("handle", "1 calendar_day"));
    assert_eq!(late, Code::DeadlinePassed);
}

#[test]
fn the_last_instant_before_the_deadline_is_in_time() {
    let shipped = Shipped::load();
    let mut desk = asked(&shipped);
    let last = desk.clock("handle").deadline - chrono::TimeDelta::milliseconds(1);
    desk.stage.pass_time(last);
    desk.done("center.director", "grant_extension", With::default());
}

#[test]
fn a_request_lapses_with_its_clock() {
    let shipped = Shipped::load();
    let mut desk = asked(&shipped);
    desk.done("clerk@center", "transfer", unit("transport"));
    assert!(desk.case().extension.is_none(), "the clock was started anew for another unit");
    desk.done("handler@lead", "sign", With::default());
    assert_eq!(
        desk.refused("center.director", "grant_extension", With::default()),
        Code::NoExtension
    );
}
