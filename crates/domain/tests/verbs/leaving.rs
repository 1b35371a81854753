//! `merge`, `link_repeat`, `split`, `withdraw`, and what reaches another case: no complainant is lost.

use std::collections::BTreeSet;

use domain::case::{Absorb, Case, Code, Command, Effect, Event, Input, Perform, Respondents};
use domain::id::{CaseId, PartyId};
use domain::react::react;
use domain::workflow::scenario::With;
use testkit::Shipped;
use uuid::Uuid;

use crate::desk::{Around, Desk, after, step};

fn id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(number))
}

fn party(number: u128) -> PartyId {
    PartyId(Uuid::from_u128(number))
}

fn absorb(from: u128, parties: &[u128]) -> Absorb {
    let parties = parties.iter().map(|number| party(*number)).collect();
    Absorb { from: id(from), parties, respondents: Respondents::default() }
}

/// What a case hands to others after these events.
fn forwarded(case: &Case, events: &[Event]) -> Vec<(CaseId, Absorb)> {
    let mut handed = Vec::new();
    for effect in events.iter().flat_map(|event| react(case, event)) {
        if let Effect::Forward { case, command } = effect {
            let Command::Absorb(absorb) = *command else { panic!("only parties are handed over") };
            handed.push((case, absorb));
        }
    }
    handed
}

#[test]
fn merging_ends_the_case_and_hands_every_party_to_the_older_one() {
    let shipped = Shipped::load();
    let mut desk = Desk::together(&shipped);
    let events = desk.done("clerk@center", "merge", With::default());
    let case = desk.case();
    assert_eq!((desk.state(), case.ended.as_ref().unwrap().as_str()), ("merged", "merged"));
    let handed = forwarded(case, &events);
    assert_eq!(handed.len(), 1);
    assert_eq!((Some(handed[0].0), &handed[0].1.parties), (case.master, &case.parties));
    assert_eq!(case.parties.len(), 2, "they may still ask here, too");
}

#[test]
fn a_repeat_is_linked_and_its_parties_are_owed_the_answer_of_the_master() {
    let shipped = Shipped::load();
    let mut desk = Desk::filed(&shipped);
    let events = desk.done("clerk@center", "link_repeat", With::default());
    assert_eq!(desk.state(), "repeat_linked");
    assert_eq!(forwarded(desk.case(), &events)[0].1.parties, desk.case().parties);
}

#[test]
fn a_case_goes_only_into_an_older_open_one_that_the_clerk_sees() {
    let shipped = Shipped::load();
    let desk = Desk::studying(&shipped);
    let (clerk, own) = (desk.actor("clerk@center"), desk.case().id);
    let younger = CaseId(Uuid::from_u128(own.0.as_u128() + 1));
    let peers = BTreeSet::from([own, younger]);
    let into = |master| {
        let perform = Perform {
            transition: "merge".into(),
            input: Input::Case(master),
            form: [].into(),
            evidence: [].into(),
        };
        let around = Around { peers: &peers, ..desk.around() };
        desk.decide(around, desk.case(), (&clerk, &Command::Perform(perform))).unwrap_err().code()
    };
    assert_eq!(into(younger), Code::NotOlder);
    assert_eq!(into(own), Code::NotOlder);
    assert_eq!(into(id(1)), Code::UnknownCase);
}

#[test]
fn what_reaches_a_merged_case_goes_on_to_where_its_parties_are() {
    let shipped = Shipped::load();
    let mut middle = Desk::studying(&shipped);
    middle.done("clerk@center", "merge", With::default());
    let late = Command::Absorb(absorb(77, &[501, 502]));
    let events = middle.command("engine", &late).unwrap();
    let handed = forwarded(middle.case(), &events);
    assert_eq!(handed[0].0, middle.case().master.unwrap());
    assert!(handed[0].1.parties.is_superset(&BTreeSet::from([party(501), party(502)])));
}

