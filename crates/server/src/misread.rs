//! Why something that was sent cannot be read, in words for people. The readers of bodies and queries say it in English,
//! for programmers and by names of our code; what they say is told apart here by its form, which the tests hold.

use domain::text::Bilingual;

use crate::problem::Problem;

/// What stands at a place is not what is wanted there. The reader of bodies calls the whole of one `.`.
pub(crate) fn misread(at: &str, why: &str) -> Problem {
    let Bilingual { zh, en } = worded(without_position(why));
    let problem = if at == "." {
        Problem::malformed(zh, en)
    } else {
        Problem::malformed(format!("“{at}”：{zh}"), format!("`{at}`: {en}"))
    };
    problem.with("at", at)
}

/// A body is no JSON, or more than one.
pub(crate) fn no_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::malformed(
        format!("请求体不是完整的 JSON：第 {line} 行第 {column} 个字节处有误"),
        format!("the body is no JSON: it goes wrong in line {line}, byte {column}"),
    )
}

/// The reader of JSON says behind everything where it had come to; the path says it better.
fn without_position(why: &str) -> &str {
    match why.rsplit_once(" at line ") {
        Some((why, position)) if position.contains(" column ") => why,
        Some(_) | None => why,
    }
}

fn worded(why: &str) -> Bilingual {
    let forms = ["missing field `", "duplicate field `", "unknown field `", "unknown variant `"];
    let found = forms.into_iter().find_map(|form| Some((form, why.strip_prefix(form)?)));
    let Some((form, rest)) = found else {
        return of_another_kind(why).unwrap_or_else(|| not_read(why));
    };
    // The name is the sender's and may hold anything; what is expected is ours.
    let expects = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "));
    let (name, expected) = expects.unwrap_or((rest.strip_suffix('`').unwrap_or(rest), ""));
    let (zh, en) = choices(expected);
    let (zh, en) = match form {
        "missing field `" => (format!("缺少“{name}”"), format!("`{name}` is missing")),
        "duplicate field `" => (format!("“{name}”重复了"), format!("`{name}` stands there twice")),
        "unknown field `" => (
            format!("没有“{name}”这一项，可以有的是：{zh}"),
            format!("there is no `{name}`; expected: {en}"),
        ),
        _ => (
            format!("“{name}”不可选，应为：{zh}"),
            format!("`{name}` is no choice; expected: {en}"),
        ),
    };
    Bilingual::new(zh, en)
}

