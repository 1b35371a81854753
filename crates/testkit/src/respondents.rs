//! Random respondents: strangers to the case, and those who have a part in it.

use std::collections::BTreeSet;

use domain::case::{Case, Respondents};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};

use crate::Random;

/// Somebody outside the county's own line, from which nobody would be left to handle anything; sometimes nobody.
pub(crate) fn anybody(directory: &Directory, random: &mut Random) -> Respondents {
    let units: Vec<_> = directory
        .units
        .iter()
        .filter(|(_, unit)| unit.parent.is_some())
        .map(|(id, _)| id)
        .collect();
    let Some(unit) = random.pick(&units).filter(|unit| !is_of_the_center(unit)) else {
        return Respondents::default();
    };
    match random.below(4) {
        0 => of_unit(unit),
        1 => of_one_person(directory, unit, random),
        2 => relative(directory, unit, random),
        _ => Respondents { unmatched: random.one_in(2), ..Respondents::default() },
    }
}

/// Mostly somebody who has a part in the case.
pub(crate) fn who_turns_up(case: &Case, directory: &Directory, random: &mut Random) -> Respondents {
    let parts: Vec<UnitId> = case
        .lead
        .iter()
        .flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate))
        .chain(case.assistants.keys())
        .chain(&case.consulted)
        .filter(|unit| !is_of_the_center(unit))
        .cloned()
        .collect();
    let signers: Vec<_> = case.signing.iter().flat_map(|round| round.signers.keys()).collect();
    let Some(unit) = random.pick(&parts).filter(|_| !random.one_in(4)) else {
        return anybody(directory, random);
    };
    match random.below(5) {
        0 => of_unit(unit),
        1 => of_one_person(directory, unit, random),
        2 => whole_staff(directory, unit),
        3 => relative(directory, unit, random),
        _ => random
            .pick(&signers)
            .map_or_else(|| of_unit(unit), |signer| related([(**signer).clone()])),
    }
}

/// The center and what stands above it: a complaint about them belongs to another center.
fn is_of_the_center(unit: &UnitId) -> bool {
    ["center", "plc", "county"].contains(&unit.as_str())
}

fn of_unit(unit: &UnitId) -> Respondents {
    Respondents { units: BTreeSet::from([unit.clone()]), ..Respondents::default() }
}

fn of_one_person(directory: &Directory, unit: &UnitId, random: &mut Random) -> Respondents {
    let people = random.pick(&staff(directory, unit)).cloned().into_iter().collect();
    Respondents { people, ..Respondents::default() }
}

/// One handler has to withdraw; the demo county has two in every unit.
fn relative(directory: &Directory, unit: &UnitId, random: &mut Random) -> Respondents {
    let handlers: Vec<_> =
        directory.staff_of(unit, domain::actor::Role::Handler).take(1).cloned().collect();
    related(random.pick(&handlers).cloned())
}

fn whole_staff(directory: &Directory, unit: &UnitId) -> Respondents {
    related(staff(directory, unit))
}

fn related(people: impl IntoIterator<Item = PersonId>) -> Respondents {
    Respondents { related: people.into_iter().collect(), ..Respondents::default() }
}

fn staff(directory: &Directory, unit: &UnitId) -> Vec<PersonId> {
    let here = directory.people.iter().filter(|(_, person)| person.unit == *unit);
    here.map(|(id, _)| id.clone()).collect()
}
