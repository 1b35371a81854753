//! Whose time it was: exact sums, and nobody answers for days that others used.

use chrono::TimeDelta;
use domain::appraisal::{Used, WhoseTime, answerable, used};
use domain::calendar::Calendar;
use domain::clock::{Clock, ClockStatus, DayEnd, Holder, Rule, Tenure, compute};
use domain::id::{Timestamp, UnitId};

use crate::county::County;
use crate::month;

fn unit(name: &str) -> Holder {
    Holder::Unit(name.into())
}

/// A limit of 20 days from 2 November, 09:00: it counts the 3rd to the 22nd.
fn twenty_days(calendar: &Calendar, ended: Timestamp) -> Clock {
    let length = "20 calendar_day".parse().unwrap();
    let rule = Rule { length, rolls: false, day_end: DayEnd::Midnight };
    let anchor = calendar.start("2026-11-02".parse().unwrap()) + TimeDelta::hours(9);
    let computed = compute(calendar, &rule, anchor, &[], &[]);
    Clock {
        limit: "handle".into(),
        rule,
        anchor,
        extensions: Vec::new(),
        pauses: Vec::new(),
        deadline: computed.deadline,
        explanation: computed.explanation,
        levels: Vec::new(),
        levels_reached: 0,
        status: ClockStatus::Ended(ended),
    }
}

/// Holders one after another, each until the first instant of a day.
fn tenures(county: &County, anchor: Timestamp, holders: &[(Holder, &str)]) -> Vec<Tenure> {
    let mut from = anchor;
    let tenure = |(holder, until): &(Holder, &str)| {
        let until = county.midnight(until);
        let tenure = Tenure { holder: holder.clone(), from, until: Some(until) };
        from = until;
        tenure
    };
    holders.iter().map(tenure).collect()
}

fn shares(holders: &[(Holder, &str)]) -> Vec<Used> {
    let county = County::load();
    let ended = county.midnight(holders.last().unwrap().1);
    let clock = twenty_days(&county.calendar, ended);
    used(&county.calendar, &clock, &tenures(&county, clock.anchor, holders), ended)
}

fn names(units: impl IntoIterator<Item = UnitId>) -> Vec<String> {
    units.into_iter().map(|unit| unit.to_string()).collect()
}

#[test]
fn who_got_it_with_one_day_left_is_not_blamed_for_the_other_nineteen() {
    let used = shares(&[(unit("first"), "2026-11-22"), (unit("second"), "2026-11-25")]);
    let days = |used: &Used| (used.in_time.num_days(), used.beyond.num_days());
    assert_eq!(used.iter().map(days).collect::<Vec<_>>(), [(19, 0), (1, 2)]);
    assert_eq!(names(answerable(&used)), ["first"]);
}

#[test]
fn who_then_takes_longer_than_all_before_answers() {
    let used = shares(&[(unit("first"), "2026-11-22"), (unit("second"), "2026-12-14")]);
    assert_eq!(used[1].beyond.num_days(), 21);
    assert_eq!(names(answerable(&used)), ["second"]);
}

#[test]
fn equals_answer_together_and_nobody_for_the_citizen_or_the_law() {
    let half = shares(&[(unit("first"), "2026-11-13"), (unit("second"), "2026-11-23")]);
    assert_eq!(names(answerable(&half)), ["first", "second"]);
    for other in [Holder::Citizen, Holder::Law] {
        let used = shares(&[
            (unit("first"), "2026-11-08"),
            (other, "2026-11-20"),
            (unit("second"), "2026-11-26"),
        ]);
        assert!(answerable(&used).is_empty());
    }
}

#[test]
fn the_parts_of_the_month_sum_to_the_lives_of_its_cases() {
    let county = County::load();
    let facts = month::facts(&county);
    let whole: WhoseTime = facts.iter().map(domain::appraisal::CaseFacts::whose_time).sum();
    let life = |facts: &domain::appraisal::CaseFacts| {
        facts.closings.last().map_or(facts.until, |closing| closing.at) - facts.filed_at
    };
    assert_eq!(whole.total(), facts.iter().map(life).sum());
    // Case 16 waited for its citizen from 09:00 on the 12th to 10:00 on the 18th, and case 22 from 09:00 on the 5th to 10:00 on the
    // 6th.
    assert_eq!((whole.citizen, whole.law), (TimeDelta::hours(145 + 25), TimeDelta::zero()));
}

#[test]
fn the_clock_of_case_16_is_nobodys_and_its_hours_are_those_of_the_page() {
    let county = County::load();
    let facts = month::facts(&county);
    let clocks = &facts[15].clocks;
    let handle = clocks.iter().find(|clock| clock.limit.as_str() == "handle").unwrap();
    let hours = |holder: &Holder| {
        let used = handle.used.iter().find(|used| used.holder == *holder).unwrap();
        (used.in_time.num_hours(), used.beyond.num_hours())
    };
    assert!(handle.late && handle.answers.is_empty());
    assert_eq!(hours(&unit("water")), (23, 10));
    assert_eq!(hours(&Holder::Citizen), (145, 0));
}
