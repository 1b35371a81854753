//! What a case may be like, as far as a definition can tell: the facts its conditions read, and how each verb changes
//! them.
//!
//! This is the abstract twin of `decide` and `apply`. Where the truth depends on people (a citizen's answer, whether
//! units assist, a signer's verdict) every possibility is followed. Three things keep the search small and its findings
//! true: facts that nothing can read any more are forgotten ([`super::liveness`]), valuations that no condition tells
//! apart are one, and a counter that nothing waits for is not followed; what it caps counts as possible, but never as a
//! sure way on.

use super::graph::Graph;
use super::liveness::{Live, liveness};
use super::valuation::{Valuation, valuations};
use crate::actor::{Relation, Role};
use crate::id::CounterName;
use crate::workflow::{Definition, Stage, Transition, Verb};

/// How many counters a definition may have: one bit each.
pub(super) const COUNTERS_MAX: usize = 64;

/// Whether a unit leads, and whether it signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Led {
    Nobody,
    Unsigned,
    Signed,
}

/// Where the signing round stands. One that failed is as good as none: another may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Round {
    None,
    Open,
    Passed,
}

/// A case, as far as the definition can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Configuration {
    /// The state.
    pub(super) state: u16,
    /// Which valuation of complexity, risk, category and anonymity.
    pub(super) valuation: u16,
    /// The outcome recorded last, from 1; 0 if none.
    pub(super) outcome: u16,
    /// Whether a unit leads.
    pub(super) led: Led,
    /// Whether an outcome was recorded since the work last began.
    pub(super) concluded: bool,
    /// Whether the citizen was contacted.
    pub(super) contacted: bool,
    /// What the citizen said.
    pub(super) solved: Option<bool>,
    /// Whether an assisting unit has an open part.
    pub(super) assisted: bool,
    /// The signing round.
    pub(super) round: Round,
    /// Counters at their cap, one bit each.
    pub(super) saturated: u64,
}

/// How transitions change configurations.
pub(super) struct Facts<'a> {
    definition: &'a Definition,
    valuations: Vec<Valuation>,
    /// For each transition and valuation: whether the conditions on it hold.
    permitted: Vec<Vec<bool>>,
    /// What can still be read in each state.
    live: Vec<Live>,
    /// Counters that some condition waits for, one bit each.
    awaited: u64,
    /// Whether anything waits for assisting units.
    awaits_assistants: bool,
    /// Whether anything waits for signing rounds.
    awaits_round: bool,
}

impl<'a> Facts<'a> {
    pub(super) fn new(definition: &'a Definition, graph: &Graph<'a>) -> Self {
        let (valuations, permitted) = valuations(definition);
        let transitions = || definition.transitions.values();
        let mut facts = Self {
            definition,
            live: liveness(graph, &permitted),
            valuations,
            permitted,
            awaited: 0,
            awaits_assistants: transitions().any(|transition| transition.when.assistants_done),
            awaits_round: transitions().any(|transition| transition.when.signing_passed),
        };
        let awaited = transitions().flat_map(|transition| &transition.when.exhausted);
        facts.awaited = awaited.fold(0, |bits, counter| bits | facts.number_bit(counter));
        facts
    }

    /// Cases as they may be filed.
    pub(super) fn initial(&self, state: usize) -> Vec<Configuration> {
        let all = 0..self.valuations.len();
        let cases = all.map(|valuation| Configuration {
            state: small(state),
            valuation: small(valuation),
            outcome: 0,
            led: Led::Nobody,
            concluded: false,
            contacted: false,
            solved: None,
            assisted: false,
            round: Round::None,
            saturated: 0,
        });
        cases.map(|case| self.live[state].keep(case)).collect()
    }

    /// The valuation of a case; none if nothing reads it any more.
    pub(super) fn valuation(&self, case: &Configuration) -> Option<&Valuation> {
        let read = self.live[usize::from(case.state)].valuation;
        self.valuations.get(usize::from(case.valuation)).filter(|_| read)
    }

    /// The configuration without what nothing can read in its state any more.
    #[cfg(test)]
    pub(super) fn kept(&self, state: usize, case: Configuration) -> Configuration {
        self.live[state].keep(case)
    }

