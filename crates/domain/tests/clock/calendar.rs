//! Calendar files: what is refused, what a notice changes, and which deadlines it moves.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use crate::support::{at, calendar, date, files, pause, rule, year_file};
use domain::calendar::{
    Calendar, CalendarFiles, DayKind, HolidayEntry, OfficeFile, Season, YearFile, YearStatus,
    changed_days, check, moved,
};
use domain::clock::{Clock, ClockStatus, DayEnd, compute};
use domain::finding::Severity;
use domain::id::LimitName;
use domain::text::Bilingual;

fn codes(files: &CalendarFiles) -> Vec<(&'static str, String)> {
    check(files).into_iter().map(|finding| (finding.code, finding.at)).collect()
}

/// The findings after one change to the shipped files.
fn codes_after(change: impl FnOnce(&mut CalendarFiles)) -> Vec<(&'static str, String)> {
    let mut files = files();
    change(&mut files);
    codes(&files)
}

fn expect(change: impl FnOnce(&mut CalendarFiles), code: &str, pointer: &str) {
    let found = codes_after(change);
    assert!(found.iter().any(|(known, at)| (*known, at.as_str()) == (code, pointer)), "{found:?}");
}

/// A change to a holiday, the finding's code and the field it points to.
type Mistake = (fn(&mut HolidayEntry), &'static str, &'static str);

/// The notice for 2027 as it might be published.
fn published_2027() -> YearFile {
    let mut file = year_file(2027);
    file.status = YearStatus::Official;
    file.edition = "cn-2027.1".into();
    file.notice.title =
        Bilingual::new("国务院办公厅关于2027年部分节假日安排的通知", "Notice for 2027");
    file.notice.date = Some(date("2026-11-10"));
    file.holidays[0].to = Some(date("2027-01-03"));
    file.holidays[0].make_up = vec![date("2026-12-26")];
    file.holidays[1].to = Some(date("2027-02-11"));
    file.holidays[1].make_up = vec![date("2027-01-31"), date("2027-02-20")];
    file
}

fn with_2027() -> Calendar {
    let mut files = files();
    files.years[2] = published_2027();
    Calendar::new(&files).unwrap()
}

#[test]
fn every_mistake_in_a_year_is_found_where_it_is() {
    expect(|files| files.years[1].year = 2025, "calendar-year-twice", "/years/1/year");
    expect(|files| files.years[1].year = 20_260, "calendar-year-invalid", "/years/1/year");
    expect(|files| files.years[1].edition.clear(), "calendar-edition-missing", "/years/1/edition");
    expect(
        |files| files.years[1].notice.title.en.clear(),
        "calendar-notice-missing",
        "/years/1/notice/title",
    );
    expect(
        |files| files.years[1].notice.date = None,
        "calendar-notice-undated",
        "/years/1/notice/date",
    );
    expect(|files| files.years[2].holidays.clear(), "calendar-year-empty", "/years/2/holidays");
}

#[test]
fn every_mistake_in_a_holiday_is_found_where_it_is() {
    let at = |field: &str| format!("/years/1/holidays/1{field}");
    let holiday = |change: fn(&mut HolidayEntry)| {
        move |files: &mut CalendarFiles| change(&mut files.years[1].holidays[1])
    };
    let cases: [Mistake; 7] = [
        (|entry| entry.name.en.clear(), "calendar-name-missing", "/name"),
        (|entry| entry.to = Some(date("2026-02-10")), "calendar-days-reversed", "/to"),
        (|entry| entry.from = date("2025-02-15"), "calendar-date-outside-year", "/from"),
        (|entry| entry.make_up[0] = date("2027-02-13"), "calendar-date-outside-year", "/make_up/0"),
        (
            |entry| entry.make_up[1] = date("2026-02-27"),
            "calendar-make-up-not-weekend",
            "/make_up/1",
        ),
        (
            |entry| entry.make_up[0] = date("2026-02-15"),
            "calendar-make-up-on-holiday",
            "/make_up/0",
        ),
        (|entry| entry.make_up[1] = date("2026-02-14"), "calendar-make-up-twice", "/make_up/1"),
    ];
    for (change, code, field) in cases {
        expect(holiday(change), code, &at(field));
    }
    expect(
        |files| files.years[1].holidays[2].from = date("2026-02-23"),
        "calendar-holiday-twice",
        "/years/1/holidays/2",
    );
}

#[test]
fn every_mistake_in_office_hours_is_found_where_it_is() {
    let period = |text: &str| text.parse().unwrap();
    expect(|files| files.office.hours.clear(), "office-hours-missing", "/office/hours");
    expect(
        |files| files.office.hours[0] = period("12:00-08:30"),
        "office-hours-reversed",
        "/office/hours/0",
    );
    expect(
        |files| files.office.hours[1] = period("11:00-17:30"),
        "office-hours-overlap",
        "/office/hours/1",
    );
    expect(|files| files.office.hours.swap(0, 1), "office-hours-overlap", "/office/hours/1");
    let season =
        Season { months: vec![6, 13], hours: vec![period("08:00-12:00")], ..Season::default() };
    expect(
        |files| files.office.seasons = vec![season],
        "office-month-invalid",
        "/office/seasons/0/months",
    );
    assert!("8:30-12:00".parse::<domain::calendar::OfficePeriod>().is_err());
    assert!("08:30-24:01".parse::<domain::calendar::OfficePeriod>().is_err());
}

