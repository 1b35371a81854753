//! The named predicates that a scheme may use, and what each means.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{Decision, DecisionKind};
use super::facts::{
    Call, CallEnd, Called, ClockEnd, ClosedBy, Closing, Part, ResultFacts, Settled,
};
use super::items::{Item, Subject};
use super::named::named;
use super::scheme::Grain;
use crate::case::{Solved, Verdict};
use crate::id::{CaseId, FieldName, IndicatorName, OutcomeName, Timestamp, UnitId};
use crate::order::Answered;

named! {
    /// A predicate by its name.
    PredicateName {
        /// A call: what the unit was called for is one of these.
        Part = "part",
        /// A call: how is one of these.
        How = "how",
        /// A call or a clock: it ended in one of these ways.
        Ended = "ended",
        /// A call: the unit opened it.
        Read = "read",
        /// A call: the unit signed for it.
        Signed = "signed",
        /// A call: the unit contacted the citizen.
        Contacted = "contacted",
        /// A clock or an order, in its case or as a document: kept.
        InTime = "in_time",
        /// A clock or an order, in its case or as a document: not kept.
        Late = "late",
        /// A result: it came before the citizen.
        PutToCitizen = "put_to_citizen",
        /// A result: the citizen said whether it was solved.
        Answered = "answered",
        /// A result: it came before the citizen, who said nothing.
        Silent = "silent",
        /// A result: the citizen's last answer is one of these.
        Said = "said",
        /// A result: the citizen chose something in one of these fields.
        Rated = "rated",
        /// A result: it came before the citizen, who chose nothing in these fields.
        Unrated = "unrated",
        /// A result: what the citizen chose in one of these fields is one of these.
        Rating = "rating",
        /// A result: it was settled in one of these ways.
        Settled = "settled",
        /// A result or a closing: its outcome is one of these.
        Outcome = "outcome",
        /// A closing: by one of these.
        ClosedBy = "closed_by",
        /// A closing: the case was opened again.
        Reopened = "reopened",
        /// A closing: another case repeats this one.
        Repeated = "repeated",
        /// A spot check: it found one of these; `no` is a confirmed indicator.
        Found = "found",
        /// Anything: a recorded decision of one of these kinds takes it out.
        Decided = "decided",
    }
}

impl PredicateName {
    /// The grains that it may be asked of.
    pub const fn fits(self) -> &'static [Grain] {
        match self {
            Self::Part | Self::How | Self::Read | Self::Signed | Self::Contacted => &[Grain::Call],
            Self::Ended => &[Grain::Call, Grain::Clock],
            Self::InTime | Self::Late => &[Grain::Clock, Grain::Order, Grain::OrderPoints],
            Self::PutToCitizen
            | Self::Answered
            | Self::Silent
            | Self::Said
            | Self::Rated
            | Self::Unrated
            | Self::Rating
            | Self::Settled => &[Grain::Result],
            Self::Outcome => &[Grain::Result, Grain::Closing],
            Self::ClosedBy | Self::Reopened | Self::Repeated => &[Grain::Closing],
            Self::Found => &[Grain::SpotCheck],
            Self::Decided => Grain::ALL,
        }
    }

    /// Whether it names fields of forms.
    pub const fn takes_fields(self) -> bool {
        matches!(self, Self::Rated | Self::Unrated | Self::Rating)
    }

    /// Whether it asks which, and if so from which list for a grain; none where the list stands in the workflows.
    pub fn choices(self, grain: Grain) -> Option<Vec<&'static str>> {
        match self {
            Self::Part => Some(names(Part::ALL, Part::as_str)),
            Self::How => Some(names(Called::ALL, Called::as_str)),
            Self::Ended if grain == Grain::Call => Some(names(CallEnd::ALL, CallEnd::as_str)),
            Self::Ended => Some(names(ClockEnd::ALL, ClockEnd::as_str)),
            Self::Said => Some(names(&SAID, said)),
            Self::Settled => Some(names(Settled::ALL, Settled::as_str)),
            Self::ClosedBy => Some(names(ClosedBy::ALL, ClosedBy::as_str)),
            Self::Found => Some(names(&FOUND, found)),
            Self::Decided => Some(names(DecisionKind::ALL, DecisionKind::as_str)),
            Self::Outcome | Self::Rating => Some(Vec::new()),
            Self::Read
            | Self::Signed
            | Self::Contacted
            | Self::InTime
            | Self::Late
            | Self::PutToCitizen
            | Self::Answered
            | Self::Silent
            | Self::Rated
            | Self::Unrated
            | Self::Reopened
            | Self::Repeated => None,
        }
    }
}

