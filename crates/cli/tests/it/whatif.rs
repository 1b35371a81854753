//! `whatif`: what other rules would have made of the cases of the past.

use std::fs;
use std::path::Path;

use crate::support::Folder;

fn shipped(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
#[expect(
    clippy::cognitive_complexity,
    reason = "a list of claims, which the macros make look like branches"
)]
fn rules_are_tried_from_a_file_or_a_folder_and_every_number_has_its_cases() {
    let folder = Folder::new("whatif");
    let county =
        |arguments: &[&str]| folder.english(&[arguments, &["--folder", "county"]].concat());
    assert_eq!(county(&["migrate"]).code, 0);
    let seeded = county(&["seed", "--cases", "60"]);
    assert_eq!(seeded.code, 0, "{}", seeded.err);

    let service = shipped("service/v1.yaml");
    folder.write("same/service/v1.yaml", &service);
    let same = county(&["whatif", "same"]);
    assert_eq!((same.code, same.out.as_str()), (1, ""), "{}", same.err);
    assert!(same.err.contains("nothing to try"), "{}", same.err);

    let shorter = service.replace(
        "simple: 5 work_day, general: 15 work_day",
        "simple: 1 work_day, general: 2 work_day",
    );
    assert_ne!(shorter, service);
    folder.write("shorter/service/v1.yaml", &shorter);
    let told = county(&["whatif", "shorter", "--cases", "cases.csv"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(told.out.contains("60 cases filed from"), "{}", told.out);
    assert!(told.out.contains("60 are exactly as recorded"), "{}", told.out);
    assert!(told.out.contains("Late: ") && told.out.contains("Not simulated"), "{}", told.out);

    // A single file says the same as a folder, and JSON the same as the text.
    let found = county(&["whatif", "shorter/service/v1.yaml", "--format", "json"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let found = found.json();
    assert_eq!((&found["cases"], &found["as_recorded"]), (&60.into(), &60.into()));
    let rows = found["rows"].as_array().unwrap();
    let late =
        |key: &str| rows.iter().filter(|row| !row[key].as_array().unwrap().is_empty()).count();
    assert_eq!(found["late"]["before"], late("late_before"));
    assert_eq!(found["late"]["after"], late("late_after"));
    // How many more depends on the day on which the county is seeded.
    assert!(late("late_after") >= late("late_before") && !rows.is_empty(), "{found}");
    assert_eq!(folder.read("cases.csv").lines().count(), rows.len() + 1);
}

#[test]
fn what_is_no_rule_is_refused_and_what_is_faulty_is_shown() {
    let folder = Folder::new("whatif_wrong");
    let county =
        |arguments: &[&str]| folder.english(&[arguments, &["--folder", "county"]].concat());
    let absent = county(&["whatif", "nothing.yaml"]);
    assert_eq!(absent.code, 3, "there is no installation: {}", absent.err);
    assert_eq!(county(&["migrate"]).code, 0);
    assert_eq!(county(&["whatif", "nothing.yaml"]).code, 3);
    folder.write("other.yaml", "something: else\n");
    let other = county(&["whatif", "other.yaml"]);
    assert_eq!(other.code, 3, "{}", other.err);
    assert!(other.err.contains("no workflow, calendar"), "{}", other.err);
    folder.write("faulty.yaml", shipped("service/v1.yaml").replace("initial:", "initially:"));
    let faulty = county(&["whatif", "faulty.yaml"]);
    assert_ne!(faulty.code, 0);
    assert!(faulty.err.contains("initially"), "{}", faulty.err);
    assert_eq!(county(&["whatif"]).code, 2, "what is changed must be named");
}
