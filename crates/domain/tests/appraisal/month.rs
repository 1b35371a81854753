//! The month of `month.md`: what the engine makes of its cases is what a pencil makes of them, to the last digit.

use std::collections::BTreeMap;
use std::fs;

use domain::appraisal::{
    Appraisal, CaseFacts, Decision, DecisionKind, Figure, Period, Place, UnitAppraisal, appraise,
};
use domain::clock::Holder;
use domain::order::Answered;

use crate::beside::Beside;
use crate::county::{self, County, case, cases, numbers};
use crate::table::rows;

pub(crate) fn page() -> String {
    fs::read_to_string(county::beside("month.md")).unwrap()
}

/// The facts of all cases of the page, known before the month was over.
pub(crate) fn facts(county: &County) -> Vec<CaseFacts> {
    let until = county.midnight("2026-12-01");
    let page = page();
    let beside = Beside::of(county, &page, until);
    let cases = rows(&page, "Cases").into_iter().map(|row| {
        let [number, unit, steps] = row.try_into().unwrap();
        beside.facts(county, number.parse().unwrap(), (unit, steps), until)
    });
    cases.collect()
}

/// All decisions of the page.
pub(crate) fn decisions(county: &County) -> [Decision; 2] {
    let objection = Decision {
        case: case(12),
        kind: DecisionKind::ObjectionUpheld,
        indicator: Some("suspected".into()),
        of_unit: Some("housing".into()),
        document: "cd-12".into(),
        ..decision(county)
    };
    [decision(county), objection]
}

/// The decision about case 7.
pub(crate) fn decision(county: &County) -> Decision {
    Decision {
        at: county.midnight("2026-11-17"),
        case: case(7),
        kind: DecisionKind::Unreasonable,
        indicator: None,
        of_unit: None,
        by: "center.director".into(),
        unit: "center".into(),
        document: "cd-7".into(),
    }
}

pub(crate) fn november() -> Period {
    "2026-11".parse().unwrap()
}

pub(crate) fn appraisal(county: &County) -> Appraisal {
    let scheme = county.checked(&county::scheme());
    let (facts, decisions) = (facts(county), decisions(county));
    let period = (november(), &county.calendar);
    appraise(&scheme, period, &facts, &county.directory, &decisions)
}

pub(crate) fn units(appraisal: &Appraisal) -> impl Iterator<Item = &UnitAppraisal> {
    appraisal.groups.iter().flat_map(|group| &group.units)
}

/// A figure as the page writes it: good, rest, left out, share, heard, points.
fn written(figure: &Figure) -> [String; 6] {
    let list =
        |numbers: Vec<u128>| numbers.iter().map(u128::to_string).collect::<Vec<_>>().join(" ");
    let shown = |value: Option<String>| value.unwrap_or_default();
    [
        list(cases(&figure.good)),
        list(cases(figure.counted.difference(&figure.good))),
        list(cases(figure.left_out.iter().map(|left| &left.item))),
        shown(figure.share().map(|share| share.to_string())),
        shown(figure.heard.map(|heard| heard.to_string())),
        shown(figure.points.map(|points| points.to_string())),
    ]
}

