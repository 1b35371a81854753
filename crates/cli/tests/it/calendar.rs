//! `calendar check` and `calendar load`.

use std::path::Path;

use crate::support::{Folder, shipped};

/// A notice for 2027 as it may come out: with a bridge and make-up days.
const NOTICE: &str = "year: 2027
status: official
edition: cn-2027.1
notice: { title: { zh: 通知, en: Notice }, date: 2026-11-05 }
holidays:
  - { name: { zh: 元旦, en: New Year's Day }, from: 2027-01-01, to: 2027-01-03 }
  - { name: { zh: 春节, en: Spring Festival }, from: 2027-02-05, to: 2027-02-11, make_up: [2027-02-14] }
  - { name: { zh: 清明节, en: Qingming }, from: 2027-04-03, to: 2027-04-05 }
  - { name: { zh: 劳动节, en: Labour Day }, from: 2027-05-01, to: 2027-05-05, make_up: [2027-05-08] }
  - { name: { zh: 端午节, en: Dragon Boat Festival }, from: 2027-06-09 }
  - { name: { zh: 中秋节, en: Mid-Autumn Festival }, from: 2027-09-15 }
  - { name: { zh: 国庆节, en: National Day }, from: 2027-10-01, to: 2027-10-07 }
";

#[test]
fn the_calendars_inside_the_program_are_sound() {
    let run = Folder::new("calendar_inside").english(&["calendar", "check", "--format", "json"]);
    let json = run.json();
    assert_eq!((run.code, json["findings"].as_array().unwrap().len()), (0, 0));
    let years: Vec<(i64, i64)> = json["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| (year["year"].as_i64().unwrap(), year["working_days"].as_i64().unwrap()))
        .collect();
    assert_eq!(years[..2], [(2025, 248), (2026, 248)]);
}

#[test]
fn a_faulty_calendar_is_refused_with_its_line() {
    let folder = Folder::new("calendar_faulty");
    folder.write(
        "cn-2026.yaml",
        shipped("calendars/cn-2026.yaml").replace("2026-02-15", "2026-02-35"),
    );
    let run = folder.english(&["calendar", "check", "cn-2026.yaml"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("cn-2026.yaml:"), "{}", run.out);
    assert!(run.out.contains("1 error"), "{}", run.out);
}

#[test]
fn a_new_notice_lists_the_deadlines_that_move_and_the_days_that_move_them() {
    let folder = Folder::new("calendar_load");
    folder.write("cn-2027.yaml", NOTICE);
    folder.write(
        "open.csv",
        "limit,from\n5 work_day,2027-02-03\n5 work_day,2026-03-02\n60 calendar_day,2027-08-05\n",
    );
    let load = ["calendar", "load", "cn-2027.yaml", "--clocks", "open.csv"];
    let run = folder.english(&load);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("2 of 3 open deadlines move"), "{}", run.out);
    let json = folder.english(&[&load[..], &["--format", "json"]].concat()).json();
    let first = &json["moved"][0];
    assert_eq!((first["line"].as_i64(), first["limit"].as_str()), (Some(2), Some("5 work_day")));
    assert_eq!(first["deadline"], "2027-02-12");
    assert_eq!(first["new_deadline"], "2027-02-16");
    let days: Vec<&str> = first["because"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2027-02-09", "2027-02-10", "2027-02-11", "2027-02-14"]);
    assert_eq!(first["because"][0]["is"], "Spring Festival");
}

#[test]
fn writing_needs_a_folder_that_is_not_inside_the_program() {
    let folder = Folder::new("calendar_write");
    folder.write("cn-2027.yaml", NOTICE);
    assert_eq!(folder.english(&["calendar", "load", "cn-2027.yaml", "--write"]).code, 2);
    for name in ["cn-2026.yaml", "cn-2027.yaml", "office-hours.yaml"] {
        folder.write(&format!("data/calendars/{name}"), shipped(&format!("calendars/{name}")));
    }
    let run = folder.english(&["calendar", "load", "cn-2027.yaml", "--write", "--data", "data"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(folder.read("data/calendars/cn-2027.yaml"), NOTICE);
}

#[test]
fn a_faulty_row_among_the_open_limits_is_named_and_the_answer_is_no() {
    let folder = Folder::new("calendar_load_faulty");
    folder.write("cn-2027.yaml", NOTICE).write("open.csv", "limit,from\n5 week,2027-02-03\n");
    let run = folder.english(&["calendar", "load", "cn-2027.yaml", "--clocks", "open.csv"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("open.csv:2:"), "{}", run.err);
}

/// A row of a message board that is open, in days that are known.
const OPEN: &str = "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间,一级分类\n\
                    a1,甲用户,城东路灯坏了半个月,2026/3/2 9:00:00,路口的路灯不亮。,,,城乡建设\n";

#[test]
fn a_notice_that_is_put_into_use_moves_the_deadlines_of_the_installation() {
    let folder = Folder::new("calendar_write_running");
    for name in shipped_names("") {
        folder.write(&format!("data/{name}"), shipped(&name));
    }
    let run = |command: &[&str]| {
        folder.english(&[command, &["--folder", "county", "--data", "data"]].concat())
    };
    folder.write("rows.csv", OPEN);
    let imported = run(&["import", "rows.csv", "--mapping", "message-board"]);
    assert_eq!(imported.code, 0, "{}{}", imported.out, imported.err);
    let flood =
        "holidays:\n  - { name: { zh: 防汛, en: Flood }, from: 2026-03-03, to: 2026-03-06 }\n";
    let notice = shipped("calendars/cn-2026.yaml").replace("holidays:\n", flood);
    folder.write("notice.yaml", notice.replace("cn-2026.1", "cn-2026.2"));
    let load = ["calendar", "load", "notice.yaml"];
    let listed = run(&load);
    assert_eq!(listed.code, 0, "{}{}", listed.out, listed.err);
    assert!(listed.out.contains("working day → Flood"), "{}", listed.out);
    assert!(
        !folder.read("data/calendars/cn-2026.yaml").contains("Flood"),
        "nothing is written yet"
    );
    let written = run(&[&load[..], &["--write"]].concat());
    assert_eq!(written.code, 0, "{}{}", written.out, written.err);
    assert!(written.err.contains("deadlines of 1 cases were moved"), "{}", written.err);
    assert!(folder.read("data/calendars/cn-2026.yaml").contains("Flood"));
    let again = run(&[&load[..], &["--write"]].concat());
    assert!(again.err.contains("deadlines of 0 cases were moved"), "{}", again.err);
}

/// The names of all shipped files below a folder.
fn shipped_names(below: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows").join(below);
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let names = entries.flat_map(|entry| {
        let name = Path::new(below).join(entry.file_name()).to_str().unwrap().to_owned();
        if entry.path().is_dir() { shipped_names(&name) } else { vec![name] }
    });
    names.collect()
}