    /// True if somebody could do the transition.
    pub(super) fn enabled(
        &self,
        case: &Configuration,
        index: usize,
        transition: &Transition,
    ) -> bool {
        let when = &transition.when;
        self.permitted[index][usize::from(case.valuation)]
            && when.contacted.is_none_or(|wanted| wanted == case.contacted)
            && when.solved.is_none_or(|wanted| case.solved == Some(wanted))
            && (!when.assistants_done || !case.assisted)
            && (!when.signing_passed || case.round == Round::Passed)
            && when.exhausted.iter().all(|counter| self.is_saturated(case, counter))
            && self.outcome_fits(case, transition)
            && !transition.counts.as_ref().is_some_and(|name| self.is_saturated(case, name))
            && self.verb_possible(case, transition.verb)
            && transition.by.iter().any(|seat| self.can_sit(case, seat.relation))
    }

    fn outcome_fits(&self, case: &Configuration, transition: &Transition) -> bool {
        let wanted = &transition.when.outcome;
        let is_recorded = |name: &str| self.outcome_number(name) == case.outcome;
        wanted.is_empty() || wanted.iter().any(|name| is_recorded(name.as_str()))
    }

    fn outcome_number(&self, name: &str) -> u16 {
        self.definition.outcomes.get_index_of(name).map_or(0, |index| small(index + 1))
    }

    fn number_bit(&self, name: &CounterName) -> u64 {
        let index = self.definition.counters.get_index_of(name.as_str());
        index.filter(|index| *index < COUNTERS_MAX).map_or(0, |index| 1 << index)
    }

    /// The counter's bit; none if it is not followed.
    fn counter_bit(&self, name: &CounterName) -> u64 {
        self.number_bit(name) & self.awaited
    }

    fn is_saturated(&self, case: &Configuration, counter: &CounterName) -> bool {
        case.saturated & self.counter_bit(counter) != 0
    }

    /// Whether the verb's own rule can be satisfied.
    fn verb_possible(&self, case: &Configuration, verb: Verb) -> bool {
        let needs_lead = matches!(
            verb,
            Verb::Sign
                | Verb::Return
                | Verb::Object
                | Verb::Transfer
                | Verb::Delegate
                | Verb::Join
                | Verb::Urge
                | Verb::Escalate
                | Verb::TakeBack
        );
        let needs_part = matches!(verb, Verb::Contribute | Verb::Release);
        let needs_round = matches!(verb, Verb::Countersign | Verb::AddSigner | Verb::DropSigner);
        (!needs_lead || case.led != Led::Nobody)
            && (!needs_part || case.assisted || !self.awaits_assistants)
            && (!needs_round || case.round == Round::Open || !self.awaits_round)
            && (verb != Verb::OpenSigning || case.round != Round::Open)
    }

    /// Whether anybody can stand in this relation to the case.
    fn can_sit(&self, case: &Configuration, relation: Relation) -> bool {
        match relation {
            Relation::Lead | Relation::Superior => case.led != Led::Nobody,
            Relation::Assistant => case.assisted || !self.awaits_assistants,
            Relation::Signer => case.round == Round::Open || !self.awaits_round,
            Relation::Party | Relation::Center | Relation::Consulted => true,
        }
    }

    /// What the case may be like after the transition. More than one where it depends on people.
    pub(super) fn after(
        &self,
        case: &Configuration,
        transition: &Transition,
        target: usize,
    ) -> Vec<Configuration> {
        let mut next = Configuration { state: small(target), ..*case };
        self.change(&mut next, transition);
        // What was signed was the result that failed.
        if transition.verb == Verb::Verify && self.stage(target) < self.stage(case.state.into()) {
            next.round = Round::None;
        }
        let mut cases = vec![next];
        self.branch(&mut cases, transition);
        for case in &mut cases {
            *case = self.live[target].keep(*case);
        }
        cases
    }

    fn stage(&self, state: usize) -> Option<Stage> {
        self.definition.states.get_index(state).map(|(_, state)| state.stage)
    }

    /// What the transition changes for certain.
    fn change(&self, case: &mut Configuration, transition: &Transition) {
        let verb = transition.verb;
        if releases_hands(verb) {
            release_hands(case);
        }
        if names_lead(verb) {
            (case.led, case.contacted) = (Led::Unsigned, false);
        }
        if forgets_judgment(verb) {
            (case.contacted, case.solved, case.concluded) = (false, None, false);
        }
        if verb == Verb::Sign {
            case.led = Led::Signed;
        }
        case.contacted |= verb == Verb::Contact;
        case.assisted |= verb == Verb::Join;
        if verb == Verb::OpenSigning {
            case.round = Round::Open;
        }
        if let Some(outcome) = &transition.outcome {
            case.concluded = true;
            case.outcome = self.outcome_number(outcome.as_str());
        }
    }

