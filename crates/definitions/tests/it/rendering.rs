//! What people and scripts see.

use definitions::located::{Count, count};
use definitions::render::{Style, render, render_all, summary};
use domain::finding::Finding;
use domain::text::Language;

use crate::support::{spoilt, workflow};

const CHINESE: Style = Style { language: Language::Zh, colour: false, columns: 100 };
const ENGLISH: Style = Style { language: Language::En, ..CHINESE };

#[test]
fn a_finding_shows_its_line_and_help_in_chinese() {
    let read = workflow(&spoilt(
        "{zh: 答复, en: Answer}\n    from",
        "{zh: 答复, en: Answer, 日: 答え}\n    from",
    ));
    let shown = render(&read.source, &read.findings[0], CHINESE);
    assert_eq!(
        shown,
        "\
错误[unknown-key]: 不认识的键 `日`
   ╭▸ v1.yaml:40:33
   │
40 │     label: {zh: 答复, en: Answer, 日: 答え}
   │                                   ━━
   │
   ╰ 帮助: 这里可用的键:`zh`, `en`
"
    );
}

#[test]
fn a_finding_shows_its_line_and_help_in_english() {
    let read = workflow(&spoilt("stage: screen", "stage: sceen"));
    let shown = render(&read.source, &read.findings[0], ENGLISH);
    assert_eq!(
        shown,
        "\
error[not-listed]: `sceen` is not one of the values allowed here
   ╭▸ v1.yaml:30:12
   │
30 │     stage: sceen
   │            ━━━━━
   │
   ╰ help: did you mean `screen`?
"
    );
}

#[test]
fn the_mark_stands_below_its_text_whatever_the_width_of_what_stands_before() {
    let read = workflow(&spoilt("{zh: 来访, en: Visit}", "{zh: 来访登记处理流程, en: 5}"));
    let shown = render(&read.source, &read.findings[0], CHINESE);
    let lines: Vec<&str> = shown.lines().collect();
    let width =
        |text: &str| text.chars().map(|c| if c.is_ascii() || c == '│' { 1 } else { 2 }).sum();
    let before: usize = width(lines[3].split_once("5}").unwrap().0);
    let mark: usize = width(lines[4].split_once('━').unwrap().0);
    assert_eq!(before, mark, "{shown}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let read = workflow(&spoilt("stage: screen", "stage: sceen"));
    let coloured = render(&read.source, &read.findings[0], Style { colour: true, ..ENGLISH });
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    for (index, part) in coloured.split('\u{1b}').enumerate() {
        plain += if index == 0 { part } else { part.split_once('m').unwrap().1 };
    }
    assert_eq!(plain, render(&read.source, &read.findings[0], ENGLISH));
}

#[test]
fn a_file_cannot_drive_the_terminal() {
    let read = workflow(&spoilt("stage: screen", "stage: \"\\e[2J\\a\""));
    let shown = render_all(&read.source, &read.findings, CHINESE);
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
}

#[test]
fn rows_for_scripts_have_all_that_people_see() {
    let read = workflow(&spoilt("stage: screen", "stage: sceen"));
    let row = serde_json::to_value(read.findings[0].row(Language::En)).unwrap();
    assert_eq!(
        row,
        serde_json::json!({
            "file": "v1.yaml",
            "line": 30,
            "column": 12,
            "end_line": 30,
            "end_column": 17,
            "severity": "error",
            "code": "not-listed",
            "pointer": "/states/received/stage",
            "message": "`sceen` is not one of the values allowed here",
            "help": "did you mean `screen`?",
        })
    );
}

#[test]
fn warnings_do_not_refuse_a_file() {
    let mut read = workflow(crate::support::VALID);
    read.extend(vec![Finding::warning("look", "/states/done", "看看", "look")]);
    assert_eq!(read.count(), Count { errors: 0, warnings: 1 });
    assert!(read.accepted().is_some());
    read.extend(vec![Finding::error("bad", "/states/done", "不行", "bad")]);
    assert_eq!(count(&read.findings), Count { errors: 1, warnings: 1 });
    assert!(read.accepted().is_none());
    assert_eq!(summary(read.count(), Language::En), "1 error, 1 warning");
    assert_eq!(summary(Count { errors: 2, warnings: 0 }, Language::Zh), "2 个错误,0 个警告");
}

#[test]
fn a_finding_in_an_empty_file_can_be_shown() {
    let read = workflow("");
    let shown = render_all(&read.source, &read.findings, ENGLISH);
    assert!(shown.contains("the file is empty"), "{shown}");
}
