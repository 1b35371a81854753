//! The organisation tree and who is in it, as a snapshot that a decision may read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::actor::{Role, Staff};
use crate::id::{CategoryCode, PersonId, PlaceCode, UnitId};
use crate::text::Bilingual;

/// What kind of body a unit is. Routing and staffing rules refer to it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Comprehensive governance center 综治中心.
    Center,
    /// Department of the county government 部门.
    #[default]
    Department,
    /// Township or subdistrict 乡镇(街道).
    Township,
    /// Village or community 村(社区).
    Village,
    /// Public security bureau 公安局.
    PoliceBureau,
    /// Police station 派出所.
    PoliceStation,
    /// People's mediation committee 调委会.
    MediationCommittee,
    /// Court or tribunal 法院、法庭.
    Court,
    /// Procuratorate 检察院.
    Procuratorate,
    /// Labour arbitration tribunal 劳动人事争议仲裁.
    ArbitrationTribunal,
    /// Discipline inspection and supervision 纪检监察.
    Discipline,
}

impl UnitKind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Center,
        Self::Department,
        Self::Township,
        Self::Village,
        Self::PoliceBureau,
        Self::PoliceStation,
        Self::MediationCommittee,
        Self::Court,
        Self::Procuratorate,
        Self::ArbitrationTribunal,
        Self::Discipline,
    ];
}

/// A unit in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unit {
    /// Name for people.
    pub name: Bilingual,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// The unit above; none for a root.
    pub parent: Option<UnitId>,
    /// Category codes, or prefixes of them, over which this unit has the power to decide (权责清单).
    pub powers: BTreeSet<CategoryCode>,
    /// Division codes, or prefixes of them, that it serves. Empty: the whole jurisdiction.
    pub places: BTreeSet<PlaceCode>,
}

/// A person with an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// Name for people.
    pub name: Bilingual,
    /// The unit the person belongs to.
    pub unit: UnitId,
    /// Roles held in that unit.
    pub roles: BTreeSet<Role>,
}

/// Units and people at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Directory {
    /// Units by their id.
    pub units: BTreeMap<UnitId, Unit>,
    /// People by their id.
    pub people: BTreeMap<PersonId, Person>,
}

impl Directory {
    /// The unit itself and then each unit above it. A cycle in the data ends the walk.
    pub fn lineage<'a>(&'a self, unit: &'a UnitId) -> impl Iterator<Item = &'a UnitId> {
        let longest = self.units.len() + 1;
        std::iter::successors(Some(unit), |unit| self.units.get(*unit)?.parent.as_ref())
            .take(longest)
    }

    /// True if `unit` is `above` or stands below it.
    pub fn is_within(&self, unit: &UnitId, above: &UnitId) -> bool {
        self.lineage(unit).any(|ancestor| ancestor == above)
    }

    /// True if the unit exists.
    pub fn knows(&self, unit: &UnitId) -> bool {
        self.units.contains_key(unit)
    }

    /// The people of exactly this unit who hold the role.
    pub fn staff_of<'a>(
        &'a self,
        unit: &'a UnitId,
        role: Role,
    ) -> impl Iterator<Item = &'a PersonId> {
        self.people
            .iter()
            .filter(move |(_, person)| person.unit == *unit && person.roles.contains(&role))
            .map(|(id, _)| id)
    }

    /// The person as an actor, if the directory knows the person.
    pub fn staff(&self, person: &PersonId) -> Option<Staff> {
        let found = self.people.get(person)?;
        Some(Staff { person: person.clone(), unit: found.unit.clone(), roles: found.roles.clone() })
    }
}
