//! `clock explain` and `clock batch`, in folders that hold no calendar.

use crate::support::Folder;

/// Known limits: from a day, and the last day in time. With make-up days, holidays and the roll of 民法典 art. 203.
const VECTORS: &[(&str, &str, &str)] = &[
    ("1 work_day", "2026-02-13", "2026-02-14"),
    ("5 work_day", "2026-02-13", "2026-02-27"),
    ("7 work_day", "2026-02-12", "2026-02-28"),
    ("5 work_day", "2026-09-18", "2026-09-24"),
    ("3 work_day", "2026-09-30", "2026-10-10"),
    ("1 work_day", "2026-04-30", "2026-05-06"),
    ("7 work_day", "2026-04-30", "2026-05-13"),
    ("5 work_day", "2025-09-26", "2025-10-10"),
    ("1 work_day", "2025-12-31", "2026-01-04"),
    ("3 work_day", "2026-01-01", "2026-01-06"),
    ("15 calendar_day", "2026-02-01", "2026-02-24"),
    ("15 calendar_day", "2026-01-31", "2026-02-24"),
    ("60 calendar_day", "2026-08-04", "2026-10-08"),
    ("30 calendar_day", "2026-09-01", "2026-10-08"),
    ("15 calendar_day", "2026-09-05", "2026-09-20"),
];

fn table(from: impl Fn(&str) -> String, deadline: impl Fn(&str) -> String) -> (String, String) {
    let (mut given, mut wanted) = ("limit,from\n".to_owned(), "limit,from,deadline\n".to_owned());
    for (limit, day, last) in VECTORS {
        let from = from(day);
        given.extend([limit, ",", &from, "\n"]);
        wanted.extend([limit, ",", &from, ",", &deadline(last), "\n"]);
    }
    (given, wanted)
}

#[test]
fn a_limit_from_a_day_is_due_on_a_day() {
    let (given, wanted) = table(str::to_owned, str::to_owned);
    let run = Folder::new("batch_days").fed(&["clock", "batch"], &given);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, wanted.as_str(), ""));
}

#[test]
fn a_limit_from_an_instant_is_due_at_the_last_second_in_time() {
    let from = |day: &str| format!("{day}T10:00:00+08:00");
    let (given, wanted) = table(from, |day| format!("{day}T23:59:59+08:00"));
    let run = Folder::new("batch_instants").fed(&["clock", "batch"], &given);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, wanted.as_str(), ""));
}

#[test]
fn hours_end_at_their_hour_and_do_not_roll() {
    let given = "limit,from\n24 hour,2026-02-14 10:00\n4 work_hour,2026-03-03 09:30\n";
    let run = Folder::new("batch_hours").fed(&["clock", "batch"], given);
    let wanted = "limit,from,deadline\n24 hour,2026-02-14 10:00,2026-02-15T10:00:00+08:00\n\
                  4 work_hour,2026-03-03 09:30,2026-03-03T16:00:00+08:00\n";
    assert_eq!((run.code, run.out.as_str()), (0, wanted));
}

#[test]
fn the_roll_can_be_switched_off() {
    let run = Folder::new("batch_no_roll")
        .fed(&["clock", "batch", "--no-roll"], "limit,from\n60 calendar_day,2026-08-04\n");
    assert_eq!(run.out, "limit,from,deadline\n60 calendar_day,2026-08-04,2026-10-03\n");
}

#[test]
fn a_faulty_row_is_left_empty_and_the_others_are_computed() {
    let given = "from,note,limit\n2026-02-13,a,5 work_day\nyesterday,b,5 work_day\n2026-02-13,c,5 week\n\
                 2026-02-13\n2026-02-13,d,1 work_day\n";
    let run = Folder::new("batch_faulty").fed(&["clock", "batch"], given);
    let wanted = "limit,from,deadline\n5 work_day,2026-02-13,2026-02-27\n5 work_day,yesterday,\n\
                  5 week,2026-02-13,\n,2026-02-13,\n1 work_day,2026-02-13,2026-02-14\n";
    assert_eq!((run.code, run.out.as_str()), (1, wanted));
    let lines: Vec<&str> = run.err.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["line 3", "line 4", "line 5"]);
}

