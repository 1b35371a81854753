//! Laws of the comparison.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::{Burdened, Change, Side, Weight, diff};
use crate::clock::Length;
use crate::workflow::Definition;
use crate::workflow::fixture::small;

fn as_json(definition: &Definition) -> Value {
    serde_json::to_value(definition).unwrap()
}

/// A text for each form that some field takes.
const TEXTS: [&str; 21] = [
    "other",
    "lead",
    "3 hour",
    "50% left",
    "1 month late",
    "list",
    "raise",
    "risk",
    "2020-02-02",
    "high",
    "law_unverified",
    "number",
    "director@superior",
    "handler",
    "supervise",
    "redispatch",
    "complex",
    "citizen",
    "internal",
    "close",
    "midnight",
];
/// How many mutants of one place are enough.
const ENOUGH: usize = 6;

/// What may stand in the place of a value.
fn replacements(value: &Value) -> Vec<Value> {
    let strings = || TEXTS.into_iter().map(Value::from);
    match value {
        Value::Bool(yes) => vec![Value::from(!yes), Value::Null],
        Value::Number(number) => vec![Value::from(number.as_u64().unwrap() + 1), Value::Null],
        Value::String(_) => strings().chain([Value::Null]).collect(),
        Value::Null => {
            strings().chain([Value::from(true), Value::from(7), bilingual(), extension()]).collect()
        }
        Value::Array(items) => changed_lists(items),
        Value::Object(fields) => changed_tables(fields),
    }
}

fn bilingual() -> Value {
    serde_json::json!({"zh": "新", "en": "new"})
}

fn extension() -> Value {
    serde_json::json!({"longest": "3 hour", "times": 1, "source": "act"})
}

fn changed_lists(items: &[Value]) -> Vec<Value> {
    let mut lists = Vec::new();
    for index in 0..items.len() {
        let mut without = items.to_vec();
        let dropped = without.remove(index);
        lists.push(Value::from(without));
        let mut twice = items.to_vec();
        twice.push(dropped);
        lists.push(Value::from(twice));
    }
    lists.push(items.iter().rev().cloned().collect());
    let longer = |text| items.iter().cloned().chain([Value::from(text)]).collect();
    lists.extend(TEXTS.into_iter().map(longer));
    lists
}

fn changed_tables(fields: &serde_json::Map<String, Value>) -> Vec<Value> {
    let mut tables = Vec::new();
    if fields.is_empty() {
        tables.push(serde_json::json!({"one": "3 hour"}));
        tables.push(serde_json::json!({"one": bilingual()}));
        tables.push(serde_json::json!({"contacted": true}));
    }
    for (key, value) in fields {
        let mut without = fields.clone();
        without.shift_remove(key);
        tables.push(Value::Object(without));
        let renamed = fields.iter().map(|(other, value)| {
            (if other == key { format!("{key}_x") } else { other.clone() }, value.clone())
        });
        tables.push(Value::Object(renamed.collect()));
        let mut copied = fields.clone();
        copied.insert(format!("{key}_copy"), value.clone());
        tables.push(Value::Object(copied));
    }
    let reversed: Vec<_> = fields.clone().into_iter().collect();
    tables.push(Value::Object(reversed.into_iter().rev().collect()));
    tables
}

fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                places(field, &format!("{at}/{key}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every definition that differs from the example in one place, with that place.
static MUTANTS: LazyLock<Vec<(String, Definition)>> = LazyLock::new(|| {
    let example = as_json(&small());
    let mut all = Vec::new();
    places(&example, "", &mut all);
    all.iter().flat_map(|at| mutants_at(&example, at)).collect()
});

fn mutants_at(example: &Value, at: &str) -> Vec<(String, Definition)> {
    let mutant = |replacement: Value| {
        let mut changed = example.clone();
        *changed.pointer_mut(at).unwrap() = replacement;
        serde_json::from_value::<Definition>(changed).ok()
    };
    let differs = |mutant: &Definition| as_json(mutant) != *example;
    let replacements = replacements(example.pointer(at).unwrap()).into_iter();
    let found = replacements.filter_map(mutant).filter(differs).take(ENOUGH);
    found.map(|mutant| (at.to_owned(), mutant)).collect()
}

fn change(old: &Definition, new: &Definition, code: &str) -> Change {
    let changes = diff(old, new);
    let found = changes.iter().find(|change| change.code == code);
    found.unwrap_or_else(|| panic!("no {code} in {changes:#?}")).clone()
}

fn length(text: &str) -> Length {
    text.parse().unwrap()
}

#[test]
fn nothing_changed_says_nothing() {
    assert_eq!(diff(&small(), &small()), []);
}

#[test]
fn no_difference_is_silent() {
    let (old, mutants) = (small(), &*MUTANTS);
    assert!(mutants.len() > 1_500, "{}", mutants.len());
    for (at, mutant) in mutants {
        assert!(!diff(&old, mutant).is_empty(), "silent at {at}");
        assert!(!diff(mutant, &old).is_empty(), "silent backwards at {at}");
    }
}

#[test]
fn every_field_was_changed_by_some_mutant() {
    let mut all = Vec::new();
    places(&as_json(&small()), "", &mut all);
    let changed: BTreeSet<String> = MUTANTS.iter().map(|(at, _)| at.clone()).collect();
    let within = |at: &str| changed.iter().any(|place| place.starts_with(at));
    let untouched: Vec<_> = all.iter().filter(|at| !within(at)).collect();
    assert_eq!(untouched, Vec::<&String>::new());
}

#[test]
fn every_change_points_into_its_file_and_speaks_both_languages() {
    let old = small();
    for (_, mutant) in &*MUTANTS {
        for change in diff(&old, mutant) {
            let file = if change.side == Side::Old { &old } else { mutant };
            assert!(as_json(file).pointer(&change.at).is_some(), "{change:?}");
            assert!(!change.message.is_incomplete(), "{change:?}");
        }
    }
}

#[test]
fn the_gravest_changes_come_first() {
    let old = small();
    for (_, mutant) in &*MUTANTS {
        assert!(diff(&old, mutant).is_sorted_by_key(|change| change.weight));
    }
}

#[test]
fn a_removed_state_needs_a_mapping() {
    let mut new = small();
    new.states.shift_remove("study");
    let removed = change(&small(), &new, "state-removed");
    assert!(removed.needs_mapping);
    assert_eq!((removed.weight, removed.side), (Weight::Cases, Side::Old));
    assert_eq!(removed.at, "/states/study");
    assert!(removed.message.zh.contains("研判中"));
}

#[test]
fn a_state_under_another_key_is_renamed_and_not_removed() {
    let (old, mut new) = (small(), small());
    let state = new.states.shift_remove("study").unwrap();
    new.states.insert("studying".into(), state);
    new.transitions["accept"].to = Some("studying".into());
    let changes = diff(&old, &new);
    assert!(
        changes.iter().any(|change| change.code == "state-key-changed" && change.needs_mapping)
    );
    assert!(!changes.iter().any(|change| change.code == "state-removed"));
    assert!(!changes.iter().any(|c| c.code == "transition-retargeted" && c.at.contains("accept")));
}

#[test]
fn a_shorter_limit_is_stricter_for_who_holds_the_case() {
    let mut new = small();
    new.limits["handling"].lengths["general"] = length("5 calendar_day");
    let shortened = change(&small(), &new, "limit-shortened");
    assert_eq!(shortened.message.zh, "时限“办理期限”（一般）由“7 日”改为“5 日”");
    assert_eq!(shortened.stricter_for, BTreeSet::from([Burdened::Units]));
    assert_eq!(shortened.weight, Weight::Stricter);
}

#[test]
fn a_longer_limit_is_not_stricter() {
    let mut new = small();
    new.limits["signing"].length = Some(length("1 work_day"));
    let changed = change(&small(), &new, "limit-length-changed");
    assert!(changed.stricter_for.is_empty());
}

#[test]
fn a_seat_that_a_citizen_loses_is_stricter_for_citizens() {
    let mut new = small();
    new.transitions["withdraw"].by = vec!["clerk@center".parse().unwrap()];
    let changes = diff(&small(), &new);
    let lost = changes.iter().find(|change| !change.stricter_for.is_empty()).unwrap();
    assert_eq!(lost.stricter_for, BTreeSet::from([Burdened::Citizens]));
    assert!(lost.message.zh.contains("减少"), "{lost:?}");
}

#[test]
fn a_field_that_must_be_filled_in_is_stricter_for_who_fills_it_in() {
    let mut new = small();
    new.forms["complaint"].fields["kind"].required = true;
    let required = change(&small(), &new, "field-required-changed");
    assert_eq!(required.stricter_for, BTreeSet::from([Burdened::Units, Burdened::Citizens]));
    let mut new = small();
    new.forms["result"].fields["done"].longest = Some(100);
    let shorter = change(&small(), &new, "field-length-changed");
    assert_eq!(shorter.stricter_for, BTreeSet::from([Burdened::Units]));
}

#[test]
fn a_condition_that_was_added_is_stricter_and_one_that_was_dropped_is_not() {
    let (mut with, without) = (small(), small());
    with.transitions["assign"].when.signing_passed = true;
    assert!(!change(&without, &with, "conditions-changed").stricter_for.is_empty());
    assert!(change(&with, &without, "conditions-changed").stricter_for.is_empty());
}
