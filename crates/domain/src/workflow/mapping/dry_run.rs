//! Who would move, who would not, and why; nothing is changed.

use serde::Serialize;

use super::{Mapping, limits};
use crate::case::Case;
use crate::id::{CaseId, CounterName, LimitName, StateName};
use crate::text::Bilingual;
use crate::workflow::{Definition, Verb};

/// What a mapping would do to running cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Cases that would move.
    pub moves: Vec<Move>,
    /// Cases that would not.
    pub stays: Vec<Stay>,
}

/// A case that would move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Which.
    pub case: CaseId,
    /// The state it is in.
    pub from: StateName,
    /// The state it would be in.
    pub to: StateName,
    /// Its open clocks that would end.
    pub clocks_end: Vec<LimitName>,
    /// Limits that would begin to run.
    pub clocks_start: Vec<LimitName>,
    /// Counters that would be used up, and were not.
    pub used_up: Vec<CounterName>,
}

/// A case that would stay where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stay {
    /// Which.
    pub case: CaseId,
    /// The state it is in.
    pub state: StateName,
    /// Why.
    pub why: Why,
}

/// Why a case does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It belongs to another workflow.
    OtherWorkflow,
    /// It is on the new version already.
    AlreadyThere,
    /// It is on neither of the two versions.
    OtherVersion,
    /// It has ended; ended cases keep the rules by which they ended.
    Ended,
    /// It is suspended, and the suspension's terms are those of its version.
    Suspended,
    /// The mapping does not say where it goes.
    Unmapped,
    /// The mapping names a state that the new version does not have.
    TargetMissing,
    /// The mapping leads an open case into an end.
    TargetIsEnd,
    /// An extension waits for a decision, and its limit would no longer run.
    ExtensionPending,
    /// A signing round is open, and nobody could sign in the new state.
    SigningOpen,
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> Bilingual {
        let (zh, en) = match self {
            Self::OtherWorkflow => ("属于其他流程", "belongs to another workflow"),
            Self::AlreadyThere => ("已在新版本上", "is on the new version already"),
            Self::OtherVersion => ("不在所迁出的版本上", "is not on the version that is left"),
            Self::Ended => ("已结束，按原版本存档", "has ended and keeps its version"),
            Self::Suspended => ("挂起中，恢复后再迁移", "is suspended; move it once it is resumed"),
            Self::Unmapped => ("所在状态没有指定去向", "stands in a state that is not mapped"),
            Self::TargetMissing => {
                ("指定的去向在新版本中不存在", "would go to a state that does not exist")
            }
            Self::TargetIsEnd => ("迁移不能使案件结束", "would end by being moved"),
            Self::ExtensionPending => (
                "延期申请待批，而该时限将不再适用",
                "has a pending extension of a limit that would no longer run",
            ),
            Self::SigningOpen => (
                "会签未完成，而新状态下无法签署",
                "has an open signing round that nobody could sign in",
            ),
        };
        Bilingual::new(zh, en)
    }
}

/// Tries a mapping on cases.
pub fn dry_run<'a>(
    old: &Definition,
    new: &Definition,
    mapping: &Mapping,
    cases: impl IntoIterator<Item = &'a Case>,
) -> DryRun {
    let mut result = DryRun::default();
    for case in cases {
        match target(old, new, mapping, case) {
            Ok(to) => result.moves.push(moved(old, new, case, to)),
            Err(why) => {
                result.stays.push(Stay { case: case.id, state: case.state.clone(), why });
            }
        }
    }
    result
}

/// The state that a case would go to.
fn target(
    old: &Definition,
    new: &Definition,
    mapping: &Mapping,
    case: &Case,
) -> Result<StateName, Why> {
    let pinned = &case.workflow;
    if pinned.name != old.workflow || pinned.name != mapping.workflow {
        return Err(Why::OtherWorkflow);
    }
    if pinned.version == mapping.to {
        return Err(Why::AlreadyThere);
    }
    if pinned.version != mapping.from || mapping.from != old.version || mapping.to != new.version {
        return Err(Why::OtherVersion);
    }
    if case.ended.is_some() {
        return Err(Why::Ended);
    }
    if case.suspension.is_some() {
        return Err(Why::Suspended);
    }
    let to = mapping.states.get(&case.state).ok_or(Why::Unmapped)?;
    let state = new.states.get(to).ok_or(Why::TargetMissing)?;
    if state.end {
        return Err(Why::TargetIsEnd);
    }
    pending(new, case, to)?;
    Ok(to.clone())
}

/// What waits for an answer must still be answerable.
fn pending(new: &Definition, case: &Case, to: &StateName) -> Result<(), Why> {
    if let Some(request) = &case.extension
        && !limits(new, to).any(|(limit, _)| *limit == request.extend.limit)
    {
        return Err(Why::ExtensionPending);
    }
    let round_is_open = case.signing.as_ref().is_some_and(|signing| signing.result().is_none());
    let mut here = new.transitions.values().filter(|transition| transition.from.contains(to));
    if round_is_open && !here.any(|transition| transition.verb == Verb::Countersign) {
        return Err(Why::SigningOpen);
    }
    Ok(())
}

fn moved(old: &Definition, new: &Definition, case: &Case, to: StateName) -> Move {
    let runs = |limit: &LimitName| limits(new, &to).any(|(name, _)| name == limit);
    let open = case.clocks.iter().filter(|clock| clock.is_open());
    let clocks_end = open.filter(|clock| !runs(&clock.limit)).map(|clock| clock.limit.clone());
    let clocks_end: Vec<_> = clocks_end.collect();
    let ran = |limit: &LimitName| limits(old, &case.state).any(|(name, _)| name == limit);
    let begins = limits(new, &to).filter(|(limit, _)| !ran(limit) && case.clock(limit).is_none());
    let clocks_start = begins.map(|(limit, _)| limit.clone()).collect();
    let used_up = new.counters.iter().filter(|(name, counter)| {
        let before = old.counters.get(*name).map_or(u32::MAX, |counter| counter.at_most);
        let count = case.count(name);
        count >= counter.at_most && count < before
    });
    let used_up = used_up.map(|(name, _)| name.clone()).collect();
    Move { case: case.id, from: case.state.clone(), to, clocks_end, clocks_start, used_up }
}
