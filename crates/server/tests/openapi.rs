//! The document of the API by itself: what it asks for can be given.

use std::collections::BTreeSet;

use serde_json::Value;

/// The kind that a part of an `allOf` demands, its own or that of what it refers to.
fn kind<'a>(document: &'a Value, part: &'a Value) -> Option<&'a Value> {
    let named =
        part["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    named.unwrap_or(part).get("type")
}

fn contradictions(document: &Value, here: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(parts) = here["allOf"].as_array() {
        let kinds: BTreeSet<_> =
            parts.iter().filter_map(|part| kind(document, part)).map(ToString::to_string).collect();
        if kinds.len() > 1 {
            found.push(format!("{at}: {kinds:?}"));
        }
    }
    match here {
        Value::Object(fields) => {
            for (name, field) in fields {
                contradictions(document, field, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                contradictions(document, item, &format!("{at}/{number}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_value_must_be_of_two_kinds_at_once() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let mut found = Vec::new();
    contradictions(&document, &document, "", &mut found);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn two_kinds_at_once_are_seen() {
    let document = serde_json::json!({
        "step": {"allOf": [{"$ref": "#/named"}, {"type": "object", "description": "Which."}]},
        "named": {"type": "string"},
    });
    let mut found = Vec::new();
    contradictions(&document, &document, "", &mut found);
    assert_eq!(found.len(), 1);
}
