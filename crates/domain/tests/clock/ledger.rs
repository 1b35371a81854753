//! The ledger of limits that a person can check by hand.

use crate::support::{at, calendar, pause, rule};
use domain::calendar::Calendar;
use domain::clock::{
    Clock, ClockStatus, DayEnd, Explanation, Holder, Pause, Reason, Segment, Tenure, charged,
    deadline, ledger,
};
use domain::id::{LimitName, UnitId};

fn clock(length: &str, anchor: &str, pauses: Vec<Pause>) -> Clock {
    let (rule, anchor) = (rule(length, true, DayEnd::Midnight), at(anchor));
    Clock {
        limit: LimitName::new("handling"),
        deadline: deadline(&calendar(), &rule, anchor, &[], &pauses),
        rule,
        anchor,
        extensions: Vec::new(),
        pauses,
        explanation: Explanation::default(),
        levels: Vec::new(),
        levels_reached: 0,
        status: ClockStatus::Running,
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Counted => "counted".into(),
        Reason::MakeUp { .. } => "make-up".into(),
        Reason::StartDay => "start day".into(),
        Reason::Night => "night".into(),
        Reason::Lunch => "lunch".into(),
        Reason::Weekend => "weekend".into(),
        Reason::Holiday { name, .. } => name.en.clone(),
        Reason::Suspended { ground, .. } => ground.to_string(),
        Reason::Moved => "moved".into(),
        Reason::Late => "late".into(),
    }
}

fn holder(holder: &Holder) -> &str {
    match holder {
        Holder::Unit(unit) => unit.as_str(),
        Holder::Citizen => "citizen",
        Holder::Law => "law",
    }
}

fn rows(calendar: &Calendar, segments: &[Segment]) -> String {
    let row = |segment: &Segment| {
        let from = calendar.local(segment.from).naive_local().to_string();
        let mark = if segment.counted { '+' } else { '-' };
        let (holder, reason) = (holder(&segment.holder), reason(&segment.reason));
        format!("{} {mark} {holder}: {reason}\n", &from[5..16])
    };
    segments.iter().map(row).collect()
}

fn tenure(name: &str, from: &str, until: Option<&str>) -> Tenure {
    Tenure { holder: Holder::Unit(UnitId::new(name)), from: at(from), until: until.map(at) }
}

#[test]
fn working_days_show_start_day_make_up_day_holiday_and_lateness() {
    let clock = clock("3 work_day", "2026-02-12 10:00", Vec::new());
    let tenures = [
        tenure("center", "2026-02-12 09:00", Some("2026-02-13 15:00")),
        tenure("police", "2026-02-13 15:00", None),
    ];
    let segments = ledger(&calendar(), &clock, &tenures, at("2026-02-25 12:00"));
    assert_eq!(
        rows(&calendar(), &segments),
        "02-12 10:00 - center: start day\n\
         02-13 00:00 + center: counted\n\
         02-13 15:00 + police: counted\n\
         02-14 00:00 + police: make-up\n\
         02-15 00:00 - police: Spring Festival\n\
         02-24 00:00 + police: counted\n\
         02-25 00:00 - police: late\n"
    );
    let charges = charged(&segments);
    let police = charges[&Holder::Unit(UnitId::new("police"))];
    assert_eq!(police.counted.num_hours(), 9 + 24 + 24);
    assert_eq!(police.total, at("2026-02-25 12:00") - at("2026-02-13 15:00"));
}

#[test]
fn office_hours_show_night_lunch_and_weekend() {
    let clock = clock("6 work_hour", "2026-11-20 11:00", Vec::new());
    let tenures = [tenure("center", "2026-11-20 09:00", None)];
    let segments = ledger(&calendar(), &clock, &tenures, at("2026-11-23 18:00"));
    assert_eq!(
        rows(&calendar(), &segments),
        "11-20 11:00 + center: counted\n\
         11-20 12:00 - center: lunch\n\
         11-20 14:30 + center: counted\n\
         11-20 17:30 - center: night\n\
         11-21 00:00 - center: weekend\n\
         11-23 00:00 - center: night\n\
         11-23 08:30 + center: counted\n\
         11-23 10:30 - center: late\n"
    );
}

#[test]
fn a_suspension_is_named_whoever_holds_the_case_meanwhile() {
    let pauses = vec![pause("2026-09-24 10:00", "2026-09-26 10:00")];
    let clock = clock("5 calendar_day", "2026-09-23 10:00", pauses);
    let tenures = [
        tenure("court", "2026-09-23 10:00", Some("2026-09-24 10:00")),
        Tenure {
            holder: Holder::Law,
            from: at("2026-09-24 10:00"),
            until: Some(at("2026-09-26 10:00")),
        },
        tenure("court", "2026-09-26 10:00", None),
    ];
    let segments = ledger(&calendar(), &clock, &tenures, at("2026-10-20 09:00"));
    assert_eq!(
        rows(&calendar(), &segments),
        "09-23 10:00 - court: start day\n\
         09-24 00:00 + court: counted\n\
         09-24 10:00 + law: counted\n\
         09-25 00:00 - law: appraisal\n\
         09-26 10:00 - court: appraisal\n\
         09-27 00:00 + court: counted\n\
         10-01 00:00 - court: late\n"
    );
}

#[test]
fn an_end_on_a_holiday_waits_for_the_next_working_day() {
    let clock = clock("5 calendar_day", "2026-09-29 10:00", Vec::new());
    let segments = ledger(&calendar(), &clock, &[], at("2026-10-10 09:00"));
    assert_eq!(
        rows(&calendar(), &segments),
        "09-29 10:00 - law: start day\n\
         09-30 00:00 + law: counted\n\
         10-05 00:00 - law: moved\n\
         10-09 00:00 - law: late\n"
    );
}

#[test]
fn hours_are_suspended_to_the_minute() {
    let pauses = vec![
        pause("2026-11-18 12:00", "2026-11-18 14:15"),
        Pause { ground: "hearing".into(), ..pause("2026-11-18 13:00", "2026-11-18 15:00") },
    ];
    let clock = clock("4 hour", "2026-11-18 10:00", pauses);
    let segments = ledger(&calendar(), &clock, &[], clock.deadline);
    assert_eq!(
        rows(&calendar(), &segments),
        "11-18 10:00 + law: counted\n\
         11-18 12:00 - law: appraisal\n\
         11-18 14:15 - law: hearing\n\
         11-18 15:00 + law: counted\n"
    );
    assert_eq!(clock.deadline, at("2026-11-18 17:00"));
}

#[test]
fn an_ended_clock_stops_its_ledger() {
    let mut clock = clock("5 work_day", "2026-11-18 10:00", Vec::new());
    clock.status = ClockStatus::Ended(at("2026-11-19 16:00"));
    let segments = ledger(&calendar(), &clock, &[], at("2026-12-31 00:00"));
    assert_eq!(segments.last().map(|segment| segment.until), Some(at("2026-11-19 16:00")));
}

#[test]
fn time_that_no_tenure_covers_stays_with_the_last_holder() {
    let clock = clock("5 work_day", "2026-11-18 10:00", Vec::new());
    let tenures = [
        tenure("first", "2026-11-18 12:00", Some("2026-11-18 13:00")),
        tenure("second", "2026-11-18 15:00", Some("2026-11-18 16:00")),
    ];
    let segments = ledger(&calendar(), &clock, &tenures, at("2026-11-18 18:00"));
    assert_eq!(
        rows(&calendar(), &segments),
        "11-18 10:00 - first: start day\n11-18 15:00 - second: start day\n"
    );
}
