//! What other rules would have made of what people did 试算: cases of the past decided again under changed limits, another
//! calendar, another ladder or other routing rules, beside the rules in force.
//!
//! What people did is taken as it was, at the instants at which they did it. Whoever has more or less time acts otherwise, and
//! nothing here guesses how: a figure says what the rules would have said of the same work. [`try_out`] compares one case,
//! [`Tally`] many. [`reroute`] asks routing rules about a case again.

mod reroute;
mod tally;

pub use reroute::{Asked, Guided, reroute};
pub use tally::{Change, Place, Tally};

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Entry};
use crate::clock::{Clock, Holder};
use crate::decide::{Again, Climbed, Rules, Unfit, again};
use crate::id::{CaseId, LimitName, Timestamp, WorkflowName};
use crate::workflow::Act;

/// A limit that was not kept, and who had the case when its deadline passed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Late {
    /// The limit.
    pub limit: LimitName,
    /// Who the time was charged to at the deadline: not whoever got it afterwards.
    pub holder: Holder,
}

/// What some rules make of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lot {
    /// The limits that were not kept.
    pub late: BTreeSet<Late>,
    /// How often ladders did what.
    pub acts: BTreeMap<Act, u32>,
}

impl Lot {
    /// Of a case that was decided again, at an instant.
    pub fn of(decided: &Again, now: Timestamp) -> Self {
        let case = &decided.case;
        let late = case.clocks.iter().filter(|clock| clock.is_late(now));
        let late = late.map(|clock| Late {
            limit: clock.limit.clone(),
            holder: holder_at(case, clock.deadline),
        });
        let mut acts = BTreeMap::new();
        for climbed in &decided.levels {
            *acts.entry(climbed.act).or_default() += 1;
        }
        Self { late: late.collect(), acts }
    }

    /// Whether a limit was not kept.
    pub fn is_late(&self) -> bool {
        !self.late.is_empty()
    }
}

/// Who had a case at an instant; at the very instant of a change, whoever had it before.
fn holder_at(case: &Case, at: Timestamp) -> Holder {
    let mut before = case.tenures.iter().rev().filter(|tenure| tenure.from < at);
    let holder = before.next().or(case.tenures.first()).map(|tenure| tenure.holder.clone());
    holder.unwrap_or(Holder::Law)
}

/// In what the record of a case is other than what the rules in force make of the same deeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    /// Its deadlines were computed with another edition of the calendar.
    Calendar,
    /// A clock is another one: the record was made under other limits.
    Clocks,
    /// A level was reached at another time, or not at all: the engine did not run, or came late.
    Levels,
}

/// A case under two sets of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Which.
    pub case: CaseId,
    /// Its workflow.
    pub workflow: WorkflowName,
    /// What the rules in force make of it.
    pub before: Lot,
    /// What the changed rules make of it.
    pub after: Lot,
    /// In what its record is other than the first; none where it is the same.
    pub differs: Option<Differs>,
}

/// Decides a case again under the rules in force and under changed ones.
///
/// # Errors
///
/// Where either do not fit what was done.
pub fn try_out(
    log: &[Entry],
    recorded: &Case,
    [current, changed]: [Rules<'_>; 2],
    now: Timestamp,
) -> Result<Tried, Unfit> {
    let before = again(current, log, now)?;
    let after = again(changed, log, now)?;
    Ok(Tried {
        case: recorded.id,
        workflow: recorded.workflow.name.clone(),
        differs: differs(log, recorded, &before, now),
        before: Lot::of(&before, now),
        after: Lot::of(&after, now),
    })
}

/// How long the engine may take to reach a level without that being a difference, in seconds: a sweep comes every few.
const SWEEP_SECONDS: i64 = 60;

fn differs(log: &[Entry], recorded: &Case, decided: &Again, now: Timestamp) -> Option<Differs> {
    let clocks = || recorded.clocks.iter().zip(&decided.case.clocks);
    let same_number = recorded.clocks.len() == decided.case.clocks.len();
    if !same_number || clocks().any(|(one, other)| !is_same(one, other)) {
        let moved =
            clocks().any(|(one, other)| one.explanation.edition != other.explanation.edition);
        return Some(if moved { Differs::Calendar } else { Differs::Clocks });
    }
    // What has only just fallen due waits for the next sweep.
    let settled = now - chrono::TimeDelta::seconds(SWEEP_SECONDS);
    let sorted = |levels: Vec<Climbed>| {
        let mut levels: Vec<_> = levels.into_iter().filter(|level| level.at < settled).collect();
        levels.sort_by(|one, other| named(one).cmp(&named(other)));
        levels
    };
    let (was, is) = (sorted(Climbed::recorded(log)), sorted(decided.levels.clone()));
    let late = |(was, is): (&Climbed, &Climbed)| {
        named(was) != named(is) || (was.at - is.at).num_seconds().abs() > SWEEP_SECONDS
    };
    (was.len() != is.len() || was.iter().zip(&is).any(late)).then_some(Differs::Levels)
}

fn named(level: &Climbed) -> (&LimitName, u8, Act) {
    (&level.limit, level.level, level.act)
}

/// Whether two clocks say the same. How many levels were reached is asked of the levels themselves.
fn is_same(one: &Clock, other: &Clock) -> bool {
    let said = |clock: &Clock| (clock.rule, clock.anchor, clock.deadline, clock.status);
    let facts = |clock: &Clock| (clock.extensions.clone(), clock.pauses.clone());
    one.limit == other.limit
        && said(one) == said(other)
        && one.levels == other.levels
        && facts(one) == facts(other)
}
