//! Whose time it was, and which of it counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::reasons::stretches;
use super::{Clock, ClockStatus, Holder};
use crate::calendar::Calendar;
use crate::id::{DocumentNumber, GroundName, Timestamp};
use crate::text::Bilingual;

/// One holder's uninterrupted time with a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// Who holds the case.
    pub holder: Holder,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub until: Option<Timestamp>,
}

/// Why a stretch of time counted, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It counts: a day, an hour or office time.
    Counted,
    /// It counts, because a notice made a Saturday or Sunday a working day.
    MakeUp {
        /// The title of the notice.
        notice: Arc<Bilingual>,
    },
    /// The rest of the day the count begins on (民法典 art. 201).
    StartDay,
    /// Outside office hours on a working day.
    Night,
    /// Between two office periods of a day.
    Lunch,
    /// A Saturday or Sunday.
    Weekend,
    /// A holiday.
    Holiday {
        /// Its name.
        name: Arc<Bilingual>,
        /// The title of the notice that declares it.
        notice: Arc<Bilingual>,
    },
    /// A suspension or an exclusion.
    Suspended {
        /// The listed ground.
        ground: GroundName,
        /// The document that proves it.
        document: Option<DocumentNumber>,
    },
    /// The limit is used up, and its end waits for the next working day (民法典 art. 203).
    Moved,
    /// After the deadline.
    Late,
}

impl Reason {
    /// Whether time with this reason counts towards the deadline.
    pub fn is_counted(&self) -> bool {
        match self {
            Self::Counted | Self::MakeUp { .. } => true,
            Self::StartDay
            | Self::Night
            | Self::Lunch
            | Self::Weekend
            | Self::Holiday { .. }
            | Self::Suspended { .. }
            | Self::Moved
            | Self::Late => false,
        }
    }
}

/// A stretch of a clock's life with one holder and one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// Who the time is charged to.
    pub holder: Holder,
    /// Whether it counts towards the deadline.
    pub counted: bool,
    /// Why.
    pub reason: Reason,
}

/// The life of a clock from its anchor to its end, or to `until` if that is earlier: without gap or overlap, and
/// neighbours differ.
///
/// The counted time up to a deadline at midnight is exactly the length of a day limit, the counted time of an hour
/// limit exactly its hours. Where tenures overlap the latest holder has the time; where none covers an instant it
/// stays with the last holder, before the first with the first, and with the law if there is no tenure at all.
pub fn ledger(
    calendar: &Calendar,
    clock: &Clock,
    tenures: &[Tenure],
    until: Timestamp,
) -> Vec<Segment> {
    let stop = match clock.status {
        ClockStatus::Ended(at) => at.min(until),
        ClockStatus::Running | ClockStatus::Paused => until,
    };
    let mut segments: Vec<Segment> = Vec::new();
    let holdings = holdings(tenures);
    for stretch in stretches(calendar, clock, stop) {
        for (from, until, holder) in split(&holdings, stretch.from, stretch.until) {
            push(&mut segments, from, until, holder, &stretch.reason);
        }
    }
    segments
}

fn push(
    segments: &mut Vec<Segment>,
    from: Timestamp,
    until: Timestamp,
    holder: &Holder,
    reason: &Reason,
) {
    match segments.last_mut() {
        Some(last) if last.holder == *holder && last.reason == *reason => last.until = until,
        Some(_) | None => segments.push(Segment {
            from,
            until,
            holder: holder.clone(),
            counted: reason.is_counted(),
            reason: reason.clone(),
        }),
    }
}

/// From when on which holder has the case; the first entry also holds before its instant.
fn holdings(tenures: &[Tenure]) -> Vec<(Timestamp, Holder)> {
    let end = |tenure: &Tenure| tenure.until.unwrap_or(Timestamp::MAX_UTC);
    let mut changes: Vec<Timestamp> =
        tenures.iter().flat_map(|tenure| [Some(tenure.from), tenure.until]).flatten().collect();
    changes.sort_unstable();
    changes.dedup();
    let holder_at = |at: Timestamp| {
        let holding = tenures.iter().filter(|tenure| tenure.from <= at && at < end(tenure));
        let past = tenures.iter().filter(|tenure| tenure.from <= at);
        let latest = holding.max_by_key(|tenure| tenure.from);
        latest.or_else(|| past.max_by_key(|tenure| (end(tenure), tenure.from)))
    };
    let entry = |at: Timestamp| holder_at(at).map(|tenure| (at, tenure.holder.clone()));
    changes.into_iter().filter_map(entry).collect()
}

/// Cuts a stretch where the holder changes.
fn split(
    holdings: &[(Timestamp, Holder)],
    from: Timestamp,
    until: Timestamp,
) -> Vec<(Timestamp, Timestamp, &Holder)> {
    let first = holdings.partition_point(|(since, _)| *since <= from).saturating_sub(1);
    let Some(mut holder) = holdings.get(first).map(|(_, holder)| holder) else {
        return vec![(from, until, &Holder::Law)];
    };
    let mut parts = Vec::new();
    let mut position = from;
    for (since, next) in holdings.iter().skip(first + 1).take_while(|(since, _)| *since < until) {
        if *since > position {
            parts.push((position, *since, holder));
            position = *since;
        }
        holder = next;
    }
    parts.push((position, until, holder));
    parts
}

/// What is charged to one holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// The time that counted towards the deadline, in milliseconds when serialized.
    #[serde(serialize_with = "milliseconds")]
    pub counted: TimeDelta,
    /// All time the holder had the case in the clock's life.
    #[serde(serialize_with = "milliseconds")]
    pub total: TimeDelta,
}

fn milliseconds<S: serde::Serializer>(time: &TimeDelta, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(time.num_milliseconds())
}

/// The counted and the whole time of each holder. The sums of all holders are those of the segments.
pub fn charged(segments: &[Segment]) -> BTreeMap<Holder, Charge> {
    let mut charges: BTreeMap<Holder, Charge> = BTreeMap::new();
    for segment in segments {
        let charge = charges.entry(segment.holder.clone()).or_default();
        let time = segment.until - segment.from;
        charge.total += time;
        if segment.counted {
            charge.counted += time;
        }
    }
    charges
}

/// The time of each holder, which sums to the whole life of the case.
pub fn time_by_holder(tenures: &[Tenure], until: Timestamp) -> BTreeMap<Holder, TimeDelta> {
    let mut sums = BTreeMap::new();
    for tenure in tenures {
        *sums.entry(tenure.holder.clone()).or_insert(TimeDelta::zero()) +=
            tenure.until.unwrap_or(until) - tenure.from;
    }
    sums
}
