//! Kinds other than workflows: what their checks find stands at its place, in the right file.

use std::fs;
use std::path::PathBuf;

use definitions::{
    CALENDAR, CODES, DIRECTORY, Located, OFFICE_HOURS, ROUTING, SourceFile, load, read,
};
use domain::directory::{Directory, Unit, UnitKind};
use domain::text::Language;

use crate::support::{places, sentences};

const YEAR: &str = "\
year: 2026
status: official
edition: demo.1
notice:
  title: {zh: 通知, en: Notice}
  date: 2025-11-04
holidays:
  - {name: {zh: 元旦, en: New Year}, from: 2026-01-01, to: 2026-01-03, make_up: [2026-01-04]}
";

const OFFICE: &str = "edition: o.1\nzone: \"+08:00\"\nhours: [\"08:30-12:00\", \"14:30-17:30\"]\n";

fn source(text: &str) -> SourceFile {
    SourceFile::new("a.yaml", text)
}

#[test]
fn a_year_is_checked_for_shape_and_sense_at_once() {
    assert_eq!(places(&read(source(YEAR), CALENDAR)), [""; 0]);
    let spoilt = YEAR
        .replace("status: official", "status: offical")
        .replace("to: 2026-01-03", "to: 2025-12-30");
    assert_eq!(
        places(&read(source(&spoilt), CALENDAR)),
        ["2:9-16 not-listed", "8:58-68 calendar-days-reversed"]
    );
}

#[test]
fn office_hours_are_pairs_of_clock_times() {
    assert_eq!(places(&read(source(OFFICE), OFFICE_HOURS)), [""; 0]);
    let wrong_form = OFFICE.replace("08:30-12:00", "8:30-12:00");
    assert_eq!(
        sentences(&read(source(&wrong_form), OFFICE_HOURS)),
        [
            "3:9 wrong-form at /hours/0: `8:30-12:00` is not written as it should be; a period: from and until, \
          such as `08:30-12:00`"
        ]
    );
    let overlap = OFFICE.replace("14:30", "11:30");
    assert_eq!(places(&read(source(&overlap), OFFICE_HOURS)), ["3:24-37 office-hours-overlap"]);
}

#[test]
fn a_code_is_quoted_and_fits_its_table() {
    let table = "\
id: sample
name: {zh: 样表, en: Sample}
standing: standard
source: {zh: 样本, en: A sample}
widths: [2]
codes:
  \"01\": {zh: 甲, en: A}
  \"001\": {zh: 乙, en: B}
  一: {zh: 丙, en: C}
";
    let read = read(source(table), CODES);
    assert!(places(&read).contains(&"8:3-8 code-width".to_owned()), "{:?}", places(&read));
    assert!(places(&read).contains(&"9:3-4 bad-name".to_owned()), "{:?}", places(&read));
}

#[test]
fn a_directory_knows_every_unit_it_names() {
    let directory = "\
units:
  county: {name: {zh: 县, en: County}, kind: department}
  center: {name: {zh: 中心, en: Center}, kind: center, parent: conty}
  a: {name: {zh: 甲, en: A}, kind: department, parent: b}
  b: {name: {zh: 乙, en: B}, kind: department, parent: a}
people:
  clerk: {name: {zh: 甲一, en: Jia}, unit: nowhere, roles: [clerk]}
";
    assert_eq!(
        sentences(&read(source(directory), DIRECTORY)),
        [
            "3:62 unit-unknown at /units/center/parent: there is no unit `conty`; did you mean `county`?",
            "4:55 unit-above-itself at /units/a/parent: unit `a` stands above itself",
            "5:55 unit-above-itself at /units/b/parent: unit `b` stands above itself",
            "7:42 unit-unknown at /people/clerk/unit: there is no unit `nowhere`",
        ]
    );
}

#[test]
fn a_target_is_a_person_or_one_way_to_a_unit() {
    let rules = |target: &str| {
        let text = format!(
            "name: {{zh: 甲, en: A}}\njurisdiction: \"421281\"\nsources: {{}}\nsupervision_line: []\nrules:\n\
             - id: R-01\n  when: {{}}\n  to: [{target}]\n  reason: {{zh: 甲, en: A}}\n  source: s\n"
        );
        places(&read(source(&text), ROUTING))
    };
    assert_eq!(rules("person"), [""; 0]);
    assert_eq!(rules("{unit: court}"), [""; 0]);
    assert_eq!(rules("{serving: police_station}"), [""; 0]);
    assert_eq!(rules("people"), ["8:8-14 wrong-form"]);
    assert_eq!(rules("{serving: police}"), ["8:18-24 not-listed"]);
    assert_eq!(rules("{unit: court, holder: court}"), ["8:9-13 too-many"]);
    assert_eq!(rules("5"), ["8:8-9 wrong-type"]);
}

