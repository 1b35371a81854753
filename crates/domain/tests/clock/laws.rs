//! Laws of clocks that hold for every limit, on seeded random ones.
#![expect(clippy::expect_used, reason = "helpers of tests may fail loudly")]

use crate::support::{Random, at, calendar};
use chrono::TimeDelta;
use domain::calendar::Calendar;
use domain::clock::{
    Clock, ClockStatus, DayEnd, Explanation, Holder, Length, Pause, Point, Rule, Run, Segment,
    Tenure, TimeUnit, charged, compute, deadline, elapsed, elapsed_time, ledger, point,
};
use domain::id::{DocumentNumber, GroundName, LimitName, Timestamp, UnitId};

fn instant(random: &mut Random) -> Timestamp {
    at("2024-12-01 00:00") + TimeDelta::seconds(random.below(3 * 365 * 86_400))
}

fn length(random: &mut Random, unit: TimeUnit) -> Length {
    let amount = u16::try_from(1 + random.below(30)).ok().and_then(|amount| amount.try_into().ok());
    Length { amount: amount.expect("small and positive"), unit }
}

fn unit(random: &mut Random) -> TimeUnit {
    TimeUnit::ALL[usize::try_from(random.below(5)).expect("small")]
}

fn rule(random: &mut Random) -> Rule {
    let unit = unit(random);
    let day_end = if random.chance(30) { DayEnd::Close } else { DayEnd::Midnight };
    Rule { length: length(random, unit), rolls: random.chance(50), day_end }
}

fn pauses(random: &mut Random, anchor: Timestamp) -> Vec<Pause> {
    let count = random.below(5);
    let pause = |number: i64| {
        let from = anchor + TimeDelta::seconds(random.below(30 * 86_400) - 86_400);
        let until = from + TimeDelta::seconds(random.below(8 * 86_400));
        let document = random.chance(50).then(|| DocumentNumber::new(format!("第{number}号")));
        Pause { from, until, ground: GroundName::new(format!("ground-{number}")), document }
    };
    (0..count).map(pause).collect()
}

fn extensions(random: &mut Random) -> Vec<Length> {
    let count = random.below(3);
    (0..count)
        .map(|_| {
            let unit = unit(random);
            length(random, unit)
        })
        .collect()
}

fn clock(calendar: &Calendar, random: &mut Random) -> Clock {
    let (rule, anchor) = (rule(random), instant(random));
    let (extensions, pauses) = (extensions(random), pauses(random, anchor));
    let deadline = deadline(calendar, &rule, anchor, &extensions, &pauses);
    Clock {
        limit: LimitName::new("handling"),
        rule,
        anchor,
        extensions,
        pauses,
        deadline,
        explanation: Explanation::default(),
        levels: Vec::new(),
        levels_reached: 0,
        status: ClockStatus::Running,
    }
}

/// Tenures that follow each other, with holes and overlaps now and then.
fn tenures(random: &mut Random, anchor: Timestamp) -> Vec<Tenure> {
    let mut from = anchor - TimeDelta::hours(random.below(48));
    let count = random.below(6);
    let tenure = |number: i64| {
        let until = from + TimeDelta::hours(1 + random.below(200));
        let holder = match number % 4 {
            2 => Holder::Citizen,
            3 => Holder::Law,
            _ => Holder::Unit(UnitId::new(format!("unit-{}", random.below(3)))),
        };
        let tenure = Tenure { holder, from, until: random.chance(95).then_some(until) };
        from =
            if random.chance(80) { until } else { until + TimeDelta::hours(random.below(40) - 20) };
        tenure
    };
    (0..count).map(tenure).collect()
}

#[test]
fn elapsed_is_the_inverse_of_adding() {
    let (calendar, mut random) = (calendar(), Random(11));
    for _ in 0..50_000 {
        let (unit, from) = (unit(&mut random), instant(&mut random));
        let length = length(&mut random, unit);
        let rule = Rule { length, rolls: false, day_end: DayEnd::Midnight };
        let end = deadline(&calendar, &rule, from, &[], &[]);
        let amount = i64::from(length.amount.get());
        assert_eq!(elapsed(&calendar, unit, from, end), amount, "{length} from {from}");
        let before = elapsed(&calendar, unit, from, end - TimeDelta::seconds(1));
        assert!(before < amount, "{length} from {from} is not over a second earlier");
        assert_eq!(elapsed(&calendar, unit, end, from), -amount);
    }
}

#[test]
fn elapsed_hours_are_additive_over_all_instants() {
    let (calendar, mut random) = (calendar(), Random(12));
    for _ in 0..20_000 {
        let [a, b, c] = [(); 3].map(|()| instant(&mut random));
        for unit in [TimeUnit::Hour, TimeUnit::WorkHour] {
            let time = |from, until| elapsed_time(&calendar, unit, from, until);
            assert_eq!(time(a, b) + time(b, c), time(a, c), "{unit:?} {a} {b} {c}");
        }
    }
}

