//! From facts to figures, points and places. Exact: shares are fractions, points have two decimals, and the order in which
//! facts and decisions come does not matter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::checked::{CheckedIndicator, CheckedScheme, Scored};
use super::decision::Decision;
use super::facts::CaseFacts;
use super::items::{Item, ItemRef, items};
use super::period::Period;
use super::points::{Points, Share};
use super::predicate::{Beside, OfResult, Predicate};
use super::scheme::{Grade, Standing};
use crate::calendar::Calendar;
use crate::directory::Directory;
use crate::id::{CaseId, DocumentNumber, GroupName, IndicatorName, SchemeName, Timestamp, UnitId};

/// An appraisal of one period, as far as the facts go: a trial run, until it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisal {
    /// Which scheme.
    pub scheme: SchemeName,
    /// Which version of it.
    pub version: u32,
    /// Which period.
    pub period: Period,
    /// The facts of every case are known up to here at least; none without facts.
    pub as_of: Option<Timestamp>,
    /// The groups, in the order of the scheme.
    pub groups: Vec<GroupAppraisal>,
}

/// Units that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAppraisal {
    /// Which group.
    pub group: GroupName,
    /// Its units: those with a place, best first, then those apart by their ids.
    pub units: Vec<UnitAppraisal>,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAppraisal {
    /// Which unit.
    pub unit: UnitId,
    /// How many cases stand in its denominators.
    pub cases: u32,
    /// Its figures, in the order of the scheme.
    pub figures: Vec<Figure>,
    /// Its points of a hundred; none where nothing could be weighed.
    pub points: Option<Points>,
    /// Its place.
    pub place: Place,
}

/// Where a unit stands in its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Among the others.
    Among {
        /// Its rank, the same for equal points; none where the scheme shows grades only.
        rank: Option<u32>,
        /// Its grade.
        grade: String,
    },
    /// Too few cases: listed apart.
    TooFew,
    /// Cases, but no figure that could be weighed: listed apart.
    Unweighed,
}

/// One figure of one unit, with the cases behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Which indicator.
    pub indicator: IndicatorName,
    /// The numerator; part of the denominator.
    pub good: BTreeSet<ItemRef>,
    /// The denominator.
    pub counted: BTreeSet<ItemRef>,
    /// What left the rate, and why; nothing of the denominator.
    pub left_out: Vec<LeftOut>,
    /// How many were asked and how many answered, where the figure rests on what citizens say.
    pub heard: Option<Share>,
    /// What it gives or takes; none where it weighs nothing.
    pub points: Option<Points>,
}

impl Figure {
    /// Its share; none where there is nothing to count.
    pub fn share(&self) -> Option<Share> {
        Share::new(self.good.len(), self.counted.len())
    }

    /// Whether an item stands in it, counted or left out.
    pub fn holds(&self, item: ItemRef) -> bool {
        self.counted.contains(&item) || self.left_out.iter().any(|left| left.item == item)
    }
}

/// An item that left a rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which.
    pub item: ItemRef,
    /// By which of the indicator's reasons, from 0.
    pub reason: usize,
    /// The document of the decision that the reason asks for.
    pub document: Option<DocumentNumber>,
}

/// Appraises every unit of every group in a period. Facts of all cases that the units had a part in are needed, read up to
/// the end of the period or later; decisions are those recorded so far.
pub fn appraise(
    scheme: &CheckedScheme,
    (period, calendar): (Period, &Calendar),
    facts: &[CaseFacts],
    directory: &Directory,
    decisions: &[Decision],
) -> Appraisal {
    let desk = Desk::new(scheme, period.span(calendar), facts, decisions);
    let groups = scheme.members(directory);
    let in_order = scheme.scheme.groups.keys();
    let groups = in_order.filter_map(|name| {
        let units = groups.get(name)?.iter().map(|unit| desk.unit(unit)).collect();
        Some(GroupAppraisal { group: name.clone(), units: placed(scheme, units) })
    });
    Appraisal {
        scheme: scheme.scheme.scheme.clone(),
        version: scheme.scheme.version,
        period,
        as_of: facts.iter().map(|known| known.until).min(),
        groups: groups.collect(),
    }
}

