//! What all seeded cases of a county have in common: its workflows and the roads through them, its places, its people,
//! and how many cases of which kind come in when.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Days;
use domain::case::{Respondents, WorkflowRef};
use domain::directory::UnitKind;
use domain::id::{PlaceCode, StateName, Timestamp, UnitId, WorkflowName};
use domain::scenario::World;
use store::directory::Snapshot;

use super::Plan;
use super::arrivals::Arrivals;
use super::random::Random;
use super::roads::Road;
use crate::engine::Definitions;
use crate::keys::Keys;

/// How many of twenty cases go under each workflow.
const SHARES: [(&str, u64); 5] =
    [("service", 9), ("dispute", 5), ("police", 2), ("petition", 2), ("review", 2)];

/// After so many cases the kinds repeat.
pub(super) const ROUND: u64 = 20;

/// How many cases are led to each state of a workflow, besides those that go their own way.
const LED_TO_EACH_STATE: u64 = 2;

/// How many of a hundred cases that are led to where they stay open were left lying: they came in when their turn was, and
/// most of their deadlines are over.
const LEFT_LYING: u64 = 5;

/// How many hours ago a case came in at least and at most that is on its way, for each step from the beginning to where it is:
/// so young that most deadlines are ahead.
const HOURS_OF_A_STEP: (u64, u64) = (3, 9);

/// The first day for which there are calendars and workflows.
const FIRST_DAY: (i32, u32, u32) = (2025, 1, 1);

/// A township.
#[derive(Debug)]
pub(super) struct Town {
    pub(super) code: PlaceCode,
    pub(super) name: String,
    /// Longitude and latitude in degrees; invented.
    pub(super) position: (f64, f64),
}

/// What is already known of a case before it is played.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    /// Its place among all cases of the seed.
    pub(super) place: u64,
    pub(super) workflow: WorkflowRef,
    pub(super) filed_at: Timestamp,
    /// When it would have come in by its place alone.
    pub(super) turn: Timestamp,
    /// The state to which it is led; none for one that goes its own way.
    pub(super) goal: Option<StateName>,
    /// Whether somebody else has filed the case before this one about the same.
    pub(super) is_twin: bool,
    /// How often it was played before and did not come to where it is led.
    pub(super) failed: u64,
    /// Whom it is about, and then one citizen files it; none where that is drawn.
    pub(super) about: Option<Respondents>,
}

/// What all cases have in common.
#[derive(Debug)]
pub(super) struct County {
    pub(super) plan: Plan,
    pub(super) definitions: Arc<Definitions>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) keys: Keys,
    pub(super) towns: Vec<Town>,
    pub(super) roads: BTreeMap<WorkflowRef, Road>,
    arrivals: Arrivals,
}

impl County {
    pub(super) fn new(
        plan: Plan,
        definitions: Arc<Definitions>,
        snapshot: Arc<Snapshot>,
        keys: Keys,
    ) -> Self {
        let calendar = &definitions.calendar;
        let (year, month, day) = FIRST_DAY;
        let earliest = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let wished = calendar.date(plan.now).checked_sub_days(Days::new(plan.days.into()));
        let first = wished.unwrap_or(earliest).max(earliest);
        let arrivals = Arrivals::new(calendar, first, plan.now);
        let roads = definitions.workflows.iter();
        let roads = roads.map(|(name, workflow)| (name.clone(), Road::through(workflow))).collect();
        let towns = towns(&snapshot);
        Self { plan, definitions, snapshot, keys, towns, roads, arrivals }
    }

    /// What the case of a place is to be; none where no workflow is known that was in force.
    pub(super) fn brief(&self, place: u64) -> Option<Brief> {
        let mut random = Random::of(self.plan.seed ^ 0x0B51_EF00, place);
        let calendar = &self.definitions.calendar;
        let spread = (place.saturating_sub(self.plan.first), self.plan.cases);
        let mut filed_at = self.arrivals.of(calendar, spread, &mut random);
        let is_twin = place % ROUND == ROUND - 1 && place > self.plan.first;
        let kind = if is_twin { place - 1 } else { place };
        if is_twin {
            let earlier = self.brief(kind)?.filed_at;
            let later =
                earlier + chrono::TimeDelta::seconds(900 + random.below(9000).cast_signed());
            filed_at = filed_at.max(later).min(self.plan.now - chrono::TimeDelta::seconds(30));
        }
        let (name, rank, share) = kind_of(kind);
        let today = calendar.date(filed_at);
        // A workflow that was not in force yet had no cases; what is usual came in then.
        let in_force = |name: &str| {
            let workflow = self.definitions.current(&WorkflowName::from(name), today)?;
            workflow
                .definition()
                .effective_from
                .is_none_or(|first| first <= today)
                .then_some(workflow)
        };
        let definition = in_force(name).or_else(|| in_force(SHARES[0].0))?.definition();
        let workflow =
            WorkflowRef { name: definition.workflow.clone(), version: definition.version };
        let (before, all) = (spread.0 / ROUND, self.plan.cases / ROUND);
        let rank = (before * share + rank).saturating_sub(given_to_twins(name, share, before));
        let all = (all * share).saturating_sub(given_to_twins(name, share, all));
        let goal = self.goal(&workflow, rank, all.max(1)).filter(|_| !is_twin);
        let lately = goal.as_ref().and_then(|goal| self.lately(&workflow, goal, &mut random));
        let turn = filed_at;
        let filed_at = lately.map_or(turn, |lately| turn.max(lately));
        Some(Brief { place, workflow, filed_at, turn, goal, is_twin, failed: 0, about: None })
    }

