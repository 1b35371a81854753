//! What a clock does not count, brought into one form whatever the order of recording.

use super::Pause;
use crate::calendar::{Calendar, Day};
use crate::id::Timestamp;

/// Pauses as disjoint stretches in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excluded {
    /// For hours: intervals, the end exclusive.
    pub(super) intervals: Vec<(Timestamp, Timestamp)>,
    /// For days and months: first and last day that is not counted, which is each day at whose first midnight the
    /// clock stood still before and after.
    pub(super) days: Vec<(Day, Day)>,
}

impl Excluded {
    /// Cuts what lies before the anchor and joins what overlaps or touches.
    pub(super) fn new(calendar: &Calendar, anchor: Timestamp, pauses: &[Pause]) -> Self {
        if pauses.is_empty() {
            return Self::default();
        }
        let clipped = pauses.iter().map(|pause| (pause.from.max(anchor), pause.until));
        let intervals = joined(clipped.filter(|(from, until)| from < until).collect());
        let days = intervals
            .iter()
            .map(|(from, until)| (calendar.day_of(*from).next(), calendar.day_ending(*until)));
        let days = days.filter(|(first, last)| first <= last).collect();
        Self { intervals, days }
    }
}

fn joined(mut intervals: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    intervals.sort_unstable();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(intervals.len());
    for (from, until) in intervals {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            Some(_) | None => joined.push((from, until)),
        }
    }
    joined
}
