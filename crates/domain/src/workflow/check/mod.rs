//! The proofs: everything that must hold of a definition before a case may run on it. One file per proof.
//!
//! [`check`] reports all findings at once. The proofs about paths work on [`explore::Explored`], everything that can
//! happen to a case as far as the definition can tell.

mod closure;
mod ends;
mod explore;
mod facts;
mod graph;
mod joint;
mod ladder;
mod limits;
mod liveness;
pub(super) mod names;
mod notices;
mod pairs;
mod parts;
mod reach;
mod recusal;
mod references;
mod seats;
mod skipping;
mod staffing;
mod stages;
mod texts;
mod usage;
mod valuation;
mod verbs;
#[cfg(test)]
mod walk_tests;
mod words;

pub use staffing::staffing;
pub use texts::PLACEHOLDERS;

use super::{Definition, Workflow};
use crate::finding::{Finding, Severity};
use explore::Explored;
use facts::Led;
use graph::Graph;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The workflow; none if a finding refuses it.
    pub workflow: Option<Workflow>,
    /// All findings, in the order of the proofs.
    pub findings: Vec<Finding>,
}

/// What the proofs stand on.
struct Ground<'a> {
    definition: &'a Definition,
    graph: Graph<'a>,
    explored: Explored<'a>,
    /// The nearest configuration in each state; none if it cannot be reached.
    first: Vec<Option<u32>>,
    /// Whether a unit may lead in each state.
    led: Vec<bool>,
}

impl<'a> Ground<'a> {
    fn new(definition: &'a Definition) -> Self {
        let graph = Graph::new(definition);
        let explored = Explored::new(definition, &graph);
        let mut first = vec![None; graph.state_count()];
        let mut led = vec![false; graph.state_count()];
        for (index, configuration) in explored.all() {
            let state = usize::from(configuration.state);
            first[state].get_or_insert(index);
            led[state] |= configuration.led != Led::Nobody;
        }
        Self { definition, graph, explored, first, led }
    }

    /// True if a case can come into the state.
    fn is_reached(&self, state: usize) -> bool {
        self.first[state].is_some()
    }

    /// True if a case in the state may have a lead unit.
    fn may_be_led(&self, state: usize) -> bool {
        self.led[state]
    }

    /// The nearest configuration in a state.
    fn first_in(&self, state: usize) -> Option<u32> {
        self.first[state]
    }
}

type Proof = fn(&Ground<'_>) -> Vec<Finding>;

/// Proofs that look at one thing at a time.
const PROOFS_OF_PARTS: &[Proof] =
    &[texts::prove, usage::prove, seats::prove, verbs::prove, pairs::prove, parts::prove];

/// Proofs about paths. They need a state in which a case begins.
const PROOFS_OF_PATHS: &[Proof] = &[
    reach::prove,
    ends::prove,
    limits::prove,
    ladder::prove,
    joint::prove,
    notices::prove,
    closure::prove,
    stages::prove,
    skipping::prove,
    recusal::prove,
];

/// Proves everything that needs no directory. The workflow is there exactly if no finding is an error.
pub fn check(definition: Definition) -> Checked {
    let resolved = references::resolve(&definition);
    let mut findings = resolved.findings;
    let ground = Ground::new(&resolved.definition);
    findings.extend(PROOFS_OF_PARTS.iter().flat_map(|proof| proof(&ground)));
    if ground.graph.initial.is_some() {
        findings.extend(PROOFS_OF_PATHS.iter().flat_map(|proof| proof(&ground)));
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { workflow: (!refused).then(|| Workflow::trusted(definition)), findings }
}
