//! What the history of a case says for supervision and appraisal: who was called when and what became of it, which
//! clocks ran and who answers for them, which results were put to the citizen and what the citizen said. Nothing here is
//! a judgment; a scheme makes one of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::named::named;
use super::order_points::OrderPoints;
use super::whose_time::{Used, WhoseTime};
use crate::case::{Solved, Verdict, WorkflowRef};
use crate::clock::{Holder, Length, Tenure};
use crate::id::{
    CaseId, CategoryCode, DocumentNumber, FieldName, GroundName, LimitName, OutcomeName, Timestamp,
    UnitId,
};
use crate::workflow::Act;

/// What is known of one case at an instant. Numbers within a list count from 0 in the order of the log, so that a case
/// and a number name the same thing for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFacts {
    /// The case.
    pub case: CaseId,
    /// The workflow and version it is on.
    pub workflow: WorkflowRef,
    /// The center that runs it.
    pub center: UnitId,
    /// What it is about.
    pub category: CategoryCode,
    /// Whether the complainant gave no name.
    pub anonymous: bool,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// Everything before this instant is taken in, nothing from it on.
    pub until: Timestamp,
    /// Every unit that was called to lead, to do the work or to assist, once for each time it was called.
    pub calls: Vec<Call>,
    /// Every clock that ran.
    pub clocks: Vec<ClockRun>,
    /// Every result that was filed.
    pub results: Vec<ResultFacts>,
    /// Everything that was asked of the citizen about a result, in order.
    pub hearings: Vec<Hearing>,
    /// Every end of the case; a case that was opened again may have several.
    pub closings: Vec<Closing>,
    /// Supervision orders.
    pub orders: Vec<OrderFacts>,
    /// Supervision orders as documents that cost points. The log says nothing of them either: whoever keeps the documents puts
    /// each with one of its cases, in the order in which they were signed.
    pub order_points: Vec<OrderPoints>,
    /// Samples that a supervisor looked at.
    pub spot_checks: Vec<SpotCheck>,
    /// Suspicions that a person confirmed. The log says nothing of them: whoever keeps their judgements puts them here, each
    /// with one of its cases.
    pub confirmed: Vec<ConfirmedFacts>,
    /// Urging by people, and levels of ladders that were reached.
    pub urges: Vec<Urge>,
    /// Extensions that were asked for.
    pub extensions: Vec<ExtensionFacts>,
    /// Suspensions.
    pub suspensions: Vec<SuspensionFacts>,
    /// The case that it repeats, and since when that is known.
    pub repeats: Option<Repeat>,
    /// Who held it when.
    pub tenures: Vec<Tenure>,
}

impl CaseFacts {
    /// Whose time its life was, up to where it is known.
    pub fn whose_time(&self) -> WhoseTime {
        WhoseTime::of(&self.tenures, self.until)
    }
}

named! {
    /// What a unit was called for.
    Part {
        /// To lead the case and answer for it.
        Lead = "lead",
        /// To do the work for the unit that leads 委派.
        Delegate = "delegate",
        /// To assist 协办（报到）.
        Assistant = "assistant",
    }
}

named! {
    /// How a unit was called.
    Called {
        /// Assigned 交办.
        Assigned = "assigned",
        /// Dispatched a second time after "not solved" 二次分派.
        Redispatched = "redispatched",
        /// Named by a joint session 会商指定.
        JointSession = "joint_session",
        /// Transferred to it 转办.
        Transferred = "transferred",
        /// A unit above took the lead 提级.
        Escalated = "escalated",
        /// The lead unit handed it the work 委派.
        Delegated = "delegated",
        /// Called to assist while the work went on 吹哨.
        Joined = "joined",
        /// It led before the case had ended, and leads again since the case was opened again 重启.
        Reopened = "reopened",
    }
}

named! {
    /// What became of a call.
    CallEnd {
        /// The case ended while the unit had its part.
        Closed = "closed",
        /// An assisting unit did its part.
        Contributed = "contributed",
        /// The unit sent it back 退回.
        Returned = "returned",
        /// The unit objected and was right 异议成立.
        ObjectionUpheld = "objection_upheld",
        /// The center took it back unread 拿回.
        TakenBack = "taken_back",
        /// It was transferred or escalated to another unit.
        PassedOn = "passed_on",
        /// It was dispatched anew, to this unit or another.
        Replaced = "replaced",
        /// The assisting unit was let go 解除协办.
        Released = "released",
        /// The unit had to withdraw 回避.
        Recused = "recused",
    }
}

/// One time a unit was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The unit.
    pub unit: UnitId,
    /// What for.
    pub part: Part,
    /// How.
    pub how: Called,
    /// When.
    pub at: Timestamp,
    /// The unit that called it; none where the engine did.
    pub by: Option<UnitId>,
    /// When somebody of the unit first opened it or did something with it.
    pub read_at: Option<Timestamp>,
    /// When the unit signed for it.
    pub signed_at: Option<Timestamp>,
    /// When the unit first contacted the citizen.
    pub contacted_at: Option<Timestamp>,
    /// When the unit disputed its jurisdiction, if that was not refused.
    pub objected_at: Option<Timestamp>,
    /// When and how it ended; none while it lasts.
    pub ended: Option<(Timestamp, CallEnd)>,
}

named! {
    /// Why a clock ended.
    ClockEnd {
        /// What it asks for was done, by a transition that its limit names.
        Met = "met",
        /// The case went on to what comes next.
        Onward = "onward",
        /// It began anew, for another unit or another try.
        Restarted = "restarted",
        /// The case went back or aside: returned, objected to, taken to a joint session.
        Aside = "aside",
        /// The case ended.
        CaseEnded = "case_ended",
    }
}

