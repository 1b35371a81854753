//! Files on disk: which are found, and whether they are called as they call themselves.

use std::fs;
use std::path::PathBuf;

use definitions::SourceFile;
use definitions::folder::{agrees, workflow_files};
use definitions::source::LARGEST_BYTES;

use crate::support::{VALID, workflow};

/// A folder of this test alone, with files in it.
fn folder(test: &str, files: &[&str]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    for file in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, VALID).unwrap();
    }
    folder
}

#[test]
fn versions_are_found_in_order_with_their_scenarios() {
    let folder = folder(
        "versions",
        &[
            "visit/v10.yaml",
            "visit/v10.scenarios.yaml",
            "visit/v2.yaml",
            "visit/v2.scenarios.yaml",
            "appeal/v1.yaml",
            "appeal/v1.scenarios.yaml",
            "schema/workflow.schema.json",
            "calendars/2026.yaml",
        ],
    );
    let found = workflow_files(&folder).unwrap();
    let names: Vec<_> =
        found.workflows.iter().map(|file| (file.name.as_str(), file.version)).collect();
    assert_eq!(names, [("appeal", 1), ("visit", 2), ("visit", 10)]);
    assert_eq!(found.workflows[2].scenarios, Some(folder.join("visit/v10.scenarios.yaml")));
    assert_eq!(found.findings, []);
}

#[test]
fn files_of_no_version_and_versions_without_scenarios_are_named() {
    let folder = folder(
        "strays",
        &["visit/v1.yaml", "visit/v2.scenarios.yaml", "visit/v03.yaml", "visit/notes.yml"],
    );
    let found = workflow_files(&folder).unwrap();
    let mut named: Vec<_> = found
        .findings
        .iter()
        .map(|located| (located.file.rsplit('/').next().unwrap(), located.finding.code))
        .collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            ("notes.yml", "stray-file"),
            ("v03.yaml", "stray-file"),
            ("v1.yaml", "no-scenarios"),
            ("v2.scenarios.yaml", "stray-file"),
        ]
    );
}

#[test]
fn folder_and_file_are_called_as_the_definition_calls_itself() {
    let folder = folder("names", &["visit/v1.yaml", "call/v2.yaml"]);
    let found = workflow_files(&folder).unwrap();
    let codes = |index: usize| -> Vec<String> {
        let mut read = workflow(VALID);
        read.check(|definition| agrees(&found.workflows[index], definition));
        crate::support::places(&read)
    };
    assert_eq!(codes(0), ["2:11-16 folder-name", "3:10-11 file-version"]);
    assert_eq!(codes(1), [""; 0]);
}

#[test]
fn a_file_is_loaded_only_to_its_limit() {
    let folder = folder("large", &[]);
    let path = folder.join("large.yaml");
    fs::write(&path, "中".repeat(LARGEST_BYTES)).unwrap();
    let source = SourceFile::load(&path).unwrap().unwrap();
    assert!(source.text().len() <= LARGEST_BYTES + 3);
    assert_eq!(
        crate::support::places(&definitions::read(source, definitions::WORKFLOW)),
        ["1:1-1 too-large"]
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert!(workflow_files(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nowhere")).is_err());
}
