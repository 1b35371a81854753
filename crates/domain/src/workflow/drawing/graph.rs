//! A definition as a graph: states, and the links between them that a drawing shows.

use std::collections::BTreeMap;

use super::Columns;
use crate::id::StateName;
use crate::workflow::{Definition, Transition};

/// From how many states one transition must lead to be drawn once at its target instead of from each of them.
/// Withdrawal is possible nearly everywhere; a line from everywhere says less than the words.
const GATHERED_FROM: usize = 4;
/// Over how many columns a transition into an end must lead to be drawn at its target: lines that run through the
/// whole picture only to say that a case may end early hide the way that most cases take.
const FAR: usize = 3;

/// States by their place in the file, and links between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::workflow) struct Graph {
    /// How many states there are.
    pub(in crate::workflow) states: usize,
    /// The state in which a case begins.
    pub(in crate::workflow) initial: Option<usize>,
    /// Links, in the order of the transitions.
    pub(in crate::workflow) links: Vec<Link>,
}

/// A line of the drawing. Parallel transitions share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::workflow) struct Link {
    /// The states it leads from: one, or all that a gathered transition leads from.
    pub(in crate::workflow) from: Vec<usize>,
    /// The state it leads to.
    pub(in crate::workflow) to: usize,
    /// Whether it is marked as a return, a reopening or a redispatch.
    pub(in crate::workflow) backwards: bool,
    /// Whether it is drawn as a stub at its target, not as a line from each state.
    pub(in crate::workflow) gathered: bool,
    /// The transitions, by their place in the file.
    pub(in crate::workflow) transitions: Vec<usize>,
}

/// Reads the graph off a definition. Transitions that keep the state, and references to states that do not exist, make
/// no link.
pub(in crate::workflow) fn gather(definition: &Definition, columns: &Columns) -> Graph {
    let mut links: Vec<Link> = Vec::new();
    let mut known = BTreeMap::new();
    for (index, transition) in definition.transitions.values().enumerate() {
        for link in links_of(definition, columns, (index, transition)) {
            let key = (link.from.clone(), link.to, link.backwards, link.gathered);
            if let Some(&same) = known.get(&key) {
                let same: &mut Link = &mut links[same];
                same.transitions.push(index);
            } else {
                known.insert(key, links.len());
                links.push(link);
            }
        }
    }
    Graph { states: definition.states.len(), initial: initial(definition), links }
}

fn links_of(
    definition: &Definition,
    columns: &Columns,
    (index, transition): (usize, &Transition),
) -> Vec<Link> {
    let Some((from, to)) = ends(definition, transition) else { return Vec::new() };
    let is_end = definition.states.get_index(to).is_some_and(|(_, state)| state.end);
    let far = |from: &usize| columns.of[*from].abs_diff(columns.of[to]) >= FAR;
    let gathered = from.len() >= GATHERED_FROM || is_end && from.iter().any(far);
    let groups: Vec<Vec<usize>> =
        if gathered { vec![from] } else { from.into_iter().map(|one| vec![one]).collect() };
    let backwards = transition.backwards.is_some();
    let link = |from| Link { from, to, backwards, gathered, transitions: vec![index] };
    groups.into_iter().map(link).collect()
}

/// The states that a transition leads from, without its target, and the target.
fn ends(definition: &Definition, transition: &Transition) -> Option<(Vec<usize>, usize)> {
    let place = |name: &StateName| definition.states.get_index_of(name);
    let to = transition.to.as_ref().and_then(place)?;
    let mut from: Vec<usize> = transition.from.iter().filter_map(place).collect();
    from.retain(|from| *from != to);
    from.sort_unstable();
    from.dedup();
    (!from.is_empty()).then_some((from, to))
}

pub(super) fn initial(definition: &Definition) -> Option<usize> {
    definition.states.get_index_of(&definition.initial)
}

/// A step from one state to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it is marked as leading backwards.
    pub(super) marked: bool,
}

/// All steps between different states, in the order of the transitions.
pub(super) fn steps(definition: &Definition) -> Vec<Step> {
    let steps = definition.transitions.values().filter_map(|transition| {
        let (from, to) = ends(definition, transition)?;
        let marked = transition.backwards.is_some();
        Some(from.into_iter().map(move |from| Step { from, to, marked }))
    });
    steps.flatten().collect()
}
