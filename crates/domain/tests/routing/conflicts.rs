//! Whoever is complained about is never suggested, whatever the case and the rules.

use std::collections::BTreeSet;

use domain::case::{Respondents, Risk};
use domain::code_table::Scheme;
use domain::directory::{Directory, UnitKind};
use domain::id::{CategoryCode, PersonId, PlaceCode, UnitId};
use domain::routing::{Facts, Footing, NeedsPerson, Routing, RuleBook, Target, route};

use crate::data::{Random, at, book, categories, codes, directory, petition, suggested};

const SEALED: [UnitKind; 5] = [
    UnitKind::PoliceBureau,
    UnitKind::PoliceStation,
    UnitKind::Court,
    UnitKind::Procuratorate,
    UnitKind::Discipline,
];

const TITLES: [&str; 5] = ["", "物业公司违规收费", "拖欠工资", "学校乱收费", "工地施工噪音扰民"];

fn units(ids: &[&str]) -> Respondents {
    let units = ids.iter().map(|id| UnitId::from(*id)).collect();
    Respondents { units, ..Respondents::default() }
}

/// Everything a random case is drawn from.
struct Draw {
    categories: Vec<CategoryCode>,
    places: Vec<PlaceCode>,
    units: Vec<UnitId>,
    people: Vec<PersonId>,
}

impl Draw {
    fn new(directory: &Directory) -> Self {
        let codes = codes();
        let schemes = [Scheme::Dispute, Scheme::Petition, Scheme::PetitionOlder];
        let open = |id: &&UnitId| !SEALED.contains(&directory.units[id.as_str()].kind);
        Self {
            categories: schemes.iter().flat_map(|scheme| categories(&codes, *scheme)).collect(),
            places: directory.units.values().flat_map(|unit| unit.places.iter().cloned()).collect(),
            units: directory.units.keys().filter(open).cloned().collect(),
            people: directory.people.keys().cloned().collect(),
        }
    }

    fn facts(&self, random: &mut Random) -> Facts {
        Facts {
            category: random.pick(&self.categories).clone(),
            petition_class: Some(random.pick(&self.categories).clone()),
            place: random.pick(&self.places).clone(),
            title: (*random.pick(&TITLES)).to_owned(),
            risk: *random.pick(&[Risk::Low, Risk::Medium, Risk::High]),
            ..Facts::default()
        }
    }

    fn respondents(&self, random: &mut Random) -> Respondents {
        let people = (0..random.below(2)).map(|_| random.pick(&self.people).clone()).collect();
        let related = (0..random.below(4)).map(|_| random.pick(&self.people).clone()).collect();
        let units = (0..random.below(4)).map(|_| random.pick(&self.units).clone()).collect();
        Respondents { people, related, units, unmatched: false }
    }
}

/// Written apart from the code under test: walks up from the unit, parent by parent.
fn is_accused(directory: &Directory, respondents: &Respondents, unit: &UnitId) -> bool {
    let mut accused: BTreeSet<UnitId> = respondents.units.clone();
    accused.extend(
        respondents.people.iter().map(|person| directory.people[person.as_str()].unit.clone()),
    );
    let mut next = Some(unit);
    while let Some(here) = next {
        if accused.contains(here) {
            return true;
        }
        next = directory.units[here.as_str()].parent.as_ref();
    }
    false
}

/// The rule book with its rules in random order, so that the law does not rest on the shipped order.
fn shuffled(book: &RuleBook, random: &mut Random) -> RuleBook {
    let mut book = book.clone();
    for index in (1..book.rules.len()).rev() {
        book.rules.swap(index, random.below(index + 1));
    }
    book
}

#[test]
fn a_unit_complained_about_or_below_one_is_never_suggested() {
    let (book, directory) = (book(), directory());
    let draw = Draw::new(&directory);
    let mut random = Random::new(1);
    let mut suggestions = 0;
    let mut replaced = 0;
    for _ in 0..4000 {
        let (facts, respondents) = (draw.facts(&mut random), draw.respondents(&mut random));
        let book = shuffled(&book, &mut random);
        let Routing::Suggested { ranked } = route(&book, &directory, &facts, &respondents) else {
            continue;
        };
        for suggestion in ranked {
            suggestions += 1;
            replaced += u32::from(suggestion.footing == Footing::ConflictBelow);
            let unit = &suggestion.unit;
            assert!(!is_accused(&directory, &respondents, unit), "{unit} {respondents:?}");
        }
    }
    assert!(suggestions > 1000 && replaced > 20, "{suggestions} {replaced}: the draw is too thin");
}