#[test]
fn errors_refuse_a_calendar_and_warnings_do_not() {
    let mut files = files();
    files.years[2].holidays.clear();
    assert_eq!(check(&files).len(), 1);
    assert!(Calendar::new(&files).is_ok());
    files.years[1].year = 2025;
    let findings = Calendar::new(&files).unwrap_err();
    assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
}

#[test]
fn an_unknown_field_in_a_file_is_refused() {
    let text = crate::support::shipped("cn-2026.yaml").replace("make_up", "makeup");
    let error = serde_saphyr::from_str::<YearFile>(&text).unwrap_err();
    assert!(error.to_string().contains("makeup"), "{error}");
}

#[test]
fn a_notice_may_change_december_of_the_year_before() {
    let calendar = with_2027();
    assert!(calendar.is_working(date("2026-12-26")));
    assert!(matches!(calendar.day(date("2026-12-26")), DayKind::MakeUp { .. }));
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut files = files();
    let calendar = calendar();
    files.years.reverse();
    let reversed = Calendar::new(&files).unwrap();
    let (first, last) = (date("2024-01-01"), date("2029-12-31"));
    assert_eq!(changed_days(&calendar, &reversed, first, last), []);
    assert_eq!(calendar.edition(), reversed.edition());
}

#[test]
fn a_year_without_a_file_between_two_others_knows_weekends_only() {
    let mut files = files();
    files.years.remove(1);
    let calendar = Calendar::new(&files).unwrap();
    assert_eq!(calendar.status(2026), None);
    assert!(calendar.is_working(date("2026-10-01")));
    assert!(!calendar.is_working(date("2026-10-03")));
    assert!(!calendar.is_working(date("2025-10-01")));
}

#[test]
fn seasons_change_the_hours_of_their_months_only() {
    let mut files = files();
    files.office = OfficeFile {
        seasons: vec![Season {
            months: vec![7],
            hours: vec!["08:00-12:00".parse().unwrap(), "15:00-18:00".parse().unwrap()],
            ..Season::default()
        }],
        ..files.office
    };
    let calendar = Calendar::new(&files).unwrap();
    let hours = |day| calendar.office_hours(date(day)).iter().map(ToString::to_string).collect();
    let hours: [Vec<String>; 3] = ["2026-06-30", "2026-07-01", "2026-07-04"].map(hours);
    assert_eq!(hours[0], ["08:30-12:00", "14:30-17:30"]);
    assert_eq!(hours[1], ["08:00-12:00", "15:00-18:00"]);
    assert!(hours[2].is_empty(), "a Saturday has no office hours");
}

fn clock(length: &str, anchor: &str) -> Clock {
    let (rule, anchor) = (rule(length, true, DayEnd::Midnight), at(anchor));
    let computed = compute(&calendar(), &rule, anchor, &[], &[]);
    Clock {
        limit: LimitName::new("handling"),
        rule,
        anchor,
        extensions: Vec::new(),
        pauses: Vec::new(),
        deadline: computed.deadline,
        explanation: computed.explanation,
        levels: Vec::new(),
        levels_reached: 0,
        status: ClockStatus::Running,
    }
}

#[test]
fn a_published_notice_moves_exactly_the_open_deadlines_it_touches() {
    let (old, new) = (calendar(), with_2027());
    let mut ended = clock("5 work_day", "2027-02-03 09:00");
    ended.status = ClockStatus::Ended(at("2027-02-04 09:00"));
    let clocks = [
        ("spring", clock("5 work_day", "2027-02-03 09:00")),
        ("december", clock("3 work_day", "2026-12-24 09:00")),
        ("march", clock("5 work_day", "2027-03-01 09:00")),
        ("hours", clock("24 hour", "2027-03-09 09:00")),
        ("ended", ended),
    ];
    let moved = moved(&old, &new, clocks.iter().map(|(name, clock)| (*name, clock)));
    let found: Vec<_> = moved.iter().map(|moved| (moved.key, moved.from, moved.to)).collect();
    assert_eq!(
        found,
        [
            ("spring", at("2027-02-13 00:00"), at("2027-02-18 00:00")),
            ("december", at("2026-12-30 00:00"), at("2026-12-29 00:00")),
        ]
    );
    assert_eq!(moved[0].days, [date("2027-02-09"), date("2027-02-10"), date("2027-02-11")]);
    assert_eq!(moved[1].days, [date("2026-12-26")]);
    assert_eq!(&*moved[0].explanation.edition, "cn-2025.1, cn-2026.1, cn-2027.1, office-hours.1");
}

#[test]
fn loading_the_same_files_again_moves_nothing() {
    let clocks = [clock("5 work_day", "2027-02-03 09:00"), clock("3 month", "2026-11-30 09:00")];
    assert!(moved(&calendar(), &calendar(), clocks.iter().enumerate()).is_empty());
}

#[test]
fn a_moved_deadline_keeps_its_pauses() {
    let mut clock = clock("5 work_day", "2027-02-03 09:00");
    clock.pauses.push(pause("2027-02-03 10:00", "2027-02-04 10:00"));
    let computed = |calendar: &Calendar| {
        compute(calendar, &clock.rule, clock.anchor, &[], &clock.pauses).deadline
    };
    let (old, new) = (calendar(), with_2027());
    let stored = Clock { deadline: computed(&old), ..clock.clone() };
    let moved = moved(&old, &new, [((), &stored)]);
    assert_eq!(moved[0].to, computed(&new));
    assert_eq!(moved[0].to, at("2027-02-19 00:00"));
}
