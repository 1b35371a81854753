//! What other rules would have made of what people did: the rules in force give every history again, and others what can be
//! counted by hand.
//!
//! `BIHUAN_SEEDS` sets how many walks are taken through each workflow; a failure names workflow and seed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints of tests do not reach helper functions of an integration test"
)]

use chrono::{NaiveDate, TimeDelta};
use domain::calendar::Calendar;
use domain::case::{Case, Entry, WorkflowRef};
use domain::clock::{Holder, Point};
use domain::decide::{Climbed, Rules, Unfit, again};
use domain::directory::Directory;
use domain::id::{LimitName, Timestamp};
use domain::scenario::Stage;
use domain::whatif::{Tally, Tried, try_out};
use domain::workflow::{Act, Definition, Workflow, check};
use testkit::{NAMES, Shipped, Walker};

/// A history as it stands at an instant.
struct Told {
    name: &'static str,
    seed: u64,
    log: Vec<Entry>,
    case: Case,
    now: Timestamp,
}

fn seeds() -> u64 {
    std::env::var("BIHUAN_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(12)
}

/// Walks through every workflow, each told as far as it came.
fn histories(shipped: &Shipped) -> Vec<Told> {
    let mut all = Vec::new();
    for name in NAMES {
        for seed in 0..seeds() {
            let mut walker = Walker::new(shipped, name, seed);
            let mut told = |stage: &Stage<'_>| {
                let (log, now) = (stage.log().to_vec(), stage.now());
                all.push(Told { name, seed, log, case: stage.case().unwrap().clone(), now });
            };
            walker.walk(60, |_, _, _| {});
            told(&walker.stage);
            // Long after the last step everything has fallen due.
            walker.stage.pass_time(walker.stage.now() + TimeDelta::days(400));
            told(&walker.stage);
        }
    }
    all
}

fn rules<'a>(
    calendar: &'a Calendar,
    directory: &'a Directory,
    version: &'a dyn Fn(&WorkflowRef) -> Option<&'a Workflow>,
) -> Rules<'a> {
    Rules { calendar, directory, version }
}

#[test]
fn unchanged_rules_give_every_history_again() {
    let shipped = Shipped::load();
    let (mut clocks, mut levels) = (0, 0);
    for Told { name, seed, log, case, now } in histories(&shipped) {
        let version = |_: &WorkflowRef| Some(shipped.workflow(name));
        let current = rules(&shipped.calendar, &shipped.directory, &version);
        let decided = again(current, &log, now).unwrap();
        assert_eq!(decided.case.clocks, case.clocks, "{name} {seed}");
        assert_eq!(decided.levels, Climbed::recorded(&log), "{name} {seed}");
        assert_eq!(Case { seq: case.seq, ..decided.case }, case, "{name} {seed}");
        let tried = try_out(&log, &case, [current, current], now).unwrap();
        assert_eq!((tried.differs, &tried.before), (None, &tried.after), "{name} {seed}");
        (clocks, levels) = (clocks + case.clocks.len(), levels + decided.levels.len());
    }
    assert!(clocks > 200 && levels > 200, "{clocks} clocks and {levels} levels say little");
}

/// A definition with something changed that the check allows.
fn changed(of: &Workflow, change: impl FnOnce(&mut Definition)) -> Workflow {
    let mut definition = of.definition().clone();
    change(&mut definition);
    let checked = check(definition);
    checked.workflow.unwrap_or_else(|| panic!("{:?}", checked.findings))
}

#[test]
fn a_shorter_limit_is_kept_by_nobody_who_missed_the_longer_one() {
    let shipped = Shipped::load();
    let mut tally = Tally::default();
    for name in NAMES {
        let of = shipped.workflow(name);
        let shorter = changed(of, |definition| {
            for limit in definition.limits.values_mut() {
                let halve = |length: &mut domain::clock::Length| {
                    length.amount = length.amount.get().div_ceil(2).try_into().unwrap();
                };
                limit.length.iter_mut().chain(limit.lengths.values_mut()).for_each(halve);
                limit.ladder.truncate(1);
                limit.ladder[0].at = Some(Point::Due);
                limit.ladder[0].act = Act::Urge;
            }
        });
        for told in histories(&shipped).into_iter().filter(|told| told.name == name) {
            let (version, other) = (|_: &WorkflowRef| Some(of), |_: &WorkflowRef| Some(&shorter));
            let current = rules(&shipped.calendar, &shipped.directory, &version);
            let halved = rules(&shipped.calendar, &shipped.directory, &other);
            let tried = try_out(&told.log, &told.case, [current, halved], told.now).unwrap();
            let limits = |tried: &Tried, after: bool| {
                let lot = if after { &tried.after } else { &tried.before };
                lot.late.iter().map(|late| late.limit.clone()).collect::<Vec<LimitName>>()
            };
            let (before, after) = (limits(&tried, false), limits(&tried, true));
            assert!(before.iter().all(|limit| after.contains(limit)), "{name} {}", told.seed);
            tally.add(&tried);
        }
    }
    let more: i64 = tally.limits.values().map(|change| change.more()).sum();
    assert!(more > 0 && tally.late.before > 0, "{more} {:?}", tally.late);
    // Every number is that of a list: a limit is late for somebody.
    assert!(tally.holders.values().map(|of| of.after).sum::<u64>() >= tally.late.after);
    assert!(!tally.holders.contains_key(&Holder::Citizen) || tally.late.after > 0);
}

#[test]
fn a_day_that_becomes_a_rest_day_moves_working_days_and_no_calendar_days() {
    let shipped = Shipped::load();
    let mut moved = 0;
    for Told { name, log, case, now, .. } in histories(&shipped) {
        let version = |_: &WorkflowRef| Some(shipped.workflow(name));
        let day = shipped.calendar.date(case.filed_at) + chrono::Days::new(1);
        let off = shipped.calendar.trying(day, false).unwrap();
        let again = again(rules(&off, &shipped.directory, &version), &log, now).unwrap();
        for (was, is) in case.clocks.iter().zip(&again.case.clocks) {
            assert_eq!((&was.limit, was.anchor, was.rule), (&is.limit, is.anchor, is.rule));
            assert!(is.deadline >= was.deadline || !was.pauses.is_empty(), "{name}");
            moved += usize::from(is.deadline > was.deadline);
        }
    }
    assert!(moved > 0, "no deadline moved");
    assert!(shipped.calendar.trying(NaiveDate::MIN, false).is_none());
}

#[test]
fn rules_that_do_not_know_a_state_say_so_and_which() {
    let shipped = Shipped::load();
    let told = histories(&shipped).into_iter().find(|told| told.name == "service").unwrap();
    let other = |_: &WorkflowRef| Some(shipped.workflow("police"));
    let result = again(rules(&shipped.calendar, &shipped.directory, &other), &told.log, told.now);
    assert!(matches!(result, Err(Unfit::NoState(_))), "{result:?}");
    let none = |_: &WorkflowRef| None;
    let result = again(rules(&shipped.calendar, &shipped.directory, &none), &told.log, told.now);
    assert_eq!(result, Err(Unfit::NoVersion(told.case.workflow.clone())));
    let all = |_: &WorkflowRef| Some(shipped.workflow("service"));
    let current = rules(&shipped.calendar, &shipped.directory, &all);
    assert_eq!(again(current, &[], told.now), Err(Unfit::NotFiled));
}
