//! `workflow check`: files, folders, scenarios, and what no scenario exercises.

use crate::support::{Folder, shipped};

/// The shipped workflow `service` with changes, in a folder without other data.
fn service(
    test: &str,
    workflow: impl Fn(String) -> String,
    scenarios: impl Fn(String) -> String,
) -> Folder {
    let folder = Folder::new(test);
    folder.write("flows/service/v1.yaml", workflow(shipped("service/v1.yaml")));
    folder
        .write("flows/service/v1.scenarios.yaml", scenarios(shipped("service/v1.scenarios.yaml")));
    folder
}

fn same(text: String) -> String {
    text
}

/// Only the first scenario of a file.
fn first_only(mut text: String) -> String {
    let second = text.match_indices("\n  - name:").nth(1).unwrap().0;
    text.truncate(second + 1);
    text
}

#[test]
fn a_sound_folder_is_accepted_wherever_it_lies() {
    let folder = service("check_sound", same, same);
    let run = folder.english(&["workflow", "check", "flows", "--format", "json"]);
    let json = run.json();
    assert_eq!((run.code, &json["errors"]), (0, &0.into()), "{}", run.out);
    let file = &json["files"][0];
    assert_eq!(file["file"], "flows/service/v1.yaml");
    assert_eq!(file["scenarios"], file["scenarios_as_told"]);
    assert!(file["scenarios"].as_i64() > Some(3));
    for path in ["flows/service", "flows/service/v1.yaml", "flows/service/v1.scenarios.yaml"] {
        assert_eq!(
            folder.english(&["workflow", "check", path, "--format", "json"]).json()["files"],
            json["files"]
        );
    }
}

#[test]
fn a_table_of_a_body_is_held_against_the_whole_folder_only() {
    let folder = service("check_table", same, same);
    folder.write("flows/agencies/court.yaml", shipped("agencies/court.yaml"));
    let run = folder.english(&["workflow", "check", "flows/agencies/court.yaml"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains("is no procedure") && run.err.contains("workflow check workflows"),
        "{}",
        run.err
    );
}

#[test]
fn every_fault_of_every_file_is_said_at_once() {
    let folder =
        service("check_faulty", |text| text.replacen("to: studying", "to: studing", 1), same);
    folder.write("flows/broken/v1.yaml", "workflow: broken\n  version: [\n");
    folder.write("flows/broken/notes.yaml", "a: 1\n");
    let run = folder.english(&["workflow", "check", "flows", "--format", "json"]);
    assert_eq!(run.code, 1);
    let json = run.json();
    let findings = json["findings"].as_array().unwrap();
    let files: std::collections::BTreeSet<&str> =
        findings.iter().map(|finding| finding["file"].as_str().unwrap()).collect();
    let wanted = ["flows/broken/notes.yaml", "flows/broken/v1.yaml", "flows/service/v1.yaml"];
    assert_eq!(files.into_iter().collect::<Vec<_>>(), wanted);
    let misspelt = findings.iter().find(|finding| finding["file"] == wanted[2]).unwrap();
    assert!(misspelt["line"].as_i64() > Some(1) && misspelt["column"].as_i64() > Some(1));
    assert!(misspelt["help"].as_str().unwrap().contains("studying"), "{misspelt}");
    for key in ["severity", "code", "pointer", "message", "end_line", "end_column"] {
        assert!(misspelt.get(key).is_some(), "{key}");
    }
}

#[test]
fn findings_are_told_in_the_language_of_the_reader() {
    let folder =
        service("check_language", |text| text.replacen("to: studying", "to: studing", 1), same);
    let (chinese, english) = (
        folder.chinese(&["workflow", "check", "flows"]),
        folder.english(&["workflow", "check", "flows"]),
    );
    assert_eq!((chinese.code, english.code), (1, 1));
    assert!(chinese.out.contains("错误[") && chinese.out.contains("studying"), "{}", chinese.out);
    assert!(english.out.contains("error[") && !english.out.contains("错误["), "{}", english.out);
    assert!(!english.out.contains('\u{1b}'), "no colour outside a terminal");
}

#[test]
fn a_scenario_that_comes_out_otherwise_is_located_in_its_file() {
    let folder = service("check_differs", same, |text| {
        text.replacen("state: registered", "state: studying", 1)
    });
    let run = folder.english(&["workflow", "check", "flows", "--format", "json"]);
    assert_eq!(run.code, 1);
    let json = run.json();
    let finding = &json["findings"][0];
    assert_eq!(
        (finding["code"].as_str(), finding["pointer"].as_str()),
        (Some("story-differs"), Some("/scenarios/0/file/expect/state"))
    );
    assert_eq!(finding["file"], "flows/service/v1.scenarios.yaml");
    let told = json["files"][0]["scenarios_as_told"].as_i64().unwrap();
    assert_eq!(told + 1, json["files"][0]["scenarios"].as_i64().unwrap());
    assert_eq!(folder.english(&["workflow", "check", "flows", "--no-scenarios"]).code, 0);
}

#[test]
fn seats_limits_and_levels_without_a_scenario_are_warned_of() {
    let folder = service("check_uncovered", same, first_only);
    let run = folder.english(&["workflow", "check", "flows", "--format", "json"]);
    assert_eq!(run.code, 0, "a warning refuses nothing");
    let json = run.json();
    let findings = json["findings"].as_array().unwrap();
    let has = |part: &str| {
        findings.iter().any(|finding| {
            finding["code"] == "no-story" && finding["pointer"].as_str().unwrap().contains(part)
        })
    };
    assert!(has("/by/") && has("/ladder/") && findings.len() > 20, "{}", findings.len());
}

#[test]
fn a_folder_with_its_own_data_is_checked_with_it() {
    let folder = service("check_data", same, same);
    for name in [
        "calendars/cn-2025.yaml",
        "calendars/cn-2026.yaml",
        "calendars/office-hours.yaml",
        "directories/chibi.yaml",
        "routing/chibi.yaml",
        "codes/crosswalk.yaml",
        "codes/dispute-category.yaml",
    ] {
        folder.write(&format!("flows/{name}"), shipped(name));
    }
    folder.write(
        "flows/calendars/cn-2026.yaml",
        shipped("calendars/cn-2026.yaml").replace("year: 2026", "year: 2o26"),
    );
    let run = folder.english(&["workflow", "check", "flows", "--format", "json"]);
    assert_eq!(run.code, 1);
    let json = run.json();
    let files: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["file"].as_str().unwrap())
        .collect();
    assert!(files.contains(&"flows/calendars/cn-2026.yaml"), "{files:?}");
}
