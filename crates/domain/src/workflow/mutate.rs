//! Mutants of a definition: each is the definition with one thing dropped, redirected or broken.
//!
//! They judge the proofs and the scenarios: a mutant that neither refuses shows a rule that nobody would miss. The
//! order is that of the file, the names speak, and nothing is random, so that a survivor can be named and explained.

use indexmap::IndexMap;

use super::check::names::{Kind, visit};
use super::{Conditions, Definition, Limit, Transition};
use crate::id::{LimitName, StateName};

/// A definition with one thing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What was changed: `drop transition accept`, `redirect accept to archived`. Unique within one definition.
    pub name: String,
    /// The changed definition.
    pub definition: Definition,
}

/// The name that broken references are given. No definition declares it, nor anything near it.
pub const NO_SUCH_NAME: &str = "no_such_thing_anywhere";

/// Every mutant: what is dropped first, then what is redirected, then what is broken.
pub fn mutants(definition: &Definition) -> Vec<Mutant> {
    let mut mutants = Mutants { original: definition, made: Vec::new() };
    mutants.without_transitions();
    mutants.without_parts_of_transitions();
    mutants.without_conditions();
    mutants.without_limits();
    mutants.without_parts_of_limits();
    mutants.without_parts_of_states();
    mutants.without_letters();
    mutants.redirected();
    mutants.with_broken_references();
    mutants.made
}

struct Mutants<'a> {
    original: &'a Definition,
    made: Vec<Mutant>,
}

