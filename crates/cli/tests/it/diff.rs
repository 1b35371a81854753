//! `workflow diff`.

use crate::support::{Folder, shipped};

/// The workflow `service` and a second version of it.
fn versions(test: &str, change: impl Fn(&str) -> String) -> Folder {
    let folder = Folder::new(test);
    let old = shipped("service/v1.yaml");
    folder.write("v1.yaml", &old);
    folder.write("v2.yaml", change(&old.replacen("version: 1", "version: 2", 1)));
    folder
}

/// Calls the state `studying` otherwise, in key and name.
fn renamed(text: &str) -> String {
    text.replace("studying", "weighing")
        .replace("zh: 研判中, en: Under study", "zh: 掂量中, en: Weighed")
}

#[test]
fn a_version_does_not_differ_from_itself() {
    let folder = versions("diff_same", str::to_owned);
    let run = folder.english(&["workflow", "diff", "v1.yaml", "v1.yaml"]);
    assert_eq!((run.code, run.out.as_str()), (0, "the versions do not differ\n"));
}

#[test]
fn a_shorter_limit_is_said_in_plain_words() {
    let folder = versions("diff_limit", |text| {
        text.replacen("length: 1 work_day", "length: 4 work_hour", 1)
    });
    let run = folder.chinese(&["workflow", "diff", "v1.yaml", "v2.yaml"]);
    assert!(run.out.contains("更严") && run.out.contains("4 个工作小时"), "{}", run.out);
    assert!(run.out.contains("在办案件如何转版"), "{}", run.out);
    assert_eq!(run.code, 1, "the versions differ");
    let json =
        folder.english(&["workflow", "diff", "v1.yaml", "v2.yaml", "--format", "json"]).json();
    assert!(
        json["changes"].as_array().unwrap().iter().any(|change| change["weight"] == "stricter")
    );
    assert_eq!(json["mapping"]["states"]["registered"], "registered");
}

#[test]
fn cases_of_a_state_that_is_gone_need_a_mapping_and_a_good_one_satisfies() {
    let folder = versions("diff_mapping", renamed);
    let without = folder.english(&["workflow", "diff", "v1.yaml", "v2.yaml"]);
    assert_eq!(without.code, 1, "{}", without.out);
    let states =
        folder.english(&["workflow", "diff", "v1.yaml", "v2.yaml", "--format", "json"]).json();
    let mut same = String::new();
    for state in states["mapping"]["states"].as_object().unwrap().keys() {
        same.extend(["  ", state, ": ", state, "\n"]);
    }
    let mapping =
        format!("workflow: service\nfrom: 1\nto: 2\nstates:\n{same}  studying: weighing\n");
    folder.write("good.yaml", &mapping);
    folder.write("bad.yaml", mapping.replace("studying: weighing", "studying: waying"));
    let with =
        |file| folder.english(&["workflow", "diff", "v1.yaml", "v2.yaml", "--mapping", file]);
    assert_eq!(with("good.yaml").code, 0, "{}", with("good.yaml").out);
    let bad = with("bad.yaml");
    assert_eq!(bad.code, 1);
    assert!(
        bad.out.contains("bad.yaml:") && bad.out.contains("mapping-unknown-target"),
        "{}",
        bad.out
    );
}
