//! `import` and `export`, on rows that were invented.

use std::collections::BTreeMap;

use crate::support::{Folder, Run};

const HEAD: &str = "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间,一级分类\n";

/// Four rows that are in order: two answered, one open, one for which a person decides.
const ROWS: [&str; 4] = [
    "a1,甲用户,城东路灯坏了半个月,2019/4/24 16:03:40,城东路口的路灯不亮，请派人修。,路灯已经修好。,2019/4/25 9:00:00,城乡建设\n",
    "a2,乙用户,城西垃圾没人清,2018/10/1 8:00:00,楼下垃圾堆了三天。,已安排清运。,2018/11/20 10:00,城乡建设\n",
    "a3,丙用户,河里排污水,2017/2/6 12:00:00,厂房向河里排黑水。,,,环境保护\n",
    "a4,丁用户,想问一件事,2016/6/1 10:00:00,不知道该找谁。,请到窗口咨询。,2016/6/2 10:00:00,\n",
];

fn import(folder: &Folder, file: &str, more: &[&str]) -> Run {
    let arguments = ["import", file, "--mapping", "message-board", "--folder", "county"];
    folder.english(&[&arguments[..], more].concat())
}

/// The lines of a CSV by the names of its columns.
fn records(folder: &Folder, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = folder.read(name);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn column<'r>(records: &'r [BTreeMap<String, String>], name: &str) -> Vec<&'r str> {
    records.iter().map(|record| record[name].as_str()).collect()
}

#[test]
fn a_preview_writes_nothing() {
    let folder = Folder::new("complaints_preview");
    folder.write("rows.csv", format!("{HEAD}{}", ROWS.concat()));
    let run = import(&folder, "rows.csv", &["--preview"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("4 rows: 4 would be imported, 0 refused"), "{}", run.out);
    assert!(run.out.contains("2019-04-24 16:03 → "), "{}", run.out);
    assert!(!folder.holds("county"));
}

#[test]
fn a_row_of_the_future_is_refused_although_its_dates_are_moved() {
    let folder = Folder::new("complaints_future");
    let row = "f1,甲用户,城东路灯坏了,9998/12/31 8:00:00,路口的路灯不亮。,,,城乡建设\n";
    folder.write("rows.csv", format!("{HEAD}{row}"));
    let run = import(&folder, "rows.csv", &["--preview"]);
    assert!(run.out.contains("1 rows: 0 would be imported, 1 refused"), "{}", run.out);
    assert!(run.out.contains("it lies in the future"), "{}", run.out);
}

#[test]
fn absurd_dates_and_damaged_cells_are_refused_by_line_and_column() {
    let folder = Folder::new("complaints_absurd");
    let rows = [
        "g1,甲,题,1949/9/30 8:00:00,文。,,,\n",
        "g2,甲,题,1/1/1 8:00:00,文。,,,\n",
        "g3,甲,题,-5/1/1 8:00:00,文。,,,\n",
        "g4,甲,题,2019/4/30 10:00:00,文。,答。,9998/1/1 8:00:00,\n",
        "g5,甲,题\0目,2019/4/30 10:00:00,文。,,,\n",
    ];
    folder.write("rows.csv", format!("{HEAD}{}", rows.concat()));
    let run = import(&folder, "rows.csv", &["--preview", "--report", "report"]);
    assert!(run.out.contains("5 rows: 0 would be imported, 5 refused"), "{}", run.out);
    let faults = records(&folder, "report/faults.csv");
    let places: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault["line"].as_str(), fault["column"].as_str())).collect();
    let time = "留言时间";
    assert_eq!(
        places,
        [("2", time), ("3", time), ("4", time), ("5", "答复时间"), ("6", "留言主题")]
    );
}

#[test]
fn a_table_says_what_became_of_it_and_what_is_wrong_with_its_first_line() {
    let folder = Folder::new("complaints_head");
    folder.write("head.csv", HEAD);
    let run = import(&folder, "head.csv", &[]);
    assert!(run.out.contains("0 rows: 0 imported, 0 there already, 0 refused"), "{}", run.out);
    folder.write("twice.csv", HEAD.replacen("留言主题", "留言详情", 1));
    let twice = import(&folder, "twice.csv", &["--preview"]);
    assert_eq!(twice.code, 3);
    assert!(twice.err.contains("twice in its first line: 留言详情"), "{}", twice.err);
    let nosuch = folder.english(&["import", "head.csv", "--mapping", "nosuch", "--preview"]);
    assert_eq!(nosuch.code, 2);
    assert!(nosuch.err.contains("built in: message-board"), "{}", nosuch.err);
}