/// Everything that is needed to make a figure, once sorted.
struct Desk<'a> {
    scheme: &'a CheckedScheme,
    /// The items of the period that belong to a unit, by indicator.
    items: Vec<BTreeMap<&'a UnitId, Vec<Item<'a>>>>,
    decisions: BTreeMap<CaseId, Vec<&'a Decision>>,
    repeated: BTreeMap<CaseId, Timestamp>,
}

impl<'a> Desk<'a> {
    fn new(
        scheme: &'a CheckedScheme,
        (from, until): (Timestamp, Timestamp),
        facts: &'a [CaseFacts],
        decisions: &'a [Decision],
    ) -> Self {
        let mut by_case: BTreeMap<CaseId, Vec<&Decision>> = BTreeMap::new();
        for decision in decisions {
            by_case.entry(decision.case).or_default().push(decision);
        }
        by_case.values_mut().for_each(|of_case| of_case.sort_unstable());
        let mut repeated = BTreeMap::new();
        for repeat in facts.iter().filter_map(|known| known.repeats).filter(|it| it.at < until) {
            let first = repeated.entry(repeat.of).or_insert(repeat.at);
            *first = repeat.at.min(*first);
        }
        let within = |item: &Item<'_>| from <= item.at && item.at < until;
        let sorted = |indicator: &CheckedIndicator| {
            let mut by_unit: BTreeMap<&UnitId, Vec<Item<'_>>> = BTreeMap::new();
            let all = facts.iter().flat_map(|known| items(known, indicator)).filter(within);
            for item in all {
                for unit in item.subject.units(indicator.side) {
                    by_unit.entry(unit).or_default().push(item);
                }
            }
            by_unit
        };
        let items = scheme.indicators.iter().map(sorted).collect();
        Self { scheme, items, decisions: by_case, repeated }
    }

    fn unit(&self, unit: &UnitId) -> UnitAppraisal {
        let indicators = self.scheme.indicators.iter().zip(&self.items);
        let figures: Vec<Figure> = indicators
            .map(|(indicator, items)| {
                let items = items.get(unit).map_or(&[][..], Vec::as_slice);
                self.figure(unit, indicator, items)
            })
            .collect();
        let counted = figures.iter().flat_map(|figure| &figure.counted);
        let cases: BTreeSet<CaseId> = counted.map(|item| item.case).collect();
        let points = total(&self.scheme.indicators, &figures);
        let cases = u32::try_from(cases.len()).unwrap_or(u32::MAX);
        let place = if cases < self.scheme.scheme.least_cases {
            Place::TooFew
        } else {
            points.map_or(Place::Unweighed, |points| Place::Among {
                rank: None,
                grade: grade(&self.scheme.scheme.grades, points),
            })
        };
        UnitAppraisal { unit: unit.clone(), cases, figures, points, place }
    }

    fn figure(&self, unit: &UnitId, indicator: &CheckedIndicator, items: &[Item<'_>]) -> Figure {
        let beside = Beside {
            unit,
            indicator: &indicator.name,
            decisions: &self.decisions,
            repeated: &self.repeated,
        };
        let all = |terms: &[Predicate], item: &Item<'_>| {
            terms.iter().all(|term| term.holds(item, &beside))
        };
        let looked_at: Vec<&Item<'_>> =
            items.iter().filter(|item| all(&indicator.base, item)).collect();
        let (mut good, mut counted, mut left_out) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut times = 0_usize;
        for item in &looked_at {
            let reason = indicator.leave_out.iter().position(|terms| all(terms, item));
            if let Some(reason) = reason {
                let terms = indicator.leave_out.get(reason).map_or(&[][..], Vec::as_slice);
                left_out.push(leaving(item, reason, terms, &beside));
                continue;
            }
            counted.insert(item.reference);
            if all(&indicator.good, item) && good.insert(item.reference) {
                times = times.saturating_add(item.subject.times());
            }
        }
        left_out.sort_by_key(|left| left.item);
        let heard = heard(indicator, &looked_at, &beside);
        let indicator_name = indicator.name.clone();
        let mut figure =
            Figure { indicator: indicator_name, good, counted, left_out, heard, points: None };
        figure.points = points(indicator, &figure, times);
        figure
    }
}

