//! How often each indicator is right, and how much it finds, on years with planted frauds; `MEASURED=write` writes the page.
#![expect(clippy::print_stdout, reason = "the figures stand in the log")]

use std::fs;

use domain::supervision::Supervision;
use domain::suspicion::{Indicator, Thresholds};
use testkit::year::{Measured, Year, page, score, year};

/// Below these, in percent of precision and of recall, something got worse. They stand a little below what was measured.
const BARS: [(Indicator, usize, usize); 13] = [
    (Indicator::ReportedAgain, 15, 55),
    (Indicator::Contradicted, 40, 95),
    (Indicator::NoContact, 45, 95),
    (Indicator::AnswerCopied, 65, 60),
    (Indicator::LastMinute, 90, 50),
    (Indicator::PictureTwice, 85, 70),
    (Indicator::ReturnedLate, 60, 70),
    (Indicator::PassedRound, 55, 80),
    (Indicator::RatedInBurst, 50, 85),
    (Indicator::RatedFromOneSource, 70, 70),
    (Indicator::RatedAtOnce, 85, 85),
    (Indicator::RatedByUnit, 85, 85),
    (Indicator::IdentitiesRead, 75, 70),
];

type Change = fn(&mut Thresholds);

/// Other numbers that a county might choose.
const OTHERS: [(Indicator, &str, Change); 19] = [
    (Indicator::ReportedAgain, "`same_place_days: 3`", |it| it.reported_again.same_place_days = 3),
    (Indicator::ReportedAgain, "`same_party_days: 15`", |it| {
        it.reported_again.same_party_days = 15;
    }),
    (Indicator::Contradicted, "`partly: true`", |it| it.contradicted.partly = true),
    (Indicator::AnswerCopied, "`percent: 90`", |it| it.answer_copied.percent = 90),
    (Indicator::AnswerCopied, "`percent: 70`", |it| it.answer_copied.percent = 70),
    (Indicator::AnswerCopied, "`same_event_days: 0`", |it| it.answer_copied.same_event_days = 0),
    (Indicator::LastMinute, "`share_percent: 1`", |it| it.last_minute.share_percent = 1),
    (Indicator::LastMinute, "`times: 3`", |it| it.last_minute.times = 3),
    (Indicator::PictureTwice, "`bits_apart: 0`", |it| it.picture_twice.bits_apart = 0),
    (Indicator::PictureTwice, "`plain_bits: 8`", |it| it.picture_twice.plain_bits = 8),
    (Indicator::PictureTwice, "`same_event_days: 0`", |it| it.picture_twice.same_event_days = 0),
    (Indicator::ReturnedLate, "`times: 1`", |it| it.returned_late.times = 1),
    (Indicator::PassedRound, "`returns: 3`", |it| it.passed_round.returns = 3),
    (Indicator::PassedRound, "`hops: 3`", |it| it.passed_round.hops = 3),
    (Indicator::RatedInBurst, "`times: 5`", |it| it.rated_in_burst.times = 5),
    (Indicator::RatedFromOneSource, "`device_times: 3`", |it| {
        it.rated_from_one_source.device_times = 3;
    }),
    (Indicator::RatedFromOneSource, "`network_times: 8`", |it| {
        it.rated_from_one_source.network_times = 8;
    }),
    (Indicator::RatedByUnit, "`times: 1`", |it| it.rated_by_unit.times = 1),
    (Indicator::IdentitiesRead, "`outside: 3`", |it| it.identities_read.outside = 3),
];

/// Years that nobody looked at when the numbers were chosen; that was done on 11, 12 and 13.
const SEEDS: [u64; 3] = [21, 22, 23];

fn thresholds() -> Thresholds {
    testkit::read::<Supervision>("supervision/chibi.yaml").suspicions
}

fn shipped(years: &[Year]) -> Vec<Measured> {
    let line = |(indicator, precision, recall)| {
        let score = score(years, &thresholds(), indicator);
        Measured { indicator, with: "", score, bars: Some((precision, recall)) }
    };
    BARS.map(line).into()
}

fn others(years: &[Year]) -> Vec<Measured> {
    let line = |(indicator, with, change): (Indicator, &'static str, Change)| {
        let mut thresholds = thresholds();
        change(&mut thresholds);
        Measured { indicator, with, score: score(years, &thresholds, indicator), bars: None }
    };
    OTHERS.map(line).into()
}

#[test]
fn on_synthetic_years_the_indicators_are_as_good_as_was_written_down() {
    let years = SEEDS.map(year);
    let shipped = shipped(&years);
    let page = page(&shipped, &others(&years));
    println!("{page}");
    let path = testkit::folder().join("../docs/reference/suspicion.md");
    if std::env::var("MEASURED").is_ok_and(|mode| mode == "write") {
        fs::write(&path, &page).unwrap();
    }
    for Measured { indicator, score, bars, .. } in shipped {
        let (precision, recall) = bars.unwrap_or_default();
        assert!(score.planted >= 10, "{indicator:?}: {score:?} says nothing");
        assert!(score.precision() >= precision, "{indicator:?}: {score:?}");
        assert!(score.recall() >= recall, "{indicator:?}: {score:?}");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page, "MEASURED=write cargo test -p domain --test suspicion");
}

#[test]
fn the_same_seed_gives_the_same_year() {
    let (one, other) = (year(5), year(5));
    assert_eq!(one.planted, other.planted);
    assert_eq!(format!("{:?}", one.history), format!("{:?}", other.history));
    assert!((2_800..3_800).contains(&one.history.matters.len()), "{}", one.history.matters.len());
}
