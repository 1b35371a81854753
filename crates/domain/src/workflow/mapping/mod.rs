//! Moving running cases to another version: the mapping, what must hold of it, and who would move.

mod dry_run;
#[cfg(test)]
mod tests;
mod validate;

pub use dry_run::{DryRun, Move, Stay, Why, dry_run};
pub use validate::validate;

use std::collections::{BTreeSet, VecDeque};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Definition, Limit};
use crate::case::MoveVersion;
use crate::id::{LimitName, StateName, WorkflowName};

/// Where cases of one version go in another: `v<from>-v<to>.mapping.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// The workflow.
    pub workflow: WorkflowName,
    /// The version that cases leave.
    pub from: u32,
    /// The version that they go to.
    pub to: u32,
    /// The state in the new version for each state of the old one.
    pub states: IndexMap<StateName, StateName>,
    /// Old states whose cases are meant to go back to an earlier stage.
    pub backwards: BTreeSet<StateName>,
}

impl Mapping {
    /// The command that moves a case of the old version, whatever state it is in.
    pub fn command(&self, old: &Definition) -> MoveVersion {
        let states = self.states.iter().map(|(from, to)| (from.clone(), to.clone()));
        let ran = old.states.iter();
        MoveVersion {
            states: states.collect(),
            ran: ran
                .map(|(name, state)| (name.clone(), state.limits.iter().cloned().collect()))
                .collect(),
        }
    }
}

/// A mapping to begin with: each state to the one with the same key, or else with the same name, that is an end if it
/// is one. States for which there is none are left out, so that a person decides.
pub fn suggest(old: &Definition, new: &Definition) -> Mapping {
    let states = old.states.iter().filter_map(|(key, state)| {
        let same_key = new.states.get_key_value(key);
        let same_name = || {
            new.states.iter().find(|(other, candidate)| {
                candidate.name == state.name
                    && !state.name.is_incomplete()
                    && !old.states.contains_key(*other)
            })
        };
        let (target, _) =
            same_key.or_else(same_name).filter(|(_, target)| target.end == state.end)?;
        Some((key.clone(), target.clone()))
    });
    Mapping {
        workflow: new.workflow.clone(),
        from: old.version,
        to: new.version,
        states: states.collect(),
        backwards: BTreeSet::new(),
    }
}

/// The states in which a case can stand: those that transitions lead to from the first.
fn reachable(definition: &Definition) -> BTreeSet<StateName> {
    let mut reached = BTreeSet::from([definition.initial.clone()]);
    let mut open = VecDeque::from([definition.initial.clone()]);
    while let Some(state) = open.pop_front() {
        let from_here = definition.transitions.values().filter(|t| t.from.contains(&state));
        for to in from_here.filter_map(|transition| transition.to.as_ref()) {
            if reached.insert(to.clone()) {
                open.push_back(to.clone());
            }
        }
    }
    reached.retain(|state| definition.states.contains_key(state));
    reached
}

/// The limits that run in a state, with their rules where these exist.
fn limits<'a>(
    definition: &'a Definition,
    state: &'a StateName,
) -> impl Iterator<Item = (&'a LimitName, Option<&'a Limit>)> {
    let names = definition.states.get(state).into_iter().flat_map(|state| &state.limits);
    names.map(|name| (name, definition.limits.get(name)))
}
