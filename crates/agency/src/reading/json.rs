//! Bytes as JSON, as strictly as requests of people are read.

use domain::whole::Whole;
use serde_json::Value;

/// What the bytes say.
///
/// # Errors
///
/// In a sentence that repeats nothing of them: they are no JSON, an object has a name twice, of which one would be lost, or
/// a text holds the character NUL, which no database keeps.
pub fn json(bytes: &[u8]) -> Result<Value, &'static str> {
    let value = serde_json::from_slice(bytes).map_err(|_| "the body is no JSON")?;
    if serde_json::from_slice::<Whole>(bytes).is_err() {
        return Err("an object of the body has a name twice");
    }
    if holds_nul(&value) { Err("a text of the body holds the character U+0000") } else { Ok(value) }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_lose_something_is_refused() {
        assert!(json(br#"{"a": [{"b": 1}], "c": "\\u0000"}"#).is_ok());
        for (bytes, why) in [
            (&b"{\"a\": 1"[..], "no JSON"),
            (br#"{"a": {"b": 1, "b": 2}}"#, "twice"),
            (br#"{"a": ["\u0000"]}"#, "U+0000"),
            (br#"{"\u0000": 1}"#, "U+0000"),
        ] {
            assert!(json(bytes).is_err_and(|said| said.contains(why)), "{why}");
        }
    }
}
