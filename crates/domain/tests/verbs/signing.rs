//! `open_signing`, `countersign`, `add_signer`, `drop_signer`: all-sign and any-sign.

use domain::case::{Code, SigningMode, Verdict};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, lead};

fn round(mode: SigningMode, signers: &[&str]) -> With {
    let signers = signers.iter().map(|signer| (*signer).into()).collect();
    With { mode: Some(mode), signers, ..With::default() }
}

fn person(name: &str) -> With {
    With { person: Some(name.into()), ..With::default() }
}

fn says(verdict: Verdict) -> With {
    With { verdict: Some(verdict), ..With::default() }
}

const TWO: &[&str] = &["housing.head", "market.head"];

fn open<'a>(shipped: &'a Shipped, mode: SigningMode, signers: &[&str]) -> Desk<'a> {
    Desk::conferring(shipped).then("clerk@center", "open_signing", round(mode, signers))
}

fn result(desk: &Desk<'_>) -> Option<Verdict> {
    desk.case().signing.as_ref().unwrap().result()
}

#[test]
fn all_must_sign_where_all_are_asked() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::All, TWO);
    let session = || lead("transport", &[]);
    desk.done("housing.head", "countersign", says(Verdict::Yes));
    assert_eq!(result(&desk), None);
    assert_eq!(desk.refused("clerk@center", "agree_session", session()), Code::ConditionFails);
    desk.done("market.head", "countersign", says(Verdict::Yes));
    assert_eq!(result(&desk), Some(Verdict::Yes));
    desk.done("clerk@center", "agree_session", session());
    assert_eq!(desk.held_by(), "transport");
}

#[test]
fn one_refusal_decides_an_all_sign_round_and_another_may_be_opened() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::All, &["housing.head", "health.head"]);
    desk.done("housing.head", "countersign", says(Verdict::No));
    assert_eq!(result(&desk), Some(Verdict::No));
    let late = desk.refused("health.head", "countersign", says(Verdict::Yes));
    assert_eq!(late, Code::NotFound, "who is asked no more, and has no other part, sees no case");
    desk.done("clerk@center", "open_signing", round(SigningMode::All, TWO));
    assert_eq!(result(&desk), None);
}

#[test]
fn the_first_answer_decides_an_any_sign_round() {
    let shipped = Shipped::load();
    for verdict in [Verdict::Yes, Verdict::No] {
        let mut desk = open(&shipped, SigningMode::Any, TWO);
        desk.done("market.head", "countersign", says(verdict));
        assert_eq!(result(&desk), Some(verdict));
        let second = desk.refused("clerk@center", "add_signer", person("health.head"));
        assert_eq!(second, Code::NoSigning);
    }
}

#[test]
fn nobody_signs_twice_or_without_being_asked() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::All, TWO);
    desk.done("housing.head", "countersign", says(Verdict::Yes));
    assert_eq!(desk.refused("housing.head", "countersign", says(Verdict::No)), Code::NotYours);
    assert_eq!(desk.refused("health.head", "countersign", says(Verdict::No)), Code::NotFound);
}

#[test]
fn an_added_signer_must_sign_too_and_is_added_once() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::All, &["housing.head"]);
    desk.done("clerk@center", "add_signer", person("health.head"));
    let twice = desk.refused("clerk@center", "add_signer", person("health.head"));
    assert_eq!(twice, Code::AlreadySigner);
    desk.done("housing.head", "countersign", says(Verdict::Yes));
    assert_eq!(result(&desk), None);
    desk.done("health.head", "countersign", says(Verdict::Yes));
    assert_eq!(result(&desk), Some(Verdict::Yes));
}

#[test]
fn only_the_silent_are_dropped_and_never_the_last_of_them() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::All, &["housing.head", "market.head", "plc.head"]);
    desk.done("housing.head", "countersign", says(Verdict::Yes));
    let spoken = desk.refused("clerk@center", "drop_signer", person("housing.head"));
    assert_eq!(spoken, Code::NotSigner, "an answer given stays in the record");
    desk.done("clerk@center", "drop_signer", person("market.head"));
    assert_eq!(result(&desk), None, "dropping a signer signs nothing");
    let last = desk.refused("clerk@center", "drop_signer", person("plc.head"));
    assert_eq!(last, Code::LastSigner);
}

#[test]
fn signers_exist_read_cases_and_are_not_concerned() {
    let shipped = Shipped::load();
    let mut desk = Desk::conferring(&shipped);
    let mut open = |signers: &[&str]| {
        desk.refused("clerk@center", "open_signing", round(SigningMode::All, signers))
    };
    assert_eq!(open(&[]), Code::NobodyNamed);
    assert_eq!(open(&["nobody"]), Code::UnknownPerson);
    assert_eq!(open(&["admin.audit"]), Code::UnknownPerson);
    desk.done("clerk@center", "name_respondents", respondents("health"));
    let concerned = round(SigningMode::All, &["health.head"]);
    assert_eq!(desk.refused("clerk@center", "open_signing", concerned), Code::ConflictOfInterest);
}

fn respondents(unit: &str) -> With {
    With { respondent_units: vec![unit.into()], ..With::default() }
}

#[test]
fn only_one_round_is_open_at_a_time() {
    let shipped = Shipped::load();
    let mut desk = open(&shipped, SigningMode::Any, TWO);
    let second = desk.refused("clerk@center", "open_signing", round(SigningMode::Any, TWO));
    assert_eq!(second, Code::SigningOpen);
}
