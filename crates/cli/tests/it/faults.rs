//! Files that are missing, empty, folders, not UTF-8, huge or of another kind; outputs that cannot be written or are
//! closed. Nothing of it may end in a panic or in silence.

use std::io::{BufRead, BufReader};

use crate::support::{Folder, Run, shipped};

/// Every command that reads a file, with `{}` for it.
const READERS: &[&[&str]] = &[
    &["workflow", "check", "{}"],
    &["workflow", "draw", "{}"],
    &["workflow", "diff", "{}", "{}"],
    &["workflow", "scenario", "{}"],
    &["workflow", "walk", "{}"],
    &["workflow", "import-digit", "{}"],
    &["clock", "batch", "{}"],
    &["calendar", "check", "{}"],
    &["calendar", "load", "{}"],
];

fn each_reader(folder: &Folder, file: &str, codes: &[i32]) {
    for reader in READERS {
        let arguments: Vec<&str> =
            reader.iter().map(|&part| if part == "{}" { file } else { part }).collect();
        let run = folder.english(&arguments);
        let Run { code, out, err } = &run;
        assert!(codes.contains(code), "{arguments:?} ended with {code}: {out}{err}");
        assert!(!(out.is_empty() && err.is_empty()), "{arguments:?} said nothing");
        assert!(!err.contains("panicked"), "{arguments:?}: {err}");
    }
}

#[test]
fn a_missing_file_ends_with_3() {
    let folder = Folder::new("fault_missing");
    each_reader(&folder, "missing.yaml", &[3]);
    assert!(folder.chinese(&["workflow", "draw", "missing.yaml"]).err.contains("找不到"));
    assert!(folder.english(&["workflow", "draw", "missing.yaml"]).err.contains("no such file"));
}

#[test]
fn a_folder_in_place_of_a_file_ends_with_3() {
    let folder = Folder::new("fault_folder");
    folder.write("inner/readme.txt", "");
    each_reader(&folder, "inner", &[3]);
}

#[test]
fn an_empty_file_is_refused() {
    let folder = Folder::new("fault_empty");
    folder.write("empty.yaml", "");
    each_reader(&folder, "empty.yaml", &[1, 3]);
}

#[test]
fn a_file_that_is_not_utf8_is_refused() {
    let folder = Folder::new("fault_gbk");
    // “流程” in GBK.
    folder.write("gbk.yaml", b"workflow: \xc1\xf7\xb3\xcc\n");
    each_reader(&folder, "gbk.yaml", &[1, 3]);
}

#[test]
fn a_huge_file_is_refused() {
    let folder = Folder::new("fault_huge");
    folder.write("huge.yaml", "a: 1\n".repeat(1 << 20));
    each_reader(&folder, "huge.yaml", &[1, 3]);
}

#[test]
fn a_table_with_other_columns_ends_with_3_and_names_those_it_needs() {
    let folder = Folder::new("fault_header");
    folder.write("other.csv", "days,start\n5,2026-03-02\n");
    let run = folder.english(&["clock", "batch", "other.csv"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    assert!(run.err.contains("limit and from"), "{}", run.err);
}

#[test]
fn an_output_that_cannot_be_written_ends_with_3() {
    let folder = Folder::new("fault_output");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    let run =
        folder.english(&["workflow", "draw", "service/v1.yaml", "--output", "no/such/folder.svg"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("folder.svg"), "{}", run.err);
}

#[test]
fn data_from_a_folder_without_any_ends_with_3() {
    let folder = Folder::new("fault_data");
    let run = folder.english(&[
        "--data",
        "nowhere",
        "clock",
        "explain",
        "--limit",
        "1 hour",
        "--from",
        "2026-03-02",
    ]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
}

#[test]
fn a_reader_that_stops_reading_is_no_fault() {
    let folder = Folder::new("fault_pipe");
    let rows = "5 work_day,2026-02-13\n".repeat(200_000);
    folder.write("many.csv", format!("limit,from\n{rows}"));
    let mut child = folder.command(&["clock", "batch", "many.csv"], &[]).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    // The pipe is closed here, with most of the output unwritten.
    let output = child.wait_with_output().unwrap();
    assert_eq!(first, "limit,from,deadline\n");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
