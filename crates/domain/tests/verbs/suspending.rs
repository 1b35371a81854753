//! `suspend`, `resume`, and the end date that the engine keeps.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::case::{Case, Code, Command};
use domain::clock::{ClockStatus, time_by_holder};
use domain::workflow::check;
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Around, Desk, after, filing, holder, lead, lenient, step, suspension, without};

/// Suspended for an appraisal until the end of 11 March.
fn suspended(shipped: &Shipped) -> Desk<'_> {
    Desk::handling(shipped).then("clerk@center", "suspend", suspension("appraisal", "2026-03-11"))
}

#[test]
fn a_suspension_needs_a_listed_ground_its_document_and_an_end_in_reach() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let mut suspend =
        |ground, until| desk.refused("clerk@center", "suspend", suspension(ground, until));
    assert_eq!(suspend("no_time", "2026-03-11"), Code::UnknownGround);
    assert_eq!(suspend("appraisal", "2026-02-28"), Code::BadEndDate);
    assert_eq!(suspend("appraisal", "2026-04-02"), Code::BadEndDate);
    let endless = With { until: None, ..suspension("appraisal", "2026-03-11") };
    assert_eq!(desk.refused("clerk@center", "suspend", endless), Code::InputMismatch);
    let bare = without("suspend", suspension("appraisal", "2026-03-11"), "document");
    assert_eq!(desk.refusal("clerk@center", &bare).code(), Code::DocumentMissing);
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-04-01"));
}

#[test]
fn a_suspension_pauses_the_listed_clocks_and_charges_the_ground() {
    let shipped = Shipped::load();
    let desk = suspended(&shipped);
    assert_eq!(desk.held_by(), "law");
    assert_eq!(desk.clock("handle").status, ClockStatus::Paused);
    assert_eq!(desk.clock("progress").status, ClockStatus::Running, "not paused by this ground");
    assert_eq!(desk.state(), "handling");
}

#[test]
fn while_suspended_words_go_on_and_the_case_stands_still() {
    let shipped = Shipped::load();
    let mut desk = suspended(&shipped);
    desk.done("handler@lead", "record_note", With::default());
    desk.done("handler@lead", "contact", With::default());
    let second = suspension("appraisal", "2026-03-05");
    assert_eq!(desk.refused("clerk@center", "suspend", second), Code::CaseSuspended);
    assert_eq!(
        desk.refused("handler@lead", "submit_unfounded", With::default()),
        Code::CaseSuspended
    );
}

#[test]
fn resuming_early_gives_back_what_was_not_used() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let free = desk.clock("handle").deadline;
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-20"));
    let promised = desk.clock("handle").deadline;
    desk.wait_until("2026-03-04 10:00");
    desk.done("clerk@center", "resume", With::default());
    let resumed = desk.clock("handle").deadline;
    assert!(free < resumed && resumed < promised);
    assert_eq!(desk.held_by(), "housing");
    assert_eq!(desk.refused("clerk@center", "resume", With::default()), Code::NotSuspended);
}

#[test]
fn the_engine_ends_a_suspension_at_its_date_and_only_once() {
    let shipped = Shipped::load();
    let mut desk = suspended(&shipped);
    let deadline = desk.clock("handle").deadline;
    let early = desk.command("engine", &Command::EndSuspension);
    assert_eq!(early.unwrap_err().code(), Code::NotDue);
    desk.wait_until("2026-03-12 00:00");
    assert!(desk.case().suspension.is_none(), "the engine came by");
    assert_eq!((desk.clock("handle").deadline, desk.held_by().as_str()), (deadline, "housing"));
    let again = desk.command("engine", &Command::EndSuspension);
    assert_eq!(again.unwrap_err().code(), Code::NotDue);
    let person = desk.command("clerk@center", &Command::EndSuspension);
    assert_eq!(person.unwrap_err().code(), Code::NotYours);
}

/// The case as a sweep at this many hours after the end of its suspension leaves it.
fn swept(desk: &Desk<'_>, hours: i64) -> Case {
    let end = desk.case().suspension.as_ref().unwrap().terms.until;
    let around = Around { now: end + TimeDelta::hours(hours), ..desk.around() };
    let command = (&Actor::Engine, &Command::EndSuspension);
    let events = desk.decide(around, desk.case(), command).unwrap();
    after(desk.case(), around.now, &events)
}

#[test]
fn a_late_sweep_gives_the_same_case_as_one_in_time() {
    let shipped = Shipped::load();
    let desk = suspended(&shipped);
    let (in_time, late) = (swept(&desk, 0), swept(&desk, 50));
    assert_eq!(in_time, late);
    let until = desk.stage.now() + TimeDelta::days(30);
    assert_eq!(time_by_holder(&in_time.tenures, until), time_by_holder(&late.tenures, until));
}

#[test]
fn a_suspension_that_is_over_refuses_nothing_though_the_engine_is_late() {
    let shipped = Shipped::load();
    let desk = suspended(&shipped);
    let end = desk.case().suspension.as_ref().unwrap().terms.until;
    let around = Around { now: end + TimeDelta::hours(9), ..desk.around() };
    let command = desk
        .stage
        .prepare(&step("request_extension", crate::desk::extension("handle", "1 calendar_day")))
        .unwrap();
    let handler = desk.actor("handler@lead");
    let events = desk.decide(around, desk.case(), (&handler, &command)).unwrap();
    let case = after(desk.case(), around.now, &events);
    assert!(case.suspension.is_none());
    let back = case.tenures.last().unwrap();
    assert_eq!((back.from, holder(case.holder()).as_str()), (end, "housing"));
}

#[test]
fn a_clock_that_starts_in_a_suspension_waits_for_its_end_and_gets_back_what_is_left() {
    let shipped = Shipped::load();
    let mut changed = lenient();
    changed.limits["progress"].paused_by = vec!["appraisal".into()];
    let workflow = check(changed).workflow.unwrap();
    let mut desk = Desk::filed_as(&shipped, &workflow, &filing())
        .then("clerk@center", "accept", With::default())
        .then("clerk@center", "assign", lead("housing", &[]))
        .then("handler@lead", "sign", With::default())
        .then("clerk@center", "suspend", suspension("appraisal", "2026-03-20"));
    desk.done("handler@lead", "contact", With::default());
    let promised = desk.clock("progress").clone();
    assert_eq!((promised.anchor, promised.status), (desk.stage.now(), ClockStatus::Paused));
    desk.wait_until("2026-03-04 10:00");
    desk.done("clerk@center", "resume", With::default());
    assert_eq!(desk.clock("progress").status, ClockStatus::Running);
    assert!(desk.clock("progress").deadline < promised.deadline);
}

#[test]
fn the_citizen_may_withdraw_also_while_suspended() {
    let shipped = Shipped::load();
    let mut desk = suspended(&shipped);
    desk.pass_hours(10);
    desk.withdraw();
    assert_eq!((desk.state(), desk.held_by().as_str()), ("withdrawn", "nobody"));
    assert!(desk.case().suspension.is_none());
    assert!(desk.case().clocks.iter().all(|clock| !clock.is_open()));
    assert_eq!(desk.case().next_wake(), None, "nothing is left for the engine");
}
