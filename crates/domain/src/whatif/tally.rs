//! Many cases under two sets of rules, counted so that every number is that of a list.

use std::collections::BTreeMap;

use super::{Differs, Tried};
use crate::clock::Holder;
use crate::decide::Unfit;
use crate::id::{LimitName, WorkflowName};
use crate::workflow::Act;

/// A number under the rules in force and under the changed ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Under the rules in force.
    pub before: u64,
    /// Under the changed rules.
    pub after: u64,
}

impl Change {
    /// By how much it is more.
    pub fn more(self) -> i64 {
        self.after.cast_signed() - self.before.cast_signed()
    }

    fn add(&mut self, before: bool, after: bool) {
        self.before += u64::from(before);
        self.after += u64::from(after);
    }
}

/// A limit of a workflow.
pub type Place = (WorkflowName, LimitName);

/// Cases under two sets of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were decided again.
    pub cases: u64,
    /// How many have a limit that was not kept.
    pub late: Change,
    /// The same by who had the case at that deadline. A case with two such limits is counted for each who had it.
    pub holders: BTreeMap<Holder, Change>,
    /// The same by the limit.
    pub limits: BTreeMap<Place, Change>,
    /// How often ladders did what, in all cases together.
    pub acts: BTreeMap<Act, Change>,
    /// How many records are other than what the rules in force make of them, and in what.
    pub differs: BTreeMap<Differs, u64>,
    /// How many could not be decided again, and why.
    pub unfit: BTreeMap<Unfit, u64>,
}

impl Tally {
    /// Counts a case.
    pub fn add(&mut self, tried: &Tried) {
        let Tried { before, after, .. } = tried;
        self.cases += 1;
        self.late.add(before.is_late(), after.is_late());
        let holders = before.late.iter().chain(&after.late).map(|late| &late.holder);
        for holder in holders.collect::<std::collections::BTreeSet<_>>() {
            let has = |lot: &super::Lot| lot.late.iter().any(|late| late.holder == *holder);
            self.holders.entry(holder.clone()).or_default().add(has(before), has(after));
        }
        let limits = before.late.iter().chain(&after.late).map(|late| &late.limit);
        for limit in limits.collect::<std::collections::BTreeSet<_>>() {
            let has = |lot: &super::Lot| lot.late.iter().any(|late| late.limit == *limit);
            let place = (tried.workflow.clone(), limit.clone());
            self.limits.entry(place).or_default().add(has(before), has(after));
        }
        for (act, times) in &before.acts {
            self.acts.entry(*act).or_default().before += u64::from(*times);
        }
        for (act, times) in &after.acts {
            self.acts.entry(*act).or_default().after += u64::from(*times);
        }
        if let Some(differs) = tried.differs {
            *self.differs.entry(differs).or_default() += 1;
        }
    }

    /// Counts a case that could not be decided again.
    pub fn leave_out(&mut self, why: Unfit) {
        *self.unfit.entry(why).or_default() += 1;
    }
}
