//! `submit`, `verify`, `spot_check`, `call_back`, `rate`, `redispatch`, `joint_session`, `archive`, `reopen`.

use std::collections::BTreeSet;

use domain::actor::{Actor, Role};
use domain::case::{Code, Command, Input, Solved, Verdict};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, lead, solved, step, without};

#[test]
fn a_result_needs_contact_evidence_and_records_its_outcome() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped).then("market.handler", "contribute", With::default());
    let silent = desk.refused("handler@lead", "submit_unfounded", With::default());
    assert_eq!(silent, Code::ConditionFails, "nobody has spoken with the citizen");
    desk.done("handler@lead", "contact", With::default());
    let bare = without("submit_unfounded", With::default(), "duty_record");
    assert_eq!(desk.refusal("handler@lead", &bare).code(), Code::EvidenceMissing);
    desk.done("handler@lead", "submit_unfounded", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("verifying", "center"));
    assert_eq!(desk.case().outcome.as_ref().unwrap().as_str(), "unfounded");
    assert!(!desk.is_running("handle") && desk.is_running("verify"));
}

#[test]
fn nobody_verifies_their_own_result_whatever_roles_they_hold() {
    let shipped = Shipped::load();
    let mut desk = Desk::verifying(&shipped);
    let Actor::Person(mut both) = desk.actor("center.clerk") else { panic!("a person") };
    let Actor::Person(handler) = desk.actor("handler@lead") else { panic!("a person") };
    both.person = handler.person;
    both.roles = BTreeSet::from([Role::Clerk, Role::Supervisor]);
    for verdict in ["pass_verification", "fail_verification"] {
        let command = desk.stage.prepare(&step(verdict, With::default())).unwrap();
        let refusal = desk.stage.command(&Actor::Person(both.clone()), &command).unwrap_err();
        assert_eq!(refusal.code(), Code::SamePerson);
    }
}

#[test]
fn a_failed_verification_sends_the_work_back_to_the_same_unit() {
    let shipped = Shipped::load();
    let desk = Desk::verifying(&shipped).then("center.clerk", "fail_verification", With::default());
    assert_eq!((desk.state(), desk.held_by().as_str()), ("reworking", "housing"));
    assert!(desk.is_running("rework"));
}

#[test]
fn a_verdict_says_what_the_button_says() {
    let shipped = Shipped::load();
    for (transition, verdict) in
        [("pass_verification", Verdict::No), ("fail_verification", Verdict::Yes)]
    {
        let mut desk = Desk::verifying(&shipped);
        let Some(Command::Perform(mut perform)) =
            desk.stage.prepare(&step(transition, With::default()))
        else {
            panic!("a transition")
        };
        perform.input = Input::Verdict(verdict);
        let refusal = desk.command("center.clerk", &Command::Perform(perform)).unwrap_err();
        assert_eq!(refusal.code(), Code::InputMismatch, "{transition}");
    }
}

#[test]
fn a_spot_check_moves_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::verifying(&shipped);
    let before = desk.case().clone();
    desk.done("center.supervisor", "spot_check", With::default());
    assert_eq!((desk.state(), &desk.case().clocks), (before.state.as_str(), &before.clocks));
    assert_eq!(desk.case().tenures, before.tenures);
}

#[test]
fn a_call_back_that_reached_nobody_counts_and_moves_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::feedback(&shipped);
    let clocks = desk.case().clocks.clone();
    let unheard = desk.refused("center.clerk", "call_back", solved(None));
    assert_eq!(unheard, Code::NobodyHeard, "silence leads nowhere");
    desk.done("center.clerk", "call_back_missed", solved(None));
    assert_eq!((desk.state(), desk.case().solved), ("feedback", None));
    assert_eq!(desk.case().clocks, clocks);
    assert_eq!(desk.case().count(&"call_backs".into()), 1);
}

#[test]
fn silence_is_archived_as_unreached_by_somebody_else_and_only_after_every_call() {
    let shipped = Shipped::load();
    let mut desk = Desk::feedback(&shipped);
    for _ in 0..3 {
        let early = desk.refused("center.supervisor", "archive_unreached", With::default());
        assert_eq!(early, Code::ConditionFails);
        desk.done("center.supervisor", "call_back_missed", solved(None));
    }
    let fourth = desk.refused("center.clerk", "call_back_missed", solved(None));
    assert_eq!(fourth, Code::CounterExhausted);
    let same = desk.refused("center.supervisor", "archive_unreached", With::default());
    assert_eq!(same, Code::ConditionFails, "who called does not archive");
    desk.done("center.supervisor2", "archive_unreached", With::default());
    assert_eq!(desk.case().ended.as_ref().unwrap().as_str(), "unreached");
    assert_eq!(desk.case().solved, None, "silence is never counted as satisfied");
}