#[test]
fn absorbing_adds_parties_and_respondents_and_a_repeat_adds_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let clocks = desk.case().clocks.clone();
    let command = Command::Absorb(absorb(77, &[501]));
    desk.command("engine", &command).unwrap();
    assert_eq!(desk.case().parties.len(), 2);
    assert_eq!(desk.case().clocks, clocks);
    assert_eq!(desk.command("engine", &command), Ok(Vec::new()));
    let itself = Absorb { from: desk.case().id, ..absorb(0, &[]) };
    assert_eq!(desk.command("engine", &Command::Absorb(itself)), Ok(Vec::new()));
    assert_eq!(desk.command("clerk@center", &command).unwrap_err().code(), Code::NotYours);
}

#[test]
fn a_unit_that_an_absorbed_case_concerns_loses_the_case() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let about = Respondents { units: BTreeSet::from(["housing".into()]), ..Respondents::default() };
    let command = Command::Absorb(Absorb { respondents: about, ..absorb(77, &[501]) });
    desk.command("engine", &command).unwrap();
    assert!(desk.case().lead.is_none());
    assert_eq!(desk.held_by(), "center");
}

#[test]
fn a_split_divides_the_parties_and_opens_a_case_for_who_leaves() {
    let shipped = Shipped::load();
    let mut desk = Desk::together(&shipped);
    let all = desk.case().parties.clone();
    let one = With { parties: Some(1), ..With::default() };
    let events = desk.done("clerk@center", "split", one);
    let effects: Vec<_> = events.iter().flat_map(|event| react(desk.case(), event)).collect();
    let [Effect::OpenCase { split_from, parties, .. }] = effects.as_slice() else {
        panic!("one new case: {effects:?}")
    };
    assert_eq!(*split_from, desk.case().id);
    let together: BTreeSet<_> = desk.case().parties.union(parties).copied().collect();
    assert_eq!((together, parties.len()), (all, 1));
}

#[test]
fn a_split_leaves_somebody_on_both_sides() {
    let shipped = Shipped::load();
    let mut desk = Desk::together(&shipped);
    for leaving in [0, 2] {
        let with = With { parties: Some(leaving), ..With::default() };
        assert_eq!(desk.refused("clerk@center", "split", with), Code::BadSplit);
    }
    let mut desk = Desk::studying(&shipped);
    let with = With { parties: Some(1), ..With::default() };
    assert_eq!(desk.refused("clerk@center", "split", with), Code::BadSplit);
}

#[test]
fn only_parties_withdraw_and_the_last_of_them_ends_the_case_as_withdrawn() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    assert_eq!(desk.refused("clerk@center", "withdraw", With::default()), Code::NotYours);
    desk.withdraw();
    assert_eq!(desk.case().ended.as_ref().unwrap().as_str(), "withdrawn");
    assert!(desk.case().clocks.iter().all(|clock| !clock.is_open()));
    assert_eq!(desk.held_by(), "nobody");
}

#[test]
fn one_of_several_complainants_leaves_and_the_case_goes_on_for_the_others() {
    let shipped = Shipped::load();
    let mut desk = Desk::together(&shipped);
    let before = desk.case().clone();
    let leaving = desk.actor("citizen@party");
    desk.done("citizen@party", "withdraw", With::default());
    assert_eq!((desk.state(), desk.case().parties.len()), ("studying", 1));
    assert_eq!((&desk.case().clocks, &desk.case().tenures), (&before.clocks, &before.tenures));
    assert_eq!(desk.case().outcome, None);
    let again = desk.stage.prepare(&step("withdraw", With::default())).unwrap();
    assert_eq!(desk.stage.command(&leaving, &again).unwrap_err().code(), Code::NotFound);
    desk.done("citizen@party", "withdraw", With::default());
    assert_eq!(desk.state(), "withdrawn", "the last one ends it");
}

#[test]
fn the_order_in_which_cases_are_absorbed_does_not_matter() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let take = |case: &Case, from: u128| {
        let command = Command::Absorb(absorb(from, &[from + 1_000]));
        let engine = domain::actor::Actor::Engine;
        let events = desk.decide(desk.around(), case, (&engine, &command)).unwrap();
        after(case, desk.stage.now(), &events)
    };
    let (one, other) = (take(&take(desk.case(), 71), 72), take(&take(desk.case(), 72), 71));
    assert_eq!(one, other);
}