impl Mutants<'_> {
    fn add(&mut self, name: String, change: impl FnOnce(&mut Definition)) {
        let mut definition = self.original.clone();
        change(&mut definition);
        if definition != *self.original {
            self.made.push(Mutant { name, definition });
        }
    }

    /// The transition goes, and with it every mention, so that the mutant is more than a broken reference.
    fn without_transitions(&mut self) {
        for name in self.original.transitions.keys() {
            self.add(format!("drop transition {name}"), |definition| {
                definition.transitions.shift_remove(name.as_str());
                for limit in definition.limits.values_mut() {
                    limit.met_by.retain(|other| other != name);
                    limit.restarts_on.retain(|other| other != name);
                }
                for transition in definition.transitions.values_mut() {
                    transition.when.other_than.retain(|other| other != name);
                }
            });
        }
    }

    /// Changes one transition.
    fn vary(&mut self, name: &str, what: &str, change: impl Fn(&mut Transition)) {
        self.add(format!("drop {what} of {name}"), |definition| {
            definition.transitions.get_mut(name).into_iter().for_each(&change);
        });
    }

    fn without_parts_of_transitions(&mut self) {
        for (name, transition) in &self.original.transitions {
            let name = name.as_str();
            for (index, seat) in transition.by.iter().enumerate() {
                self.vary(name, &format!("seat {seat}"), |t| _ = t.by.remove(index));
            }
            for (index, state) in transition.from.iter().enumerate() {
                self.vary(name, &format!("from {state}"), |t| _ = t.from.remove(index));
            }
            for (index, letter) in transition.tells.iter().enumerate() {
                self.vary(name, &format!("letter {letter}"), |t| _ = t.tells.remove(index));
            }
            for (index, evidence) in transition.evidence.iter().enumerate() {
                self.vary(name, &format!("evidence {evidence}"), |t| _ = t.evidence.remove(index));
            }
            self.vary(name, "target", |t| t.to = None);
            self.vary(name, "form", |t| t.form = None);
            self.vary(name, "counter", |t| t.counts = None);
            self.vary(name, "outcome", |t| t.outcome = None);
            self.vary(name, "mark", |t| t.backwards = None);
        }
    }

    fn without_conditions(&mut self) {
        type Drop = fn(&mut Conditions);
        let kinds: [(&str, Drop); 13] = [
            ("complexity", |when| when.complexity.clear()),
            ("risk", |when| when.risk.clear()),
            ("category", |when| when.category.clear()),
            ("not_category", |when| when.not_category.clear()),
            ("anonymous", |when| when.anonymous = None),
            ("contacted", |when| when.contacted = None),
            ("assistants_done", |when| when.assistants_done = false),
            ("signing_passed", |when| when.signing_passed = false),
            ("solved", |when| when.solved = None),
            ("exhausted", |when| when.exhausted.clear()),
            ("in_time", |when| when.in_time.clear()),
            ("other_than", |when| when.other_than.clear()),
            ("outcome", |when| when.outcome.clear()),
        ];
        for name in self.original.transitions.keys() {
            for (kind, drop) in kinds {
                self.vary(name.as_str(), &format!("condition {kind}"), |t| drop(&mut t.when));
            }
        }
    }

    /// Each limit from each state, and each limit altogether.
    fn without_limits(&mut self) {
        for (state, limits) in
            self.original.states.iter().map(|(name, state)| (name, &state.limits))
        {
            for limit in limits {
                self.add(format!("drop limit {limit} of state {state}"), |definition| {
                    unlist(definition, Some(state), limit);
                });
            }
        }
        for name in self.original.limits.keys() {
            self.add(format!("drop limit {name}"), |definition| {
                definition.limits.shift_remove(name.as_str());
                unlist(definition, None, name);
                for transition in definition.transitions.values_mut() {
                    transition.when.in_time.retain(|limit| limit != name);
                }
            });
        }
    }

    fn vary_limit(&mut self, name: &str, what: &str, change: impl Fn(&mut Limit)) {
        self.add(format!("drop {what} of limit {name}"), |definition| {
            definition.limits.get_mut(name).into_iter().for_each(&change);
        });
    }

    fn without_parts_of_limits(&mut self) {
        for (name, limit) in &self.original.limits {
            let name = name.as_str();
            for (index, level) in limit.ladder.iter().enumerate() {
                let number = index + 1;
                self.vary_limit(name, &format!("level {number}"), |limit| {
                    _ = limit.ladder.remove(index);
                });
                for (place, seat) in level.to.iter().enumerate() {
                    self.vary_limit(name, &format!("target {seat} at level {number}"), |limit| {
                        limit.ladder[index].to.remove(place);
                    });
                }
            }
            self.vary_limit(name, "length", |limit| limit.length = None);
            for value in limit.lengths.keys() {
                self.vary_limit(name, &format!("length for {value}"), |limit| {
                    limit.lengths.shift_remove(value);
                });
            }
            self.vary_limit(name, "promise", |limit| limit.promise = false);
            self.vary_limit(name, "met_by", |limit| limit.met_by.clear());
            self.vary_limit(name, "restarts_on", |limit| limit.restarts_on.clear());
            self.vary_limit(name, "paused_by", |limit| limit.paused_by.clear());
            self.vary_limit(name, "extension", |limit| limit.extension = None);
        }
    }

    fn without_parts_of_states(&mut self) {
        for (name, state) in &self.original.states {
            if state.end {
                self.add(format!("drop end of {name}"), |definition| {
                    definition
                        .states
                        .get_mut(name.as_str())
                        .into_iter()
                        .for_each(|state| state.end = false);
                });
            }
            self.add(format!("drop no_limit of {name}"), |definition| {
                definition
                    .states
                    .get_mut(name.as_str())
                    .into_iter()
                    .for_each(|state| state.no_limit = None);
            });
            if *name != self.original.initial {
                self.add(format!("begin in {name}"), |definition| {
                    definition.initial = name.clone();
                });
            }
        }
    }

    /// Notices of the filing, required notices, and recipients of letters.
    fn without_letters(&mut self) {
        for (index, letter) in self.original.filing.tells.iter().enumerate() {
            self.add(format!("drop letter {letter} of filing"), |definition| {
                definition.filing.tells.remove(index);
            });
        }
        for (index, role) in self.original.filing.by.iter().enumerate() {
            self.add(format!("drop role {} of filing", role.as_str()), |definition| {
                definition.filing.by.remove(index);
            });
        }
        for (index, notice) in self.original.required_notices.iter().enumerate() {
            let number = index + 1;
            self.add(
                format!("drop required notice {number} through {}", notice.through),
                |definition| {
                    definition.required_notices.remove(index);
                },
            );
        }
        for (name, letter) in &self.original.letters {
            for (index, seat) in letter.to.iter().enumerate() {
                self.add(format!("drop recipient {seat} of letter {name}"), |definition| {
                    definition.letters.get_mut(name.as_str()).into_iter().for_each(|letter| {
                        letter.to.remove(index);
                    });
                });
            }
        }
    }

    /// Each edge to each other state.
    fn redirected(&mut self) {
        for (name, transition) in &self.original.transitions {
            let Some(target) = &transition.to else { continue };
            for state in self.original.states.keys().filter(|state| *state != target) {
                self.add(format!("redirect {name} to {state}"), |definition| {
                    redirect(&mut definition.transitions, name.as_str(), state);
                });
            }
        }
    }

    fn with_broken_references(&mut self) {
        let mut places: Vec<(Kind, String)> = Vec::new();
        visit(&mut self.original.clone(), &mut |reference| {
            places.push((reference.kind, reference.at));
            None
        });
        for (kind, at) in places {
            let (_, word) = kind.words();
            self.add(format!("break {word} at {at}"), |definition| {
                visit(definition, &mut |reference| {
                    (reference.at == at).then(|| NO_SUCH_NAME.to_owned())
                });
            });
        }
    }
}

/// Takes a limit off one state, or off all.
fn unlist(definition: &mut Definition, only: Option<&StateName>, limit: &LimitName) {
    let states =
        definition.states.iter_mut().filter(|(name, _)| only.is_none_or(|only| only == *name));
    states.for_each(|(_, state)| state.limits.retain(|listed| listed != limit));
}

fn redirect(
    transitions: &mut IndexMap<crate::id::TransitionName, Transition>,
    name: &str,
    state: &StateName,
) {
    transitions
        .get_mut(name)
        .into_iter()
        .for_each(|transition| transition.to = Some(state.clone()));
}
