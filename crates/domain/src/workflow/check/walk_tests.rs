//! The law between proofs and core: whatever people did on a random walk, the model of the proofs could follow.
//!
//! The walks are those of the published crate; its cases come in as the JSON that a store would keep.

use testkit::{Shipped, Walker};

use super::facts::{Configuration, Facts, Led, Round};
use super::graph::Graph;
use crate::case::{Case, Entry, Event, Signing, Solved, Verdict};
use crate::workflow::Definition;

/// The model beside a case: everything that it holds possible.
struct Follower<'a> {
    definition: &'a Definition,
    graph: &'a Graph<'a>,
    facts: &'a Facts<'a>,
    possible: Vec<Configuration>,
}

impl<'a> Follower<'a> {
    fn new(definition: &'a Definition, graph: &'a Graph<'a>, facts: &'a Facts<'a>) -> Self {
        Self { definition, graph, facts, possible: facts.initial(graph.initial.unwrap()) }
    }

    /// Follows one transition to the case as it is afterwards; false if the model did not hold it possible.
    fn follow(&mut self, name: &str, after: &Case) -> bool {
        let index = self.definition.transitions.get_index_of(name).unwrap();
        let transition = self.graph.transition(index);
        let mut next = Vec::new();
        for case in &self.possible {
            let from = usize::from(case.state);
            if transition.from.iter().any(|state| state.as_str() == self.graph.state_id(from))
                && self.facts.enabled(case, index, transition)
            {
                let target = self.graph.target(index, from).unwrap_or(from);
                next.extend(self.facts.after(case, transition, target));
            }
        }
        next.retain(|model| self.fits(model, after));
        next.sort_unstable();
        next.dedup();
        self.possible = next;
        !self.possible.is_empty()
    }

    /// Something happened that the model does not know of, because nothing can depend on it.
    fn stays(&self, after: &Case) -> bool {
        self.possible.iter().any(|model| self.fits(model, after))
    }

    /// Whether the model says of the case what is so, as far as anything can still read it.
    fn fits(&self, model: &Configuration, case: &Case) -> bool {
        let state = self.definition.states.get_index_of(case.state.as_str()).unwrap();
        let outcome = case.outcome.as_ref();
        let outcome = outcome.and_then(|name| self.definition.outcomes.get_index_of(name.as_str()));
        let seen = Configuration {
            state: u16::try_from(state).unwrap(),
            outcome: outcome.map_or(0, |index| u16::try_from(index + 1).unwrap()),
            led: if case.lead.is_none() { Led::Nobody } else { model.led },
            contacted: case.contacted,
            solved: case.solved.map(|solved| solved == Solved::Yes),
            assisted: case.assistants.values().any(|done| !done),
            round: round(case),
            ..*model
        };
        let led = case.lead.is_some() == (model.led != Led::Nobody);
        led && self.facts.kept(state, seen) == *model
    }
}

fn round(case: &Case) -> Round {
    match case.signing.as_ref().map(Signing::result) {
        None | Some(Some(Verdict::No)) => Round::None,
        Some(None) => Round::Open,
        Some(Some(Verdict::Yes)) => Round::Passed,
    }
}

#[test]
fn what_people_do_the_model_of_the_proofs_holds_possible() {
    let shipped = Shipped::load();
    for name in testkit::NAMES {
        let definition: Definition = as_here(shipped.workflow(name).definition());
        let graph = Graph::new(&definition);
        let facts = Facts::new(&definition, &graph);
        for seed in 0..20 {
            let mut walker = Walker::new(&shipped, name, seed);
            walker.walk(60, |_: &_, _: &_, _: &[_]| {});
            let log: Vec<Entry> = as_here(walker.stage.log());
            follow(Follower::new(&definition, &graph, &facts), &log, &format!("{name} {seed}"));
        }
    }
}

fn as_here<T: serde::de::DeserializeOwned>(there: &(impl serde::Serialize + ?Sized)) -> T {
    serde_json::from_value(serde_json::to_value(there).unwrap()).unwrap()
}

/// Follows a whole log, one command at a time: what happens in one instant by one transition belongs together.
fn follow(mut follower: Follower<'_>, log: &[Entry], walk: &str) {
    let is_performed = |entry: &&Entry| matches!(entry.event, Event::Performed(_));
    let starts: Vec<_> =
        log.iter().enumerate().filter(|(_, e)| is_performed(e)).map(|(at, _)| at).collect();
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(log.len());
        let Event::Performed(performed) = &log[*start].event else { continue };
        // One of several complainants withdrew: the case goes on where it is, and the model has nothing to follow.
        if log[*start..end].iter().any(|entry| matches!(entry.event, Event::PartyLeft(_))) {
            continue;
        }
        let before = Case::replay(&log[..*start]).unwrap();
        let after = Case::replay(&log[..end]).unwrap();
        let mut events = log[*start..end].iter().map(|entry| &entry.event);
        // One of several complainants withdraws: the case goes on for the others.
        let went = if events.any(|event| matches!(event, Event::PartyLeft(_))) {
            follower.stays(&after)
        } else {
            follower.follow(performed.transition.as_str(), &after)
        };
        assert!(
            went,
            "{walk}: `{}` in `{}` led to `{}`: {after:#?}",
            performed.transition, before.state, after.state
        );
    }
}
