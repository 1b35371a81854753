//! The shipped calendar and the limits computed by hand from the notices.

use crate::support::{at, calendar, date, files, pause, rule};
use chrono::Datelike;
use domain::calendar::{YearStatus, check};
use domain::clock::{DayEnd, Pause, Run, compute, point};
use domain::id::Timestamp;

/// The last day of a day limit from 10:00 of a day.
fn last_day(length: &str, rolls: bool, from: &str) -> String {
    let rule = rule(length, rolls, DayEnd::Midnight);
    let computed = compute(&calendar(), &rule, at(&format!("{from} 10:00")), &[], &[]);
    let last = computed.deadline - chrono::TimeDelta::seconds(1);
    calendar().date(last).to_string()
}

fn end(length: &str, rolls: bool, day_end: DayEnd, from: &str) -> String {
    let computed = compute(&calendar(), &rule(length, rolls, day_end), at(from), &[], &[]);
    calendar().local(computed.deadline).naive_local().to_string()[..16].to_owned()
}

#[test]
fn shipped_files_have_no_findings() {
    assert_eq!(check(&files()), []);
}

#[test]
fn official_years_have_the_published_number_of_working_days() {
    let calendar = calendar();
    for year in [2025, 2026] {
        let count = calendar.working_days_between(
            date(&format!("{}-12-31", year - 1)),
            date(&format!("{year}-12-31")),
        );
        assert_eq!((year, count), (year, 248));
        assert_eq!(calendar.status(year), Some(YearStatus::Official));
    }
}

#[test]
fn year_2027_has_the_thirteen_statutory_days_and_is_provisional() {
    let calendar = calendar();
    let first = date("2027-01-01");
    let days = first.iter_days().take_while(|day| day.year() == 2027);
    let holidays =
        days.filter(|day| matches!(calendar.day(*day), domain::calendar::DayKind::Holiday { .. }));
    assert_eq!(holidays.count(), 13);
    assert_eq!(calendar.status(2027), Some(YearStatus::Provisional));
    assert_eq!(calendar.status(2028), None);
}

#[test]
fn working_day_limits_skip_holidays_and_count_make_up_days() {
    for (from, amount, last) in [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-12", 7, "2026-02-28"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 7, "2026-05-13"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-01-01", 3, "2026-01-06"),
    ] {
        assert_eq!(last_day(&format!("{amount} work_day"), false, from), last, "{from} + {amount}");
    }
}

#[test]
fn calendar_day_limits_move_off_rest_days_only() {
    for (from, amount, raw, rolled) in [
        ("2026-02-01", 15, "2026-02-16", "2026-02-24"),
        ("2026-01-31", 15, "2026-02-15", "2026-02-24"),
        ("2026-08-04", 60, "2026-10-03", "2026-10-08"),
        ("2026-09-01", 30, "2026-10-01", "2026-10-08"),
        ("2026-09-05", 15, "2026-09-20", "2026-09-20"),
    ] {
        let length = format!("{amount} calendar_day");
        assert_eq!(last_day(&length, false, from), raw, "{from} + {amount} without rolling");
        assert_eq!(last_day(&length, true, from), rolled, "{from} + {amount}");
    }
}

#[test]
fn months_end_on_the_corresponding_day_or_the_last_of_the_month() {
    assert_eq!(last_day("1 month", false, "2026-01-31"), "2026-02-28");
    assert_eq!(last_day("1 month", false, "2028-01-31"), "2028-02-29");
    assert_eq!(last_day("2 month", false, "2026-01-31"), "2026-03-31");
    assert_eq!(last_day("12 month", false, "2028-02-29"), "2029-02-28");
    assert_eq!(last_day("3 month", true, "2026-07-03"), "2026-10-08");
}

#[test]
fn hours_run_from_the_moment_and_work_hours_skip_the_noon_break() {
    let midnight = DayEnd::Midnight;
    assert_eq!(end("24 hour", false, midnight, "2026-02-13 10:30"), "2026-02-14 10:30");
    assert_eq!(end("24 hour", true, midnight, "2026-09-30 10:30"), "2026-10-08 10:30");
    assert_eq!(end("2 work_hour", false, midnight, "2026-02-13 11:00"), "2026-02-13 15:30");
    assert_eq!(end("4 work_hour", false, midnight, "2026-02-14 15:00"), "2026-02-24 10:00");
    assert_eq!(end("3 work_hour", false, midnight, "2026-02-15 09:00"), "2026-02-24 11:30");
    assert_eq!(end("3 work_hour", false, midnight, "2026-02-24 12:30"), "2026-02-24 17:30");
}