#[test]
fn a_rating_without_an_answer_is_none_and_a_later_one_counts() {
    let shipped = Shipped::load();
    let mut desk = Desk::feedback(&shipped);
    assert_eq!(desk.refused("citizen@party", "rate", solved(None)), Code::NobodyHeard);
    desk.done("citizen@party", "rate", solved(Some(Solved::Yes)));
    desk.done("citizen@party", "rate", solved(Some(Solved::No)));
    assert_eq!((desk.state(), desk.case().solved), ("answered", Some(Solved::No)));
}

#[test]
fn not_solved_and_partly_solved_are_not_archived_as_solved() {
    let shipped = Shipped::load();
    for said in [Solved::No, Solved::Partly] {
        let mut desk = Desk::answered(&shipped, said);
        let archived = desk.refused("clerk@center", "archive_unfounded", With::default());
        assert_eq!(archived, Code::ConditionFails);
    }
    let mut desk = Desk::answered(&shipped, Solved::Yes);
    desk.done("clerk@center", "archive_unfounded", With::default());
    assert_eq!(desk.case().ended.as_ref().unwrap().as_str(), "unfounded");
}

#[test]
fn a_second_dispatch_begins_the_work_the_promise_and_the_judgment_anew() {
    let shipped = Shipped::load();
    let mut desk = Desk::answered(&shipped, Solved::Yes);
    let unasked = desk.refused("clerk@center", "redispatch", lead("transport", &[]));
    assert_eq!(unasked, Code::ConditionFails, "only after `not solved`");
    desk.done("citizen@party", "rate", solved(Some(Solved::No)));
    desk.pass_hours(2);
    desk.done("clerk@center", "redispatch", lead("transport", &[]));
    let case = desk.case();
    assert_eq!((desk.state(), desk.held_by().as_str()), ("assigned", "transport"));
    assert_eq!((case.contacted, case.solved, case.assistants.len()), (false, None, 0));
    assert_eq!(desk.clock("promise").anchor, desk.stage.now());
    assert_eq!(case.count(&"redispatches".into()), 1);
}

#[test]
fn what_is_still_unsolved_after_a_second_dispatch_goes_to_a_joint_session() {
    let shipped = Shipped::load();
    let mut desk = Desk::answered(&shipped, Solved::No);
    let early = desk.refused("center.director", "convene_after_unsolved", With::default());
    assert_eq!(early, Code::ConditionFails);
    desk.done("clerk@center", "redispatch", lead("transport", &[]));
    desk.done("handler@lead", "sign", With::default());
    desk.done("handler@lead", "contact", With::default());
    desk.done("handler@lead", "submit_unfounded", With::default());
    desk.done("center.clerk", "pass_verification", With::default());
    desk.done("citizen@party", "rate", solved(Some(Solved::No)));
    let second = desk.refused("clerk@center", "redispatch", lead("housing", &[]));
    assert_eq!(second, Code::CounterExhausted);
    desk.done("center.director", "convene_after_unsolved", With::default());
    desk.done("center.director", "decide_session", lead("market", &["housing"]));
    let case = desk.case();
    assert_eq!((desk.state(), desk.held_by().as_str()), ("appointed", "market"));
    assert_eq!((case.contacted, case.solved), (false, None), "the work begins again");
    assert_eq!(case.assistants.get("housing"), Some(&false));
}

#[test]
fn reopening_gives_the_case_a_holder_and_clocks_again_and_is_counted() {
    let shipped = Shipped::load();
    let mut desk = Desk::studying(&shipped);
    for times in 1..=2 {
        desk.withdraw();
        desk.pass_hours(24);
        assert_eq!((desk.held_by().as_str(), desk.case().next_wake()), ("nobody", None));
        desk.done("clerk@center", "reopen", With::default());
        assert_eq!((desk.state(), desk.held_by().as_str()), ("studying", "center"));
        assert_eq!(desk.case().ended, None);
        assert_eq!(desk.clock("promise").anchor, desk.stage.now());
        assert_eq!(desk.case().count(&"reopens".into()), times);
    }
    desk.withdraw();
    let third = desk.refused("clerk@center", "reopen", With::default());
    assert_eq!(third, Code::CounterExhausted);
}
