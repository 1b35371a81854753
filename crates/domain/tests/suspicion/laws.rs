//! Laws of suspicions that hold for every history, on synthetic years.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::CaseId;
use domain::suspicion::{
    Fact, History, Indicator, Period, Search, Suspicion, Thresholds, find, find_one,
};
use testkit::Random;
use testkit::year::{Year, year};

use crate::small::{all, at, case, closing, matter};

/// The suspicions of a whole year as one period.
fn of(history: &History, months: &[Period], thresholds: &Thresholds) -> Vec<Suspicion> {
    let period = Period { from: months[0].from, until: months[11].until };
    find(&Search { history, thresholds, period, now: period.until })
}

fn shuffled<T>(random: &mut Random, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last + 1));
    }
}

#[test]
fn nothing_and_honest_work_give_no_suspicion() {
    assert_eq!(all(&History::default()), []);
    let mut history = History::default();
    for number in 0..20 {
        let filed = at(i64::try_from(number).unwrap() * 4, 0);
        history.matters.insert(case(number), matter(filed, u8::try_from(number).unwrap()));
        history.closings.push(closing(number, filed + chrono::TimeDelta::days(2)));
    }
    // Two neighbours and one category within a week is the one thing that these could be taken for.
    history.matters.values_mut().enumerate().for_each(|(place, matter)| {
        matter.place = format!("4212811000{place:02}").as_str().into();
    });
    assert_eq!(all(&history), []);
}

#[test]
fn finding_twice_gives_the_same_in_whatever_order_facts_come() {
    let Year { history, months, .. } = year(1);
    let thresholds = Thresholds::default();
    let once = of(&history, &months, &thresholds);
    let mut mixed = history.clone();
    let mut random = Random::new(9);
    shuffled(&mut random, &mut mixed.closings);
    shuffled(&mut random, &mut mixed.reopenings);
    shuffled(&mut random, &mut mixed.answers);
    shuffled(&mut random, &mut mixed.pictures);
    shuffled(&mut random, &mut mixed.hearings);
    shuffled(&mut random, &mut mixed.ratings);
    shuffled(&mut random, &mut mixed.returns);
    shuffled(&mut random, &mut mixed.handovers);
    shuffled(&mut random, &mut mixed.reveals);
    assert!(once.len() > 100);
    assert_eq!(once, of(&mixed, &months, &thresholds));
    let keys: BTreeSet<_> = once.iter().map(|row| &row.key).collect();
    assert_eq!(keys.len(), once.len(), "no key stands twice");
}

#[test]
fn what_comes_later_changes_no_key_that_was_found_before() {
    let Year { history, months, .. } = year(2);
    let (thresholds, period) = (Thresholds::default(), months[5]);
    let search = |history, now| find(&Search { history, thresholds: &thresholds, period, now });
    let early = search(&history, period.until);
    let mut until_then = history.clone();
    until_then.matters.retain(|_, matter| matter.filed_at < period.until);
    until_then.closings.retain(|it| it.at < period.until);
    until_then.reopenings.retain(|it| it.at < period.until);
    until_then.answers.retain(|it| it.at < period.until);
    until_then.pictures.retain(|it| it.at < period.until);
    until_then.hearings.retain(|it| it.at < period.until);
    until_then.ratings.retain(|it| it.at < period.until);
    until_then.returns.retain(|it| it.at < period.until);
    until_then.handovers.retain(|it| it.at < period.until);
    until_then.reveals.retain(|it| it.at < period.until);
    assert!(early.len() > 10);
    assert_eq!(early, search(&until_then, period.until));
}

/// The cases of all rows. The earlier of two that are alike may be another one under a stricter number.
fn cases(rows: &[Suspicion]) -> BTreeSet<CaseId> {
    rows.iter().flat_map(|row| &row.facts).map(Fact::case).collect()
}

type Change = fn(&mut Thresholds);

/// Stricter numbers of each indicator.
fn stricter() -> Vec<(Indicator, Change)> {
    vec![
        (Indicator::ReportedAgain, |it| it.reported_again.same_party_days -= 10),
        (Indicator::ReportedAgain, |it| it.reported_again.same_place_days -= 3),
        (Indicator::ReportedAgain, |it| it.reported_again.place_digits += 1),
        (Indicator::AnswerCopied, |it| it.answer_copied.percent += 10),
        (Indicator::AnswerCopied, |it| it.answer_copied.pairs_min += 30),
        (Indicator::AnswerCopied, |it| it.answer_copied.same_event_days += 30),
        (Indicator::LastMinute, |it| it.last_minute.minutes -= 10),
        (Indicator::LastMinute, |it| it.last_minute.times += 1),
        (Indicator::LastMinute, |it| it.last_minute.share_percent += 20),
        (Indicator::PictureTwice, |it| it.picture_twice.bits_apart -= 2),
        (Indicator::PictureTwice, |it| it.picture_twice.plain_bits += 4),
        (Indicator::ReturnedLate, |it| it.returned_late.percent -= 4),
        (Indicator::ReturnedLate, |it| it.returned_late.times += 1),
        (Indicator::PassedRound, |it| it.passed_round.returns += 1),
        (Indicator::PassedRound, |it| it.passed_round.hops += 1),
        (Indicator::PassedRound, |it| it.passed_round.ownerless_days += 2),
        (Indicator::RatedInBurst, |it| it.rated_in_burst.minutes -= 3),
        (Indicator::RatedInBurst, |it| it.rated_in_burst.times += 1),
        (Indicator::RatedFromOneSource, |it| it.rated_from_one_source.device_times += 1),
        (Indicator::RatedFromOneSource, |it| it.rated_from_one_source.network_times += 1),
        (Indicator::RatedAtOnce, |it| it.rated_at_once.seconds -= 30),
        (Indicator::RatedAtOnce, |it| it.rated_at_once.times += 1),
        (Indicator::RatedByUnit, |it| it.rated_by_unit.times += 1),
        (Indicator::IdentitiesRead, |it| it.identities_read.in_a_day += 5),
        (Indicator::IdentitiesRead, |it| it.identities_read.factor_percent += 100),
        (Indicator::IdentitiesRead, |it| it.identities_read.outside += 1),
    ]
}

#[test]
fn stricter_numbers_find_nothing_new() {
    let Year { history, months, .. } = year(3);
    let period = Period { from: months[0].from, until: months[11].until };
    let cases = |indicator, thresholds: &Thresholds| {
        let search = Search { history: &history, thresholds, period, now: period.until };
        cases(&find_one(&search, indicator))
    };
    let loose = Indicator::ALL.map(|it| (it, cases(it, &Thresholds::default())));
    let loose = BTreeMap::from(loose);
    for (place, (indicator, tighten)) in stricter().into_iter().enumerate() {
        let mut thresholds = Thresholds::default();
        tighten(&mut thresholds);
        let strict = cases(indicator, &thresholds);
        assert!(strict.is_subset(&loose[&indicator]), "{place}: {indicator:?}");
    }
}
