//! Everything that can happen to a case, as far as the definition can tell: a breadth-first search, so that each
//! witness path is a shortest one.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::facts::{Configuration, Facts, Led, Round};
use super::graph::Graph;
use super::valuation::Valuation;
use super::words::arrows;
use crate::text::Bilingual;
use crate::workflow::Definition;

/// After so many configurations the search gives up: the conditions then mix more facts than a person could follow.
const CONFIGURATIONS_MAX: usize = 200_000;

/// A step from one configuration to another. Steps that change nothing are not kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) transition: u16,
}

/// The reachable configurations and the steps between them.
pub(super) struct Explored<'a> {
    facts: Facts<'a>,
    configurations: IndexSet<Configuration>,
    /// The step by which each configuration was first reached; none for those in which a case begins.
    reached_by: Vec<Option<Step>>,
    /// Steps in the order of their origin.
    pub(super) steps: Vec<Step>,
    /// Where the steps of each configuration begin in `steps`.
    first_step: Vec<usize>,
    /// In which states each transition can be done at all.
    usable: BTreeMap<(usize, usize), u32>,
    /// Whether the search was broken off.
    pub(super) broken_off: bool,
}

impl<'a> Explored<'a> {
    pub(super) fn new(definition: &'a Definition, graph: &Graph<'a>) -> Self {
        let facts = Facts::new(definition, graph);
        let configurations: IndexSet<Configuration> =
            graph.initial.into_iter().flat_map(|state| facts.initial(state)).collect();
        let reached_by = vec![None; configurations.len()];
        let mut explored = Self {
            facts,
            configurations,
            reached_by,
            steps: Vec::new(),
            first_step: Vec::new(),
            usable: BTreeMap::new(),
            broken_off: false,
        };
        explored.search(graph);
        explored
    }

    fn search(&mut self, graph: &Graph<'_>) {
        let mut next = 0;
        while let Some(configuration) = self.configurations.get_index(next).copied() {
            if next > CONFIGURATIONS_MAX {
                self.broken_off = true;
                return;
            }
            self.first_step.push(self.steps.len());
            for &transition in graph.leaving(usize::from(configuration.state)) {
                self.take(graph, next, &configuration, transition);
            }
            next += 1;
        }
    }

    fn take(&mut self, graph: &Graph<'_>, from: usize, case: &Configuration, index: usize) {
        let transition = graph.transition(index);
        let state = usize::from(case.state);
        let Some(target) = graph.target(index, state) else { return };
        if !self.facts.enabled(case, index, transition) {
            return;
        }
        let number = number(from);
        self.usable.entry((index, state)).or_insert(number);
        for next in self.facts.after(case, transition, target) {
            if next != *case {
                self.step(number, index, next);
            }
        }
    }

    fn step(&mut self, from: u32, transition: usize, next: Configuration) {
        let (to, new) = self.configurations.insert_full(next);
        let transition = u16::try_from(transition).unwrap_or(u16::MAX);
        let step = Step { from, to: number(to), transition };
        if new {
            self.reached_by.push(Some(step));
        }
        self.steps.push(step);
    }

    pub(super) fn count(&self) -> usize {
        self.configurations.len()
    }

