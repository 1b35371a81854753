//! A scheme without fault: its predicates are values, and nothing in it refers to what does not exist.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::DecisionKind;
use super::points::Points;
use super::predicate::{OfResult, Predicate};
use super::scheme::{Grain, Scheme, Side};
use crate::actor::Staff;
use crate::directory::Directory;
use crate::id::{GroupName, IndicatorName, LimitName, UnitId, WorkflowName};

/// A scheme that passed its check; only `check` makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedScheme {
    pub(super) scheme: Scheme,
    pub(super) indicators: Vec<CheckedIndicator>,
}

impl CheckedScheme {
    /// The scheme as its file says, with all words for people.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Whether somebody who reads everything decides this: the scheme names one of their roles. Whether the decision serves a
    /// unit is another question; no unit decides for itself ([`super::Decision::serves`]).
    pub fn decides(&self, kind: DecisionKind, staff: &Staff) -> bool {
        let roles = self.scheme.deciders.get(kind.as_str());
        roles.is_some_and(|roles| roles.iter().any(|role| staff.roles.contains(role)))
    }

    /// The kinds of decisions that take something out of an indicator.
    pub fn takes_out(&self, indicator: &IndicatorName) -> BTreeSet<DecisionKind> {
        let named = self.indicators.iter().filter(|known| known.name == *indicator);
        let terms = named.flat_map(|known| known.leave_out.iter().flatten());
        terms
            .filter_map(
                |term| if let Predicate::Decided(kinds) = term { Some(kinds) } else { None },
            )
            .flatten()
            .copied()
            .collect()
    }

    /// The units of each group, as the directory has them now.
    pub fn members(&self, directory: &Directory) -> BTreeMap<GroupName, BTreeSet<UnitId>> {
        members(&self.scheme, directory)
    }
}

/// An indicator without fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckedIndicator {
    pub(super) name: IndicatorName,
    pub(super) grain: Grain,
    pub(super) side: Side,
    pub(super) limits: BTreeSet<LimitName>,
    pub(super) workflows: BTreeSet<WorkflowName>,
    pub(super) base: Vec<Predicate>,
    pub(super) good: Vec<Predicate>,
    pub(super) leave_out: Vec<Vec<Predicate>>,
    pub(super) scored: Scored,
    pub(super) least: u32,
}

/// What a figure does to the points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scored {
    Higher(u32),
    Lower(u32),
    Deduct { each: Points, at_most: Points },
}

/// The units of each group.
pub(super) fn members(
    scheme: &Scheme,
    directory: &Directory,
) -> BTreeMap<GroupName, BTreeSet<UnitId>> {
    let groups = scheme.groups.iter().map(|(name, group)| {
        let of_kind = directory.units.iter().filter(|(_, unit)| group.kinds.contains(&unit.kind));
        let named = group.units.iter().filter(|unit| directory.knows(unit));
        let units = of_kind.map(|(id, _)| id).chain(named);
        let units = units.filter(|unit| !group.without.contains(unit)).cloned().collect();
        (name.clone(), units)
    });
    groups.collect()
}

impl CheckedIndicator {
    /// The predicate that says of a result whether the citizen said what this indicator asks; none if it asks nothing.
    pub(super) fn hearing(&self) -> Option<Predicate> {
        let terms = self.base.iter().chain(&self.good).chain(self.leave_out.iter().flatten());
        let of_results: Vec<&OfResult> = terms
            .filter_map(|term| if let Predicate::Result(of) = term { Some(of) } else { None })
            .collect();
        let fields = of_results.iter().find_map(|of| match of {
            OfResult::Rated(fields)
            | OfResult::Unrated(fields)
            | OfResult::Rating { fields, .. } => Some(fields.clone()),
            OfResult::PutToCitizen
            | OfResult::Answered
            | OfResult::Silent
            | OfResult::Said(_)
            | OfResult::Settled(_) => None,
        });
        let asks = |of: &&OfResult| {
            matches!(of, OfResult::Answered | OfResult::Silent | OfResult::Said(_))
        };
        let answered = || of_results.iter().any(asks).then_some(OfResult::Answered);
        fields.map(OfResult::Rated).or_else(answered).map(Predicate::Result)
    }
}