#[test]
fn every_figure_is_the_one_worked_out_by_hand() {
    let (county, page) = (County::load(), page());
    let appraisal = appraisal(&county);
    let mut by_hand: BTreeMap<(&str, &str), [String; 6]> = BTreeMap::new();
    for row in rows(&page, "Figures") {
        let [unit, indicator, good, rest, left, share, heard, points] = row.try_into().unwrap();
        let sorted = |cell| numbers(cell).iter().map(u128::to_string).collect::<Vec<_>>().join(" ");
        let cells = [sorted(good), sorted(rest), sorted(left)];
        let [good, rest, left] = cells;
        let rest = [good, rest, left, share.into(), heard.into(), points.into()];
        by_hand.insert((unit, indicator.trim_end_matches(" ↓")), rest);
    }
    let mut differences = Vec::new();
    for unit in units(&appraisal) {
        for figure in &unit.figures {
            let key = (unit.unit.as_str(), figure.indicator.as_str());
            let counted = written(figure);
            let nothing = figure.counted.is_empty() && figure.left_out.is_empty();
            match by_hand.remove(&key) {
                Some(expected) if expected != counted => {
                    differences.push(format!("{key:?}: by hand {expected:?}, counted {counted:?}"));
                }
                None if !nothing => {
                    differences.push(format!("{key:?} is not on the page: {counted:?}"));
                }
                Some(_) | None => {}
            }
        }
    }
    differences.extend(by_hand.keys().map(|key| format!("{key:?} is only on the page")));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_place_is_the_one_worked_out_by_hand() {
    let (county, page) = (County::load(), page());
    let appraisal = appraisal(&county);
    let counted: Vec<String> = appraisal
        .groups
        .iter()
        .flat_map(|group| group.units.iter().map(|unit| (&group.group, unit)))
        .map(|(group, unit)| {
            let points = unit.points.map(|points| points.to_string()).unwrap_or_default();
            let place = match &unit.place {
                Place::Among { rank, grade } => format!("{} {grade}", rank.unwrap()),
                Place::TooFew | Place::Unweighed => "apart".into(),
            };
            format!("{group}, {}, {}, {points}, {place}", unit.unit, unit.cases)
        })
        .collect();
    let by_hand: Vec<String> = rows(&page, "Points").iter().map(|row| row.join(", ")).collect();
    assert_eq!(counted.join("\n"), by_hand.join("\n"));
}

#[test]
fn the_weighed_sums_of_the_page_add_up() {
    // The sums that the page shows, done once more without the engine.
    let urban = [889, 1875, 1000, 889, 1778, 444, 333, 500].iter().sum::<i64>();
    assert_eq!((urban, (urban * 1000 / 95 + 5) / 10 - 100 - 200), (7708, 7814));
    let housing = [1000, 2143, 1500, 1000, 1714, 500, 500, 429, 417].iter().sum::<i64>();
    assert_eq!((housing, housing - 50 - 100 - 200 - 200), (9203, 8653));
    let water = [1000, 2500, 1500, 1000, 1333, 500, 500, 500].iter().sum::<i64>();
    assert_eq!((water, (water * 1000 / 95 + 5) / 10), (8833, 9298));
    let town = [667, 2500, 1500, 667, 2000, 500, 500, 500].iter().sum::<i64>();
    assert_eq!((town, (town * 1000 / 95 + 5) / 10), (8834, 9299));
}

#[test]
fn an_outcome_leaves_a_rate_by_a_decision_only_and_never_by_ones_own() {
    let county = County::load();
    let scheme = county.checked(&county::scheme());
    let facts = facts(&county);
    let solved = |decisions: &[Decision]| {
        let period = (november(), &county.calendar);
        let appraisal = appraise(&scheme, period, &facts, &county.directory, decisions);
        let urban = units(&appraisal).find(|unit| unit.unit.as_str() == "urban").unwrap();
        let solved = urban.figures.iter().find(|figure| figure.indicator.as_str() == "solved");
        written(solved.unwrap())
    };
    let decided = decision(&county);
    let own = Decision { unit: "urban".into(), ..decided.clone() };
    let other = Decision { indicator: Some("response".into()), ..decided.clone() };
    let others = Decision { of_unit: Some("water".into()), ..decided.clone() };
    assert_eq!(solved(&[decided])[3], "3/4");
    for ineffective in [vec![], vec![own], vec![other], vec![others]] {
        let counted = solved(&ineffective);
        assert_eq!((counted[1].as_str(), counted[3].as_str()), ("3 7 7 7", "3/7"));
    }
}

#[test]
fn the_order_of_facts_does_not_matter() {
    let county = County::load();
    let scheme = county.checked(&county::scheme());
    let mut facts = facts(&county);
    let period = (november(), &county.calendar);
    let decisions = decisions(&county);
    let one = appraise(&scheme, period, &facts, &county.directory, &decisions);
    facts.reverse();
    facts.swap(3, 11);
    assert_eq!(appraise(&scheme, period, &facts, &county.directory, &decisions), one);
}

#[test]
fn an_order_costs_what_its_level_says_up_to_the_cap_and_no_more_than_a_county_wants() {
    let county = County::load();
    let scheme = county.checked(&county::scheme());
    let mut facts = facts(&county);
    let mut off = |points: u32, answered: Answered| {
        facts[3].order_points[0].points = points;
        facts[3].order_points[0].answered = answered;
        let period = (november(), &county.calendar);
        let appraisal = appraise(&scheme, period, &facts, &county.directory, &decisions(&county));
        let urban = units(&appraisal).find(|unit| unit.unit.as_str() == "urban").unwrap();
        let figure = urban.figures.iter().find(|it| it.indicator.as_str() == "order_points");
        let figure = figure.unwrap();
        (figure.good.len(), figure.points.unwrap().to_string(), urban.points.unwrap().to_string())
    };
    let told = |items, off: &str, points: &str| (items, off.to_owned(), points.to_owned());
    assert_eq!(off(1, Answered::InTime), told(1, "-1.00", "78.14"));
    assert_eq!(off(7, Answered::Late), told(1, "-7.00", "72.14"));
    assert_eq!(off(20, Answered::Late), told(1, "-10.00", "69.14"), "never more than the cap");
    assert_eq!(off(7, Answered::NotNeeded), told(0, "0.00", "79.14"));
    assert_eq!(off(0, Answered::Late), told(0, "0.00", "79.14"), "the county wants no points");
}

#[test]
fn time_that_was_decided_to_be_anothers_moves_the_blame_and_nothing_else() {
    let county = County::load();
    let until = county.midnight("2026-12-01");
    let page = page();
    let of_22 = rows(&page, "Cases").into_iter().find(|row| row[0] == "22").unwrap();
    let none = Beside::default().facts(&county, 22, (of_22[1], of_22[2]), until);
    let moved = Beside::of(&county, &page, until).facts(&county, 22, (of_22[1], of_22[2]), until);
    let handle = |facts: &CaseFacts| {
        let clock = facts.clocks.iter().find(|clock| clock.limit.as_str() == "handle").unwrap();
        let hours = |used: &domain::appraisal::Used| {
            let holder = match &used.holder {
                Holder::Unit(unit) => unit.to_string(),
                Holder::Citizen => "citizen".to_owned(),
                Holder::Law => "law".to_owned(),
            };
            (holder, used.in_time.num_hours(), used.beyond.num_hours())
        };
        let mut used: Vec<_> = clock.used.iter().map(hours).collect();
        used.sort();
        (clock.late, clock.answers.iter().map(ToString::to_string).collect::<Vec<_>>(), used)
    };
    let hours = |holder: &str, in_time, beyond| (holder.to_owned(), in_time, beyond);
    let before = vec![hours("citizen", 25, 0), hours("forest", 143, 34)];
    assert_eq!(handle(&none), (true, vec!["forest".to_owned()], before));
    let after = vec![hours("citizen", 25, 0), hours("forest", 9, 0), hours("water", 134, 34)];
    assert_eq!(handle(&moved), (true, vec!["water".to_owned()], after));
    assert_eq!(none.whose_time().total(), moved.whose_time().total(), "the life of the case stays");
    let rest =
        |facts: &CaseFacts| CaseFacts { clocks: Vec::new(), tenures: Vec::new(), ..facts.clone() };
    assert_eq!(rest(&none), rest(&moved));
    // Read up to an instant at which the stretch went on, it is the same stretch.
    let early = county.midnight("2026-11-12");
    let early = Beside::of(&county, &page, early).facts(&county, 22, (of_22[1], of_22[2]), early);
    assert_eq!(handle(&early).1, ["water"]);
}