#[test]
fn the_same_case_always_gets_the_same_answer() {
    let (book, directory) = (book(), directory());
    let draw = Draw::new(&directory);
    let mut random = Random::new(2);
    for _ in 0..300 {
        let (facts, respondents) = (draw.facts(&mut random), draw.respondents(&mut random));
        let once = route(&book, &directory, &facts, &respondents);
        assert_eq!(once, route(&book.clone(), &directory.clone(), &facts, &respondents));
    }
}

#[test]
fn the_superior_takes_the_place_of_a_unit_complained_about() {
    let found = suggested(&petition("P01", ""), &units(&["housing"]));
    let first = found.first().unwrap();
    assert_eq!((first.unit.as_str(), first.footing), ("county", Footing::ConflictBelow));
    assert!(first.reason.zh.contains("回避") && !first.reason.zh.contains("住建局"));
}

#[test]
fn a_person_complained_about_takes_out_their_unit() {
    let people = BTreeSet::from([PersonId::from("housing.head")]);
    let respondents = Respondents { people, ..Respondents::default() };
    assert_eq!(suggested(&petition("P01", ""), &respondents)[0].unit.as_str(), "county");
}

#[test]
fn a_unit_whose_whole_staff_must_withdraw_is_taken_out() {
    let staff = ["housing.handler", "housing.handler2", "housing.head"].map(PersonId::from);
    let some =
        Respondents { related: staff[..2].iter().cloned().collect(), ..Respondents::default() };
    let all = Respondents { related: staff.into(), ..Respondents::default() };
    assert_eq!(suggested(&petition("P01", ""), &some)[0].unit.as_str(), "housing");
    assert_eq!(suggested(&petition("P01", ""), &all)[0].unit.as_str(), "county");
}

#[test]
fn the_supervision_line_takes_over_where_the_whole_line_is_complained_about() {
    let found = suggested(&petition("P01", ""), &units(&["county"]));
    let first = found.first().unwrap();
    assert_eq!((first.unit.as_str(), first.footing), ("discipline", Footing::SupervisionLine));
}

#[test]
fn without_a_supervision_line_a_person_decides() {
    let book = RuleBook { supervision_line: Vec::new(), ..book() };
    let answer = route(&book, &directory(), &petition("P01", ""), &units(&["county"]));
    let Routing::Person { because: NeedsPerson::NoUnit { rules } } = answer else {
        panic!("{answer:?}");
    };
    assert!(!rules.is_empty());
}

#[test]
fn a_complaint_about_police_courts_or_supervision_goes_to_a_person() {
    let (book, directory) = (book(), directory());
    for (id, unit) in &directory.units {
        let answer = route(&book, &directory, &at("0402", "421281001"), &units(&[id.as_str()]));
        let is_sealed = answer == Routing::Person { because: NeedsPerson::RespondentSealed };
        assert_eq!(is_sealed, SEALED.contains(&unit.kind), "{id}");
    }
}

#[test]
fn a_respondent_nobody_could_match_goes_to_a_person() {
    let respondents = Respondents { unmatched: true, ..Respondents::default() };
    let answer = route(&book(), &directory(), &petition("P01", ""), &respondents);
    assert_eq!(answer, Routing::Person { because: NeedsPerson::RespondentUnmatched });
}

#[test]
fn a_title_that_names_a_body_or_an_official_goes_to_a_person() {
    let nobody = Respondents::default();
    for title in ["教育局乱收费", "派出所不出警", "村主任侵占补偿款", "给砖厂当保护伞"]
    {
        let answer = route(&book(), &directory(), &petition("P14", title), &nobody);
        assert!(matches!(answer, Routing::Person { because: NeedsPerson::Rule { .. } }), "{title}");
    }
}

#[test]
fn no_rule_leads_to_a_body_of_supervision() {
    let line = book().supervision_line;
    let aims = |to: &Target| matches!(to, Target::Unit(unit) if line.contains(unit));
    assert!(!book().rules.iter().any(|rule| rule.to.iter().any(aims)));
}
