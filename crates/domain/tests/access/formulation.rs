//! The rule written a second time, apart from the code under test: as sets of people, spread downwards from the
//! respondents, where the code walks upwards from the reader.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Denial, Fields};
use domain::actor::{Relation, Role};
use domain::case::{Case, Respondents, Secrecy};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};

/// A unit with everything below it.
pub(crate) fn branch(directory: &Directory, top: &UnitId) -> BTreeSet<UnitId> {
    let mut found = BTreeSet::from([top.clone()]);
    loop {
        let under = |unit: &domain::directory::Unit| {
            unit.parent.as_ref().is_some_and(|parent| found.contains(parent))
        };
        let more: Vec<_> = directory
            .units
            .iter()
            .filter(|(id, unit)| under(unit) && !found.contains(*id))
            .collect();
        if more.is_empty() {
            return found;
        }
        let more: Vec<_> = more.into_iter().map(|(id, _)| id.clone()).collect();
        found.extend(more);
    }
}

/// Every unit with its branch, for tests that ask often.
pub(crate) type Branches = BTreeMap<UnitId, BTreeSet<UnitId>>;

/// The branch of every unit.
pub(crate) fn branches(directory: &Directory) -> Branches {
    directory.units.keys().map(|unit| (unit.clone(), branch(directory, unit))).collect()
}

/// The units for which the case does not exist.
pub(crate) fn hidden_units(directory: &Directory, respondents: &Respondents) -> BTreeSet<UnitId> {
    let mut tops: BTreeSet<UnitId> = respondents.units.clone();
    for person in &respondents.people {
        tops.extend(directory.people.get(person).map(|person| person.unit.clone()));
    }
    tops.iter().flat_map(|top| branch(directory, top)).collect()
}

/// The people for whom the case does not exist.
pub(crate) fn hidden_people(
    directory: &Directory,
    respondents: &Respondents,
) -> BTreeSet<PersonId> {
    let units = hidden_units(directory, respondents);
    let sitting = directory.people.iter().filter(|(_, person)| units.contains(&person.unit));
    let named = respondents.people.iter().chain(&respondents.related);
    sitting.map(|(id, _)| id).chain(named).cloned().collect()
}

/// The units that may have no part: hidden, or left without anybody.
pub(crate) fn barred_units(directory: &Directory, respondents: &Respondents) -> BTreeSet<UnitId> {
    let people = hidden_people(directory, respondents);
    let mut barred = hidden_units(directory, respondents);
    for unit in directory.units.keys() {
        let staff: BTreeSet<_> = staff(directory, unit);
        if !staff.is_empty() && staff.is_subset(&people) {
            barred.insert(unit.clone());
        }
    }
    barred
}

fn staff(directory: &Directory, unit: &UnitId) -> BTreeSet<PersonId> {
    let here = directory.people.iter().filter(|(_, person)| person.unit == *unit);
    here.map(|(id, _)| id.clone()).collect()
}

/// Who stands to a case in which way, as sets.
#[derive(Debug)]
pub(crate) struct Sets {
    administrators: BTreeSet<PersonId>,
    hidden: BTreeSet<PersonId>,
    screeners: BTreeSet<PersonId>,
    contributed: BTreeSet<PersonId>,
    related: Vec<(Relation, BTreeSet<PersonId>)>,
    restricted: bool,
    secret: bool,
}

/// What the rule must answer.
pub(crate) type Answer = Result<(BTreeSet<Relation>, Fields), Denial>;

impl Sets {
    pub(crate) fn of(case: &Case, directory: &Directory, branches: &Branches) -> Self {
        let of_units = |units: &BTreeSet<UnitId>| -> BTreeSet<PersonId> {
            units.iter().flat_map(|unit| staff(directory, unit)).collect()
        };
        let with = |role: Role| -> BTreeSet<PersonId> {
            let held = directory.people.iter().filter(|(_, person)| person.roles.contains(&role));
            held.map(|(id, _)| id.clone()).collect()
        };
        let assisting = |done: bool| -> BTreeSet<UnitId> {
            case.assistants.iter().filter(|(_, d)| **d == done).map(|(u, _)| u.clone()).collect()
        };
        let lead: BTreeSet<UnitId> = case
            .lead
            .iter()
            .flat_map(|lead| [Some(lead.unit.clone()), lead.delegate.clone()])
            .flatten()
            .collect();
        let above: BTreeSet<UnitId> = directory
            .units
            .keys()
            .filter(|unit| {
                case.lead
                    .as_ref()
                    .is_some_and(|lead| lead.unit != **unit && branches[*unit].contains(&lead.unit))
            })
            .cloned()
            .collect();
        let center = of_units(&branch(directory, &case.center));
        let deciders = &with(Role::Clerk) | &with(Role::Director);
        let pending = case.signing.iter().filter(|round| round.result().is_none());
        let rounds = case.signing.iter().filter(|_| case.ended.is_none());
        let answers = rounds.flat_map(|round| &round.signers).filter(|(_, said)| said.is_some());
        let signed: BTreeSet<PersonId> = answers.map(|(person, _)| person.clone()).collect();
        let signers = pending.flat_map(|round| &round.signers).filter(|(_, said)| said.is_none());
        Self {
            administrators: [
                Role::SystemAdministrator,
                Role::SecurityAdministrator,
                Role::AuditAdministrator,
            ]
            .into_iter()
            .flat_map(with)
            .collect(),
            hidden: hidden_people(directory, &case.respondents),
            screeners: &center & &deciders,
            contributed: &of_units(&assisting(true)) | &signed,
            related: vec![
                (Relation::Center, center),
                (Relation::Lead, of_units(&lead)),
                (Relation::Assistant, of_units(&assisting(false))),
                (Relation::Signer, signers.map(|(person, _)| person.clone()).collect()),
                (Relation::Consulted, of_units(&case.consulted)),
                (Relation::Superior, &of_units(&above) & &with(Role::UnitHead)),
            ],
            restricted: case.restriction.is_some(),
            secret: case.secrecy == Secrecy::Restricted,
        }
    }

    pub(crate) fn answer(&self, person: &PersonId) -> Answer {
        if self.administrators.contains(person) {
            return Err(Denial::Administrator);
        }
        if self.hidden.contains(person) {
            return Err(Denial::Conflict);
        }
        let standing: BTreeSet<Relation> =
            self.related.iter().filter(|(_, who)| who.contains(person)).map(|(r, _)| *r).collect();
        let works = standing.contains(&Relation::Lead) || standing.contains(&Relation::Assistant);
        let screens = self.screeners.contains(person);
        match (self.restricted, self.secret) {
            (true, _) if !screens => Err(Denial::Restricted),
            (_, true) if !screens && !works => Err(Denial::Restricted),
            _ if standing.is_empty() && !self.contributed.contains(person) => Err(Denial::Scope),
            _ => {
                let respondents = works || standing.contains(&Relation::Center);
                Ok((standing, Fields { content: true, internal: true, respondents }))
            }
        }
    }
}
