//! `urge`, `copy`, `consult`, `answer`, `supervise`, `discharge`, `record`, `ask`, `supplement`: words that move nothing.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::case::{Case, Code, Command, OrderNote, Rejection};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, after, several, unit};

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

#[test]
fn a_case_is_told_what_its_document_says_of_the_answer_and_let_go_wherever_it_is() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let within = With { answer_within: "2 work_day".parse().ok(), ..With::default() };
    desk.done("center.supervisor", "supervise", within);
    let due = desk.case().orders[&1].due;
    let note = |answered_at, due| {
        Command::NoteOrder(OrderNote { number: 1, answered_at, due, listed: false })
    };
    let (engine, now) = (Actor::Engine, desk.stage.now());
    let says = |desk: &Desk<'_>, case: &Case, command: &Command| {
        desk.decide(desk.around(), case, (&engine, command))
    };
    let head = desk.actor("housing.head");
    let command = note(Some(now), due);
    let refused = desk.decide(desk.around(), desk.case(), (&head, &command));
    assert!(matches!(refused, Err(Rejection::NotYours { .. })), "the engine alone says so");
    let events = says(&desk, desk.case(), &command).unwrap();
    let told = after(desk.case(), now, &events);
    assert_eq!(told.orders[&1].answered_at, Some(now));
    assert_eq!(says(&desk, &told, &command), Ok(Vec::new()), "a repeat says nothing new");
    let later = due + TimeDelta::days(1);
    let events = says(&desk, &told, &note(None, later)).unwrap();
    let back = after(&told, now, &events);
    assert_eq!((back.orders[&1].answered_at, back.orders[&1].due), (None, later));
    // Wherever it is, though no transition begins there.
    let elsewhere = Case { state: "nowhere".into(), ..back };
    let events = says(&desk, &elsewhere, &Command::LetGo(1)).unwrap();
    let gone = after(&elsewhere, now, &events);
    assert_eq!(gone.orders[&1].discharged_at, Some(now));
    assert_eq!(says(&desk, &gone, &Command::LetGo(1)), Ok(Vec::new()));
    assert_eq!(says(&desk, &gone, &command), Ok(Vec::new()), "what was let go is not told");
    assert_eq!(says(&desk, &gone, &Command::LetGo(2)), Err(Rejection::NoOrder));
}
