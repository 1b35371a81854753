//! What can be wrong before the meaning is looked at, each with its exact place.

use definitions::located::MOST_FINDINGS;
use definitions::yaml::{DEEPEST, parse};
use definitions::{SourceFile, WORKFLOW, read};
use serde_json::{Value, json};

use crate::support::{VALID, places, sentences, spoilt, workflow};

/// The findings of a text as `line:column-endcolumn code`, and its JSON.
fn parsed(text: &str) -> (Vec<String>, Option<Value>) {
    let source = SourceFile::new("a.yaml", text);
    let (tree, findings) = parse(&source);
    let short = |located: &definitions::Located| {
        let (start, end) = (located.start, located.end);
        format!("{}:{}-{} {}", start.line, start.column, end.column, located.finding.code)
    };
    (findings.iter().map(short).collect(), tree.map(|tree| tree.to_json()))
}

#[test]
fn a_syntax_error_is_one_finding_at_its_place() {
    for (text, place) in [
        ("a: b: c\n", "1:5-6 syntax"),
        ("a:\n\t- 1\n", "2:2-3 syntax"),
        ("甲: 乙\n丙: \"未关\n丁: 1\n", "2:4-5 syntax"),
        ("a: {b: 1}}\n", "1:10-11 syntax"),
        ("a: @x\n", "1:4-5 syntax"),
        ("a: *nowhere\n", "1:4-5 syntax"),
    ] {
        assert_eq!(parsed(text), (vec![place.to_owned()], None), "{text}");
    }
}

#[test]
fn a_syntax_error_ends_the_reading_without_further_findings() {
    let read = workflow(&spoilt("version: 1", "version: 1: 2"));
    assert_eq!(places(&read), ["3:11-12 syntax"]);
    assert!(read.value.is_none());
}

#[test]
fn what_is_not_inert_is_refused_and_the_rest_is_read() {
    let (findings, value) = parsed("甲: &a 1\nb: *a\nc: !!str 5\nd: !x\n  - 1\n");
    assert_eq!(findings, ["1:4-6 anchor", "2:4-6 alias", "3:4-9 tag", "4:4-6 tag"]);
    assert_eq!(value, Some(json!({"甲": 1, "b": null, "c": 5, "d": [1]})));
}

#[test]
fn an_alias_bomb_never_grows() {
    let levels = (1..40).map(|level| {
        let below = level - 1;
        format!("a{level}: &a{level} [*a{below}, *a{below}, *a{below}]\n")
    });
    let text: String =
        std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned()).chain(levels).collect();
    let (findings, value) = parsed(&text);
    assert_eq!(findings.len(), 40 + 39 * 3);
    assert!(value.unwrap().to_string().len() < 2_000);
}

#[test]
fn the_first_of_two_equal_keys_counts() {
    let (findings, value) = parsed("a: 1\n名: 2\n名: 3\nb: {c: 1, c: 2}\n");
    assert_eq!(findings, ["3:1-2 duplicate-key", "4:11-12 duplicate-key"]);
    assert_eq!(value, Some(json!({"a": 1, "名": 2, "b": {"c": 1}})));
}

#[test]
fn a_duplicate_key_names_the_line_of_the_first() {
    let read = workflow(&spoilt("version: 1\n", "version: 1\nversion: 2\n"));
    assert_eq!(
        sentences(&read),
        ["4:1 duplicate-key at /version: key `version` stands here again; first on line 3; \
          the first one counts; rename or remove one of them"]
    );
    assert_eq!(read.value.unwrap().version, 1);
}

#[test]
fn one_file_holds_one_document() {
    let (findings, value) = parsed("a: 1\n---\nb: 2\n");
    assert_eq!(findings, ["2:1-4 several-documents"]);
    assert_eq!(value, Some(json!({"a": 1})));
    assert_eq!(parsed("---\na: 1\n...\n").0, [""; 0]);
}

#[test]
fn a_key_must_be_a_text() {
    let (findings, value) = parsed("? [a]\n: b\nc: 1\n");
    assert_eq!(findings, ["1:3-4 key-not-text"]);
    assert_eq!(value, Some(json!({"c": 1})));
}

#[test]
fn an_empty_file_says_so() {
    for text in ["", "\u{feff}", "\n\n", "# only a remark\n"] {
        let read = workflow(text);
        assert_eq!(places(&read).len(), 1, "{text:?}");
        assert!(places(&read)[0].ends_with("empty-file"), "{text:?}");
    }
}

#[test]
fn nesting_is_read_to_its_limit_and_no_deeper() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parsed(&nested(DEEPEST)).0, [""; 0]);
    assert_eq!(parsed(&nested(DEEPEST + 1)).0, ["1:66-67 too-deep"]);
    for huge in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert_eq!(parsed(&huge).0.len(), 1);
    }
}

#[test]
fn a_file_larger_than_the_limit_is_not_parsed() {
    let text = format!("a: {}", "x".repeat(1024 * 1024));
    assert_eq!(parsed(&text), (vec!["1:1-1 too-large".to_owned()], None));
}

#[test]
fn line_ends_and_the_byte_order_mark_move_nothing() {
    let spoilt = spoilt("verb: advance", "verb: advnace");
    let plain = places(&workflow(&spoilt));
    assert_eq!(plain, ["39:11-18 not-listed"]);
    assert_eq!(places(&workflow(&spoilt.replace('\n', "\r\n"))), plain);
    assert_eq!(places(&workflow(&format!("\u{feff}{spoilt}"))), plain);
}

#[test]
fn columns_count_characters() {
    let read = workflow(&spoilt("{zh: 来访, en: Visit}", "{zh: 来访登记, en: Visit, 英: x}"));
    assert_eq!(places(&read), ["4:29-30 unknown-key"]);
}

#[test]
fn a_file_in_another_encoding_says_where_it_stops_being_utf8() {
    let mut bytes = "name: 名\nx: ".as_bytes().to_vec();
    bytes.extend([0xc3, 0xfb]);
    let (source, located) = *SourceFile::from_bytes("a.yaml", &bytes).unwrap_err();
    assert_eq!((located.start.line, located.start.column), (2, 4));
    assert_eq!(located.finding.code, "not-utf8");
    assert!(source.text().starts_with("name: 名\nx: "));
}

#[test]
fn a_valid_file_has_no_finding() {
    let read = read(SourceFile::new("v1.yaml", VALID), WORKFLOW);
    assert_eq!(sentences(&read), [""; 0]);
    let definition = read.accepted().unwrap();
    assert_eq!(definition.workflow.as_str(), "visit");
    assert_eq!(definition.limits["answer"].ladder.len(), 2);
}

#[test]
fn a_file_full_of_mistakes_is_given_up() {
    let keys: Vec<String> = (0..50_000).map(|index| format!("key{index}: x\n")).collect();
    let unknown = keys.concat();
    let unknown_on_one_line = format!("{{{}}}", unknown.replace('\n', ", "));
    let repeated = "a: x\n".repeat(50_000);
    let anchors = "- &a x\n".repeat(50_000);
    for text in [unknown, unknown_on_one_line, repeated, anchors] {
        let read = workflow(&text);
        assert_eq!(read.findings.len(), MOST_FINDINGS + 1);
        let codes = || read.findings.iter().map(|located| located.finding.code);
        assert_eq!(codes().filter(|code| *code == "too-many-findings").count(), 1);
        assert!(read.value.is_none());
    }
}
