//! Power before convenience: a case is never suggested to a unit below the one that may decide 不得下推.

use domain::case::Respondents;
use domain::code_table::Scheme;
use domain::directory::UnitKind;
use domain::id::PersonId;
use domain::routing::{Footing, Routing, Rule, RuleBook, Target, power_over, route};

use crate::data::{at, book, categories, codes, directory, petition};

fn book_to(target: Target) -> RuleBook {
    let rule = Rule { id: "R-01".into(), to: vec![target], ..Rule::default() };
    RuleBook { rules: vec![rule], ..book() }
}

fn answer(target: Target, category: &str) -> Option<(String, Footing)> {
    let facts = at(category, "421281001001");
    match route(&book_to(target), &directory(), &facts, &Respondents::default()) {
        Routing::Suggested { ranked } => Some((ranked[0].unit.to_string(), ranked[0].footing)),
        Routing::Person { .. } => None,
    }
}

#[test]
fn a_village_is_passed_over_for_the_township_that_holds_the_power() {
    let village = Target::Serving(UnitKind::Village);
    assert_eq!(
        answer(village.clone(), "0201"),
        Some(("town-puqi".to_owned(), Footing::PowerAbove))
    );
    assert_eq!(answer(village.clone(), "1203"), Some(("county".to_owned(), Footing::PowerAbove)));
    assert_eq!(answer(village, "0502"), None);
}

#[test]
fn where_the_holder_above_must_withdraw_the_next_one_above_it_leads() {
    let staff = ["town-puqi.handler", "town-puqi.handler2", "town-puqi.head"].map(PersonId::from);
    let respondents = Respondents { related: staff.into(), ..Respondents::default() };
    let book = book_to(Target::Serving(UnitKind::Village));
    let answer = route(&book, &directory(), &at("0201", "421281001001"), &respondents);
    let Routing::Suggested { ranked } = answer else { panic!("{answer:?}") };
    assert_eq!((ranked[0].unit.as_str(), ranked.len()), ("county", 1));
}

#[test]
fn a_holder_that_serves_another_place_is_not_named() {
    let book = book_to(Target::Holder(UnitKind::PoliceStation));
    let units = |place: &str| {
        let facts = at("0303", place);
        match route(&book, &directory(), &facts, &Respondents::default()) {
            Routing::Suggested { ranked } => ranked.len(),
            Routing::Person { .. } => 0,
        }
    };
    assert_eq!((units("421281001"), units("421281"), units("")), (1, 0, 0));
}

#[test]
fn every_suggested_unit_holds_the_power_or_stands_above_one_in_conflict() {
    let (book, directory, codes) = (book(), directory(), codes());
    for scheme in [Scheme::Dispute, Scheme::Petition, Scheme::PetitionOlder] {
        for category in categories(&codes, scheme) {
            let facts = petition(category.as_str(), "农民工在小区停水");
            let answer = route(&book, &directory, &facts, &Respondents::default());
            let Routing::Suggested { ranked } = answer else { continue };
            for one in ranked {
                let unit = &directory.units[one.unit.as_str()];
                assert!(power_over(unit, &one.matched.matter).is_some(), "{one:?}");
            }
        }
    }
}

#[test]
fn the_holder_of_the_narrowest_power_is_found() {
    let department = Target::Holder(UnitKind::Department);
    assert_eq!(answer(department.clone(), "0504"), Some(("ecology".to_owned(), Footing::OwnPower)));
    assert_eq!(answer(department, "1203"), Some(("county".to_owned(), Footing::OwnPower)));
}

#[test]
fn the_unit_that_serves_the_narrowest_place_is_found() {
    let facts = at("0601", "421281101");
    let court = book_to(Target::Serving(UnitKind::Court));
    let Routing::Suggested { ranked } =
        route(&court, &directory(), &facts, &Respondents::default())
    else {
        panic!("a tribunal serves the town");
    };
    assert_eq!(ranked[0].unit.as_str(), "court-zhaoliqiao");
}

#[test]
fn a_broad_class_is_marked_as_covered_in_part() {
    let housing = Target::Unit("housing".into());
    assert_eq!(answer(housing.clone(), "P01").unwrap().1, Footing::PartOfPower);
    assert_eq!(answer(housing, "P0109").unwrap().1, Footing::OwnPower);
}
