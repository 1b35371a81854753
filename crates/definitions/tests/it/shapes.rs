//! Departures from the schema: place, words, and what is still checked afterwards.

use domain::finding::Finding;

use crate::support::{places, sentences, spoilt, workflow};

/// The only finding after one part was replaced.
#[track_caller]
fn only(part: &str, by: &str) -> String {
    let found = sentences(&workflow(&spoilt(part, by)));
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

#[test]
fn an_unknown_key_is_named_with_what_was_meant() {
    assert_eq!(
        only("    label: {zh: 答复", "    lable: {zh: 答复"),
        "40:5 unknown-key at /transitions/answer/lable: unknown key `lable`; did you mean `label`?"
    );
}

#[test]
fn an_unknown_key_like_no_other_is_shown_what_is_allowed() {
    assert_eq!(
        only("rolls: true", "colour: red\n    rolls: true").split("; ").nth(1).unwrap(),
        "keys allowed here: `name`, `length`, `by`, `lengths`, `rolls`, `day_end`, `promise`, `met_by`, \
         `restarts_on`, `paused_by`, `extension`, `ladder`, `source`"
    );
}

#[test]
fn a_missing_key_is_explained_at_what_lacks_it() {
    assert_eq!(
        only("    stage: close\n", ""),
        "33:3 missing-key at /states/done/stage: `stage` is missing; add `stage` (the stage it belongs to)"
    );
    assert_eq!(
        only("initial: received\n", ""),
        "2:1 missing-key at /initial: `initial` is missing; add `initial` (the state in which a case begins), \
         such as `received`"
    );
}

#[test]
fn a_wrong_type_says_what_is_wanted_and_how_to_write_it() {
    for (part, by, said) in [
        (
            "\"421281\"",
            "421281",
            "6:15 wrong-type at /jurisdiction: a text is expected here, not a whole number; put it in quotes: `\"421281\"`",
        ),
        (
            "rolls: true",
            "rolls: yes",
            "19:12 wrong-type at /limits/answer/rolls: `true` or `false` is expected here, not a text; write `true`",
        ),
        (
            "from: [received]",
            "from: received",
            "41:11 wrong-type at /transitions/answer/from: a list is expected here, not a text; write it as a list: `[received]`",
        ),
        (
            "name: {zh: 来访, en: Visit}",
            "name: 来访",
            "4:7 wrong-type at /name: a mapping is expected here, not a text; write both languages: `{zh: 中文, en: English}`",
        ),
        (
            "version: 1",
            "version: one",
            "3:10 wrong-type at /version: a whole number is expected here, not a text; such as `1`",
        ),
        (
            "label: {zh: 答复, en: Answer}",
            "label:",
            "40:5 wrong-type at /transitions/answer/label: a mapping is expected here, not nothing; \
             write both languages: `{zh: 中文, en: English}`",
        ),
    ] {
        assert_eq!(only(part, by), said);
    }
}

#[test]
fn a_value_off_the_list_is_named_with_what_was_meant() {
    assert_eq!(
        only("stage: screen", "stage: sceen"),
        "30:12 not-listed at /states/received/stage: `sceen` is not one of the values allowed here; \
         did you mean `screen`?"
    );
    assert_eq!(
        only("holder: center", "holder: 中心"),
        "31:13 not-listed at /states/received/holder: `中心` is not one of the values allowed here; \
         allowed: `center`, `lead`, `citizen`, `law`"
    );
}

#[test]
fn a_wrong_form_is_answered_with_an_example() {
    assert_eq!(
        only("5 work_day", "5 workdays"),
        "18:13 wrong-form at /limits/answer/length: `5 workdays` is not written as it should be; a length: a \
         number and hour, work_hour, calendar_day, work_day or month, such as `5 work_day`"
    );
    assert!(only("clerk@center", "clerk@centre").contains("such as `handler@lead`"));
    assert!(
        only("30% left", "30 % left")
            .ends_with("`30% left`, `2 work_day left`, `due`, `1 work_day late`")
    );
    assert!(only("2026-01-01", "2026-02-30").contains("such as `2026-03-02`"));
}

#[test]
fn a_bad_name_is_answered_with_a_better_one() {
    let text = spoilt("  done:\n", "  isDone:\n").replace("to: done", "to: isDone");
    assert_eq!(
        sentences(&workflow(&text)),
        [
            "33:3 bad-name at /states/isDone: `isDone` cannot be a key here; a name begins with a small letter and holds \
          small letters, digits and `_`, such as `is_done`"
        ]
    );
}

#[test]
fn numbers_and_lists_have_bounds() {
    assert!(only("version: 1", "version: 0").starts_with("3:10 too-small"));
    assert!(only("version: 1", "version: 9999999").starts_with("3:10 too-great"));
    assert!(only("by: [clerk@center]", "by: []").starts_with("43:5 too-few"));
    assert!(only("en: Visit}", "en: \"\"}").starts_with("4:20 too-few"));
}

#[test]
fn what_the_schema_lets_pass_and_the_type_refuses_is_found() {
    assert!(
        only("5 work_day", "70000 work_day")
            .starts_with("18:13 wrong-value at /limits/answer/length")
    );
}

#[test]
fn ten_mistakes_are_reported_at_once() {
    let text = spoilt("version: 1", "version: first")
        .replace("jurisdiction: \"421281\"", "jurisdiction: 421281")
        .replace("initial: received", "intial: received")
        .replace("by: [citizen, clerk]", "by: [citizen, clark]")
        .replace("kind: proposed", "kind: guessed")
        .replace("rolls: true", "rolls: yes")
        .replace("act: urge", "act: shout")
        .replace("    stage: close\n", "")
        .replace("    end: true", "    end: true\n    end: false")
        .replace("by: [clerk@center]", "by: clerk@center");
    assert_eq!(
        places(&workflow(&text)),
        [
            "3:10-15 wrong-type",
            "6:15-21 wrong-type",
            "8:1-7 unknown-key",
            "10:17-22 not-listed",
            "12:17-24 not-listed",
            "19:12-15 wrong-type",
            "24:14-19 not-listed",
            "33:3-7 missing-key",
            "36:5-8 duplicate-key",
            "43:9-21 wrong-type",
        ]
    );
}

#[test]
fn what_was_meant_is_read_so_that_the_rest_can_be_checked() {
    let text = spoilt("transitions:", "transitons:")
        .replace("verb: advance", "verb: Advance")
        .replace("from: [received]", "from: received");
    let read = workflow(&text);
    assert_eq!(
        places(&read),
        ["37:1-11 unknown-key", "39:11-18 not-listed", "41:11-19 wrong-type"]
    );
    let definition = read.value.unwrap();
    assert_eq!(definition.transitions["answer"].from.len(), 1);
}

#[test]
fn pointers_lead_into_the_file_as_written() {
    let text = spoilt("by: [clerk@center]", "by: [x, clerk@center, y]")
        .replace("transitions:", "transitons:");
    let mut read = workflow(&text);
    let pointers: Vec<_> = read.findings.iter().map(|located| located.finding.at.clone()).collect();
    assert_eq!(pointers, ["/transitons", "/transitons/answer/by/0", "/transitons/answer/by/2"]);
    read.extend(vec![Finding::error("later", "/transitions/answer/by/0", "", "")]);
    let later = read.findings.iter().find(|located| located.finding.code == "later").unwrap();
    assert_eq!(later.finding.at, "/transitons/answer/by/1");
    assert_eq!((later.start.line, later.start.column), (43, 13));
}

#[test]
fn a_later_check_is_located_and_what_follows_from_earlier_findings_is_not_repeated() {
    let mut read = workflow(&spoilt("verb: advance", "verb: fly"));
    read.extend(vec![
        Finding::error("follows", "/transitions/answer/verb", "", ""),
        Finding::error("follows", "/transitions/answer", "", ""),
        Finding::error("follows", "/transitions/answer/form", "", ""),
        Finding::error("news", "/transitions/answer/to", "", ""),
        Finding::error("news", "/states/received/nowhere/at/all", "", ""),
        Finding::error("news", "/states/done", "", ""),
    ]);
    assert_eq!(
        places(&read),
        ["28:3-11 news", "33:3-7 news", "39:11-14 not-listed", "42:9-13 news"]
    );
}

#[test]
fn a_lost_table_silences_the_check_of_references() {
    let mut read = workflow(&spoilt("states:\n", "states: none\nforms:\n"));
    let mut ran = false;
    read.check(|_| {
        ran = true;
        Vec::new()
    });
    assert!(!ran);
    let mut read = workflow(&spoilt("verb: advance", "verb: fly"));
    read.check(|_| {
        ran = true;
        Vec::new()
    });
    assert!(ran);
}

#[test]
fn a_root_that_is_no_mapping_is_one_finding() {
    for text in ["- a\n- b\n", "hello\n", "5\n"] {
        let read = workflow(text);
        assert_eq!(read.findings.len(), 1, "{text}");
        assert_eq!(read.findings[0].finding.code, "wrong-type");
        assert!(read.value.is_none());
    }
}
