//! Another handler: what it changes, who may ask for it, and whom a case is never given to.

use domain::access::view;
use domain::actor::Actor;
use domain::case::{Case, Code, Command, Event, HandlerChange, Respondents, TextRef};
use domain::id::PersonId;
use domain::workflow::scenario::With;
use testkit::Shipped;
use uuid::Uuid;

use crate::desk::{Desk, after, unit};

const REASON: TextRef = TextRef { id: Uuid::from_u128(9), characters: 4 };

/// That a case goes from one hand to another.
pub(crate) fn handed(before: Option<&str>, now: Option<&str>) -> Command {
    Command::ChangeHandler(HandlerChange {
        before: before.map(Into::into),
        now: now.map(Into::into),
        asked_by: None,
        reason: REASON,
    })
}

fn handler<'a>(desk: &'a Desk<'_>) -> Option<&'a str> {
    desk.case().lead.as_ref().unwrap().handler.as_ref().map(PersonId::as_str)
}

fn refused(desk: &mut Desk<'_>, by: &str, command: &Command) -> Code {
    let before = desk.case().clone();
    let code = desk.command(by, command).unwrap_err().code();
    assert_eq!(*desk.case(), before, "a refusal changes nothing");
    code
}

/// The case without what a change of hands may alter.
fn rest(case: &Case) -> Case {
    let mut case = case.clone();
    case.seq = 0;
    if let Some(lead) = &mut case.lead {
        lead.handler = None;
    }
    case
}

#[test]
fn the_head_gives_the_case_to_another_and_nothing_else_moves() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.pass_hours(30);
    let before = desk.case().clone();
    let given = handed(Some("housing.handler"), Some("housing.handler2"));
    let events = desk.command("housing.head", &given).unwrap();
    assert!(matches!(events.as_slice(), [Event::HandlerChanged(_)]), "{events:?}");
    assert_eq!(handler(&desk), Some("housing.handler2"));
    assert_eq!(rest(desk.case()), rest(&before), "no clock, no state, no holder");
    assert_eq!(Case::replay(desk.stage.log()).as_ref(), Some(desk.case()));
    assert_eq!(refused(&mut desk, "housing.head", &given), Code::OtherHandler, "a second click");
    desk.done("housing.handler2", "contact", With::default());
}

#[test]
fn a_case_may_wait_for_a_hand_and_a_handler_takes_it_over() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.command("housing.head", &handed(Some("housing.handler"), None)).unwrap();
    assert_eq!(handler(&desk), None);
    desk.done("housing.handler2", "contact", With::default());
    assert_eq!(refused(&mut desk, "housing.head", &handed(None, None)), Code::SameHandler);
    let other = handed(None, Some("housing.handler"));
    assert_eq!(refused(&mut desk, "housing.handler2", &other), Code::NotYours);
    desk.command("housing.handler2", &handed(None, Some("housing.handler2"))).unwrap();
    assert_eq!(handler(&desk), Some("housing.handler2"));
}

#[test]
fn it_is_for_the_head_of_the_unit_and_for_nobody_else() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let given = handed(Some("housing.handler"), Some("housing.handler2"));
    for (by, code) in [
        ("housing.handler", Code::NotYours),
        ("housing.handler2", Code::NotYours),
        ("center.clerk", Code::NotYours),
        ("center.director", Code::NotYours),
        ("market.head", Code::NotYours),
        ("county.head", Code::NotYours),
        ("finance.head", Code::NotFound),
        ("admin.system", Code::NotFound),
    ] {
        assert_eq!(refused(&mut desk, by, &given), code, "{by}");
    }
}

#[test]
fn who_asked_is_noted_of_the_engine_only() {
    let shipped = Shipped::load();
    let asked_by = |events: &[Event]| {
        let [Event::HandlerChanged(change)] = events else { panic!("one event: {events:?}") };
        change.asked_by.as_ref().map(|person| person.as_str().to_owned())
    };
    let asking = |before: &str, now: Option<&str>| {
        let Command::ChangeHandler(change) = handed(Some(before), now) else { unreachable!() };
        Command::ChangeHandler(HandlerChange { asked_by: Some("admin.system".into()), ..change })
    };
    let mut desk = Desk::handling(&shipped);
    let head = asking("housing.handler", Some("housing.handler2"));
    assert_eq!(asked_by(&desk.command("housing.head", &head).unwrap()), None);
    let back = desk.command("engine", &asking("housing.handler2", None)).unwrap();
    assert_eq!(asked_by(&back).as_deref(), Some("admin.system"));
}

#[test]
fn the_new_handler_handles_cases_for_a_unit_that_works_on_it() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    for (now, code) in [
        ("nobody", Code::UnknownPerson),
        ("housing.head", Code::NotAHandler),
        ("market.handler", Code::NotAHandler),
        ("transport.handler", Code::NotAHandler),
        ("admin.system", Code::NotAHandler),
    ] {
        let given = handed(Some("housing.handler"), Some(now));
        assert_eq!(refused(&mut desk, "housing.head", &given), code, "{now}");
    }
    desk.done("unit_head@lead", "delegate", unit("transport"));
    desk.command("transport.head", &handed(None, Some("transport.handler2"))).unwrap();
    assert_eq!(handler(&desk), Some("transport.handler2"));
}

#[test]
fn who_must_withdraw_is_not_given_the_case() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let related =
        Respondents { related: ["housing.handler2".into()].into(), ..Respondents::default() };
    desk.command("center.clerk", &Command::NameRespondents(related)).unwrap();
    for by in ["housing.head", "engine"] {
        let given = handed(Some("housing.handler"), Some("housing.handler2"));
        assert_eq!(refused(&mut desk, by, &given), Code::ConflictOfInterest, "{by}");
    }
    let own = handed(None, Some("housing.handler2"));
    assert_eq!(refused(&mut desk, "housing.handler2", &own), Code::NotFound);
}

#[test]
fn an_ended_case_and_one_that_nobody_leads_stay_as_they_are() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.withdraw();
    let given = handed(Some("housing.handler"), None);
    assert_eq!(refused(&mut desk, "engine", &given), Code::WrongState);
    let mut desk = Desk::studying(&shipped);
    assert_eq!(refused(&mut desk, "engine", &given), Code::NoLead);
}

#[test]
fn of_two_changes_decided_on_one_case_the_second_finds_the_first() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let head = desk.actor("housing.head");
    let one = handed(Some("housing.handler"), Some("housing.handler2"));
    let two = handed(Some("housing.handler"), None);
    let events = desk.decide(desk.around(), desk.case(), (&head, &one)).unwrap();
    let changed = after(desk.case(), desk.stage.now(), &events);
    let second = desk.decide(desk.around(), &changed, (&Actor::Engine, &two)).unwrap_err();
    assert_eq!(second.code(), Code::OtherHandler);
    let gone = view(&desk.actor("housing.handler"), &changed, &shipped.directory);
    assert!(gone.is_ok(), "a colleague of the same unit goes on seeing it");
}
