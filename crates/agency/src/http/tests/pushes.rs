//! What is pushed to us.

use std::sync::Arc;

use domain::id::UnitId;
use serde_json::json;

use super::{OURS, Scheme, SystemLookup, THEIRS, destination, now, settings};
use crate::capability::Ability;
use crate::contract::Push;
use crate::error::Refused;
use crate::http::{HttpSettings, HttpWire};
use crate::webhook::{Keyring, SigningKey, sign};
use crate::wire::{Incoming, Wire};

fn wire() -> HttpWire {
    let to = destination(Scheme::Https, "court.test", 443, "127.0.0.0/8");
    HttpWire::new(settings(to, Arc::new(SystemLookup))).unwrap()
}

fn opened(key: &str, body: &[u8]) -> Result<Incoming, Refused> {
    let keys = Keyring::of(SigningKey::parse(key).unwrap());
    let signed = sign(&keys, "m1", now(), body).unwrap();
    let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let unit = UnitId::new("court");
    wire().open(&Push { unit: &unit, now: now(), headers: &headers, body })
}

#[test]
fn a_push_of_theirs_is_opened() {
    let expected = Incoming { id: "m1".to_owned(), body: json!({"standing": "taken"}) };
    assert_eq!(opened(THEIRS, br#"{"standing": "taken"}"#), Ok(expected));
}

#[test]
fn a_push_of_another_is_refused() {
    assert_eq!(opened(OURS, b"{}"), Err(Refused::Signature));
}

#[test]
fn a_signed_push_that_says_nothing_is_unreadable_and_not_repeated() {
    let refused = opened(THEIRS, b"secret words").unwrap_err();
    assert!(matches!(&refused, Refused::Unreadable(why) if !why.contains("secret")));
}

#[test]
fn without_keys_of_theirs_there_is_no_push() {
    assert!(wire().abilities().contains(&Ability::Push));
    let to = destination(Scheme::Https, "court.test", 443, "127.0.0.0/8");
    let known = settings(to, Arc::new(SystemLookup));
    let silent = HttpWire::new(HttpSettings { theirs: Keyring::default(), ..known }).unwrap();
    assert!(!silent.abilities().contains(&Ability::Push));
    assert!(silent.abilities().contains(&Ability::Poll));
}

#[test]
fn a_wire_shows_no_key() {
    let shown = format!("{:?}", wire());
    assert!(!shown.contains("b3Vyc") && !shown.contains("dGhlaX") && shown.contains('…'));
}
