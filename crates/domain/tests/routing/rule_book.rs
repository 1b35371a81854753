//! The shipped rules and directory are sound, and the checks find what is wrong with others.

use domain::directory_check;
use domain::routing::{Condition, Rule, RuleBook, Target, check};

use crate::data::{book, codes, directory};

/// The findings after one change to the shipped rules, each code once.
fn after(change: impl Fn(&mut RuleBook)) -> Vec<&'static str> {
    let mut book = book();
    change(&mut book);
    let mut found: Vec<_> =
        check(&book, &directory(), &codes()).into_iter().map(|finding| finding.code).collect();
    found.dedup();
    found
}

/// The place of the first rule that names this category exactly.
fn rule_for<'a>(book: &'a mut RuleBook, category: &str) -> &'a mut Rule {
    book.rules.iter_mut().find(|rule| rule.when.categories.contains(category)).unwrap()
}

#[test]
fn the_shipped_rules_have_no_findings() {
    assert_eq!(check(&book(), &directory(), &codes()), []);
}

#[test]
fn the_shipped_directory_has_no_findings() {
    assert_eq!(directory_check::check(&directory()), []);
}

#[test]
fn the_demo_county_has_the_shape_of_its_model() {
    let directory = directory();
    let of_kind =
        |prefix: &str| directory.units.keys().filter(|id| id.as_str().starts_with(prefix)).count();
    assert_eq!((of_kind("town-"), of_kind("police-"), of_kind("mediation-")), (14, 15, 27));
}

#[test]
fn every_place_and_power_of_the_directory_is_a_known_code() {
    let codes = codes();
    let divisions = &codes.tables["division"];
    for (id, unit) in directory().units {
        for place in &unit.places {
            let township = place.as_str().get(..9).unwrap_or(place.as_str());
            assert!(divisions.name_of(township).is_some(), "{id} {place}");
        }
        assert!(unit.powers.iter().all(|power| codes.scheme_of(power).is_some()), "{id}");
    }
}

#[test]
fn ids_sources_and_reasons_are_checked() {
    assert_eq!(after(|it| it.rules[1].id = "R-01".into()), ["rule-id-repeated"]);
    assert_eq!(after(|it| it.rules[1].id = "".into()), ["rule-id-missing"]);
    assert_eq!(after(|it| it.rules[1].source = "rumour".into()), ["source-unknown"]);
    assert_eq!(after(|it| it.rules[1].reason.en.clear()), ["reason-missing"]);
    assert_eq!(after(|it| it.rules[1].reason.zh.push_str("{name}")), ["placeholder-unknown"]);
    assert_eq!(after(|it| it.rules[1].reason.zh.push_str("{word}")), ["placeholder-unfilled"]);
}

#[test]
fn targets_are_checked() {
    let aim = |to: Vec<Target>| after(move |it| rule_for(it, "0402").to = to.clone());
    assert_eq!(aim(vec![Target::Unit("nobody".into())]), ["unit-unknown"]);
    assert_eq!(aim(vec![Target::Unit("forestry".into())]), ["power-missing"]);
    assert_eq!(aim(vec![]), ["target-missing"]);
    assert_eq!(aim(vec![Target::Person, Target::Unit("housing".into())]), ["person-not-alone"]);
    assert_eq!(aim(vec![Target::Unit("housing".into()); 2]), ["target-repeated"]);
    assert_eq!(after(|it| it.supervision_line.clear()), ["supervision-line-missing"]);
    assert_eq!(after(|it| it.supervision_line.push("nobody".into())), ["unit-unknown"]);
}

#[test]
fn a_kind_that_the_directory_lacks_is_found() {
    let mut directory = directory();
    directory.units.retain(|_, unit| unit.kind != domain::directory::UnitKind::PoliceStation);
    let found = check(&book(), &directory, &codes());
    assert!(!found.is_empty() && found.iter().all(|finding| finding.code == "kind-absent"));
}

#[test]
fn categories_are_checked() {
    let unknown = after(|it| _ = rule_for(it, "P0109").when.categories.insert("P0177".into()));
    assert!(unknown.contains(&"category-unknown"), "{unknown:?}");
    let unrouted = after(|it| _ = rule_for(it, "N04").when.categories.remove("N04"));
    assert!(unrouted.contains(&"category-unrouted"), "{unrouted:?}");
    let hints = after(|it| _ = it.rules[3].when.hints.insert("物业".to_owned()));
    assert_eq!(hints, ["hints-without-category"]);
}

#[test]
fn a_rule_behind_one_that_takes_all_its_cases_is_found() {
    let swapped = after(|it| {
        let broad = it.rules.iter().position(|rule| rule.when.categories.contains("P14")).unwrap();
        let narrow =
            it.rules.iter().position(|rule| rule.when.categories.contains("P1402")).unwrap();
        it.rules.swap(broad, narrow);
    });
    assert!(swapped.contains(&"rule-unreachable"), "{swapped:?}");
    let first = Rule { when: Condition::default(), ..book().rules[0].clone() };
    let all = after(move |it| it.rules[0] = first.clone());
    assert!(all.contains(&"rule-unreachable"), "{all:?}");
}