    /// All reachable configurations, nearest first.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Configuration)> {
        self.configurations.iter().enumerate().map(|(index, case)| (number(index), case))
    }

    /// Configurations in which a case begins.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = (u32, &Configuration)> {
        self.all().filter(|(index, _)| self.reached_by[*index as usize].is_none())
    }

    /// The steps that leave a configuration.
    pub(super) fn steps_from(&self, index: usize) -> &[Step] {
        let bound = |index: usize| self.first_step.get(index).copied().unwrap_or(self.steps.len());
        &self.steps[bound(index)..bound(index + 1)]
    }

    pub(super) fn get(&self, index: u32) -> &Configuration {
        &self.configurations[index as usize]
    }

    pub(super) fn state_of(&self, index: u32) -> usize {
        usize::from(self.get(index).state)
    }

    /// The nearest configuration in which the transition can be done in this state, if there is one.
    pub(super) fn usable(&self, transition: usize, state: usize) -> Option<u32> {
        self.usable.get(&(transition, state)).copied()
    }

    /// True if the transition can be done in this configuration.
    pub(super) fn can(&self, graph: &Graph<'_>, case: &Configuration, transition: usize) -> bool {
        graph.leaving(usize::from(case.state)).contains(&transition)
            && self.facts.enabled(case, transition, graph.transition(transition))
    }

    /// Configurations from which one that `goal` accepts can be reached by steps that `may` accepts.
    pub(super) fn leading_to(
        &self,
        goal: impl Fn(&Configuration) -> bool,
        may: impl Fn(&Step) -> bool,
    ) -> Vec<bool> {
        let mut good: Vec<bool> = self.configurations.iter().map(goal).collect();
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); self.count()];
        for step in self.steps.iter().filter(|step| may(step)) {
            before[step.to as usize].push(step.from);
        }
        let mut open: Vec<u32> =
            (0..number(self.count())).filter(|index| good[*index as usize]).collect();
        while let Some(index) = open.pop() {
            for &earlier in &before[index as usize] {
                if !std::mem::replace(&mut good[earlier as usize], true) {
                    open.push(earlier);
                }
            }
        }
        good
    }

    /// True if staff can surely make this step happen, whatever the citizen says or does not say.
    pub(super) fn is_sure(&self, graph: &Graph<'_>, step: &Step) -> bool {
        let answered = self.get(step.from).solved != self.get(step.to).solved
            && self.get(step.to).solved.is_some();
        !answered && self.facts.is_sure(graph.transition(usize::from(step.transition)))
    }

    /// The states on the shortest way to a configuration.
    pub(super) fn path(&self, graph: &Graph<'_>, to: u32) -> Bilingual {
        let mut states = vec![self.state_of(to)];
        let mut at = to;
        while let Some(step) = self.reached_by[at as usize] {
            at = step.from;
            states.push(self.state_of(at));
        }
        states.dedup();
        states.reverse();
        arrows(&states.into_iter().map(|state| graph.state_shown(state)).collect::<Vec<_>>())
    }

    /// What is special about a configuration, in words; empty if nothing is.
    pub(super) fn situation(&self, definition: &Definition, index: u32) -> Bilingual {
        let case = self.get(index);
        let mut parts: Vec<Bilingual> =
            self.facts.valuation(case).and_then(Valuation::shown).into_iter().collect();
        parts.extend(dynamic_parts(case));
        parts.extend(saturated_parts(definition, case));
        let join = |text: fn(&Bilingual) -> &str, between: &str| {
            parts.iter().map(text).collect::<Vec<_>>().join(between)
        };
        Bilingual::new(join(|part| &part.zh, "、"), join(|part| &part.en, ", "))
    }
}

/// The search stops long before the numbers run out.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn dynamic_parts(case: &Configuration) -> Vec<Bilingual> {
    let mut parts = Vec::new();
    let mut say = |holds: bool, zh: &str, en: &str| {
        if holds {
            parts.push(Bilingual::new(zh, en));
        }
    };
    say(case.led == Led::Nobody, "尚无主办单位", "no unit leads");
    say(case.assisted, "有协办未完成", "an assisting unit has an open part");
    say(case.round == Round::Open, "会签进行中", "a signing round is open");
    say(case.contacted, "已联系群众", "the citizen was contacted");
    say(case.solved == Some(true), "群众答复已解决", "the citizen said solved");
    say(case.solved == Some(false), "群众答复未解决", "the citizen said not solved");
    parts
}

fn saturated_parts(definition: &Definition, case: &Configuration) -> Vec<Bilingual> {
    let counters = definition.counters.iter().enumerate().take(super::facts::COUNTERS_MAX);
    counters
        .filter(|(index, _)| case.saturated & (1 << index) != 0)
        .map(|(_, (name, counter))| {
            let shown = super::words::shown(&counter.name, name.as_str());
            Bilingual::new(
                format!("“{}”次数已用完", shown.zh),
                format!("counter `{name}` is at its cap"),
            )
        })
        .collect()
}
