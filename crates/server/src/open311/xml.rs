//! Answers as XML: the same value that is written as JSON, with the names that `GeoReport` gives to what stands in lists.

use quick_xml::escape::escape;
use serde_json::Value;

/// A document with this root.
pub(super) fn document(root: &str, value: &Value) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut text, root, value);
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Null => {}
        Value::Bool(yes) => text.push_str(&yes.to_string()),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(words) => {
            let allowed: String = words.chars().filter(|c| is_allowed(*c)).collect();
            text.push_str(&escape(allowed.as_str()));
        }
        Value::Array(items) => items.iter().for_each(|item| element(text, item_of(name), item)),
        Value::Object(parts) => parts.iter().for_each(|(part, value)| element(text, part, value)),
    }
    text.push_str(&format!("</{name}>"));
}

/// What an item of a list is called.
fn item_of(list: &str) -> &str {
    match list {
        "service_requests" => "request",
        other => other.strip_suffix('s').unwrap_or(other),
    }
}

/// The characters of XML 1.0 (2.2); no escape brings in another.
const fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use quick_xml::events::Event;
    use serde_json::json;

    use super::*;

    #[test]
    fn items_of_lists_have_the_names_of_the_specification() {
        let requests = json!([{ "service_request_id": "1", "lat": 29.7, "address": null }]);
        let text = document("service_requests", &requests);
        assert!(text.ends_with(
            "<service_requests><request><service_request_id>1</service_request_id>\
             <lat>29.7</lat><address></address></request></service_requests>"
        ));
        for (list, item) in [("services", "service"), ("values", "value"), ("errors", "error")] {
            assert_eq!(item_of(list), item);
        }
    }

    #[test]
    fn any_text_makes_a_document_that_is_well_formed() {
        let hostile: String =
            ('\0'..='\u{200}').chain("]]>\u{fffe}\u{ffff}路灯💡<!--".chars()).collect();
        let text = document("errors", &json!([{ "code": 400, "description": hostile }]));
        assert!(!text.contains('\0') && !text.contains('\u{ffff}') && text.contains("路灯💡"));
        let mut reader = quick_xml::Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
    }
}
