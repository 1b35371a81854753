//! `workflow scenario`.

use crate::support::{Folder, shipped};

fn service(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    folder.write("service/v1.scenarios.yaml", shipped("service/v1.scenarios.yaml"));
    folder
}

#[test]
fn a_scenario_tells_steps_deadlines_letters_and_both_ledgers() {
    let run =
        service("scenario").chinese(&["workflow", "scenario", "service/v1.yaml", "--only", "1"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for part in [
        "✓ 1. ",
        "2026-03-02 09:00",
        "◔ ",
        "✉ ",
        "→ [考]",
        "✗ 拒绝：",
        "时间归属",
        "期限台账",
        "计入",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
}

#[test]
fn the_holders_time_of_every_scenario_is_the_life_of_its_case() {
    let run = service("scenario_json").english(&[
        "workflow",
        "scenario",
        "service/v1.yaml",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0);
    let json = run.json();
    let rows = json.as_array().unwrap();
    assert!(rows.len() > 3);
    for row in rows {
        assert_eq!(row["as_told"], true, "{}", row["scenario"]);
        let held: i64 = row["holders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["seconds"].as_i64().unwrap())
            .sum();
        assert!(held > 0 && row["log"].as_array().unwrap().len() > 3);
    }
}

#[test]
fn a_number_that_no_scenario_has_is_a_fault_of_the_command_line() {
    let folder = service("scenario_number");
    assert_eq!(folder.english(&["workflow", "scenario", "service/v1.yaml", "--only", "0"]).code, 2);
    assert_eq!(
        folder.english(&["workflow", "scenario", "service/v1.yaml", "--only", "999"]).code,
        2
    );
}

#[test]
fn without_scenarios_there_is_nothing_to_play() {
    let folder = Folder::new("scenario_none");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    let run = folder.english(&["workflow", "scenario", "service/v1.yaml"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
}