#[test]
fn elapsed_days_are_additive_where_limits_are_joined() {
    let (calendar, mut random) = (calendar(), Random(13));
    for _ in 0..20_000 {
        let mut instants = [(); 3].map(|()| instant(&mut random));
        instants.sort();
        let [a, b, c] = instants;
        let midnight = calendar.start(calendar.date(b).succ_opt().expect("not the last day"));
        if midnight > c || calendar.date(a) == calendar.date(b) {
            continue;
        }
        for unit in [TimeUnit::CalendarDay, TimeUnit::WorkDay] {
            let days = |from, until| elapsed(&calendar, unit, from, until);
            assert_eq!(days(a, midnight) + days(b, c), days(a, c), "{unit:?} {a} {b} {c}");
        }
    }
}

#[test]
fn working_days_are_additive_over_all_days() {
    let (calendar, mut random) = (calendar(), Random(14));
    for _ in 0..20_000 {
        let [a, b, c] = [(); 3].map(|()| calendar.date(instant(&mut random)));
        let days = |after, through| calendar.working_days_between(after, through);
        assert_eq!(days(a, b) + days(b, c), days(a, c));
    }
}

#[test]
fn the_order_in_which_pauses_were_recorded_does_not_matter() {
    let (calendar, mut random) = (calendar(), Random(15));
    for _ in 0..20_000 {
        let clock = clock(&calendar, &mut random);
        let given = compute(&calendar, &clock.rule, clock.anchor, &clock.extensions, &clock.pauses);
        let mut pauses = clock.pauses.clone();
        pauses.reverse();
        if pauses.len() > 2 {
            pauses.swap(0, 1);
        }
        let shuffled = compute(&calendar, &clock.rule, clock.anchor, &clock.extensions, &pauses);
        assert_eq!(given, shuffled, "deadline and explanation of {clock:?}");
    }
}

#[test]
fn pauses_that_overlap_count_once() {
    let (calendar, mut random) = (calendar(), Random(16));
    for _ in 0..20_000 {
        let clock = clock(&calendar, &mut random);
        let doubled: Vec<Pause> = clock.pauses.iter().chain(&clock.pauses).cloned().collect();
        let (rule, anchor) = (&clock.rule, clock.anchor);
        let end = deadline(&calendar, rule, anchor, &clock.extensions, &doubled);
        assert_eq!(end, clock.deadline);
    }
}

#[test]
fn pausing_and_resuming_within_one_day_moves_no_day_deadline() {
    let (calendar, mut random) = (calendar(), Random(17));
    for _ in 0..20_000 {
        let unit = [TimeUnit::CalendarDay, TimeUnit::WorkDay, TimeUnit::Month]
            [usize::try_from(random.below(3)).expect("small")];
        let rule = Rule { length: length(&mut random, unit), ..rule(&mut random) };
        let anchor = instant(&mut random);
        let day = calendar.start(calendar.date(anchor + TimeDelta::days(random.below(20))));
        let from = random.below(86_400);
        let until = from + random.below(86_401 - from);
        let [from, until] = [from, until].map(|seconds| day + TimeDelta::seconds(seconds));
        let pause = Pause { from, until, ground: GroundName::new("hearing"), document: None };
        assert_eq!(
            deadline(&calendar, &rule, anchor, &[], &[pause]),
            deadline(&calendar, &rule, anchor, &[], &[]),
            "{rule:?} from {anchor}, paused {from} to {until}"
        );
    }
}

#[test]
fn a_pause_never_brings_a_deadline_forward_and_a_late_one_never_moves_it() {
    let (calendar, mut random) = (calendar(), Random(18));
    for _ in 0..20_000 {
        let clock = clock(&calendar, &mut random);
        let end = |pauses: &[Pause]| {
            deadline(&calendar, &clock.rule, clock.anchor, &clock.extensions, pauses)
        };
        // An end in hours that moves keeps its clock time: Saturday 23:00 moves to Monday 23:00, but paused for two
        // hours it is Sunday 01:00 and moves to Monday 01:00.
        let last = clock.extensions.last().unwrap_or(&clock.rule.length);
        let moves_by_clock_time = clock.rule.rolls && last.unit == TimeUnit::Hour;
        assert!(moves_by_clock_time || clock.deadline >= end(&[]), "{clock:?}");
        let from = clock.deadline + TimeDelta::seconds(random.below(86_400));
        let until = from + TimeDelta::days(5);
        let late = Pause { from, until, ground: GroundName::new("late"), document: None };
        let mut pauses = clock.pauses.clone();
        pauses.push(late);
        assert_eq!(end(&pauses), clock.deadline, "{clock:?}");
    }
}

fn covers_exactly(segments: &[Segment], from: Timestamp, until: Timestamp) {
    let Some((first, last)) = segments.first().zip(segments.last()) else {
        assert!(until <= from, "only an empty life has no segments");
        return;
    };
    assert_eq!((first.from, last.until), (from, until));
    assert!(segments.iter().all(|segment| segment.from < segment.until));
    for pair in segments.windows(2) {
        assert_eq!(pair[0].until, pair[1].from, "no gap and no overlap");
        let differ = pair[0].holder != pair[1].holder || pair[0].reason != pair[1].reason;
        assert!(differ, "neighbours differ");
    }
}

