//! Where a case may go: how many steps lie between the states of a workflow, and what people do more and less often.

use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};

use domain::case::Case;
use domain::id::StateName;
use domain::workflow::{Stage, State, Transition, Verb, Workflow};

/// The distances between the states of a workflow.
#[derive(Debug)]
pub(super) struct Road {
    /// From where, by where to.
    distances: BTreeMap<StateName, BTreeMap<StateName, u32>>,
    /// States in which a case may stand, the farthest from the beginning first.
    pub(super) destinations: Vec<StateName>,
}

impl Road {
    /// The road through a workflow.
    pub(super) fn through(workflow: &Workflow) -> Self {
        let definition = workflow.definition();
        let distances: BTreeMap<_, _> =
            definition.states.keys().map(|to| (to.clone(), to_reach(workflow, to))).collect();
        let from_start = |to: &StateName| distances.get(to)?.get(&definition.initial).copied();
        let mut destinations: Vec<_> =
            definition.states.keys().filter(|to| from_start(to).is_some()).cloned().collect();
        destinations.sort_by_key(|to| std::cmp::Reverse(from_start(to)));
        Self { distances, destinations }
    }

    /// How many steps lie between two states; none if there is no way.
    pub(super) fn distance(&self, from: &StateName, to: &StateName) -> Option<u32> {
        self.distances.get(to)?.get(from).copied()
    }
}

/// How far each state is from one, along what a case alone can do.
fn to_reach(workflow: &Workflow, goal: &StateName) -> BTreeMap<StateName, u32> {
    let mut found = BTreeMap::from([(goal.clone(), 0)]);
    let mut next = VecDeque::from([(goal.clone(), 0)]);
    while let Some((state, steps)) = next.pop_front() {
        let leading = workflow.definition().transitions.values().filter(|transition| {
            transition.to.as_ref() == Some(&state) && !takes_two_cases(transition.verb)
        });
        for from in leading.flat_map(|transition| &transition.from) {
            if !found.contains_key(from) {
                found.insert(from.clone(), steps + 1);
                next.push_back((from.clone(), steps + 1));
            }
        }
    }
    found
}

/// What needs another case, and is not done by chance.
const fn takes_two_cases(verb: Verb) -> bool {
    matches!(verb, Verb::Merge | Verb::LinkRepeat | Verb::Split)
}

/// How often people do this where a case goes the usual road.
pub(super) fn usual(workflow: &Workflow, case: &Case, transition: &Transition) -> u64 {
    let verb = transition.verb;
    if takes_two_cases(verb) {
        return 0;
    }
    let Some(to) = transition.to.as_ref().and_then(|to| workflow.state(to)) else {
        return beside(case, verb);
    };
    let onwards = if is_early(to) {
        2
    } else {
        match to.stage.cmp(&case.stage) {
            Ordering::Greater => 250,
            Ordering::Equal => 150,
            Ordering::Less => 20,
        }
    };
    exceptional(case, verb).unwrap_or(onwards)
}

/// Whether a transition ends a case before its matter was handled to the end.
pub(super) fn ends_early(workflow: &Workflow, transition: &Transition) -> bool {
    let to = transition.to.as_ref().and_then(|to| workflow.state(to));
    !takes_two_cases(transition.verb) && to.is_some_and(is_early)
}

fn is_early(to: &State) -> bool {
    to.end && to.stage != Stage::Assess
}

/// How often people do what is done more or less often than its direction tells.
const fn exceptional(case: &Case, verb: Verb) -> Option<u64> {
    let often = match verb {
        Verb::Redispatch => 200,
        Verb::Reopen => 100,
        Verb::Ask => 20,
        Verb::Return | Verb::Object | Verb::Transfer | Verb::TakeBack | Verb::Escalate => 8,
        Verb::Withdraw => 2,
        Verb::JointSession if matches!(case.stage, Stage::Handle) => 3,
        Verb::Advance
        | Verb::Classify
        | Verb::Assign
        | Verb::Sign
        | Verb::Contact
        | Verb::Record
        | Verb::Supplement
        | Verb::Submit
        | Verb::Verify
        | Verb::SpotCheck
        | Verb::Delegate
        | Verb::Join
        | Verb::Contribute
        | Verb::Release
        | Verb::OpenSigning
        | Verb::Countersign
        | Verb::AddSigner
        | Verb::DropSigner
        | Verb::Urge
        | Verb::Copy
        | Verb::Consult
        | Verb::Answer
        | Verb::RequestExtension
        | Verb::GrantExtension
        | Verb::RefuseExtension
        | Verb::Suspend
        | Verb::Resume
        | Verb::Merge
        | Verb::Split
        | Verb::LinkRepeat
        | Verb::CallBack
        | Verb::Rate
        | Verb::JointSession
        | Verb::Supervise
        | Verb::Discharge
        | Verb::Archive => return None,
    };
    Some(often)
}

/// How often people do what leaves a case where it is.
fn beside(case: &Case, verb: Verb) -> u64 {
    match verb {
        Verb::Contact => {
            if case.contacted {
                15
            } else {
                400
            }
        }
        Verb::Record => 40,
        Verb::Contribute => 200,
        Verb::Answer | Verb::OpenSigning | Verb::Countersign | Verb::GrantExtension => 150,
        Verb::RefuseExtension | Verb::Discharge => 60,
        Verb::CallBack => 50,
        Verb::RequestExtension | Verb::Suspend | Verb::Resume => 12,
        Verb::Urge | Verb::Join | Verb::Consult | Verb::Classify | Verb::Ask => 10,
        Verb::Supplement | Verb::SpotCheck => 8,
        Verb::Supervise | Verb::Delegate | Verb::Copy => 5,
        Verb::AddSigner | Verb::DropSigner | Verb::Release => 3,
        Verb::Merge | Verb::Split | Verb::LinkRepeat => 0,
        Verb::Advance
        | Verb::Assign
        | Verb::Sign
        | Verb::Submit
        | Verb::Verify
        | Verb::Return
        | Verb::Object
        | Verb::Transfer
        | Verb::Escalate
        | Verb::TakeBack
        | Verb::Withdraw
        | Verb::Rate
        | Verb::Redispatch
        | Verb::JointSession
        | Verb::Reopen
        | Verb::Archive => 20,
    }
}
