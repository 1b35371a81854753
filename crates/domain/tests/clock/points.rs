//! When warnings and the rungs of the ladder fire, on limits a person can check by hand.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use crate::support::{at, calendar, pause, rule};
use domain::clock::{DayEnd, Pause, Run, compute, point};

/// The local instants of points on a limit that rolls and ends at midnight.
fn points(length: &str, from: &str, pauses: &[Pause], points: &[&str]) -> Vec<String> {
    let (calendar, rule, anchor) = (calendar(), rule(length, true, DayEnd::Midnight), at(from));
    let deadline = compute(&calendar, &rule, anchor, &[], pauses).deadline;
    let run = Run { rule: &rule, anchor, extensions: &[], pauses, deadline };
    let instant = |text: &&str| point(&calendar, &run, text.parse().unwrap());
    let local = |at| calendar.local(at).naive_local().to_string()[5..16].to_owned();
    points.iter().map(instant).map(local).collect()
}

#[test]
fn days_left_fire_when_the_office_opens_on_the_day_that_counts_as_the_last_ones() {
    let left = ["50% left", "30% left", "2 work_day left", "1 work_day left", "due"];
    assert_eq!(
        points("5 work_day", "2026-11-18 10:40", &[], &left),
        ["11-23 08:30", "11-24 08:30", "11-24 08:30", "11-25 08:30", "11-26 00:00"]
    );
    assert_eq!(points("1 work_day", "2026-11-18 10:40", &[], &["30% left"]), ["11-19 08:30"]);
}

#[test]
fn days_late_fire_when_the_day_is_over() {
    let late = ["1 work_day late", "3 work_day late", "1 calendar_day late", "24 hour late"];
    assert_eq!(
        points("5 work_day", "2026-11-13 09:00", &[], &late),
        ["11-24 00:00", "11-26 00:00", "11-22 00:00", "11-22 00:00"],
        "the deadline is Friday 20 November at 24:00"
    );
    assert_eq!(
        points("5 work_day", "2026-11-13 09:00", &[], &["1 month late", "2 work_hour late"]),
        ["12-21 00:00", "11-23 10:30"]
    );
}

#[test]
fn hours_left_are_running_hours_and_office_hours_are_office_hours() {
    assert_eq!(
        points(
            "24 hour",
            "2026-11-18 10:40",
            &[],
            &["25% left", "2 hour left", "4 work_hour left"]
        ),
        ["11-19 04:40", "11-19 08:40", "11-18 15:40"]
    );
    assert_eq!(
        points("8 work_hour", "2026-11-18 10:30", &[], &["50% left", "1 work_hour left", "due"]),
        ["11-18 17:00", "11-19 11:00", "11-19 12:00"]
    );
}

#[test]
fn a_pause_shifts_what_is_left_with_the_deadline() {
    let pauses = [pause("2026-03-03 09:00", "2026-03-23 17:00")];
    assert_eq!(
        points("10 calendar_day", "2026-03-02 09:00", &pauses, &["50% left", "due"]),
        ["03-28 00:00", "04-02 00:00"]
    );
}

#[test]
fn more_left_than_the_limit_is_long_fires_at_the_anchor() {
    let left = ["30 work_day left", "2 month left", "999 hour left"];
    assert_eq!(points("5 work_day", "2026-11-18 10:40", &[], &left), ["11-18 10:40"; 3]);
}

#[test]
fn the_way_to_the_next_working_day_does_not_stretch_the_percentages() {
    assert_eq!(
        points("10 calendar_day", "2026-09-21 09:00", &[], &["10% left", "1 calendar_day left"]),
        ["10-01 00:00", "10-08 08:30"],
        "the tenth day is 1 October, the deadline moves to 8 October"
    );
}
