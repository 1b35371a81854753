//! Single indicators on histories of a few facts: what they find, what they leave, and who may judge it.

#![expect(clippy::expect_used, reason = "helpers of tests may fail loudly")]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use domain::actor::Role;
use domain::case::{Solved, TextRef};
use domain::directory::{Directory, Person, Unit, UnitKind};
use domain::id::{CaseId, FileId, PersonId, Timestamp, UnitId};
use domain::suspicion::{
    Answer, Closing, Conclusion, Fact, Hearing, History, Indicator, Judgement, Look, Mark, Matter,
    Period, Picture, Reopening, Search, Sketch, SketchKey, Standing, Suspicion, Thresholds, find,
    find_one, standing,
};
use domain::workflow::Words;
use uuid::Uuid;

pub(crate) fn case(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(number))
}

/// So many days and minutes after the period began.
pub(crate) fn at(days: i64, minutes: i64) -> Timestamp {
    let start = DateTime::from_timestamp(1_750_000_000, 0).expect("an instant");
    start + TimeDelta::days(days) + TimeDelta::minutes(minutes)
}

pub(crate) fn period() -> Period {
    Period { from: at(0, 0), until: at(100, 0) }
}

pub(crate) fn closing(number: u128, closed: Timestamp) -> Closing {
    Closing {
        case: case(number),
        unit: "a".into(),
        at: closed,
        deadline: Some(closed + TimeDelta::days(2)),
        solved: true,
        contacted: true,
        reachable: true,
    }
}

pub(crate) fn matter(filed_at: Timestamp, mark: u8) -> Matter {
    Matter {
        filed_at,
        category: "0301".into(),
        place: "421281100001".into(),
        same_as: None,
        marks: [Mark([mark; 32])].into(),
    }
}

pub(crate) fn all(history: &History) -> Vec<Suspicion> {
    let thresholds = Thresholds::default();
    find(&Search { history, thresholds: &thresholds, period: period(), now: at(100, 0) })
}

fn one(history: &History, indicator: Indicator) -> Vec<Suspicion> {
    let thresholds = Thresholds::default();
    let search = Search { history, thresholds: &thresholds, period: period(), now: at(100, 0) };
    find_one(&search, indicator)
}

#[test]
fn what_is_brought_again_is_known_by_its_surest_sign() {
    let mut history = History::default();
    history.matters.insert(case(1), matter(at(0, 0), 1));
    history.closings.push(closing(1, at(3, 0)));
    // The same telephone and place; the same telephone too late; another telephone at the place, in time and not.
    history.matters.insert(case(2), matter(at(5, 0), 1));
    history.matters.insert(case(3), matter(at(40, 0), 1));
    history.matters.insert(case(4), matter(at(8, 0), 2));
    history.matters.insert(case(5), matter(at(12, 0), 3));
    history.reopenings.push(Reopening { case: case(1), at: at(9, 0) });
    let found = one(&history, Indicator::ReportedAgain);
    let signs = found[0].facts.iter().filter_map(|fact| {
        let Fact::BroughtAgain { case, by, days, .. } = fact else { return None };
        Some(format!("{} {by:?} {days}", case.0.as_u128()))
    });
    let signs: BTreeSet<_> = signs.collect();
    assert_eq!(found.len(), 1);
    assert_eq!(Vec::from_iter(signs), ["1 Reopened 6", "2 SameParty 2", "4 SamePlace 5"]);
}

#[test]
fn a_citizen_contradicts_the_last_result_only() {
    let mut history = History::default();
    history.closings = vec![closing(1, at(3, 0)), closing(1, at(9, 0)), closing(2, at(3, 0))];
    history.closings[1].solved = false;
    history.hearings.push(Hearing { case: case(1), at: at(10, 0), solved: Solved::No });
    history.hearings.push(Hearing { case: case(2), at: at(10, 0), solved: Solved::Partly });
    assert_eq!(one(&history, Indicator::Contradicted), [], "no unit says that it is solved");
    history.hearings.push(Hearing { case: case(1), at: at(5, 0), solved: Solved::No });
    assert_eq!(one(&history, Indicator::Contradicted).len(), 1);
}

