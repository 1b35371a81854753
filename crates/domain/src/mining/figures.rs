//! What many histories say together: the ways that cases take, how long they stay where, and what is done over again.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::History;
use crate::id::{StateName, TransitionName};
use crate::median;

/// A way that cases took from filing to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What was done, in its order.
    pub path: Vec<TransitionName>,
    /// How many cases went so; at least one.
    pub count: usize,
    /// The median of the time from filing to the last step.
    pub median: TimeDelta,
}

/// How long cases stayed in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The state.
    pub state: StateName,
    /// How often a case came into it and left it again.
    pub visits: usize,
    /// The median of the time between.
    pub median: TimeDelta,
    /// All of that time together.
    pub total: TimeDelta,
}

/// What was done more than once in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rework {
    /// The transition.
    pub activity: TransitionName,
    /// In how many cases.
    pub cases: usize,
    /// How often beyond the first time, in all of them together.
    pub again: usize,
}

/// The ways of cases that have ended, the most trodden first, equal ones by their path. The way of an open case may go on, so
/// it is none yet.
pub fn variants<'a>(histories: impl IntoIterator<Item = &'a History>) -> Vec<Variant> {
    let mut ways: BTreeMap<Vec<TransitionName>, Vec<TimeDelta>> = BTreeMap::new();
    for history in histories {
        let Some(took) = history.took() else { continue };
        let path = history.steps.iter().map(|step| step.activity.clone()).collect();
        ways.entry(path).or_default().push(took);
    }
    let variant = |(path, mut took): (_, Vec<TimeDelta>)| Variant {
        path,
        count: took.len(),
        median: median(&mut took).unwrap_or_default(),
    };
    let mut variants: Vec<Variant> = ways.into_iter().map(variant).collect();
    variants.sort_by_key(|one| Reverse(one.count));
    variants
}

/// How long cases stayed in each state before they left it, the one that took most time in all first. Where a case is now is
/// left out: that stay is not over. What keeps the state does not end a stay.
pub fn stays<'a>(histories: impl IntoIterator<Item = &'a History>) -> Vec<Stay> {
    let mut stays: BTreeMap<StateName, Vec<TimeDelta>> = BTreeMap::new();
    for history in histories {
        let mut came = None;
        for step in &history.steps {
            if step.from.as_ref() == Some(&step.to) {
                continue;
            }
            if let (Some(came), Some(from)) = (came, &step.from) {
                stays.entry(from.clone()).or_default().push(step.at - came);
            }
            came = Some(step.at);
        }
    }
    let stay = |(state, mut times): (_, Vec<TimeDelta>)| Stay {
        state,
        visits: times.len(),
        total: times
            .iter()
            .fold(TimeDelta::zero(), |sum, time| sum.checked_add(time).unwrap_or(TimeDelta::MAX)),
        median: median(&mut times).unwrap_or_default(),
    };
    let mut stays: Vec<Stay> = stays.into_iter().map(stay).collect();
    stays.sort_by_key(|one| Reverse(one.total));
    stays
}

/// What led to another state more than once in the same case, most often first. What keeps the state, such as a record of
/// work, is meant to be done often.
pub fn rework<'a>(histories: impl IntoIterator<Item = &'a History>) -> Vec<Rework> {
    let mut found: BTreeMap<TransitionName, (usize, usize)> = BTreeMap::new();
    for history in histories {
        let mut times: BTreeMap<&TransitionName, usize> = BTreeMap::new();
        for step in history.steps.iter().filter(|step| step.from.as_ref() != Some(&step.to)) {
            *times.entry(&step.activity).or_default() += 1;
        }
        for (activity, times) in times.into_iter().filter(|(_, times)| *times > 1) {
            let (cases, again) = found.entry(activity.clone()).or_default();
            *cases += 1;
            *again += times - 1;
        }
    }
    let rework = |(activity, (cases, again))| Rework { activity, cases, again };
    let mut found: Vec<Rework> = found.into_iter().map(rework).collect();
    found.sort_by_key(|one| Reverse(one.again));
    found
}