/// One run of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRun {
    /// Its limit.
    pub limit: LimitName,
    /// The instant it counts from.
    pub anchor: Timestamp,
    /// The first instant that is too late.
    pub deadline: Timestamp,
    /// Extensions granted.
    pub extensions: Vec<Length>,
    /// When and why it ended; none while it runs.
    pub ended: Option<(Timestamp, ClockEnd)>,
    /// Whether it ended, or runs, past its deadline.
    pub late: bool,
    /// What each holder used of it.
    pub used: Vec<Used>,
    /// The units that answer for it; see [`super::whose_time::answerable`].
    pub answers: BTreeSet<UnitId>,
}

impl ClockRun {
    /// The instant from which nothing can change whether it was kept: its deadline if it is late, its end if it was kept.
    /// None while it runs in time.
    pub fn decided_at(&self) -> Option<Timestamp> {
        if self.late { Some(self.deadline) } else { self.ended.map(|(at, _)| at) }
    }
}

named! {
    /// What became of a result.
    Settled {
        /// The case ended with it.
        Closed = "closed",
        /// Verification sent it back 核验不通过.
        SentBack = "sent_back",
        /// The citizen was heard, or was to be, and the work began again: second dispatch, joint session, broken
        /// agreement 重办.
        DoneAgain = "done_again",
    }
}

/// One result that a unit filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFacts {
    /// When it was filed.
    pub filed_at: Timestamp,
    /// The units at work then: the one that leads, and the one that does the work for it.
    pub units: BTreeSet<UnitId>,
    /// The outcome it claims.
    pub outcome: Option<OutcomeName>,
    /// What verification said.
    pub verdict: Option<Verdict>,
    /// How often the citizen was asked about it and not reached.
    pub missed: u32,
    /// What the citizen said last; none while silent.
    pub answer: Option<Solved>,
    /// What was chosen in the forms of ratings and call-backs, by field; the last choice of each.
    pub choices: BTreeMap<FieldName, String>,
    /// When and how it was settled; none while it is open.
    pub settled: Option<(Timestamp, Settled)>,
}

impl ResultFacts {
    /// True if it came before the citizen: verification passed it, or the citizen was asked.
    pub fn put_to_citizen(&self) -> bool {
        self.verdict == Some(Verdict::Yes) || self.missed > 0 || self.answer.is_some()
    }
}

/// One time the citizen was asked, or spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// When.
    pub at: Timestamp,
    /// Whether the citizen answered by themselves; otherwise somebody of the center asked.
    pub by_citizen: bool,
    /// What was said; none if nobody was reached.
    pub said: Option<Solved>,
}

named! {
    /// By what the case ended, as its workflow says.
    ClosedBy {
        /// Archived after its result was looked at 归档.
        Archived = "archived",
        /// The citizen ended it 撤回.
        Withdrawn = "withdrawn",
        /// Merged into another 并案.
        Merged = "merged",
        /// Linked to the case it repeats 重复件.
        Repeat = "repeat",
        /// Decided without archiving a result: not accepted, led to another procedure.
        Decided = "decided",
    }
}

/// One end of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Timestamp,
    /// The outcome.
    pub outcome: OutcomeName,
    /// By what.
    pub by: ClosedBy,
    /// The units at work then; the center alone where no unit led.
    pub units: BTreeSet<UnitId>,
    /// When it was opened again.
    pub reopened_at: Option<Timestamp>,
}

/// A supervision order 督办单.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// Its number in the case.
    pub number: u32,
    /// The units at work when it was issued.
    pub units: BTreeSet<UnitId>,
    /// When it was issued.
    pub at: Timestamp,
    /// When it must be answered.
    pub due: Timestamp,
    /// When the unit answered, if that answer was not sent back.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    /// When it was struck off.
    pub discharged_at: Option<Timestamp>,
    /// Whether the unit answered, or has not answered, past its due instant. What the center takes to strike an answer off
    /// makes nobody late; where nobody answered, what was struck off in time was in time.
    pub late: bool,
}

/// A sample that a supervisor looked at 抽查.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotCheck {
    /// When.
    pub at: Timestamp,
    /// The units at work then.
    pub units: BTreeSet<UnitId>,
    /// Whether the result was as filed; no: a confirmed indicator 疑点属实.
    pub found: Verdict,
}

/// A suspicion that a person confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedFacts {
    /// What found it.
    pub indicator: crate::suspicion::Indicator,
    /// The last fact that the person saw.
    pub at: Timestamp,
    /// The units that answer for it.
    pub units: BTreeSet<UnitId>,
}

/// Somebody urged the units at work, or a ladder reached a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urge {
    /// When.
    pub at: Timestamp,
    /// The units at work then; the center alone where no unit led.
    pub units: BTreeSet<UnitId>,
    /// What was done.
    pub act: Act,
    /// The limit whose ladder did it; none if a person did.
    pub limit: Option<LimitName>,
}

/// An extension that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionFacts {
    /// Of which limit.
    pub limit: LimitName,
    /// By how much.
    pub by: Length,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it was decided, and whether it was granted; none if it lapsed or is open.
    pub decided: Option<(Timestamp, bool)>,
}

/// A suspension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionFacts {
    /// On which ground.
    pub ground: GroundName,
    /// The document that proves it.
    pub document: Option<DocumentNumber>,
    /// Since when.
    pub from: Timestamp,
    /// Until when: as promised while it lasts, as it was afterwards.
    pub until: Timestamp,
    /// Who was charged meanwhile.
    pub holder: Holder,
}

/// That a case repeats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The case that it repeats.
    pub of: CaseId,
    /// When it was linked.
    pub at: Timestamp,
}
