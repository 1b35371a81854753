//! `workflow import-digit`.

use crate::support::{Folder, digit};

#[test]
fn a_draft_is_written_that_our_own_reader_accepts() {
    let folder = Folder::new("import");
    folder.write("complaints.json", digit("complaints.json"));
    let run = folder.english(&[
        "workflow",
        "import-digit",
        "complaints.json",
        "--output",
        "complaint/v1.yaml",
    ]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(folder.read("complaint/v1.yaml").starts_with("# yaml-language-server: $schema="));
    let check = folder.english(&["workflow", "check", "complaint/v1.yaml", "--format", "json"]);
    let json = check.json();
    let shape = ["syntax", "unknown-field", "wrong-type", "wrong-value", "missing-field", "empty"];
    let codes: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["code"].as_str().unwrap())
        .collect();
    assert!(!codes.iter().any(|code| shape.contains(code)), "{codes:?}");
    assert_eq!(json["files"][0]["states"], 5);
}

#[test]
fn defects_are_listed_with_file_and_line() {
    let folder = Folder::new("import_defects");
    folder
        .write("defects.json", digit("defects.json"))
        .write("escalation.json", digit("escalation.json"));
    let arguments = [
        "workflow",
        "import-digit",
        "defects.json",
        "--escalation",
        "escalation.json",
        "--format",
        "json",
    ];
    let run = folder.english(&arguments);
    assert_eq!(run.code, 1);
    let json = run.json();
    let rows = json.as_array().unwrap();
    assert!(rows.iter().all(|row| row["code"].as_str().unwrap().starts_with("digit-")));
    assert!(rows.iter().any(|row| row["file"] == "escalation.json"));
    assert!(rows.iter().any(|row| row["file"] == "defects.json" && row["line"].as_i64() > Some(1)));
}

#[test]
fn a_file_without_a_service_is_refused_and_nothing_is_written() {
    let folder = Folder::new("import_none");
    folder.write("other.json", "{\"a\": 1}");
    let run = folder.english(&["workflow", "import-digit", "other.json", "--output", "draft.yaml"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("digit-no-service"), "{}", run.out);
    assert_eq!(folder.english(&["workflow", "check", "draft.yaml"]).code, 3);
}
