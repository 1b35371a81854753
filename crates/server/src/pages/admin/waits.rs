//! Where cases wait longest in proportion to what they may: for each state of a procedure, how much of its limits the open
//! cases in it have used up, half of them at least that much.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::Case;
use domain::clock::{Clock, ClockStatus};
use domain::id::{StateName, Timestamp};
use domain::median;
use domain::text::Bilingual;
use domain::workflow::{State, Workflow};

/// How cases wait in a state: the medians over those that are open and whose clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    /// What is used up of the limit, in thousandths; more than 1000 where it is over.
    pub(super) used: i64,
    /// How long, since the clock of that limit began.
    pub(super) stay: TimeDelta,
}

/// The waits of all states in which a clock of the state runs for an open case. A promise counts from the filing on, through
/// all states, and says of none how long cases stay in it.
pub(super) fn waits(
    workflow: &Workflow,
    cases: &[Case],
    now: Timestamp,
) -> BTreeMap<StateName, Wait> {
    let mut all: BTreeMap<StateName, Vec<Wait>> = BTreeMap::new();
    for case in cases {
        let wait = workflow.state(&case.state).and_then(|state| wait(workflow, state, case, now));
        all.entry(case.state.clone()).or_default().extend(wait);
    }
    let both = |(state, waits): (StateName, Vec<Wait>)| {
        let mut used: Vec<i64> = waits.iter().map(|wait| wait.used).collect();
        let mut stay: Vec<i64> = waits.iter().map(|wait| wait.stay.num_minutes()).collect();
        let (used, stay) = (median(&mut used)?, median(&mut stay)?);
        Some((state, Wait { used, stay: TimeDelta::minutes(stay) }))
    };
    all.into_iter().filter_map(both).collect()
}

/// Of the limits of the state that run, the one that is used up furthest.
fn wait(workflow: &Workflow, state: &State, case: &Case, now: Timestamp) -> Option<Wait> {
    let limits = &workflow.definition().limits;
    let of_state = |clock: &&Clock| {
        let promised = limits.get(&clock.limit).is_some_and(|limit| limit.promise);
        clock.status == ClockStatus::Running && state.limits.contains(&clock.limit) && !promised
    };
    let wait = |clock: &Clock| {
        let (stay, whole) = (now - clock.anchor, clock.deadline - clock.anchor);
        Wait { used: stay.num_seconds() * 1000 / whole.num_seconds().max(1), stay }
    };
    case.clocks.iter().filter(of_state).map(wait).max_by_key(|wait| wait.used)
}

/// A stay in words, in its larger unit.
pub(super) fn told(stay: TimeDelta) -> Bilingual {
    match stay.num_days() {
        0 => {
            Bilingual::new(format!("{} 小时", stay.num_hours()), format!("{} h", stay.num_hours()))
        }
        days => Bilingual::new(format!("{days} 天"), format!("{days} d")),
    }
}