#[test]
fn who_cannot_be_reached_need_not_be() {
    let mut history = History::default();
    history.closings = vec![closing(1, at(3, 0)), closing(2, at(3, 0)), closing(3, at(3, 0))];
    history.closings[1].contacted = false;
    history.closings[2] = Closing { reachable: false, ..history.closings[1].clone() };
    history.closings[2].case = case(3);
    let found = one(&history, Indicator::NoContact);
    assert_eq!(
        found.iter().map(|row| row.key.to_string()).collect::<Vec<_>>(),
        [format!("no_contact/{}", case(2))]
    );
}

#[test]
fn answers_of_one_matter_may_be_the_same_and_those_of_another_may_not() {
    let text = "经了解该问题已经协调相关部门予以解决到位，下一步我单位将举一反三，加强日常巡查管理，杜绝类似情况发生";
    let sketch = Sketch::of(text, &[], &SketchKey([1; 16]));
    let mut history = History::default();
    for number in 1..=3 {
        let filed = at(i64::try_from(number).unwrap() * 10, 0);
        history.matters.insert(case(number), matter(filed, 9));
        let (case, unit, sketch) = (case(number), "a".into(), sketch.clone());
        history.answers.push(Answer { case, unit, at: filed + TimeDelta::days(2), sketch });
    }
    history.matters.get_mut(&case(2)).unwrap().same_as = Some(case(1));
    let found = one(&history, Indicator::AnswerCopied);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].cases, [case(1), case(3)].into(), "the second repeats the first");
}

#[test]
fn a_busy_unit_closes_on_the_last_day_and_not_in_its_last_minutes() {
    let mut history = History::default();
    for number in 0..12 {
        let minutes = if number < 6 { 5 } else { 60 };
        let mut closing = closing(number, at(5, 0));
        closing.deadline = Some(closing.at + TimeDelta::minutes(minutes));
        history.closings.push(closing);
    }
    let found = one(&history, Indicator::LastMinute);
    assert_eq!((found.len(), found[0].facts.len(), found[0].among), (1, 6, Some(12)));
    history.closings[0].deadline = Some(at(5, 0) + TimeDelta::minutes(31));
    assert_eq!(one(&history, Indicator::LastMinute), [], "five of twelve are less than half");
}

#[test]
fn a_copy_of_a_picture_is_known_and_a_white_page_is_not() {
    let look = Look(0x0f0f_3c3c_a5a5_9696);
    let picture = |number: u128, content: u8, look: Look| Picture {
        file: FileId(Uuid::from_u128(number)),
        case: case(number),
        unit: UnitId::from("a"),
        at: at(i64::try_from(number).unwrap(), 0),
        content: [content; 32],
        look: Some(look),
    };
    let mut history = History::default();
    // A copy with four bits changed, one with five; white pages; and the very same white page.
    history.pictures = vec![
        picture(1, 1, look),
        picture(2, 2, Look(look.0 ^ 0x8001_0010_0000_0001)),
        picture(3, 3, Look(look.0 ^ 0x0000_0000_0000_001f)),
        picture(4, 4, Look(1)),
        picture(5, 5, Look(1)),
        picture(6, 5, Look(1)),
    ];
    let found = one(&history, Indicator::PictureTwice);
    let pairs = found.iter().flat_map(|row| &row.facts).filter_map(|fact| {
        let Fact::SamePicture { case, with, apart, .. } = fact else { return None };
        Some((case.0.as_u128(), with.0.as_u128(), *apart))
    });
    assert_eq!(pairs.collect::<BTreeSet<_>>(), [(2, 1, Some(4)), (6, 5, None)].into());
}

