//! What a scalar means, by the core schema of YAML 1.2 less floating-point numbers, which no definition holds.

use saphyr_parser::ScalarStyle;
use serde_json::Value;

/// The meaning of a scalar. Quoted and block scalars are text.
pub(super) fn resolve(text: &str, style: ScalarStyle) -> Value {
    match style {
        ScalarStyle::Plain => plain(text),
        ScalarStyle::SingleQuoted
        | ScalarStyle::DoubleQuoted
        | ScalarStyle::Literal
        | ScalarStyle::Folded => Value::String(text.to_owned()),
    }
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        other => integer(other).map_or_else(|| Value::String(other.to_owned()), Value::from),
    }
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_true_false_null_and_integers_are_not_text() {
        for (text, value) in [
            ("no", json!("no")),
            ("yes", json!("yes")),
            ("on", json!("on")),
            ("true", json!(true)),
            ("FALSE", json!(false)),
            ("~", json!(null)),
            ("", json!(null)),
            ("-3", json!(-3)),
            ("0201", json!(201)),
            ("1.5", json!("1.5")),
            ("0x1f", json!("0x1f")),
            ("2026-03-02", json!("2026-03-02")),
            ("99999999999999999999", json!("99999999999999999999")),
        ] {
            assert_eq!(resolve(text, ScalarStyle::Plain), value, "{text}");
        }
    }

    #[test]
    fn a_quoted_scalar_is_text() {
        assert_eq!(resolve("true", ScalarStyle::SingleQuoted), json!("true"));
        assert_eq!(resolve("5", ScalarStyle::DoubleQuoted), json!("5"));
    }
}