fn folder(test: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

fn by_file(findings: &[Located]) -> Vec<String> {
    let short = |located: &Located| {
        let row = located.row(Language::En);
        let file = row.file.rsplit('/').next().unwrap();
        format!("{file}:{}:{} {}", row.line, row.column, row.code)
    };
    findings.iter().map(short).collect()
}

#[test]
fn what_is_wrong_across_files_stands_in_its_file() {
    let folder = folder(
        "calendars",
        &[
            ("cn-2026.yaml", YEAR),
            ("cn-2026-again.yaml", &YEAR.replace("demo.1", "\" \"")),
            ("office-hours.yaml", &OFFICE.replace("14:30", "11:30")),
        ],
    );
    let loaded = load::calendars(&folder).unwrap();
    let found = by_file(&loaded.findings);
    for expected in [
        "cn-2026-again.yaml:3:10 calendar-edition-missing",
        "cn-2026.yaml:1:7 calendar-year-twice",
        "office-hours.yaml:3:24 office-hours-overlap",
    ] {
        assert!(found.contains(&expected.to_owned()), "{found:#?}");
    }
    assert!(loaded.findings.iter().all(|located| loaded.source_of(located).is_some()));
}

#[test]
fn a_table_is_called_as_its_file() {
    let table = "\
id: sample
name: {zh: 样表, en: Sample}
standing: standard
source: {zh: 样本, en: A sample}
widths: [2]
codes: {\"01\": {zh: 甲, en: A}}
";
    let folder = folder("codes", &[("other.yaml", table), ("latin.yaml", "not: a table")]);
    fs::write(folder.join("gbk.yaml"), [b'i', b'd', 0xc3, 0xfb]).unwrap();
    let loaded = load::codes(&folder).unwrap();
    let found = by_file(&loaded.findings);
    assert!(found.contains(&"other.yaml:1:5 table-id-mismatch".to_owned()), "{found:#?}");
    assert!(found.contains(&"gbk.yaml:1:3 not-utf8".to_owned()), "{found:#?}");
    assert!(loaded.findings.iter().all(|located| loaded.source_of(located).is_some()));
}

#[test]
fn a_workflow_that_its_check_refuses_is_not_given() {
    let (read, workflow) =
        load::workflow(source(&crate::support::spoilt("to: done", "to: nowhere")));
    assert!(workflow.is_none());
    assert!(read.value.is_some());
    assert!(
        sentences(&read).iter().any(|said| said.contains("/transitions/answer/to")),
        "{:#?}",
        sentences(&read)
    );
}

#[test]
fn a_scheme_is_called_as_its_file_and_its_faults_stand_at_their_place() {
    let scheme = "\
scheme: sample
version: 1
name: {zh: 样本, en: Sample}
jurisdiction: \"421281\"
period: month
least_cases: 10
standing: grade
grades: [{grade: A, from: \"0\"}]
source: own
sources:
  own: {kind: proposed, cite: {zh: 自定, en: Our own}}
groups:
  all: {name: {zh: 全部, en: All}, kinds: [center]}
indicators:
  checks:
    name: {zh: 抽查, en: Spot checks}
    formula: {zh: 属实 ÷ 抽查, en: As filed ÷ looked at}
    grain: spot_check
    good: [{is: found, any: [\"yes\"]}]
    scoring: higher
    weight: 100
    source: own
";
    let unit = Unit { kind: UnitKind::Center, ..Unit::default() };
    let directory = Directory { units: [("center".into(), unit)].into(), ..Directory::default() };
    let found = |file: &str, text: &str| {
        let files = vec![Ok(SourceFile::new(file, text))];
        let loaded = load::appraisals_of(files, &directory, &[]);
        (by_file(&loaded.findings), loaded.value.len())
    };
    let warned = "sample.yaml:14:1 calling-side-missing".to_owned();
    assert_eq!(found("sample.yaml", scheme), (vec![warned.clone()], 1));
    let misnamed = found("other.yaml", scheme);
    assert!(misnamed.0.contains(&"other.yaml:1:9 appraisal-file-name".to_owned()), "{misnamed:?}");
    assert_eq!(misnamed.1, 0);
    let silent = scheme.replace("{is: found, any: [\"yes\"]}", "{is: silence}");
    let refused = "sample.yaml:19:13 counts-silence".to_owned();
    assert_eq!(found("sample.yaml", &silent), (vec![warned, refused], 0));
    let shapeless = scheme.replace("weight: 100", "weight: 100.5");
    assert_eq!(found("sample.yaml", &shapeless).1, 0);
}
