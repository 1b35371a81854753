//! States and transitions by number, so that searches are quick.

use std::collections::VecDeque;

use super::words::{arrows, shown};
use crate::finding::pointer;
use crate::text::Bilingual;
use crate::workflow::{Definition, State, Transition};

/// The graph of a definition. States and transitions are numbered in the order of the file; what names an unknown
/// state has no edge.
pub(super) struct Graph<'a> {
    definition: &'a Definition,
    /// Transitions that may be done in each state.
    leaving: Vec<Vec<usize>>,
    /// Where each transition leads, if anywhere.
    targets: Vec<Option<usize>>,
    /// Where a case begins, if that state exists.
    pub(super) initial: Option<usize>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(definition: &'a Definition) -> Self {
        let number = |name: &str| definition.states.get_index_of(name);
        let mut leaving = vec![Vec::new(); definition.states.len()];
        let mut targets = Vec::with_capacity(definition.transitions.len());
        for (index, transition) in definition.transitions.values().enumerate() {
            targets.push(transition.to.as_ref().and_then(|to| number(to.as_str())));
            for state in transition.from.iter().filter_map(|from| number(from.as_str())) {
                leaving[state].push(index);
            }
        }
        Self { definition, leaving, targets, initial: number(definition.initial.as_str()) }
    }

    pub(super) fn state_count(&self) -> usize {
        self.leaving.len()
    }

    pub(super) fn transition_count(&self) -> usize {
        self.targets.len()
    }

    pub(super) fn states(&self) -> impl Iterator<Item = (usize, &'a str, &'a State)> + use<'a> {
        let states = self.definition.states.iter().enumerate();
        states.map(|(index, (name, state))| (index, name.as_str(), state))
    }

    pub(super) fn transitions(
        &self,
    ) -> impl Iterator<Item = (usize, &'a str, &'a Transition)> + use<'a> {
        let transitions = self.definition.transitions.iter().enumerate();
        transitions.map(|(index, (name, transition))| (index, name.as_str(), transition))
    }

    pub(super) fn state(&self, index: usize) -> &'a State {
        &self.definition.states[index]
    }

    pub(super) fn transition(&self, index: usize) -> &'a Transition {
        &self.definition.transitions[index]
    }

    pub(super) fn state_id(&self, index: usize) -> &'a str {
        self.definition.states.get_index(index).map_or("", |(name, _)| name.as_str())
    }

    pub(super) fn transition_id(&self, index: usize) -> &'a str {
        self.definition.transitions.get_index(index).map_or("", |(name, _)| name.as_str())
    }

    /// The state's name for people.
    pub(super) fn state_shown(&self, index: usize) -> Bilingual {
        shown(&self.state(index).name, self.state_id(index))
    }

    pub(super) fn number_of(&self, state: &str) -> Option<usize> {
        self.definition.states.get_index_of(state)
    }

    /// Transitions that may be done in a state.
    pub(super) fn leaving(&self, state: usize) -> &[usize] {
        &self.leaving[state]
    }

    /// Where a transition leads from a state; the same state if it names no target.
    pub(super) fn target(&self, transition: usize, from: usize) -> Option<usize> {
        match (&self.transition(transition).to, self.targets[transition]) {
            (None, _) => Some(from),
            (Some(_), target) => target,
        }
    }

    /// The states in which a transition may be done, with their place in its list.
    pub(super) fn origins(&self, transition: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let from = self.transition(transition).from.iter().enumerate();
        from.filter_map(|(place, name)| Some((place, self.number_of(name.as_str())?)))
    }

    pub(super) fn state_pointer(&self, index: usize) -> String {
        pointer(["states", self.state_id(index)])
    }

    pub(super) fn transition_pointer(&self, index: usize, key: &str) -> String {
        pointer(["transitions", self.transition_id(index), key])
    }

    /// The shortest way from a state to one that `goal` accepts, over transitions that `may` accepts; it begins with
    /// the first state and may consist of it alone.
    pub(super) fn way(
        &self,
        start: usize,
        goal: impl Fn(usize) -> bool,
        may: impl Fn(usize) -> bool,
    ) -> Option<Vec<usize>> {
        self.way_by(start, goal, |transition, _| may(transition))
    }

    /// The same, where `may` also looks at the state that the transition leaves.
    pub(super) fn way_by(
        &self,
        start: usize,
        goal: impl Fn(usize) -> bool,
        may: impl Fn(usize, usize) -> bool,
    ) -> Option<Vec<usize>> {
        let mut came_from = vec![None; self.state_count()];
        came_from[start] = Some(start);
        let mut open = VecDeque::from([start]);
        while let Some(state) = open.pop_front() {
            if goal(state) {
                return Some(retrace(&came_from, start, state));
            }
            for index in self.leaving(state).iter().filter(|index| may(**index, state)) {
                let Some(next) = self.target(*index, state) else { continue };
                if came_from[next].is_none() {
                    came_from[next] = Some(state);
                    open.push_back(next);
                }
            }
        }
        None
    }

    /// A way in words.
    pub(super) fn shown_way(&self, way: &[usize]) -> Bilingual {
        arrows(&way.iter().map(|state| self.state_shown(*state)).collect::<Vec<_>>())
    }
}

fn retrace(came_from: &[Option<usize>], start: usize, end: usize) -> Vec<usize> {
    let before = |state: &usize| came_from[*state].filter(|_| *state != start);
    let mut way: Vec<usize> = std::iter::successors(Some(end), before).collect();
    way.reverse();
    way
}