#[test]
fn close_ends_the_last_day_with_the_office_or_at_midnight_on_a_rest_day() {
    assert_eq!(end("5 work_day", false, DayEnd::Close, "2026-11-18 10:40"), "2026-11-25 17:30");
    assert_eq!(end("3 calendar_day", false, DayEnd::Close, "2026-11-18 10:40"), "2026-11-22 00:00");
}

#[test]
fn extensions_run_from_the_end_before_it_moves_and_only_the_last_end_moves() {
    let rule = rule("15 calendar_day", true, DayEnd::Midnight);
    let extension = ["10 calendar_day".parse().unwrap()];
    let computed = compute(&calendar(), &rule, at("2026-02-01 09:00"), &extension, &[]);
    assert_eq!(computed.deadline, at("2026-02-27 00:00"), "raw end 16 February + 10 = 26 February");
}

#[test]
fn pauses_shift_days_by_the_days_after_the_first_up_to_the_last() {
    let rule = rule("10 calendar_day", false, DayEnd::Midnight);
    let deadline =
        |pauses: &[_]| compute(&calendar(), &rule, at("2026-03-02 09:00"), &[], pauses).deadline;
    assert_eq!(deadline(&[]), at("2026-03-13 00:00"));
    assert_eq!(deadline(&[pause("2026-03-04 10:00", "2026-03-06 11:00")]), at("2026-03-15 00:00"));
    assert_eq!(deadline(&[pause("2026-03-04 00:01", "2026-03-04 23:59")]), at("2026-03-13 00:00"));
    assert_eq!(deadline(&[pause("2026-03-13 09:00", "2026-04-13 09:00")]), at("2026-03-13 00:00"));
    assert_eq!(deadline(&[pause("2026-02-20 09:00", "2026-03-03 09:00")]), at("2026-03-14 00:00"));
}

#[test]
fn a_pause_that_begins_while_the_end_waits_for_a_working_day_still_holds_it() {
    let rule = rule("30 calendar_day", true, DayEnd::Midnight);
    let pauses = [pause("2026-10-05 09:00", "2026-10-20 09:00")];
    let computed = compute(&calendar(), &rule, at("2026-09-01 09:00"), &[], &pauses);
    assert_eq!(computed.deadline, at("2026-10-22 00:00"), "21 October is the first day after it");
}

#[test]
fn years_beyond_the_data_and_beyond_the_calendar_never_fail() {
    for from in ["1931-03-04", "2031-03-04", "9999-12-31"] {
        assert!(!last_day("65535 work_day", true, from).is_empty());
        assert!(!last_day("65535 month", true, from).is_empty());
    }
    for anchor in
        [chrono::DateTime::<chrono::Utc>::MAX_UTC, chrono::DateTime::<chrono::Utc>::MIN_UTC]
    {
        for length in ["9 hour", "9 work_hour", "9 work_day", "9 calendar_day", "65535 month"] {
            let rule = rule(length, true, DayEnd::Close);
            assert!(compute(&calendar(), &rule, anchor, &[], &[]).deadline >= anchor);
        }
    }
}

#[test]
fn points_at_the_ends_of_time_never_fail() {
    let (first, last) = (Timestamp::MIN_UTC, Timestamp::MAX_UTC);
    let pauses =
        [Pause { from: first, until: last, ..pause("2026-01-01 09:00", "2026-01-01 09:00") }];
    for anchor in [first, at("2026-01-01 09:00"), last] {
        for length in ["9 hour", "9 work_hour", "9 work_day", "9 calendar_day", "2 month"] {
            let rule = rule(length, true, DayEnd::Close);
            for pauses in [&pauses[..], &[]] {
                let deadline = compute(&calendar(), &rule, anchor, &[], pauses).deadline;
                let run = Run { rule: &rule, anchor, extensions: &[], pauses, deadline };
                for text in ["30% left", "9 work_day left", "9 month left", "65535 month late"] {
                    let instant = point(&calendar(), &run, text.parse().unwrap());
                    assert!(instant >= anchor, "{text} of {length} from {anchor}");
                }
            }
        }
    }
}
