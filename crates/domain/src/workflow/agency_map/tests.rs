//! Laws of the tables of outside bodies: what each finding stands for, on the smallest table that has it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fill::{Part, parts, sole};
use super::{AgencyMap, check, covers};
use crate::workflow::Definition;

/// A procedure of three states in which a unit signs, asks, returns and decides.
fn procedure() -> Definition {
    let both = |word: &str| json!({"zh": word, "en": word});
    let transition = |verb: &str, from: &[&str], to: Option<&str>, form: Option<&str>| json!({"verb": verb, "from": from, "to": to, "by": ["handler@lead"], "form": form});
    let mut definition = json!({
        "workflow": "small", "version": 1,
        "states": {"given": {}, "open": {}, "done": {}},
        "reasons": {"not_ours": {"name": both("not ours")}},
        "forms": {
            "note": {"fields": {"text": {"kind": "text", "required": true}}},
            "decision": {"fields": {
                "on": {"kind": "date", "required": true},
                "how": {"kind": "choice", "required": true, "choices": {"well": both("well"), "ill": both("ill")}},
                "sum": {"kind": "money"}
            }}
        },
        "transitions": {
            "sign": transition("sign", &["given"], Some("open"), None),
            "send_back": transition("return", &["given"], Some("done"), None),
            "decide": transition("advance", &["open"], Some("done"), Some("decision")),
            "record_note": transition("record", &["given", "open"], None, Some("note")),
            "give": transition("assign", &["done"], Some("given"), None)
        }
    });
    definition["transitions"]["decide"]["evidence"] = json!(["paper"]);
    definition["transitions"]["reopen"] =
        json!({"verb": "reopen", "from": ["done"], "to": "given", "by": ["clerk@center"]});
    serde_json::from_value(definition).unwrap()
}

fn decided() -> Value {
    json!([
        {"when": {"state": ["given", "open"]}, "do": [
            {"transition": "sign", "when": {"state": ["given"]}},
            {"transition": "decide", "evidence": "report", "form": {"on": "{on}", "how": "{how}", "sum": "{sum}"}}
        ]},
        {"note": true}
    ])
}

fn sound() -> Value {
    let both = |word: &str| json!({"zh": word, "en": word});
    json!({
        "agency": "oracle", "name": both("oracle"), "units": ["court"],
        "facts": {
            "on": {"label": both("on"), "kind": "date"},
            "how": {"label": both("how"), "kind": "choice", "choices": {"well": both("well"), "ill": both("ill")}},
            "sum": {"label": both("sum"), "kind": "money"}
        },
        "standings": {
            "decided": {"label": both("decided"), "always": ["on", "how"], "sometimes": ["sum"]},
            "declined": {"label": both("declined")}
        },
        "workflows": [{
            "workflow": "small", "versions": [1],
            "note": {"transition": "record_note", "form": {"text": "{standing}"}, "otherwise": both("look")},
            "standings": {
                "decided": decided(),
                "declined": [
                    {"when": {"state": ["given"]}, "do": [
                        {"transition": "send_back", "reason": "not_ours", "basis": "{number}"}
                    ]},
                    {"person": both("look")}
                ]
            }
        }],
        "elsewhere": both("elsewhere"), "unrecognized": both("{said}?")
    })
}

fn codes(table: Value) -> Vec<&'static str> {
    let map: AgencyMap = serde_json::from_value(table).unwrap();
    check(&map, &[&procedure()]).iter().map(|finding| finding.code).collect()
}

/// The findings of the sound table with one change.
fn spoilt(at: &str, value: Value) -> Vec<&'static str> {
    let mut table = sound();
    *table.pointer_mut(at).unwrap() = value;
    codes(table)
}

#[test]
fn a_sound_table_has_no_finding() {
    assert_eq!(codes(sound()), [""; 0]);
}

#[test]
fn names_must_exist() {
    let decided = "/workflows/0/standings/decided/0";
    let cases = [
        ("/workflows/0/versions", json!([2]), "agency-unknown-version"),
        ("/workflows/0/versions", json!([]), "agency-no-version"),
        ("/workflows/0/note/transition", json!("sing"), "agency-unknown-transition"),
        ("/standings/decided/sometimes", json!(["sum", "summ"]), "agency-unknown-fact"),
    ];
    for (at, value, code) in cases {
        assert_eq!(spoilt(at, value), [code], "{at}");
    }
    let when = format!("{decided}/when");
    let unknown_state = spoilt(&when, json!({"state": ["given", "open", "ajar"]}));
    assert!(unknown_state.contains(&"agency-unknown-state"), "{unknown_state:?}");
    let fact = json!({"state": ["given", "open"], "facts": {"who": ["me"]}});
    assert_eq!(spoilt(&when, fact), ["agency-unknown-fact"]);
    let value = json!({"state": ["given", "open"], "facts": {"how": ["badly"]}});
    assert_eq!(spoilt(&when, value), ["agency-unknown-value", "agency-wrong-kind"]);
    let form = format!("{decided}/do/1/form");
    let person = json!({"zh": "{on}", "en": "{onn}"});
    assert_eq!(spoilt("/workflows/0/standings/declined/1/person", person), ["agency-unknown-fact"]);
    let field = json!({"on": "{on}", "how": "well", "why": "so"});
    assert_eq!(spoilt(&form, field), ["agency-unknown-field"]);
}