fn county() -> Directory {
    let unit = |kind, parent: &str| Unit {
        kind,
        parent: (!parent.is_empty()).then(|| parent.into()),
        ..Unit::default()
    };
    let person =
        |unit: &str, role| Person { unit: unit.into(), roles: [role].into(), ..Person::default() };
    Directory {
        units: [
            ("county".into(), unit(UnitKind::Department, "")),
            ("center".into(), unit(UnitKind::Center, "county")),
            ("a".into(), unit(UnitKind::Township, "county")),
            ("discipline".into(), unit(UnitKind::Discipline, "")),
        ]
        .into(),
        people: [
            ("clerk".into(), person("center", Role::Clerk)),
            ("supervisor".into(), person("center", Role::Supervisor)),
            ("director".into(), person("center", Role::Director)),
            ("keeper".into(), person("center", Role::AuditAdministrator)),
            ("head".into(), person("a", Role::UnitHead)),
            ("inspector".into(), person("discipline", Role::Director)),
            ("inspector2".into(), person("discipline", Role::Clerk)),
        ]
        .into(),
    }
}

#[test]
fn nobody_judges_what_is_about_themselves_or_their_unit() {
    let county = county();
    let judges = |row: &Suspicion| {
        let may = |id: &&PersonId| {
            row.may_be_judged(&county.staff(id).unwrap(), &county, &"center".into())
        };
        county.people.keys().filter(may).map(ToString::to_string).collect::<Vec<_>>()
    };
    let mut row = grown(2).swap_remove(0);
    assert_eq!(judges(&row), ["director", "supervisor"]);
    row.units = [UnitId::from("center")].into();
    assert_eq!(judges(&row), ["inspector"], "a center does not judge itself");
    row.units.clear();
    row.person = Some("supervisor".into());
    assert_eq!(judges(&row), ["inspector"], "nor those who work beside somebody");
}

/// A case that was opened again so many times.
fn grown(times: i64) -> Vec<Suspicion> {
    let mut history = History::default();
    history.matters.insert(case(1), matter(at(0, 0), 1));
    history.closings.push(closing(1, at(1, 0)));
    history.reopenings =
        (0..times).map(|day| Reopening { case: case(1), at: at(2 + day, 0) }).collect();
    one(&history, Indicator::ReportedAgain)
}

#[test]
fn what_was_dismissed_comes_back_only_with_more_than_was_seen() {
    let [seen, same, more] = [grown(2), grown(2), grown(3)].map(|mut rows| rows.swap_remove(0));
    assert_eq!(seen.key, more.key);
    let reason = |characters| TextRef { id: Uuid::from_u128(1), characters };
    let judge = |conclusion, day| {
        Judgement::new(&seen, conclusion, reason(4), "supervisor".into(), at(day, 0)).unwrap()
    };
    let dismissed = judge(Conclusion::Dismissed, 50);
    assert_eq!(standing(&same, []), Standing::Open);
    assert_eq!(standing(&same, [&dismissed]), Standing::Judged(Conclusion::Dismissed));
    assert_eq!(standing(&more, [&dismissed]), Standing::Grown(Conclusion::Dismissed));
    assert!(standing(&more, [&dismissed]).is_open() && !standing(&more, [&dismissed]).counts());
    let fewer = grown(1).swap_remove(0);
    assert_eq!(standing(&fewer, [&dismissed]), Standing::Judged(Conclusion::Dismissed));
    let confirmed = judge(Conclusion::Confirmed, 60);
    assert!(standing(&same, [&confirmed, &dismissed]).counts(), "the last word holds");
    assert!(standing(&more, [&confirmed]).counts() && standing(&more, [&confirmed]).is_open());
    let silent = Judgement::new(&seen, Conclusion::Dismissed, reason(0), "x".into(), at(50, 0));
    assert_eq!(silent, None, "not without a reason");
}

#[test]
fn every_indicator_and_every_fact_has_its_words_in_both_languages() {
    assert!(Indicator::ALL.iter().all(|indicator| !indicator.words().is_incomplete()));
    let words: BTreeSet<_> = Indicator::ALL.iter().map(Words::words).collect();
    assert_eq!(words.len(), Indicator::ALL.len());
    let facts: Vec<_> = grown(2).into_iter().flat_map(|row| row.facts).collect();
    assert!(facts.len() == 3 && facts.iter().all(|fact| !fact.words().is_incomplete()));
}