fn leaving(item: &Item<'_>, reason: usize, terms: &[Predicate], beside: &Beside<'_>) -> LeftOut {
    let decisions = terms.iter().filter_map(|term| {
        let Predicate::Decided(kinds) = term else { return None };
        beside.decision(item.facts.case, kinds)
    });
    let document = decisions.map(|decision| decision.document.clone()).next();
    LeftOut { item: item.reference, reason, document }
}

/// How many of the citizens who were asked answered; none where the indicator does not ask them.
fn heard(
    indicator: &CheckedIndicator,
    looked_at: &[&Item<'_>],
    beside: &Beside<'_>,
) -> Option<Share> {
    let answered = indicator.hearing()?;
    let holds = |term: &Predicate| looked_at.iter().filter(|item| term.holds(item, beside)).count();
    let asked = Predicate::Result(OfResult::PutToCitizen);
    Share::new(holds(&answered), holds(&asked))
}

/// The points of a figure, whose numerator a deduction takes so many times; none where it weighs nothing or has too little to
/// count.
fn points(indicator: &CheckedIndicator, figure: &Figure, times: usize) -> Option<Points> {
    let enough = figure.counted.len() >= indicator.least as usize;
    let share = figure.share().filter(|_| enough);
    match indicator.scored {
        Scored::Higher(0) | Scored::Lower(0) => None,
        Scored::Higher(weight) => share.map(|share| Points::whole(weight).share(share)),
        Scored::Lower(weight) => share.map(|share| Points::whole(weight).share(share.rest())),
        Scored::Deduct { each, at_most } => Some(Points::ZERO - each.times(times).min(at_most)),
    }
}

/// The weighed points, scaled to a hundred by the weights that had something to weigh, less the deductions; never below 0.
fn total(indicators: &[CheckedIndicator], figures: &[Figure]) -> Option<Points> {
    let (mut weights, mut weighed, mut deducted) = (0_u32, Points::ZERO, Points::ZERO);
    for (indicator, figure) in indicators.iter().zip(figures) {
        let Some(points) = figure.points else { continue };
        match indicator.scored {
            Scored::Higher(weight) | Scored::Lower(weight) => {
                weights = weights.saturating_add(weight);
                weighed = weighed + points;
            }
            Scored::Deduct { .. } => deducted = deducted + points,
        }
    }
    Some((weighed.of_hundred(weights)? + deducted).max(Points::ZERO))
}

fn grade(grades: &[Grade], points: Points) -> String {
    let reached = grades.iter().find(|grade| points >= grade.from);
    reached.or(grades.last()).map(|grade| grade.grade.clone()).unwrap_or_default()
}

/// Units with a place by their points, best first and equals by id; then those apart.
fn placed(scheme: &CheckedScheme, mut units: Vec<UnitAppraisal>) -> Vec<UnitAppraisal> {
    let apart = |unit: &UnitAppraisal| !matches!(unit.place, Place::Among { .. });
    let key = |unit: &UnitAppraisal| {
        let points = unit.points.filter(|_| !apart(unit));
        (apart(unit), std::cmp::Reverse(points), unit.unit.clone())
    };
    units.sort_by_cached_key(key);
    let points: Vec<Option<Points>> = units.iter().map(|unit| unit.points).collect();
    for unit in &mut units {
        let better = points.iter().take_while(|other| **other != unit.points).count();
        if let Place::Among { rank, .. } = &mut unit.place
            && scheme.scheme.standing == Standing::Rank
        {
            *rank = u32::try_from(better + 1).ok();
        }
    }
    units
}
