//! Conflict of interest: who may not learn of a case, and who may not be given a part in it. The one place where the
//! rule stands; reading, deciding, telling and routing all ask here.

use crate::actor::{Role, Staff};
use crate::case::Respondents;
use crate::directory::{Directory, UnitKind};
use crate::id::{PersonId, UnitId};

/// How many people a unit needs to run a case in the place of a center: a restricted one is screened by two.
const RUNNING_MIN: usize = 2;

/// Those whom a case must be hidden from. Holds two references and computes nothing until it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Conflicts<'a> {
    directory: &'a Directory,
    respondents: &'a Respondents,
}

impl<'a> Conflicts<'a> {
    /// Reads the respondents of a case.
    pub const fn new(directory: &'a Directory, respondents: &'a Respondents) -> Self {
        Self { directory, respondents }
    }

    /// True if everybody in the unit is barred by where they sit: the unit is complained about, has somebody who is, or
    /// stands below such a unit.
    pub fn concern(&self, unit: &UnitId) -> bool {
        self.roots().any(|root| self.directory.is_within(unit, root))
    }

    /// True if the unit may have no part in the case: the case concerns it, or its whole staff must withdraw 回避.
    pub fn include(&self, unit: &UnitId) -> bool {
        self.concern(unit) || self.is_without_staff(unit)
    }

    /// True if the person may not learn of the case, in whatever unit the person acts.
    pub fn bar(&self, staff: &Staff) -> bool {
        self.bar_person(&staff.person) || self.concern(&staff.unit)
    }

    /// True if the person may not learn of the case. Nothing is known for a person whom the directory does not list,
    /// except whether the case names the person.
    pub fn bar_person(&self, person: &PersonId) -> bool {
        self.withdrawn().any(|withdrawn| withdrawn == person)
            || self.directory.people.get(person).is_some_and(|found| self.concern(&found.unit))
    }

    /// True if a body that investigates, judges or supervises is complained about 涉警涉法: nothing may be suggested
    /// before people have screened the case, for whoever it went to could be a colleague.
    pub fn are_sealed(&self) -> bool {
        self.roots()
            .filter_map(|unit| self.directory.units.get(unit))
            .any(|unit| is_sealed(unit.kind))
    }

    /// True if a respondent is named whom the directory does not list: nobody can say who the colleagues are.
    pub fn are_unmatched(&self) -> bool {
        let Respondents { people, units, related: _, unmatched } = self.respondents;
        *unmatched
            || people.iter().any(|person| !self.directory.people.contains_key(person))
            || units.iter().any(|unit| !self.directory.knows(unit))
    }

    /// True if the directory lists people of the unit and none of them could handle the case. A unit of which it lists
    /// nobody works in a system of its own.
    pub fn leave_no_handler(&self, unit: &UnitId) -> bool {
        let handles = |person: &PersonId| !self.bar_person(person);
        self.directory.people.values().any(|person| person.unit == *unit)
            && !self.directory.staff_of(unit, Role::Handler).any(handles)
    }

    /// True if withdrawals have left nobody to be the head, or nobody to be a handler, of a lead unit and the one that it
    /// delegated to, although they list such people.
    pub fn leave_vacant(&self, unit: &UnitId, delegate: Option<&UnitId>) -> bool {
        let vacant = |role: Role| {
            let units = std::iter::once(unit).chain(delegate);
            let mut staff = units.flat_map(|unit| self.directory.staff_of(unit, role)).peekable();
            staff.peek().is_some() && staff.all(|person| self.bar_person(person))
        };
        self.withdrawn().next().is_some() && (vacant(Role::Handler) || vacant(Role::UnitHead))
    }

    /// The unit that runs the case in the place of a center that must stand aside: the nearest above it that the case does
    /// not concern, or else discipline inspection; of those, the first that has enough people to run a case. The center
    /// itself where the case concerns them all: then it waits there, seen by nobody.
    pub fn stand_in(&self, center: &'a UnitId) -> &'a UnitId {
        if !self.include(center) {
            return center;
        }
        let units = self.directory.units.iter();
        let discipline = units.filter(|(_, unit)| unit.kind == UnitKind::Discipline);
        let others = self.directory.lineage(center).chain(discipline.map(|(id, _)| id));
        let others: Vec<_> = others.filter(|unit| !self.include(unit)).collect();
        let staffed = others.iter().find(|unit| self.running(unit) >= RUNNING_MIN);
        staffed.or(others.first()).copied().unwrap_or(center)
    }

    /// How many clerks and directors are left who could run the case at a center: administrators and whoever must withdraw
    /// do not count.
    pub fn running(&self, center: &UnitId) -> usize {
        let runs = |id: &&PersonId| {
            self.directory.staff(id).is_some_and(|staff| {
                let roles = &staff.roles;
                (roles.contains(&Role::Clerk) || roles.contains(&Role::Director))
                    && !roles.iter().any(|role| role.is_administrator())
                    && self.directory.is_within(&staff.unit, center)
                    && !self.bar(&staff)
            })
        };
        self.directory.people.keys().filter(runs).count()
    }

    /// Units complained about, and the units of people complained about.
    fn roots(&self) -> impl Iterator<Item = &'a UnitId> + use<'a> {
        let (directory, respondents) = (self.directory, self.respondents);
        let of_people = respondents
            .people
            .iter()
            .filter_map(|person| Some(&directory.people.get(person)?.unit));
        respondents.units.iter().chain(of_people)
    }

    /// People who must withdraw for what they are, not for where they sit.
    fn withdrawn(&self) -> impl Iterator<Item = &'a PersonId> + use<'a> {
        self.respondents.people.iter().chain(&self.respondents.related)
    }

    /// A unit whose people all have to withdraw. One that lists nobody is not meant.
    fn is_without_staff(&self, unit: &UnitId) -> bool {
        let people = &self.directory.people;
        let sits_here = |id: &PersonId| people.get(id).is_some_and(|person| person.unit == *unit);
        self.withdrawn().any(sits_here)
            && people
                .iter()
                .filter(|(_, person)| person.unit == *unit)
                .all(|(id, _)| self.withdrawn().any(|withdrawn| withdrawn == id))
    }
}

fn is_sealed(kind: UnitKind) -> bool {
    match kind {
        UnitKind::PoliceBureau
        | UnitKind::PoliceStation
        | UnitKind::Court
        | UnitKind::Procuratorate
        | UnitKind::Discipline => true,
        UnitKind::Center
        | UnitKind::Department
        | UnitKind::Township
        | UnitKind::Village
        | UnitKind::MediationCommittee
        | UnitKind::ArbitrationTribunal => false,
    }
}
