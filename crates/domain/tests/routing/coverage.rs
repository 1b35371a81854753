//! Every class is answered: by a unit with a rule, or by the reason why a person decides.

use domain::case::{Respondents, Risk};
use domain::code_table::Scheme;
use domain::routing::{NeedsPerson, Routing, SUGGESTIONS_MAX, route};

use crate::data::{at, book, categories, codes, directory, first, petition};

#[test]
fn every_category_of_every_table_is_answered_by_a_rule() {
    let (book, directory, codes) = (book(), directory(), codes());
    for scheme in [Scheme::Dispute, Scheme::Petition, Scheme::PetitionOlder] {
        for category in categories(&codes, scheme) {
            let facts = at(category.as_str(), "421281101");
            match route(&book, &directory, &facts, &Respondents::default()) {
                Routing::Suggested { ranked } => {
                    assert!((1..=SUGGESTIONS_MAX).contains(&ranked.len()), "{category}");
                    assert!(ranked.iter().all(|one| !one.reason.is_incomplete()), "{category}");
                }
                Routing::Person { because: NeedsPerson::Rule { reason, .. } } => {
                    assert!(!reason.is_incomplete(), "{category}");
                }
                Routing::Person { because } => panic!("{category}: {because:?}"),
            }
        }
    }
}

#[test]
fn no_reason_is_left_with_a_placeholder() {
    let (book, directory, codes) = (book(), directory(), codes());
    for category in categories(&codes, Scheme::PetitionOlder) {
        let facts = petition(category.as_str(), "小区停车与工资");
        let Routing::Suggested { ranked } =
            route(&book, &directory, &facts, &Respondents::default())
        else {
            continue;
        };
        for reason in ranked.iter().map(|one| &one.reason) {
            assert!(!reason.zh.contains('{') && !reason.en.contains('{'), "{reason:?}");
        }
    }
}

#[test]
fn police_courts_and_officials_as_subject_always_go_to_a_person() {
    for category in ["14", "1401", "1402", "1403", "1404", "15", "1501", "1502", "1599", "P05"] {
        let facts = at(category, "421281001");
        let answer = route(&book(), &directory(), &facts, &Respondents::default());
        assert!(matches!(answer, Routing::Person { .. }), "{category}");
    }
}

#[test]
fn what_no_rule_speaks_of_goes_to_a_person_and_never_to_a_default() {
    let answer = route(&book(), &directory(), &at("77", "421281"), &Respondents::default());
    assert_eq!(answer, Routing::Person { because: NeedsPerson::NoRule });
    let unclassed = route(&book(), &directory(), &at("", ""), &Respondents::default());
    assert_eq!(unclassed, Routing::Person { because: NeedsPerson::NoRule });
}

#[test]
fn a_place_in_another_county_goes_to_a_person() {
    let answer = route(&book(), &directory(), &at("0402", "421202001"), &Respondents::default());
    let because = NeedsPerson::OutsideJurisdiction { place: "421202001".into() };
    assert_eq!(answer, Routing::Person { because });
}

#[test]
fn a_dispute_goes_to_the_committee_of_its_place() {
    assert_eq!(first(&at("0201", "421281101001")), "mediation-zhaoliqiao");
    assert_eq!(first(&at("0101", "421281001")), "mediation-puqi");
    assert_eq!(first(&at("0101", "")), "mediation-family");
    assert_eq!(first(&at("0303", "421281103")), "police-chebu");
}

#[test]
fn a_dispute_of_neighbours_without_a_place_goes_to_a_person() {
    let answer = route(&book(), &directory(), &at("02", ""), &Respondents::default());
    assert!(matches!(answer, Routing::Person { because: NeedsPerson::NoUnit { .. } }));
}

#[test]
fn a_dispute_of_high_risk_goes_to_a_person_and_the_police_are_told() {
    let facts = domain::routing::Facts { risk: Risk::High, ..at("0201", "421281101") };
    let answer = route(&book(), &directory(), &facts, &Respondents::default());
    let Routing::Person { because } = answer else { panic!("{answer:?}") };
    assert!(because.text().zh.contains("公安"));
}

#[test]
fn a_word_of_the_title_refines_a_bare_petition_class_and_is_named() {
    assert_eq!(first(&petition("P01", "小区里的事")), "housing");
    assert_eq!(first(&petition("P01", "长期停水")), "urban-management");
    assert_eq!(first(&petition("P15", "咨询新农合")), "medical-insurance");
    assert_eq!(first(&petition("P01", "拖欠工资三个月")), "human-resources");
    let found = crate::data::suggested(&petition("P01", "长期停水"), &Respondents::default());
    assert!(found[0].reason.zh.contains("停水") && found[0].reason.en.contains("停水"));
}