const SAID: [Solved; 3] = [Solved::Yes, Solved::Partly, Solved::No];
const FOUND: [Verdict; 2] = [Verdict::Yes, Verdict::No];

const fn said(solved: Solved) -> &'static str {
    match solved {
        Solved::Yes => "yes",
        Solved::Partly => "partly",
        Solved::No => "no",
    }
}

const fn found(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
    }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| name(*one)).collect()
}

/// A predicate with what it needs. What does not fit the grain of an item holds of nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Predicate {
    Call(OfCall),
    ClockEnded(BTreeSet<ClockEnd>),
    InTime,
    Late,
    Result(OfResult),
    Outcome(BTreeSet<OutcomeName>),
    Closing(OfClosing),
    Found(BTreeSet<String>),
    Decided(BTreeSet<DecisionKind>),
}

/// What may be asked of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfCall {
    Part(BTreeSet<Part>),
    How(BTreeSet<Called>),
    Ended(BTreeSet<CallEnd>),
    Read,
    Signed,
    Contacted,
}

/// What may be asked of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfResult {
    PutToCitizen,
    Answered,
    Silent,
    Said(BTreeSet<String>),
    Rated(BTreeSet<FieldName>),
    Unrated(BTreeSet<FieldName>),
    Rating { fields: BTreeSet<FieldName>, any: BTreeSet<String> },
    Settled(BTreeSet<Settled>),
}

/// What may be asked of a closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfClosing {
    By(BTreeSet<ClosedBy>),
    Reopened,
    Repeated,
}

impl Predicate {
    /// The predicate of a name with its parameters, of which the check has said that they are known.
    pub(super) fn new(
        name: PredicateName,
        grain: Grain,
        any: &[String],
        fields: &[FieldName],
    ) -> Self {
        let texts = || any.iter().cloned().collect();
        let fields = || fields.iter().cloned().collect();
        match name {
            PredicateName::Part => Self::Call(OfCall::Part(known(any, Part::named))),
            PredicateName::How => Self::Call(OfCall::How(known(any, Called::named))),
            PredicateName::Ended if grain == Grain::Call => {
                Self::Call(OfCall::Ended(known(any, CallEnd::named)))
            }
            PredicateName::Ended => Self::ClockEnded(known(any, ClockEnd::named)),
            PredicateName::Read => Self::Call(OfCall::Read),
            PredicateName::Signed => Self::Call(OfCall::Signed),
            PredicateName::Contacted => Self::Call(OfCall::Contacted),
            PredicateName::InTime => Self::InTime,
            PredicateName::Late => Self::Late,
            PredicateName::PutToCitizen => Self::Result(OfResult::PutToCitizen),
            PredicateName::Answered => Self::Result(OfResult::Answered),
            PredicateName::Silent => Self::Result(OfResult::Silent),
            PredicateName::Said => Self::Result(OfResult::Said(texts())),
            PredicateName::Rated => Self::Result(OfResult::Rated(fields())),
            PredicateName::Unrated => Self::Result(OfResult::Unrated(fields())),
            PredicateName::Rating => {
                Self::Result(OfResult::Rating { fields: fields(), any: texts() })
            }
            PredicateName::Settled => Self::Result(OfResult::Settled(known(any, Settled::named))),
            PredicateName::Outcome => {
                Self::Outcome(any.iter().map(|one| one.as_str().into()).collect())
            }
            PredicateName::ClosedBy => Self::Closing(OfClosing::By(known(any, ClosedBy::named))),
            PredicateName::Reopened => Self::Closing(OfClosing::Reopened),
            PredicateName::Repeated => Self::Closing(OfClosing::Repeated),
            PredicateName::Found => Self::Found(texts()),
            PredicateName::Decided => Self::Decided(known(any, DecisionKind::named)),
        }
    }

    /// Whether it holds of an item, for a unit.
    pub(super) fn holds(&self, item: &Item<'_>, beside: &Beside<'_>) -> bool {
        let subject = item.subject;
        match self {
            Self::Call(of) => matches!(subject, Subject::Call(call) if of.holds(call)),
            Self::ClockEnded(any) => {
                matches!(subject, Subject::Clock(clock) if ended(clock.ended, any))
            }
            Self::InTime => late(subject) == Some(false),
            Self::Late => late(subject) == Some(true),
            Self::Result(of) => matches!(subject, Subject::Result(result) if of.holds(result)),
            Self::Outcome(any) => outcome(subject).is_some_and(|outcome| any.contains(outcome)),
            Self::Closing(of) => {
                let repeated = beside.repeated.contains_key(&item.facts.case);
                matches!(subject, Subject::Closing(closing) if of.holds(closing, repeated))
            }
            Self::Found(any) => {
                matches!(subject, Subject::SpotCheck(check) if any.contains(found(check.found)))
            }
            Self::Decided(any) => beside.decision(item.facts.case, any).is_some(),
        }
    }
}

