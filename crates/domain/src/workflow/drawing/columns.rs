//! In which column each state stands: by stage, and within a stage by the longest path from the beginning.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use super::graph::{Step, initial, steps};
use crate::workflow::{Definition, Stage};

/// The columns of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::workflow) struct Columns {
    /// The column of each state.
    pub(in crate::workflow) of: Vec<usize>,
    /// The columns of each stage that has states, in the order of the loop.
    pub(in crate::workflow) bands: Vec<(Stage, Range<usize>)>,
}

impl Columns {
    /// How many columns there are.
    pub(super) fn count(&self) -> usize {
        self.bands.last().map_or(0, |(_, columns)| columns.end)
    }
}

/// Assigns columns. Two linked states never share one.
pub(in crate::workflow) fn columns(definition: &Definition) -> Columns {
    let stages: Vec<Stage> = definition.states.values().map(|state| state.stage).collect();
    let steps = in_order_of_trust(steps(definition), initial(definition), stages.len());
    let ranks = ranks(&stages, &constraints(&steps, &stages));
    let mut widths: BTreeMap<Stage, usize> = BTreeMap::new();
    for (stage, rank) in stages.iter().zip(&ranks) {
        let width = widths.entry(*stage).or_default();
        *width = (*width).max(rank + 1);
    }
    let mut bands = Vec::new();
    let mut next = 0;
    for (stage, width) in widths {
        bands.push((stage, next..next + width));
        next += width;
    }
    let start = |stage| bands.iter().find(|(known, _)| *known == stage).map_or(0, |(_, c)| c.start);
    let of = stages.iter().zip(&ranks).map(|(stage, rank)| start(*stage) + rank).collect();
    Columns { of, bands }
}

/// Pairs of states of one stage of which the first must stand left of the second; without a cycle.
fn constraints(steps: &[(usize, usize)], stages: &[Stage]) -> BTreeSet<(usize, usize)> {
    let mut accepted = BTreeSet::new();
    for &(from, to) in steps {
        if stages[from] != stages[to] {
            continue;
        }
        if reaches(&accepted, to, from) {
            accepted.insert((to, from));
        } else {
            accepted.insert((from, to));
        }
    }
    accepted
}

/// Steps that lead away from the beginning first, then other unmarked ones, then marked ones turned around.
fn in_order_of_trust(
    steps: Vec<Step>,
    initial: Option<usize>,
    states: usize,
) -> Vec<(usize, usize)> {
    let depths = depths(&steps, initial, states);
    let (marked, unmarked): (Vec<_>, Vec<_>) = steps.into_iter().partition(|step| step.marked);
    let (away, other): (Vec<_>, Vec<_>) =
        unmarked.into_iter().partition(|step| depths[step.from] < depths[step.to]);
    let straight = away.into_iter().chain(other).map(|step| (step.from, step.to));
    straight.chain(marked.into_iter().map(|step| (step.to, step.from))).collect()
}

/// How many steps each state is from the beginning, by unmarked steps.
fn depths(steps: &[Step], initial: Option<usize>, states: usize) -> Vec<usize> {
    let mut depths = vec![usize::MAX; states];
    let mut queue: VecDeque<usize> = initial.into_iter().collect();
    if let Some(initial) = initial {
        depths[initial] = 0;
    }
    while let Some(state) = queue.pop_front() {
        for step in steps.iter().filter(|step| step.from == state && !step.marked) {
            if depths[step.to] == usize::MAX {
                depths[step.to] = depths[state] + 1;
                queue.push_back(step.to);
            }
        }
    }
    depths
}

fn reaches(steps: &BTreeSet<(usize, usize)>, from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        if state == to {
            return true;
        }
        let next = steps.range((state, 0)..=(state, usize::MAX)).map(|(_, next)| *next);
        open.extend(next.filter(|next| seen.insert(*next)));
    }
    false
}

/// The length of the longest path to each state within its stage.
fn ranks(stages: &[Stage], steps: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut ranks = vec![0; stages.len()];
    for _ in stages {
        for (from, to) in steps {
            ranks[*to] = ranks[*to].max(ranks[*from] + 1);
        }
    }
    ranks
}
