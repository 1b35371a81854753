//! `routing try`, with the rules inside the program.

use crate::support::Folder;

#[test]
fn a_suggestion_names_unit_rule_and_reason() {
    let folder = Folder::new("routing");
    let arguments = ["routing", "try", "--category", "0402", "--place", "421281100"];
    let run = folder.chinese(&arguments);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.starts_with("1. ") && run.out.contains("[R-"), "{}", run.out);
    let json = folder.chinese(&[&arguments[..], &["--format", "json"]].concat()).json();
    let best = &json["suggested"]["ranked"][0];
    assert!(
        best["unit"].is_string() && best["rule"].is_string() && best["reason"]["zh"].is_string(),
        "{json}"
    );
}

#[test]
fn where_a_person_must_decide_the_answer_is_no_and_says_why() {
    let folder = Folder::new("routing_person");
    let run = folder.english(&["routing", "try", "--category", "0402", "--place", "110101"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("a person decides: "), "{}", run.out);
}

#[test]
fn a_unit_complained_about_is_not_suggested() {
    let folder = Folder::new("routing_conflict");
    let ask = |respondent: &[&str]| {
        let arguments =
            ["routing", "try", "--category", "0402", "--place", "421281100", "--format", "json"];
        folder.english(&[&arguments[..], respondent].concat()).json()
    };
    let free = ask(&[]);
    let first = free["suggested"]["ranked"][0]["unit"].as_str().unwrap();
    let bound = ask(&["--respondent", first]);
    let units: Vec<_> = bound["suggested"]["ranked"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["unit"].as_str().unwrap())
        .collect();
    assert!(!units.contains(&first), "{units:?}");
}

#[test]
fn unknown_codes_and_units_are_faults_of_the_command_line() {
    let folder = Folder::new("routing_unknown");
    for arguments in
        [["--category", "9999"], ["--respondent", "nobody"], ["--petition-class", "没有这一类"]]
    {
        let run = folder.english(&[&["routing", "try"][..], &arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
    }
}