impl OfCall {
    fn holds(&self, call: &Call) -> bool {
        match self {
            Self::Part(any) => any.contains(&call.part),
            Self::How(any) => any.contains(&call.how),
            Self::Ended(any) => ended(call.ended, any),
            Self::Read => call.read_at.is_some(),
            Self::Signed => call.signed_at.is_some(),
            Self::Contacted => call.contacted_at.is_some(),
        }
    }
}

impl OfResult {
    fn holds(&self, result: &ResultFacts) -> bool {
        let (asked, answer) = (result.put_to_citizen(), result.answer);
        match self {
            Self::PutToCitizen => asked,
            Self::Answered => answer.is_some(),
            Self::Silent => asked && answer.is_none(),
            Self::Said(any) => answer.is_some_and(|answer| any.contains(said(answer))),
            Self::Rated(fields) => chosen(result, fields).next().is_some(),
            Self::Unrated(fields) => asked && chosen(result, fields).next().is_none(),
            Self::Rating { fields, any } => {
                chosen(result, fields).any(|choice| any.contains(choice))
            }
            Self::Settled(any) => ended(result.settled, any),
        }
    }
}

impl OfClosing {
    fn holds(&self, closing: &Closing, repeated: bool) -> bool {
        match self {
            Self::By(any) => any.contains(&closing.by),
            Self::Reopened => closing.reopened_at.is_some(),
            Self::Repeated => repeated,
        }
    }
}

fn known<T: Ord>(any: &[String], named: fn(&str) -> Option<T>) -> BTreeSet<T> {
    any.iter().filter_map(|name| named(name)).collect()
}

fn ended<T: Ord + Copy>(end: Option<(Timestamp, T)>, any: &BTreeSet<T>) -> bool {
    end.is_some_and(|(_, how)| any.contains(&how))
}

/// What was chosen in any of these fields.
fn chosen<'a>(
    result: &'a ResultFacts,
    fields: &'a BTreeSet<FieldName>,
) -> impl Iterator<Item = &'a String> {
    fields.iter().filter_map(|field| result.choices.get(field))
}

fn late(subject: Subject<'_>) -> Option<bool> {
    match subject {
        Subject::Clock(clock) => Some(clock.late),
        Subject::Order(order) => Some(order.late),
        Subject::OrderPoints(order) => Some(order.answered == Answered::Late),
        Subject::Call(_)
        | Subject::Result(_)
        | Subject::Closing(_)
        | Subject::SpotCheck(_)
        | Subject::Suspicion(_) => None,
    }
}

fn outcome(subject: Subject<'_>) -> Option<&OutcomeName> {
    match subject {
        Subject::Result(found) => found.outcome.as_ref(),
        Subject::Closing(closing) => Some(&closing.outcome),
        Subject::Call(_)
        | Subject::Clock(_)
        | Subject::Order(_)
        | Subject::OrderPoints(_)
        | Subject::SpotCheck(_)
        | Subject::Suspicion(_) => None,
    }
}

/// What a predicate may look at beside the item itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// The unit whose rate is made.
    pub(super) unit: &'a UnitId,
    /// The indicator.
    pub(super) indicator: &'a IndicatorName,
    /// Decisions by case, in the order in which they were made.
    pub(super) decisions: &'a BTreeMap<CaseId, Vec<&'a Decision>>,
    /// Cases that others repeat, and the first instant at which that was linked.
    pub(super) repeated: &'a BTreeMap<CaseId, Timestamp>,
}

impl<'a> Beside<'a> {
    /// The first decision of one of these kinds about a case that serves the unit.
    pub(super) fn decision(
        &self,
        case: CaseId,
        kinds: &BTreeSet<DecisionKind>,
    ) -> Option<&'a Decision> {
        let of_case = self.decisions.get(&case).into_iter().flatten().copied();
        let mut serving = of_case.filter(|decision| decision.serves(self.unit, self.indicator));
        serving.find(|decision| kinds.contains(&decision.kind))
    }
}