#[test]
fn a_run_that_stopped_half_way_is_completed_and_a_whole_one_repeated_without_effect() {
    let folder = Folder::new("complaints_repeat");
    folder.write("part.csv", format!("{HEAD}{}", ROWS[..2].concat()));
    folder.write("rows.csv", format!("{HEAD}{}", ROWS.concat()));
    let part = import(&folder, "part.csv", &[]);
    assert!(part.out.contains("2 rows: 2 imported, 0 there already"), "{}{}", part.out, part.err);
    let rest = import(&folder, "rows.csv", &["--report", "first"]);
    assert!(rest.out.contains("4 rows: 2 imported, 2 there already"), "{}", rest.out);
    let again = import(&folder, "rows.csv", &["--report", "second"]);
    assert!(again.out.contains("4 rows: 0 imported, 4 there already"), "{}", again.out);
    assert_eq!(folder.read("first/cases.csv"), folder.read("second/cases.csv"));
    let all = ["export", "--everything", "--folder", "county", "--output", "all.csv"];
    assert_eq!(folder.english(&all).code, 0);
    assert_eq!(records(&folder, "all.csv").len(), 4);
}

#[test]
fn rows_are_routed_answered_and_measured_and_the_sums_are_those_of_the_lines() {
    let folder = Folder::new("complaints_figures");
    folder.write("rows.csv", format!("{HEAD}{}", ROWS.concat()));
    let run = import(&folder, "rows.csv", &["--report", "report", "--explain", "a2"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let cases = records(&folder, "report/cases.csv");
    assert_eq!(column(&cases, "calendar_days"), ["0", "49", "", "0"]);
    assert_eq!(column(&cases, "late1"), ["0", "1", "", "0"]);
    assert_eq!(column(&cases, "late15wd"), ["0", "1", "", "0"]);
    assert_eq!(column(&cases, "original_filed")[0], "2019-04-24 16:03:40");
    assert!(cases.iter().all(|case| case["moved_days"].parse::<i64>().unwrap() % 7 == 0));
    let routed = cases.iter().filter(|case| !case["unit"].is_empty()).count();
    let told = format!("the rules name a lead unit for {routed}; a person decides {}", 4 - routed);
    assert!(run.out.contains(&told), "{}", run.out);
    let told =
        "answers: 2 as the result of a lead unit, 1 kept as a note for want of one, 1 without";
    assert!(run.out.contains(told), "{}", run.out);
    let sums = run.out.lines().find(|line| line.trim_start().starts_with("all ")).unwrap();
    let sums: Vec<&str> = sums.split_whitespace().skip(1).collect();
    assert_eq!(sums, ["4", "3", "1", "1", "1", "1"]);
    assert!(run.out.contains("Whose time it was"), "{}", run.out);
    let all = ["export", "--everything", "--folder", "county", "--output", "all.csv"];
    assert_eq!(folder.english(&all).code, 0);
    let all = records(&folder, "all.csv");
    let mut states = column(&all, "state");
    states.sort_unstable();
    assert_eq!(states, ["assigned", "feedback", "feedback", "studying"]);
}

#[test]
fn faulty_rows_are_named_by_line_and_column_and_the_rest_goes_on() {
    let folder = Folder::new("complaints_faults");
    let faulty = [
        "b1,甲,题,2019/4/31 10:00:00,文。,,,\n",
        "b2,甲,,2019/4/30 10:00:00,\"两\n行\",,,\n",
        "b3,甲,题,2019/4/30 10:00:00,文。,答。,2019/4/29 10:00:00,\n",
        "b4,甲,题,2019/4/30 10:00:00,文。,答。,,没有这一类\n",
        "a1,甲,题,2019/4/30 10:00:00,文。,,,\n",
        "b5,甲,题\n",
        "b6,甲,题,2012/1/3 10:00:00,文。,答。,2019/4/30 10:00:00,\n",
    ];
    folder.write("rows.csv", format!("{HEAD}{}{}{}", ROWS[0], faulty.concat(), ROWS[1]));
    let run = import(&folder, "rows.csv", &["--report", "report"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("9 rows: 2 imported, 0 there already, 7 refused"), "{}", run.out);
    let faults = records(&folder, "report/faults.csv");
    let places: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault["line"].as_str(), fault["column"].as_str())).collect();
    let expected = [
        ("3", "留言时间"),
        ("4", "留言主题"),
        ("6", "答复时间"),
        ("7", "一级分类"),
        ("7", "答复时间"),
        ("8", "留言编号"),
        ("9", ""),
        ("10", "答复时间"),
    ];
    assert_eq!(places, expected);
    assert!(faults.iter().all(|fault| !fault["how_to_mend"].is_empty()));
}

#[test]
fn a_long_text_is_cut_in_the_form_and_whole_in_a_file() {
    let folder = Folder::new("complaints_long");
    let text = "长".repeat(2_500);
    let row =
        format!("c1,甲,路灯不亮,2019/4/24 10:00:00,{text},{text},2019/4/25 10:00:00,城乡建设\n");
    folder.write("rows.csv", format!("{HEAD}{row}"));
    let run = import(&folder, "rows.csv", &[]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let files = folder.files_below("county/files");
    assert_eq!(files.len(), 2, "the complaint and the answer: {files:?}");
    assert!(files.iter().all(|file| file.contains(&text)));
}

#[test]
fn no_cell_of_an_export_is_computed_and_no_party_is_named() {
    let folder = Folder::new("complaints_formula");
    let row = "d1,用户戊,=HYPERLINK(1),2019/4/24 10:00:00,文。,,,城乡建设\n";
    folder.write("rows.csv", format!("{HEAD}{row}"));
    assert_eq!(import(&folder, "rows.csv", &[]).code, 0);
    let export = ["export", "--as", "center.director", "--folder", "county", "--output", "c.csv"];
    let run = folder.english(&export);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(column(&records(&folder, "c.csv"), "title"), ["'=HYPERLINK(1)"]);
    assert!(!folder.read("c.csv").contains("用户戊"));
}

#[test]
fn an_export_says_as_whom_and_whole_records_are_for_the_operator() {
    let folder = Folder::new("complaints_export");
    folder.write("rows.csv", format!("{HEAD}{}", ROWS.concat()));
    assert_eq!(import(&folder, "rows.csv", &[]).code, 0);
    let export = |more: &[&str]| {
        _ = std::fs::remove_file(folder.0.join("out"));
        let arguments = ["export", "--folder", "county", "--output", "out"];
        folder.english(&[&arguments[..], more].concat())
    };
    let refused = export(&[]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("--everything"), "{}", refused.err);
    assert_eq!(export(&["--as", "nobody"]).code, 2);
    assert_eq!(export(&["--as", "center.director", "--format", "jsonl"]).code, 2);
    assert_eq!(export(&["--as", "admin.system"]).code, 0);
    assert_eq!(records(&folder, "out").len(), 0, "an administrator sees no case");
    assert_eq!(export(&["--everything", "--format", "jsonl"]).code, 0);
    for line in folder.read("out").lines() {
        let record: store::verify::CaseExport = serde_json::from_str(line).unwrap();
        store::verify::case(&record).expect("the record is whole");
    }
    assert_eq!(folder.read("out").lines().count(), 4);
    assert_eq!(export(&["--everything", "--state", "feedback"]).code, 0);
    assert_eq!(records(&folder, "out").len(), 2);
}

#[test]
fn an_export_overwrites_nothing_and_is_for_its_owner_only() {
    let folder = Folder::new("complaints_private");
    folder.write("rows.csv", format!("{HEAD}{}", ROWS.concat()));
    assert_eq!(import(&folder, "rows.csv", &[]).code, 0);
    let export = ["export", "--folder", "county", "--output", "out", "--everything"];
    assert_eq!(folder.english(&export).code, 0);
    assert_eq!(folder.english(&export).code, 3, "nothing is overwritten");
    assert_eq!(records(&folder, "out").len(), 4);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.0.join("out")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_mapping_with_an_unknown_key_is_refused_with_its_line() {
    let folder = Folder::new("complaints_mapping");
    folder.write("rows.csv", format!("{HEAD}{}", ROWS[0]));
    folder.write("own.yaml", "source: a\nworkflov: service\n");
    let arguments = ["import", "rows.csv", "--mapping", "own.yaml", "--preview"];
    let run = folder.english(&arguments);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("workflov") && run.err.contains('2'), "{}", run.err);
    folder.write("thin.csv", "留言编号,留言主题\n1,题\n");
    let run = import(&folder, "thin.csv", &["--preview"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("留言详情"), "{}", run.err);
}