/// The names in backquotes, one after the other.
fn choices(all: &str) -> (String, String) {
    let names: Vec<_> = all.split('`').skip(1).step_by(2).collect();
    if names.is_empty() {
        return ("无".to_owned(), "nothing".to_owned());
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (names.join("、"), quoted.join(", "))
}

/// `invalid type: string "x", expected u32`. What stands there is the sender's and may hold anything.
fn of_another_kind(why: &str) -> Option<Bilingual> {
    let begins = ["invalid type: ", "invalid value: ", "invalid length "];
    begins.iter().find(|begins| why.starts_with(**begins))?;
    let (_, expected) = why.rsplit_once(", expected ")?;
    let (zh, en) = kind(expected);
    Some(Bilingual::new(format!("应为{zh}"), format!("expected: {en}")))
}

/// What is expected, without the names of our code.
fn kind(expected: &str) -> (&str, &str) {
    let first = expected.split(' ').next().unwrap_or_default();
    match (expected, first) {
        ("a string" | "string" | "a borrowed string" | "str", _) => ("文字", "a text"),
        ("a boolean", _) => ("true 或 false", "true or false"),
        ("f64" | "f32", _) => ("数", "a number"),
        ("a tuple of size 2", _) => ("两个数的数组", "a list of two"),
        ("a sequence", _) => ("数组", "a list"),
        ("a map" | "map", _) | (_, "struct" | "internally") => ("对象", "an object"),
        ("a text, a whole number, true or false", _) => {
            ("文字、非负整数、true 或 false", "a text, a whole number from 0 on, true or false")
        }
        ("map with a single key", _) => ("只有一项的对象", "an object with a single name"),
        (_, "enum" | "variant" | "field") | ("string or map", _) => {
            ("所列选项之一", "one of the listed choices")
        }
        (_, "u8" | "u16" | "u32" | "u64" | "usize") => ("非负整数", "a whole number from 0 on"),
        (_, "i8" | "i16" | "i32" | "i64" | "isize") => ("整数", "a whole number"),
        _ => (expected, expected),
    }
}

/// What other readers say: of numbers and yes or no in a query, of ids.
fn not_read(why: &str) -> Bilingual {
    if why.contains("UUID") {
        return Bilingual::new("应为 UUID", "expected: a UUID");
    }
    match why {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            Bilingual::new("应为非负整数", "expected: a whole number from 0 on")
        }
        "number too large to fit in target type" => {
            Bilingual::new("数太大", "the number is too large")
        }
        "provided string was not `true` or `false`" => {
            Bilingual::new("应为 true 或 false", "expected: true or false")
        }
        _ => Bilingual::new("不符合要求", "it is not as it should be"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use uuid::Uuid;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is read and never looked at")]
    struct Body {
        word: Option<Word>,
        count: Option<u32>,
        text: Option<String>,
        list: Option<Vec<bool>>,
        point: Option<(f64, f64)>,
        inner: Option<Box<Body>>,
        id: Option<Uuid>,
        needed: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    enum Nothing {}

    fn said<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> [String; 2] {
        let why = serde_json::from_str::<T>(json).unwrap_err().to_string();
        let said = worded(without_position(&why));
        [said.zh, said.en]
    }

    #[test]
    fn what_the_reader_of_json_says_is_told_in_both_languages() {
        for (json, zh, en) in [
            ("{}", "缺少“needed”", "`needed` is missing"),
            (r#"{"count":1,"count":2}"#, "“count”重复了", "`count` stands there twice"),
            (
                r#"{"word":"three"}"#,
                "“three”不可选，应为：one、two",
                "`three` is no choice; expected: `one`, `two`",
            ),
            (r#"{"word":"`, expected `x"}"#, "“`, expected `x”不可选，应为：one、two", "`"),
            (r#"{"count":"a"}"#, "应为非负整数", "expected: a whole number from 0 on"),
            (r#"{"count":-1}"#, "应为非负整数", "expected: a whole number from 0 on"),
            (r#"{"text":5}"#, "应为文字", "expected: a text"),
            (r#"{"list":{}}"#, "应为数组", "expected: a list"),
            (r#"{"list":["\u001b, expected x"]}"#, "应为 true 或 false", "expected: true or false"),
            (r#"{"inner":[]}"#, "应为对象", "expected: an object"),
            (r#"{"inner":"x"}"#, "应为对象", "expected: an object"),
            (r#"{"id":"x"}"#, "应为 UUID", "expected: a UUID"),
            ("5", "应为对象", "expected: an object"),
        ] {
            let [said_zh, said_en] = said::<Body>(json);
            let (zh, en) = (zh.replace(' ', ""), en);
            assert!(
                said_zh.replace(' ', "").contains(&zh) && said_en.contains(en),
                "{json}: {said_zh} {said_en}"
            );
        }
        let [zh, en] = said::<Body>(r#"{"strange":1}"#);
        assert!(zh.starts_with("没有“strange”这一项，可以有的是：word、count"), "{zh}");
        assert!(en.starts_with("there is no `strange`; expected: `word`, `count`"), "{en}");
        assert_eq!(said::<Nothing>("\"x\"")[1], "`x` is no choice; expected: nothing");
    }

    #[test]
    fn no_name_of_our_code_and_no_place_in_a_line_is_told() {
        for json in [
            "5",
            "[]",
            r#"{"inner":7}"#,
            r#"{"point":[1]}"#,
            r#"{"point":1}"#,
            r#"{"word":5}"#,
            r#"{"id":4}"#,
        ] {
            let text = said::<Body>(json).concat();
            for ours in ["Body", "struct", "enum", "Word", "line ", "tuple", "u32"] {
                assert!(!text.contains(ours), "{json}: {text}");
            }
        }
    }
}
