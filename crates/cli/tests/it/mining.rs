//! `export --format xes` and `ocel`: histories of cases for analysts of processes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, Run};

/// What nobody may find in a log: a title, words, a party, a number, people and units.
const HIDDEN: [&str; 6] =
    ["Canary lamp", "canary words", "Canaryman", "13800001234", "center.clerk", "urban-management"];

/// A county with two cases of one workflow and one of another; the first is assigned, and the number of that case.
fn county(test: &str) -> (Folder, String) {
    let folder = Folder::new(test);
    let run = |arguments: &[&str]| {
        let run = folder.english(&[arguments, &["--folder", "county"]].concat());
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        run
    };
    run(&["migrate"]);
    let file = |workflow: &str| {
        let file = ["case", "new", "--as", "center.clerk", "--workflow", workflow];
        let what = ["--title", "Canary lamp", "--text", "canary words", "--format", "json"];
        let filed = run(&[&file[..], &what, &["--party", "Canaryman:13800001234"]].concat());
        filed.json()["number"].as_str().unwrap().to_owned()
    };
    let number = file("service");
    file("service");
    file("review");
    run(&["case", "do", &number, "accept", "--as", "center.clerk"]);
    run(&["case", "do", &number, "assign", "--as", "center.clerk", "lead=urban-management"]);
    (folder, number)
}

fn export(folder: &Folder, format: &str, to: &str, more: &[&str]) -> Run {
    let export = ["export", "--folder", "county", "--format", format, "--output", to];
    folder.english(&[&export, more].concat())
}

fn values<'a>(log: &'a str, key: &str) -> Vec<&'a str> {
    let key = format!("key=\"{key}\" value=\"");
    log.split(&key).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_log_says_what_was_done_and_names_nobody() {
    let (folder, number) = county("mining_xes");
    let run = export(&folder, "xes", "all.xes", &["--everything"]);
    assert_eq!((run.code, run.out.as_str()), (0, "3 cases written to all.xes\n"), "{}", run.err);
    let log = folder.read("all.xes");
    assert!(log.starts_with("<?xml") && log.ends_with("</log>\n"));
    assert_eq!(log.matches("<trace>").count(), 3);
    let done: Vec<_> = values(&log, "concept:name")
        .into_iter()
        .filter(|name| !name.is_empty() && !name.starts_with("case-"))
        .collect();
    assert_eq!(done, ["case.filed", "accept", "assign", "case.filed", "case.filed"]);
    assert_eq!(values(&log, "org:role"), ["center"; 5]);
    assert_eq!(values(&log, "org:group").into_iter().collect::<BTreeSet<_>>().len(), 1);
    for hidden in HIDDEN.into_iter().chain([number.as_str()]) {
        assert!(!log.contains(hidden), "{hidden}");
    }
    let run = export(&folder, "xes", "reviews.xes", &["--everything", "--workflow", "review"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let reviews = folder.read("reviews.xes");
    assert_eq!(values(&reviews, "workflow"), ["review"]);
    let names = |log: &str| -> BTreeSet<String> {
        let cases = values(log, "concept:name").into_iter().filter(|n| n.starts_with("case-"));
        values(log, "org:group").into_iter().chain(cases).map(str::to_owned).collect()
    };
    assert_eq!((names(&log).len(), names(&reviews).len()), (4, 2));
    assert!(names(&log).is_disjoint(&names(&reviews)), "names are drawn for each file");
}

#[test]
fn a_log_of_objects_is_one_document_in_which_every_relationship_leads_somewhere() {
    let (folder, number) = county("mining_ocel");
    let run = export(&folder, "ocel", "all.json", &["--everything"]);
    assert_eq!((run.code, run.out.as_str()), (0, "3 cases written to all.json\n"), "{}", run.err);
    let text = folder.read("all.json");
    let log: Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| log[name].as_array().unwrap().clone();
    let kinds = |name: &str| -> Vec<String> {
        list(name).iter().map(|item| item["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("events"), ["case.filed", "accept", "assign", "case.filed", "case.filed"]);
    assert_eq!(kinds("objects"), ["case", "case", "case", "unit"]);
    let types =
        |name: &str| -> Vec<Value> { list(name).iter().map(|item| item["name"].clone()).collect() };
    assert_eq!(types("eventTypes"), ["accept", "assign", "case.filed"]);
    assert_eq!(types("objectTypes"), ["case", "unit", "order"]);
    let ids: BTreeSet<String> =
        list("objects").iter().map(|object| object["id"].to_string()).collect();
    assert_eq!(ids.len(), 4);
    for event in list("events") {
        let meant = event["relationships"].as_array().unwrap().clone();
        assert!(
            !meant.is_empty() && meant.iter().all(|to| ids.contains(&to["objectId"].to_string()))
        );
    }
    for hidden in HIDDEN.into_iter().chain([number.as_str()]) {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(!folder.holds("all.json.objects"), "what stood beside it is gone");
}

#[test]
fn logs_are_for_the_operator_and_overwrite_nothing() {
    let folder = Folder::new("mining_refused");
    assert_eq!(folder.english(&["migrate", "--folder", "county"]).code, 0);
    for format in ["xes", "ocel"] {
        let asked = export(&folder, format, "out", &["--as", "center.director"]);
        assert_eq!((asked.code, asked.out.as_str()), (2, ""), "{format}");
        assert!(asked.err.contains("--everything") && !folder.holds("out"), "{}", asked.err);
        folder.write("mine", "mine");
        assert_eq!(export(&folder, format, "mine", &["--everything"]).code, 3, "{format}");
        assert_eq!(folder.read("mine"), "mine");
    }
    folder.write("log.json.objects", "mine");
    assert_eq!(export(&folder, "ocel", "log.json", &["--everything"]).code, 3);
    assert_eq!(folder.read("log.json.objects"), "mine");
    assert!(!folder.holds("log.json"), "no piece of it stays");
}
