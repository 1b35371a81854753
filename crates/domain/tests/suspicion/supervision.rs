//! What a county sets for supervision: the three colours of a limit, and what is wrong with a file.

use chrono::TimeDelta;
use domain::clock::{DayEnd, Point, Rule, Run, deadline};
use domain::id::{SourceName, Timestamp};
use domain::supervision::{Colour, Colours, Supervision, check};

fn rule(length: &str) -> Rule {
    Rule { length: length.parse().unwrap(), rolls: false, day_end: DayEnd::Close }
}

/// Monday 2025-06-09, 09:00 in China.
fn monday() -> Timestamp {
    "2025-06-09T01:00:00Z".parse().unwrap()
}

/// When a limit turns yellow and red.
fn turns(length: &str) -> (String, String) {
    let (calendar, rule, colours) = (testkit::calendar(), rule(length), Colours::default());
    let deadline = deadline(&calendar, &rule, monday(), &[], &[]);
    let run = Run { rule: &rule, anchor: monday(), extensions: &[], pauses: &[], deadline };
    let (yellow, red) = (colours.yellow_from(&calendar, &run), colours.red_from(&calendar, &run));
    let moment = TimeDelta::minutes(1);
    let before = |at: Timestamp| colours.of(&calendar, &run, at - moment);
    assert_eq!(
        [before(yellow), colours.of(&calendar, &run, yellow)],
        [Colour::Green, Colour::Yellow]
    );
    assert_eq!([before(red), colours.of(&calendar, &run, red)], [Colour::Yellow, Colour::Red]);
    let shown = |at: Timestamp| (at + TimeDelta::hours(8)).format("%m-%d %H:%M").to_string();
    (shown(yellow), shown(red))
}

#[test]
fn a_limit_is_yellow_for_a_quarter_of_it_but_neither_for_weeks_nor_for_minutes() {
    // A quarter of 20 working days is five: too long, it is yellow for the last two.
    let (yellow, red) = turns("20 work_day");
    assert_eq!((yellow.as_str(), red.get(..5)), ("07-04 08:30", Some("07-07")));
    // A quarter of five working hours is little more than one: too short, it is yellow for four.
    let (yellow, red) = turns("5 work_hour");
    assert_eq!((yellow.as_str(), red.as_str()), ("06-09 10:00", "06-09 16:30"));
}

#[test]
fn every_fault_is_found_at_its_place() {
    let mut set = Supervision::default();
    set.sources.insert(SourceName::from("proposed"), domain::workflow::Source::default());
    assert_eq!(check(&set), []);
    set.colours.red = Point::PercentLeft(5);
    set.colours.yellow.latest = Point::Due;
    set.suspicions.reported_again.same_place_days = 60;
    set.suspicions.answer_copied.phrases = vec!["复查".to_owned()];
    set.suspicions.last_minute.source = "nowhere".into();
    let found: Vec<_> = check(&set).iter().map(|it| format!("{} {}", it.at, it.code)).collect();
    assert_eq!(
        found,
        [
            "/suspicions/last_minute/source source-unknown",
            "/colours/yellow/latest yellow-too-late",
            "/colours/red red-too-early",
            "/suspicions/reported_again/same_place_days place-longer-than-party",
            "/suspicions/answer_copied/phrases/0 phrase-too-short",
        ]
    );
}
