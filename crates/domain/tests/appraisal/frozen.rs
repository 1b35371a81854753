//! What was published stays; what was wrong stands beside it.

use domain::appraisal::{
    Appraisal, CaseFacts, Correction, Decision, DecisionKind, FrozenError, Objection, PeriodLength,
    Published, appraise, compare, publish,
};
use domain::case::TextRef;
use domain::id::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::county::{self, County, case};
use crate::month::{self, november, units};

fn published(county: &County) -> Published {
    let scheme = county.checked(&county::scheme());
    let at = county.midnight("2026-12-03");
    publish(month::appraisal(county), &scheme, &county.calendar, "center.director".into(), at)
        .unwrap()
}

/// The same month, after the rating of case 3 turned out to be mistaken.
fn corrected_run(county: &County) -> Appraisal {
    let mistaken = Decision {
        case: case(3),
        kind: DecisionKind::MistakenRating,
        of_unit: Some("urban".into()),
        document: "cd-9".into(),
        ..month::decision(county)
    };
    let scheme = county.checked(&county::scheme());
    let facts = month::facts(county);
    let [one, other] = month::decisions(county);
    let decisions = [one, other, mistaken];
    appraise(&scheme, (november(), &county.calendar), &facts, &county.directory, &decisions)
}

fn correction(at: Timestamp) -> Correction {
    Correction { at, by: "center.director".into(), document: "cd-10".into() }
}

#[test]
fn a_period_is_published_when_it_is_over_and_fully_known() {
    let county = County::load();
    let scheme = county.checked(&county::scheme());
    let by = || "center.director".into();
    let end = county.midnight("2026-12-01");
    let early = county.midnight("2026-11-30");
    let run = month::appraisal(&county);
    let publish = |run, at| publish(run, &scheme, &county.calendar, by(), at);
    assert_eq!(publish(run.clone(), early), Err(FrozenError::PeriodGoesOn(end)));
    let old = Appraisal { as_of: Some(early), ..run.clone() };
    assert_eq!(publish(old, end), Err(FrozenError::FactsTooOld(end)));
    let year = Appraisal { period: "2026".parse().unwrap(), ..run.clone() };
    assert_eq!(publish(year, end), Err(FrozenError::OtherLength(PeriodLength::Month)));
    let before = Appraisal { period: november().year_before(), ..run.clone() };
    let in_force = "2026-01-01".parse().unwrap();
    assert_eq!(publish(before, end), Err(FrozenError::NotInForce(in_force)));
    let published = publish(run.clone(), end).unwrap();
    assert_eq!(published.appraisal, run);
    // Five working days after Tuesday, 1 December: until the end of the 8th.
    assert_eq!(published.objections_until, Some(county.midnight("2026-12-09")));
}

#[test]
fn an_erratum_refers_to_what_was_published_and_never_overwrites_it() {
    let county = County::load();
    let published = published(&county);
    let before = published.clone();
    let run = corrected_run(&county);
    let erratum = published.erratum(&[], &run, correction(published.at)).unwrap();
    let changed: Vec<_> = erratum.units.iter().map(|it| it.is.unit.as_str()).collect();
    assert_eq!((erratum.number, changed), (1, vec!["housing", "urban"]));
    let corrected = &erratum.units[1];
    // Urban: solved 3/3, satisfied 2/2 and done again 1/5 now: 89.00 of 95, less 3, before housing, which falls to the third rank.
    assert_eq!(corrected.was.points.unwrap().to_string(), "78.14");
    assert_eq!(corrected.is.points.unwrap().to_string(), "90.68");
    assert_eq!(published, before);
    let errata = [erratum];
    assert_eq!(published.corrected(&errata).period, run.period);
    assert_eq!(
        units(&published.corrected(&errata)).find(|unit| unit.unit.as_str() == "urban"),
        units(&run).find(|unit| unit.unit.as_str() == "urban")
    );
    let again = published.erratum(&errata, &run, correction(published.at));
    assert_eq!(again, Err(FrozenError::NothingDiffers));
    let other = Appraisal { period: november().previous(), ..run };
    let other = published.erratum(&errata, &other, correction(published.at));
    assert_eq!(other, Err(FrozenError::OfAnother));
}

#[test]
fn a_unit_may_object_to_its_own_figures_in_time() {
    let county = County::load();
    let published = published(&county);
    let urban = units(&published.appraisal).find(|unit| unit.unit.as_str() == "urban").unwrap();
    let solved = urban.figures.iter().find(|it| it.indicator.as_str() == "solved").unwrap();
    let item = *solved.counted.difference(&solved.good).next().unwrap();
    let objection = Objection {
        unit: "urban".into(),
        by: "urban.head".into(),
        at: published.at,
        indicator: "solved".into(),
        item: Some(item),
        reason: TextRef { id: Uuid::nil(), characters: 20 },
    };
    assert_eq!(published.admits(&objection), Ok(()));
    assert_eq!(published.admits(&Objection { item: None, ..objection.clone() }), Ok(()));
    let left_out = solved.left_out[0].item;
    assert_eq!(published.admits(&Objection { item: Some(left_out), ..objection.clone() }), Ok(()));
    let others = Objection { unit: "water".into(), ..objection.clone() };
    assert_eq!(published.admits(&others), Err(FrozenError::NotInIt));
    let end = published.objections_until.unwrap();
    let late = Objection { at: end, ..objection };
    assert_eq!(published.admits(&late), Err(FrozenError::TermOver(end)));
}

#[test]
fn a_month_stands_beside_the_one_before_and_the_one_a_year_before() {
    let county = County::load();
    let scheme = county.checked(&county::scheme());
    let (facts, decisions) = (month::facts(&county), [month::decision(&county)]);
    let run = |period, decisions: &[Decision]| {
        appraise(&scheme, (period, &county.calendar), &facts, &county.directory, decisions)
    };
    let now = run(november(), &decisions);
    for empty in [november().previous(), november().year_before()] {
        for change in compare(&now.summary(), &run(empty, &decisions).summary()) {
            assert_eq!((change.points_before, change.points_more), (None, None));
            // In October water has the suspicion of the page, and nothing else.
            let of_page = |name: &str| name == "suspected" && change.unit.as_str() == "water";
            let mut shares = change.shares_before.iter();
            assert!(shares.all(|(name, share)| share.is_none() || of_page(name.as_str())));
        }
    }
    // Without the decision about case 7: 8.89 + 10.71 + 5 + 8.89 + 17.78 + 4.44 + 2.78 + 5 = 63.49 of 95, less 3.
    let changes = compare(&now.summary(), &run(november(), &[]).summary());
    let urban = changes.iter().find(|change| change.unit.as_str() == "urban").unwrap();
    assert_eq!(urban.points_before.unwrap().to_string(), "63.83");
    assert_eq!(urban.points_more.unwrap().to_string(), "14.31");
}

#[test]
fn everything_can_be_kept_and_read_again() {
    fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
        serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
    }
    let county = County::load();
    let facts: Vec<CaseFacts> = month::facts(&county);
    assert_eq!(again(&facts), facts);
    let published = published(&county);
    assert_eq!(again(&published), published);
    let erratum = published.erratum(&[], &corrected_run(&county), correction(published.at));
    let erratum = erratum.unwrap();
    assert_eq!(again(&erratum), erratum);
    let decision = month::decision(&county);
    assert_eq!(again(&decision), decision);
    let whole = facts[0].whose_time();
    assert_eq!(again(&whole), whole);
}
