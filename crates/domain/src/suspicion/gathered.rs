//! What a log says beside what goes into a history at once, because somebody has to look it up.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::TextRef;
use crate::id::{CaseId, OutcomeName, PartyId, PersonId, Timestamp, UnitId, WorkflowName};

/// By which outcomes a unit says that a case is solved, by workflow. Refused, withdrawn and handed over is something else.
pub type SolvedOutcomes = BTreeMap<WorkflowName, BTreeSet<OutcomeName>>;

/// What a log says beside what goes into a [`super::History`] at once, because somebody has to look it up.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// What units wrote to citizens, by where the words stand.
    pub written: Vec<Written>,
    /// Ratings by a party, whose network stands elsewhere: the place in [`super::History::ratings`].
    pub rated: Vec<(usize, PartyId)>,
    /// Who had a part in the case, and from when on.
    pub parts: Vec<HadPart>,
}

/// What a unit wrote to the citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// The texts of the form that the citizen reads, in its order.
    pub texts: Vec<TextRef>,
}

/// Somebody had a part in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HadPart {
    /// A unit led it, or did the work for the one that led, from an instant on.
    Unit(UnitId, Timestamp),
    /// None of these units did any more.
    Nobody(Timestamp),
    /// A person did something with it, whenever that was: who calls a citizen writes it down after they looked up the number.
    Person(PersonId),
}

impl Gathered {
    /// Whether somebody had a part in the case at an instant: did something with it, or sat in a unit that had it then.
    pub fn had_part(&self, person: &PersonId, unit: &UnitId, at: Timestamp) -> bool {
        let mut in_hand = false;
        for part in &self.parts {
            match part {
                HadPart::Person(who) if who == person => return true,
                HadPart::Unit(which, since) if *since <= at => in_hand |= which == unit,
                HadPart::Nobody(since) if *since <= at => in_hand = false,
                HadPart::Person(_) | HadPart::Unit(..) | HadPart::Nobody(_) => {}
            }
        }
        in_hand
    }
}
