//! From a rule's target to a unit: who serves the place, who holds the power, and who stands in for whom.

use serde::Serialize;

use super::rule::{RuleBook, Target};
use crate::access::Conflicts;
use crate::directory::{Directory, Unit, UnitKind};
use crate::id::{CategoryCode, PlaceCode, UnitId};

/// How much of a matter a unit's powers cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Part of it: the case is classed more generally than the power.
    Part,
    /// All of it.
    Whole,
}

/// On what footing a unit is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Footing {
    /// It holds the power over the matter.
    OwnPower,
    /// It holds the power over part of what the case's class comprises.
    PartOfPower,
    /// It stands above the unit that the rule names, which does not hold the power 不得下推.
    PowerAbove,
    /// It stands above the unit that would come first but is complained about.
    ConflictBelow,
    /// The unit that would come first and all above it are complained about.
    SupervisionLine,
}

/// How much power over a matter the unit itself holds, by its list of powers 权责清单.
pub fn power_over(unit: &Unit, matter: &CategoryCode) -> Option<Power> {
    let matter = matter.as_str();
    let whole = unit.powers.iter().any(|power| matter.starts_with(power.as_str()));
    let part = || unit.powers.iter().any(|power| power.as_str().starts_with(matter));
    if matter.is_empty() {
        None
    } else if whole {
        Some(Power::Whole)
    } else {
        part().then_some(Power::Part)
    }
}

/// What a target is resolved against.
pub(super) struct Resolver<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) directory: &'a Directory,
    pub(super) conflicts: &'a Conflicts<'a>,
}

impl<'a> Resolver<'a> {
    /// The units for a target that may be suggested, best first. Empty if there is none.
    pub(super) fn resolve(
        &self,
        target: &'a Target,
        matter: &CategoryCode,
        place: &PlaceCode,
    ) -> Vec<(&'a UnitId, Footing)> {
        let named = match target {
            Target::Unit(unit) => self.directory.units.get_key_value(unit).into_iter().collect(),
            Target::Serving(kind) => self.serving(*kind, matter, place),
            Target::Holder(kind) => self.holding(*kind, matter, place),
            Target::Person => Vec::new(),
        };
        named.into_iter().filter_map(|(id, unit)| self.fit(id, unit, matter)).collect()
    }

    /// The unit itself if it may lead, or who stands in for it. Conflict of interest is looked at before power.
    fn fit(
        &self,
        id: &'a UnitId,
        unit: &'a Unit,
        matter: &CategoryCode,
    ) -> Option<(&'a UnitId, Footing)> {
        if self.conflicts.include(id) {
            return self.stand_in(id);
        }
        match power_over(unit, matter) {
            Some(Power::Whole) => Some((id, Footing::OwnPower)),
            Some(Power::Part) => Some((id, Footing::PartOfPower)),
            None => self.holder_above(id, matter).map(|above| (above, Footing::PowerAbove)),
        }
    }

    /// Superiors keep their rank over the matter, so the nearest one free of conflict serves.
    fn stand_in(&self, id: &'a UnitId) -> Option<(&'a UnitId, Footing)> {
        let above = self.above(id).map(|unit| (unit, Footing::ConflictBelow));
        let line = self.book.supervision_line.iter().filter(|unit| self.directory.knows(unit));
        above
            .chain(line.map(|unit| (unit, Footing::SupervisionLine)))
            .find(|(unit, _)| !self.conflicts.include(unit))
    }

    /// The nearest superior that holds the power; where that one must withdraw, the next one above it.
    fn holder_above(&self, id: &'a UnitId, matter: &CategoryCode) -> Option<&'a UnitId> {
        let holds = |above: &&UnitId| {
            let unit = self.directory.units.get(*above);
            unit.is_some_and(|unit| power_over(unit, matter).is_some())
        };
        self.above(id)
            .skip_while(|above| !holds(above))
            .find(|above| !self.conflicts.include(above))
    }

    fn above(&self, id: &'a UnitId) -> impl Iterator<Item = &'a UnitId> {
        self.directory.lineage(id).skip(1).filter(|above| self.directory.knows(above))
    }

    /// Units of the kind with places of their own, the longest prefix of the place first. Those with power over the
    /// matter come before the others, which only lead up to the unit that holds it.
    fn serving(
        &self,
        kind: UnitKind,
        matter: &CategoryCode,
        place: &PlaceCode,
    ) -> Vec<(&'a UnitId, &'a Unit)> {
        let of_kind = self.directory.units.iter().filter(|(_, unit)| unit.kind == kind);
        let ranked = of_kind.filter_map(|(id, unit)| {
            let length = longest(unit.places.iter().map(PlaceCode::as_str), place.as_str())?;
            Some(((power_over(unit, matter), length), (id, unit)))
        });
        best(ranked.collect())
    }

    /// Units of the kind with the longest power over the matter; a place of its own that matches breaks a tie.
    fn holding(
        &self,
        kind: UnitKind,
        matter: &CategoryCode,
        place: &PlaceCode,
    ) -> Vec<(&'a UnitId, &'a Unit)> {
        let of_kind = self.directory.units.iter().filter(|(_, unit)| unit.kind == kind);
        let ranked = of_kind.filter_map(|(id, unit)| {
            let power = longest(unit.powers.iter().map(CategoryCode::as_str), matter.as_str())?;
            let served = longest(unit.places.iter().map(PlaceCode::as_str), place.as_str());
            (unit.places.is_empty() || served.is_some()).then_some(((power, served), (id, unit)))
        });
        best(ranked.collect())
    }
}

/// All that share the highest rank, in the order of the directory.
fn best<R: Ord + Copy, T>(ranked: Vec<(R, T)>) -> Vec<T> {
    let highest = ranked.iter().map(|(rank, _)| *rank).max();
    ranked.into_iter().filter(|(rank, _)| Some(*rank) == highest).map(|(_, unit)| unit).collect()
}

/// Length of the longest prefix of `code` among `prefixes`.
fn longest<'b>(prefixes: impl Iterator<Item = &'b str>, code: &str) -> Option<usize> {
    prefixes.filter(|prefix| code.starts_with(prefix)).map(str::len).max()
}