    /// When a case came in that is on its way and stands in a state now; none for where it ends, or where it was left lying.
    fn lately(
        &self,
        workflow: &WorkflowRef,
        state: &StateName,
        random: &mut Random,
    ) -> Option<Timestamp> {
        let definition = self.definitions.workflows.get(workflow)?.definition();
        let is_left = random.percent(LEFT_LYING) || definition.states.get(state)?.end;
        let steps = self.roads.get(workflow)?.distance(&definition.initial, state)?;
        let (least, most) = HOURS_OF_A_STEP;
        let hours = (u64::from(steps) + 1) * (least + random.below(most - least));
        (!is_left).then(|| self.plan.now - chrono::TimeDelta::hours(hours.cast_signed()))
    }

    /// The state to which the case of this rank among all of its workflow is led. Those that came in long ago are led far,
    /// those of today stand near the beginning.
    fn goal(&self, workflow: &WorkflowRef, rank: u64, all: u64) -> Option<StateName> {
        let states = &self.roads.get(workflow)?.destinations;
        let led = (all * 9 / 10).min(states.len() as u64 * LED_TO_EACH_STATE);
        let before = rank * led / all;
        let is_led = (rank + 1) * led / all > before;
        let state = usize::try_from(before * states.len() as u64 / led.max(1)).ok()?;
        states.get(state).filter(|_| is_led).cloned()
    }

    /// What a case of this workflow plays in.
    pub(super) fn world(&self, workflow: &WorkflowRef) -> Option<World<'_>> {
        Some(World {
            workflow: self.definitions.workflows.get(workflow)?,
            calendar: &self.definitions.calendar,
            directory: &self.snapshot.directory,
            center: &self.plan.center,
        })
    }

    /// The units that run the county's cases, about whom no case of theirs may be.
    pub(super) fn runs_cases(&self, unit: &UnitId) -> bool {
        self.snapshot.directory.is_within(&self.plan.center, unit)
    }
}

/// The workflow of the case at a place, how many of its kind come before it in its round, and how many there are.
fn kind_of(place: u64) -> (&'static str, u64, u64) {
    let (name, share) = named(place);
    let start = place / ROUND * ROUND;
    let before = (start..place).filter(|place| named(*place).0 == name).count();
    (name, before as u64, share)
}

/// The workflow whose turn it is, and its share.
fn named(place: u64) -> (&'static str, u64) {
    // Seven has no factor in common with twenty: every round has the same kinds in another order.
    let at = (place % ROUND * 7 + place / ROUND) % ROUND;
    let mut below = 0;
    let found = SHARES.iter().find(|(_, share)| {
        below += share;
        at < below
    });
    found.copied().unwrap_or(("service", ROUND))
}

/// How many turns of a workflow in so many rounds fell to twins, who are of the kind of the case before them.
fn given_to_twins(name: &str, share: u64, rounds: u64) -> u64 {
    // The order of the kinds is the same again after as many rounds as a round has places.
    let rest = rounds / ROUND * ROUND..rounds;
    let given = rest.filter(|round| named(round * ROUND + ROUND - 1).0 == name).count();
    rounds / ROUND * share + given as u64
}

fn towns(snapshot: &Snapshot) -> Vec<Town> {
    let units = snapshot.directory.units.values();
    let towns = units.filter(|unit| unit.kind == UnitKind::Township);
    let found = towns.zip(0u32..).filter_map(|(unit, number)| {
        let (across, up) = (f64::from(number % 5), f64::from(number / 5));
        Some(Town {
            code: unit.places.first()?.clone(),
            name: unit.name.zh.clone(),
            position: (113.70 + across * 0.07, 29.60 + up * 0.07),
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_has_each_workflow_in_its_share() {
        for round in 0..40 {
            for (name, share) in SHARES {
                let places = round * ROUND..(round + 1) * ROUND;
                let ranks: Vec<_> =
                    places.map(kind_of).filter(|kind| kind.0 == name).map(|kind| kind.1).collect();
                assert_eq!(ranks, (0..share).collect::<Vec<_>>(), "{name}");
            }
        }
    }
}
