//! The order of rules: the first that matches comes first, and a rule for a person ends the search.

use domain::case::Respondents;
use domain::id::UnitId;
use domain::routing::{Condition, Routing, Rule, RuleBook, Target, route};

use crate::data::{at, book, directory};

fn rule(id: &str, category: &str, to: &[&str]) -> Rule {
    let target = |unit: &&str| match *unit {
        "person" => Target::Person,
        unit => Target::Unit(UnitId::from(unit)),
    };
    Rule {
        id: id.into(),
        when: Condition { categories: [category.into()].into(), ..Condition::default() },
        to: to.iter().map(target).collect(),
        ..Rule::default()
    }
}

fn ranked(rules: Vec<Rule>) -> Vec<(String, String)> {
    let book = RuleBook { rules, ..book() };
    match route(&book, &directory(), &at("0402", "421281"), &Respondents::default()) {
        Routing::Suggested { ranked } => {
            ranked.into_iter().map(|one| (one.rule.to_string(), one.unit.to_string())).collect()
        }
        Routing::Person { .. } => Vec::new(),
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(rule, unit)| ((*rule).to_owned(), (*unit).to_owned())).collect()
}

#[test]
fn earlier_rules_come_first_and_a_unit_is_named_once() {
    let rules = vec![rule("R-01", "0402", &["housing"]), rule("R-02", "04", &["housing", "court"])];
    assert_eq!(ranked(rules), pairs(&[("R-01", "housing"), ("R-02", "court")]));
}

#[test]
fn a_rule_for_a_person_wins_if_it_comes_first_and_ends_the_list_if_not() {
    let (unit, person) = (rule("R-01", "04", &["housing"]), rule("R-02", "04", &["person"]));
    let last = rule("R-03", "04", &["court"]);
    assert_eq!(ranked(vec![person.clone(), unit.clone()]), []);
    assert_eq!(ranked(vec![unit, person, last]), pairs(&[("R-01", "housing")]));
}
