//! A leader sponsors a case 包案: who may name whom, that nothing else moves, and that the wall holds.

use domain::case::{Case, Code, Command, Event, Respondents, Sponsor, TextRef};
use domain::id::PersonId;
use testkit::Shipped;
use uuid::Uuid;

use crate::desk::Desk;

const fn reason(characters: u32) -> TextRef {
    TextRef { id: Uuid::from_u128(9), characters }
}

/// That a leader sponsors the case, for a reason of so many characters.
pub(crate) fn sponsor(person: &str, characters: u32) -> Command {
    Command::Sponsor(Sponsor {
        person: person.into(),
        until: "2026-04-30".parse().unwrap(),
        reason: reason(characters),
    })
}

/// That the sponsorship ends.
pub(crate) const fn end(characters: u32) -> Command {
    Command::EndSponsor(reason(characters))
}

fn sponsored<'a>(desk: &'a Desk<'_>) -> Option<&'a str> {
    desk.case().sponsor.as_ref().map(|sponsor| sponsor.person.as_str())
}

fn refused(desk: &mut Desk<'_>, by: &str, command: &Command) -> Code {
    let before = desk.case().clone();
    let code = desk.command(by, command).unwrap_err().code();
    assert_eq!(*desk.case(), before, "a refusal changes nothing");
    code
}

/// The case without what a sponsorship may alter.
fn rest(case: &Case) -> Case {
    Case { seq: 0, sponsor: None, ..case.clone() }
}

#[test]
fn a_leader_is_named_and_let_go_and_nothing_else_moves() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.case().clone();
    let events = desk.command("center.supervisor", &sponsor("county.head", 5)).unwrap();
    assert!(matches!(events.as_slice(), [Event::Sponsored(_)]), "{events:?}");
    assert_eq!(sponsored(&desk), Some("county.head"));
    assert_eq!(rest(desk.case()), rest(&before), "no clock, no state, no holder");
    let again = sponsor("county.head", 5);
    assert_eq!(refused(&mut desk, "center.director", &again), Code::HasSponsor, "a second click");
    assert_eq!(refused(&mut desk, "county.head", &end(5)), Code::NotYours, "not by themselves");
    assert_eq!(refused(&mut desk, "center.director", &end(0)), Code::ReasonMissing);
    desk.command("center.director", &end(5)).unwrap();
    assert_eq!(sponsored(&desk), None);
    assert_eq!(refused(&mut desk, "center.director", &end(5)), Code::NoSponsor);
    assert_eq!(Case::replay(desk.stage.log()).as_ref(), Some(desk.case()));
}

#[test]
fn only_who_supervises_names_a_leader_and_a_leader_may_come_forward() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    for nobody in ["center.clerk", "housing.handler", "housing.head"] {
        assert_eq!(refused(&mut desk, nobody, &sponsor("county.head", 5)), Code::NotYours);
    }
    for no_leader in ["housing.handler", "center.clerk", "nobody"] {
        let code = refused(&mut desk, "center.director", &sponsor(no_leader, 5));
        assert_eq!(code, Code::NotALeader, "{no_leader}");
    }
    // The head of a unit that does not see the case is no sponsor of it.
    let code = refused(&mut desk, "center.director", &sponsor("water.head", 5));
    assert_eq!(code, Code::NotALeader);
    desk.command("county.head", &sponsor("county.head", 5)).unwrap();
    assert_eq!(sponsored(&desk), Some("county.head"));
}

#[test]
fn a_sponsor_who_turns_out_to_be_complained_about_is_one_no_more() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.command("center.supervisor", &sponsor("housing.head", 5)).unwrap();
    let people = [PersonId::from("housing.head")].into();
    let named = Command::NameRespondents(Respondents { people, ..Respondents::default() });
    desk.command("center.clerk", &named).unwrap();
    assert_eq!(sponsored(&desk), None);
    let code = refused(&mut desk, "center.supervisor", &sponsor("housing.head", 5));
    assert_eq!(code, Code::NotALeader);
    assert_eq!(Case::replay(desk.stage.log()).as_ref(), Some(desk.case()));
}
