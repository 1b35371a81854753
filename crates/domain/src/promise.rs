//! What the citizen was promised: by when there is an answer.

use crate::case::Case;
use crate::clock::{Clock, ClockStatus};
use crate::id::Timestamp;
use crate::workflow::Workflow;

/// The earliest open deadline among the limits that are promises to the citizen, or the longest of them once all are kept
/// or broken: small ones come and go after the answer that people wait for; and the instant that it is held against: now, or when it was kept.
pub fn promise(
    case: &Case,
    workflow: Option<&Workflow>,
    now: Timestamp,
) -> Option<(Timestamp, Timestamp)> {
    let limits = &workflow?.definition().limits;
    let promised = case
        .clocks
        .iter()
        .filter(|clock| limits.get(clock.limit.as_str()).is_some_and(|limit| limit.promise));
    let ended = |clock: &Clock| match clock.status {
        ClockStatus::Ended(at) => Some((clock.deadline - clock.anchor, (clock.deadline, at))),
        ClockStatus::Running | ClockStatus::Paused => None,
    };
    let open = promised.clone().filter(|clock| clock.is_open()).map(|clock| (clock.deadline, now));
    open.min().or_else(|| promised.filter_map(ended).max().map(|(_, longest)| longest))
}