#[test]
fn a_faulty_row_is_named_by_its_line_also_behind_empty_lines_and_in_files_of_windows() {
    for (input, line) in [
        ("limit,from\r\n5 work_day,2026-02-13\r\n\r\nfoo,bar\r\n", "line 4:"),
        ("limit,from\n\n\n5 work_day,2026-02-13\nfoo,bar\n", "line 5:"),
        ("limit,from\r\nfoo,bar", "line 2:"),
    ] {
        let run = Folder::new("batch_lines").fed(&["clock", "batch"], input);
        assert!(run.err.starts_with(line), "{}", run.err);
    }
}

#[test]
fn many_rows_are_answered_one_by_one() {
    let rows = "5 work_day,2026-02-13T10:00:00+08:00\n".repeat(20_000);
    let run = Folder::new("batch_large").fed(&["clock", "batch"], &format!("limit,from\n{rows}"));
    assert_eq!((run.code, run.out.lines().count()), (0, 20_001));
}

#[test]
fn an_explanation_names_the_days_and_the_notice() {
    let from = "2026-02-13T10:00:00+08:00";
    let arguments = ["clock", "explain", "--limit", "5 work_day", "--from", from];
    let folder = Folder::new("explain");
    let wanted = "\
2026-02-27T23:59:59+08:00
  starts 2026-02-13 10:00, counted from the next day
  + 5 working days, to 02-27 Fri
  counted: 02-14 Sat, a make-up working day (State Council notice on holidays in 2026)
  not counted: 02-15 Sun to 02-23 Mon, Spring Festival (State Council notice on holidays in 2026)
  pauses: 0; extensions: 0
  = 2026-02-27 24:00
";
    let english = folder.english(&arguments);
    assert_eq!((english.code, english.out.as_str(), english.err.as_str()), (0, wanted, ""));
    let chinese = folder.chinese(&arguments);
    assert_eq!(chinese.out.lines().next(), wanted.lines().next());
    for part in ["春节", "调休", "02-14", "暂停 0；延期 0"] {
        assert!(chinese.out.contains(part), "{part}: {}", chinese.out);
    }
}

#[test]
fn an_explanation_for_scripts_has_the_steps_as_data() {
    let run = Folder::new("explain_json").english(&[
        "clock",
        "explain",
        "--limit",
        "60 calendar_day",
        "--from",
        "2026-08-04",
        "--extend",
        "30 calendar_day",
        "--format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["deadline"], "2026-11-02");
    assert_eq!(json["too_late_from"], "2026-11-03T00:00:00+08:00");
    assert_eq!(json["rolls"], true);
    assert!(json["explanation"].as_array().unwrap().len() > 2);
    assert!(json["steps"]["steps"][0]["started"].is_object());
}

#[test]
fn a_pause_is_not_counted_and_must_not_overlap_another() {
    let folder = Folder::new("explain_pause");
    let explain = |pauses: &[&str]| {
        let mut arguments =
            vec!["clock", "explain", "--limit", "5 work_day", "--from", "2026-03-02"];
        for pause in pauses {
            arguments.extend(["--pause", pause]);
        }
        folder.english(&arguments)
    };
    assert_eq!(explain(&[]).out.lines().next(), Some("2026-03-09"));
    assert_eq!(explain(&["2026-03-03/2026-03-05"]).out.lines().next(), Some("2026-03-11"));
    let overlapping = explain(&["2026-03-03/2026-03-05", "2026-03-04/2026-03-06"]);
    assert_eq!((overlapping.code, overlapping.out.as_str()), (2, ""));
    assert_eq!(explain(&["2026-03-05/2026-03-03"]).code, 2);
}

#[test]
fn what_is_no_limit_or_no_time_is_a_fault_of_the_command_line() {
    let folder = Folder::new("explain_faulty");
    let explain =
        |limit, from| folder.english(&["clock", "explain", "--limit", limit, "--from", from]);
    for (limit, from) in [
        ("5 week", "2026-03-02"),
        ("0 work_day", "2026-03-02"),
        ("5 work_day", "2026-02-30"),
        ("5 work_day", "+12026-02-13"),
    ] {
        let run = explain(limit, from);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{limit} {from}");
        assert!(run.err.starts_with("bihuan: `"), "{}", run.err);
    }
}
