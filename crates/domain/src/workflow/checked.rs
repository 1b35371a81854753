//! The checked workflow: a value that exists is valid.

use std::collections::BTreeMap;

use super::{Definition, State, Transition};
use crate::id::{StateName, TransitionName};

/// A definition that passed every check that needs no directory, with what a decision looks up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    definition: Definition,
    by_state: BTreeMap<StateName, Vec<TransitionName>>,
}

impl Workflow {
    /// Takes a definition that was checked; only `check` calls this.
    pub(super) fn trusted(definition: Definition) -> Self {
        let mut by_state: BTreeMap<StateName, Vec<TransitionName>> = BTreeMap::new();
        for (name, transition) in &definition.transitions {
            for state in &transition.from {
                by_state.entry(state.clone()).or_default().push(name.clone());
            }
        }
        Self { definition, by_state }
    }

    /// The definition as its file says.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The state of this name.
    pub fn state(&self, name: &StateName) -> Option<&State> {
        self.definition.states.get(name.as_str())
    }

    /// The transition of this name.
    pub fn transition(&self, name: &TransitionName) -> Option<&Transition> {
        self.definition.transitions.get(name.as_str())
    }

    /// What may be done in a state by somebody, in the order of the buttons.
    pub fn transitions_from(
        &self,
        state: &StateName,
    ) -> impl Iterator<Item = (&TransitionName, &Transition)> {
        self.by_state
            .get(state)
            .into_iter()
            .flatten()
            .filter_map(|name| self.definition.transitions.get_key_value(name.as_str()))
    }
}