#[test]
fn every_standing_is_answered_and_the_last_entry_fits_always() {
    let at = "/workflows/0/standings/declined";
    assert_eq!(spoilt(at, json!([])), ["agency-unanswered"]);
    assert_eq!(
        spoilt(at, json!([{"when": {"state": ["given"]}, "note": true}])),
        ["agency-not-total"]
    );
    assert_eq!(spoilt(at, json!([{"note": true}, {"note": true}])), ["agency-unreachable"]);
    assert_eq!(spoilt(at, json!([{}])), ["agency-says-nothing"]);
    let twice = json!([
        {"when": {"state": ["given", "open"]}, "note": true},
        {"when": {"state": ["open"]}, "note": true},
        {"note": true}
    ]);
    assert_eq!(spoilt(at, twice), ["agency-unreachable"]);
}

#[test]
fn steps_are_open_to_the_body_in_the_states_named() {
    let steps = "/workflows/0/standings/declined/0/do";
    assert_eq!(
        spoilt(steps, json!([{"transition": "reopen"}])),
        ["agency-seat", "agency-wrong-state"]
    );
    assert_eq!(
        spoilt(steps, json!([{"transition": "give"}])),
        ["agency-input", "agency-wrong-state"]
    );
    let twice = json!([{"transition": "sign"}, {"transition": "sign"}]);
    assert_eq!(spoilt(steps, twice), ["agency-wrong-state"]);
    let never = json!([{"transition": "sign", "when": {"state": ["open"]}}]);
    assert_eq!(spoilt(steps, never), ["agency-unreachable"]);
    let when = "/workflows/0/standings/declined/0/when";
    assert_eq!(spoilt(when, json!({"contacted": true})), ["agency-anywhere"]);
}

#[test]
fn forms_are_filled_by_what_is_surely_there() {
    let form = "/workflows/0/standings/decided/0/do/1/form";
    assert_eq!(spoilt(form, json!({"on": "{on}"})), ["agency-field-empty"]);
    assert_eq!(spoilt(form, json!({"on": "{how}", "how": "well"})), ["agency-wrong-kind"]);
    assert_eq!(spoilt(form, json!({"on": "soon", "how": "badly"})), ["agency-wrong-kind"; 2]);
    assert_eq!(spoilt(form, json!({"on": "{day}", "how": "ill", "sum": "12"})), [""; 0]);
    assert_eq!(spoilt("/standings/decided/always", json!(["how"])), ["agency-fact-unsure"]);
    let without = "/workflows/0/standings/decided/0/do/1/evidence";
    assert_eq!(spoilt(without, Value::Null), ["agency-evidence"]);
    let reason = "/workflows/0/standings/declined/0/do/0/reason";
    assert_eq!(spoilt(reason, json!("too_hard")), ["agency-unknown-reason"]);
    assert_eq!(spoilt(reason, Value::Null), ["agency-reason"]);
}

#[test]
fn a_table_answers_exactly_what_its_adapter_reports() {
    let map: AgencyMap = serde_json::from_value(sound()).unwrap();
    let codes = |standings: &[&str]| {
        covers(&map, standings).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&["decided", "declined"]), [""; 0]);
    assert_eq!(codes(&["decided"]), ["agency-standing-unknown"]);
    assert_eq!(codes(&["decided", "declined", "asleep"]), ["agency-standing-missing"]);
}

#[test]
fn braces_without_their_counterpart_are_words() {
    let cut = |template| parts(template).collect::<Vec<_>>();
    assert_eq!(cut("a{b}c"), [Part::Words("a"), Part::Placeholder("b"), Part::Words("c")]);
    assert_eq!(cut("{b"), [Part::Words("{b")]);
    assert_eq!(cut("b}"), [Part::Words("b}")]);
    assert_eq!((sole("{b}"), sole("{b} "), sole("")), (Some("b"), None, None));
}

#[test]
fn facts_are_written_as_people_read_them() {
    let map: AgencyMap = serde_json::from_value(sound()).unwrap();
    let facts = BTreeMap::from([("sum".to_owned(), "120050".to_owned())]);
    let day = "2026-03-02".parse().unwrap();
    let said = super::Reported { standing: "decided", facts: &facts, number: "7", day, body: "B" };
    let written = super::fill::words(&map, &said, "{body} {standing} {sum} {number} {day}");
    assert_eq!(written.as_deref(), Ok("B decided 1200.50元 7 2026-03-02"));
    assert_eq!(super::fill::words(&map, &said, "{how}"), Err("how".to_owned()));
    let told = crate::text::Bilingual::new("{standing}：{sum}，{how}", "{standing}: {sum}, {how}");
    let told = super::fill::sentence(&map, &said, &told);
    assert_eq!(told.zh, "decided：1200.50元，未写明");
    assert_eq!(told.en, "decided: 1200.50 yuan, not said");
}