    /// What depends on people.
    fn branch(&self, cases: &mut Vec<Configuration>, transition: &Transition) {
        let verb = transition.verb;
        if matches!(verb, Verb::Assign | Verb::Redispatch | Verb::JointSession) {
            fork(cases, |case| case.assisted = true);
        }
        if matches!(verb, Verb::Contribute | Verb::Release) {
            fork(cases, |case| case.assisted = false);
        }
        if matches!(verb, Verb::Countersign | Verb::DropSigner) {
            spread(cases, &[|case| case.round = Round::Passed, |case| case.round = Round::None]);
        }
        if verb == Verb::CallBack && transition.to.is_none() {
            spread(cases, &[|case| case.solved = Some(true), |case| case.solved = Some(false)]);
        }
        if gives_answer(transition) {
            for case in cases.iter_mut() {
                case.solved = Some(true);
            }
            fork(cases, |case| case.solved = Some(false));
        }
        if verb == Verb::Classify {
            self.reclassify(cases);
        }
        if let Some(counter) = &transition.counts {
            self.count(cases, counter);
        }
    }

    /// One that allows a single count is at its cap; one that allows more may be, by any count.
    fn count(&self, cases: &mut Vec<Configuration>, counter: &CounterName) {
        let bit = self.counter_bit(counter);
        let counter = self.definition.counters.get(counter.as_str());
        if counter.is_none_or(|counter| counter.at_most <= 1) {
            for case in cases.iter_mut() {
                case.saturated |= bit;
            }
        } else {
            fork(cases, |case| case.saturated |= bit);
        }
    }

    /// A case may be found to be of any complexity, risk and category; whether it is anonymous stays.
    fn reclassify(&self, cases: &mut Vec<Configuration>) {
        let before = cases.clone();
        let anonymous = |number: usize| self.valuations[number].anonymous;
        for index in 0..self.valuations.len() {
            let same =
                |case: &&Configuration| anonymous(usize::from(case.valuation)) == anonymous(index);
            let others = before.iter().filter(same);
            cases.extend(others.map(|case| Configuration { valuation: small(index), ..*case }));
        }
    }

    /// Whether staff can surely do the transition: without the citizen, without luck (another case to merge into, an
    /// assignment not yet read, a unit above), also when it is late, and not only until a counter is at its cap.
    pub(super) fn is_sure(&self, transition: &Transition) -> bool {
        transition.when.in_time.is_empty()
            && transition.counts.as_ref().is_none_or(|name| self.counter_bit(name) != 0)
            && transition.by.iter().any(|seat| seat.role != Role::Citizen)
            && !gives_answer(transition)
            && !matches!(
                transition.verb,
                Verb::Merge | Verb::LinkRepeat | Verb::TakeBack | Verb::Escalate | Verb::Withdraw
            )
    }
}

/// Verbs after which no unit outside the center has a part in the case, or only those that the verb names.
pub(super) const fn releases_hands(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Assign | Verb::Redispatch | Verb::JointSession | Verb::Return | Verb::TakeBack
    )
}

/// Verbs after which nothing is known of contact and of the citizen's judgment.
pub(super) const fn forgets_judgment(verb: Verb) -> bool {
    matches!(verb, Verb::Redispatch | Verb::JointSession | Verb::Reopen)
}

/// Whether the citizen has answered afterwards: by rating, or by a call-back that leads on. Only one that stays where
/// it is may have reached nobody.
pub(super) fn gives_answer(transition: &Transition) -> bool {
    transition.verb == Verb::Rate || transition.verb == Verb::CallBack && transition.to.is_some()
}

/// Verbs after which a unit leads that has neither signed nor contacted the citizen.
pub(super) const fn names_lead(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Assign | Verb::Redispatch | Verb::JointSession | Verb::Transfer | Verb::Escalate
    )
}

fn release_hands(case: &mut Configuration) {
    case.led = Led::Nobody;
    case.assisted = false;
    case.round = Round::None;
    case.concluded = false;
}

/// Numbers of states, valuations and outcomes fit: a definition has far fewer than 65,536 of each.
fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Each case may be as it is, or changed.
fn fork(cases: &mut Vec<Configuration>, change: impl Fn(&mut Configuration)) {
    for index in 0..cases.len() {
        let mut other = cases[index];
        change(&mut other);
        if other != cases[index] {
            cases.push(other);
        }
    }
}

/// Each case may be as it is, or changed in any one of these ways.
fn spread(cases: &mut Vec<Configuration>, ways: &[fn(&mut Configuration)]) {
    let before = cases.clone();
    for way in ways {
        cases.extend(before.iter().map(|case| {
            let mut other = *case;
            way(&mut other);
            other
        }));
    }
}
