//! Which facts can still be read from a state on before something overwrites them. The others need not be told apart.

use super::facts::{
    Configuration, Round, forgets_judgment, gives_answer, names_lead, releases_hands,
};
use super::graph::Graph;
use crate::actor::Relation;
use crate::workflow::{Transition, Verb};

/// The facts that something may still read.
#[expect(clippy::struct_excessive_bools, reason = "a set of six facts, each asked for by its name")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Live {
    pub(super) valuation: bool,
    outcome: bool,
    contacted: bool,
    solved: bool,
    assisted: bool,
    round: bool,
}

impl Live {
    /// The configuration without what nothing reads.
    pub(super) fn keep(self, case: Configuration) -> Configuration {
        Configuration {
            valuation: if self.valuation { case.valuation } else { 0 },
            outcome: if self.outcome { case.outcome } else { 0 },
            contacted: case.contacted && self.contacted,
            solved: case.solved.filter(|_| self.solved),
            assisted: case.assisted && self.assisted,
            round: if self.round { case.round } else { Round::None },
            ..case
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            valuation: self.valuation || other.valuation,
            outcome: self.outcome || other.outcome,
            contacted: self.contacted || other.contacted,
            solved: self.solved || other.solved,
            assisted: self.assisted || other.assisted,
            round: self.round || other.round,
        }
    }

    fn without(self, other: Self) -> Self {
        Self {
            valuation: self.valuation && !other.valuation,
            outcome: self.outcome && !other.outcome,
            contacted: self.contacted && !other.contacted,
            solved: self.solved && !other.solved,
            assisted: self.assisted && !other.assisted,
            round: self.round && !other.round,
        }
    }
}

/// What is live in each state. Grows until nothing changes; at most as many rounds as there are states.
pub(super) fn liveness(graph: &Graph<'_>, permitted: &[Vec<bool>]) -> Vec<Live> {
    let awaits = Awaits::of(graph);
    let read: Vec<Live> = graph
        .transitions()
        .map(|(index, _, transition)| awaits.reads(transition, &permitted[index]))
        .collect();
    let written: Vec<Live> =
        graph.transitions().map(|(_, _, transition)| writes(transition)).collect();
    let mut live = vec![Live::default(); graph.state_count()];
    let mut changed = true;
    while changed {
        changed = false;
        for state in (0..live.len()).rev() {
            let mut now = live[state];
            for &index in graph.leaving(state) {
                let after = graph.target(index, state).map_or(Live::default(), |to| live[to]);
                now = now.or(read[index]).or(after.without(written[index]));
            }
            changed |= now != live[state];
            live[state] = now;
        }
    }
    live
}

/// What some gate waits for; without one, open parts and rounds hold up nothing.
struct Awaits {
    assistants: bool,
    round: bool,
}

impl Awaits {
    fn of(graph: &Graph<'_>) -> Self {
        Self {
            assistants: graph
                .transitions()
                .any(|(_, _, transition)| transition.when.assistants_done),
            round: graph.transitions().any(|(_, _, transition)| transition.when.signing_passed),
        }
    }

    fn reads(&self, transition: &Transition, permitted: &[bool]) -> Live {
        let when = &transition.when;
        let only = |relation: Relation| transition.by.iter().all(|seat| seat.relation == relation);
        let part = matches!(transition.verb, Verb::Contribute | Verb::Release);
        let round = matches!(
            transition.verb,
            Verb::OpenSigning | Verb::Countersign | Verb::AddSigner | Verb::DropSigner
        );
        Live {
            valuation: permitted.contains(&false),
            outcome: !when.outcome.is_empty(),
            contacted: when.contacted.is_some(),
            solved: when.solved.is_some(),
            assisted: self.assistants
                && (when.assistants_done || part || only(Relation::Assistant)),
            round: self.round && (when.signing_passed || round || only(Relation::Signer)),
        }
    }
}

/// What a transition certainly overwrites.
fn writes(transition: &Transition) -> Live {
    let verb = transition.verb;
    Live {
        valuation: false,
        outcome: transition.outcome.is_some(),
        contacted: verb == Verb::Contact || names_lead(verb) || forgets_judgment(verb),
        solved: gives_answer(transition) || forgets_judgment(verb),
        assisted: releases_hands(verb),
        round: releases_hands(verb),
    }
}