#[test]
fn the_ledger_covers_the_life_of_a_clock_exactly_and_the_holders_sums_are_its_sums() {
    let (calendar, mut random) = (calendar(), Random(19));
    for _ in 0..4_000 {
        let mut clock = clock(&calendar, &mut random);
        let tenures = tenures(&mut random, clock.anchor);
        let until = clock.anchor + TimeDelta::seconds(random.below(100 * 86_400));
        let ended = clock.anchor + TimeDelta::seconds(random.below(100 * 86_400));
        if random.chance(50) {
            clock.status = ClockStatus::Ended(ended);
        }
        let stop = if clock.is_open() { until } else { until.min(ended) };
        let segments = ledger(&calendar, &clock, &tenures, until);
        covers_exactly(&segments, clock.anchor, stop);

        let charges = charged(&segments);
        let total: TimeDelta = charges.values().map(|charge| charge.total).sum();
        assert_eq!(total, stop - clock.anchor);
        let counted: TimeDelta = charges.values().map(|charge| charge.counted).sum();
        let segments = segments.iter().filter(|segment| segment.counted);
        assert_eq!(counted, segments.map(|segment| segment.until - segment.from).sum());
    }
}

#[test]
fn the_counted_time_up_to_the_deadline_is_the_length_of_the_limit() {
    let (calendar, mut random) = (calendar(), Random(20));
    for _ in 0..4_000 {
        let mut clock = clock(&calendar, &mut random);
        clock.extensions.clear();
        clock.rule.day_end = DayEnd::Midnight;
        if clock.rule.length.unit == TimeUnit::Month {
            continue;
        }
        clock.deadline = deadline(&calendar, &clock.rule, clock.anchor, &[], &clock.pauses);
        let segments = ledger(&calendar, &clock, &[], clock.deadline + TimeDelta::days(9));
        let amount = i64::from(clock.rule.length.amount.get());
        let expected = match clock.rule.length.unit {
            TimeUnit::Hour | TimeUnit::WorkHour => TimeDelta::hours(amount),
            TimeUnit::CalendarDay | TimeUnit::WorkDay | TimeUnit::Month => TimeDelta::days(amount),
        };
        let counted = segments.iter().filter(|segment| segment.counted);
        let counted: TimeDelta = counted.map(|segment| segment.until - segment.from).sum();
        assert_eq!(counted, expected, "{clock:?}\n{segments:#?}");
    }
}

#[test]
fn a_holder_is_charged_exactly_the_time_of_its_tenures_within_the_clock() {
    let (calendar, mut random) = (calendar(), Random(21));
    for _ in 0..4_000 {
        let clock = clock(&calendar, &mut random);
        let change = clock.anchor + TimeDelta::seconds(random.below(50 * 86_400));
        let until = change + TimeDelta::seconds(1 + random.below(50 * 86_400));
        let unit = Holder::Unit(UnitId::new("police"));
        let tenures = [
            Tenure { holder: unit.clone(), from: clock.anchor, until: Some(change) },
            Tenure { holder: Holder::Citizen, from: change, until: None },
        ];
        let charges = charged(&ledger(&calendar, &clock, &tenures, until));
        let total = |holder: &Holder| charges.get(holder).copied().unwrap_or_default().total;
        assert_eq!(total(&unit), change - clock.anchor);
        assert_eq!(total(&Holder::Citizen), until - change);
    }
}

#[test]
fn points_are_ordered_by_how_much_is_left_and_how_late_it_is() {
    let (calendar, mut random) = (calendar(), Random(22));
    for _ in 0..2_000 {
        let clock = clock(&calendar, &mut random);
        let run = Run::from(&clock);
        let at = |which: Point| point(&calendar, &run, which);
        let percents: Vec<Timestamp> = (1..=99).rev().map(|p| at(Point::PercentLeft(p))).collect();
        assert!(percents.is_sorted(), "percent left of {clock:?}");
        assert!(percents.iter().all(|at| clock.anchor <= *at && *at <= clock.deadline));
        for unit in TimeUnit::ALL {
            let lengths: Vec<Length> = (1..=12)
                .filter_map(|amount| format!("{amount} {}", unit.as_str()).parse().ok())
                .collect();
            let left: Vec<Timestamp> =
                lengths.iter().rev().map(|length| at(Point::Left(*length))).collect();
            let late: Vec<Timestamp> =
                lengths.iter().map(|length| at(Point::Late(*length))).collect();
            assert!(left.is_sorted(), "{unit:?} left of {clock:?}");
            assert!(left.iter().all(|at| clock.anchor <= *at && *at <= clock.deadline));
            assert!(late.windows(2).all(|pair| pair[0] < pair[1]), "{unit:?} late of {clock:?}");
            assert!(late.iter().all(|at| *at > clock.deadline), "{unit:?} late of {clock:?}");
        }
        assert_eq!(at(Point::Due), clock.deadline);
    }
}
