//! Laws that hold on every history: seeded random walks through the shipped workflows, appraised by the shipped scheme.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::TimeDelta;
use domain::appraisal::{
    Appraisal, CaseFacts, CheckedScheme, Figure, Place, Scheme, appraise, check, facts,
};
use domain::case::{Case, Event};
use domain::clock::charged;
use domain::id::{CaseId, Timestamp, UnitId};
use domain::scenario::Stage;
use testkit::{NAMES, Shipped, Walker};
use uuid::Uuid;

const SEEDS: u64 = 14;

struct Histories {
    shipped: Shipped,
    scheme: CheckedScheme,
}

impl Histories {
    fn new() -> Self {
        let shipped = Shipped::load();
        let scheme: Scheme = testkit::read("appraisal/chibi.yaml");
        let definitions = NAMES.map(testkit::definition);
        let definitions: Vec<_> = definitions.iter().collect();
        let scheme = check(&scheme, &shipped.directory, &definitions).scheme.unwrap();
        Self { shipped, scheme }
    }

    fn each(&self, mut look: impl FnMut(&Stage<'_>, &CaseFacts)) {
        for (index, name) in NAMES.into_iter().enumerate() {
            for seed in 0..SEEDS {
                let mut walker = Walker::with_respondents(&self.shipped, name, seed);
                walker.walk(60, |_: &Stage<'_>, _: &Case, _: &[Event]| {});
                let stage = &walker.stage;
                let until = stage.now() + TimeDelta::seconds(1);
                let mut known = self.facts(stage, until);
                known.case = CaseId(Uuid::from_u128(index as u128 * 1000 + u128::from(seed)));
                look(stage, &known);
            }
        }
    }

    fn facts(&self, stage: &Stage<'_>, until: Timestamp) -> CaseFacts {
        facts(stage.log(), stage.world().workflow, &self.shipped.calendar, until).unwrap()
    }

    /// The facts of all walks, which are taken once for all laws.
    fn all(&self) -> Vec<CaseFacts> {
        static ALL: OnceLock<Vec<CaseFacts>> = OnceLock::new();
        let walk = || {
            let mut all = Vec::new();
            self.each(|_, known| all.push(known.clone()));
            all
        };
        ALL.get_or_init(walk).clone()
    }

    fn year(&self, facts: &[CaseFacts]) -> Appraisal {
        let period = ("2026".parse().unwrap(), &self.shipped.calendar);
        appraise(&self.scheme, period, facts, &self.shipped.directory, &[])
    }
}

fn figures(appraisal: &Appraisal) -> impl Iterator<Item = (&UnitId, &Figure)> {
    let units = appraisal.groups.iter().flat_map(|group| &group.units);
    units.flat_map(|unit| unit.figures.iter().map(move |figure| (&unit.unit, figure)))
}

#[test]
fn the_parts_of_a_figure_are_disjoint_and_cover() {
    let histories = Histories::new();
    let appraisal = histories.year(&histories.all());
    let mut seen = 0;
    for (unit, figure) in figures(&appraisal) {
        let Figure { indicator, good, counted, left_out, .. } = figure;
        assert!(good.is_subset(counted), "{unit} {indicator}");
        let left: BTreeSet<_> = left_out.iter().map(|left| left.item).collect();
        assert_eq!(left.len(), left_out.len(), "{unit} {indicator}: left out twice");
        assert!(left.is_disjoint(counted), "{unit} {indicator}");
        assert_eq!(figure.share().is_none(), counted.is_empty(), "{unit} {indicator}");
        assert!(figure.heard.is_none_or(|heard| heard.part <= heard.of), "{unit} {indicator}");
        seen += counted.len() + left.len();
    }
    assert!(seen > 1000, "the walks give only {seen} items");
}

#[test]
fn every_indicator_counts_something_somewhere() {
    let histories = Histories::new();
    let appraisal = histories.year(&histories.all());
    // Walks leave out what need not be filled in, and nobody must rate; and of suspicions and the points of orders no log says
    // anything. The month by hand has all of them.
    let indicators = histories.scheme.scheme().indicators.keys();
    let by_hand = ["satisfied", "order_points", "suspected"];
    for indicator in indicators.filter(|name| !by_hand.contains(&name.as_str())) {
        let counts = |(_, figure): (&UnitId, &Figure)| {
            figure.indicator == *indicator && !figure.counted.is_empty()
        };
        assert!(figures(&appraisal).any(counts), "`{indicator}` never counts anything");
    }
}

#[test]
fn a_unit_without_cases_has_no_rate_and_no_place() {
    let histories = Histories::new();
    let appraisal = histories.year(&[]);
    assert_eq!(appraisal.as_of, None);
    for unit in appraisal.groups.iter().flat_map(|group| &group.units) {
        assert_eq!((unit.cases, unit.points, &unit.place), (0, None, &Place::TooFew));
        assert!(unit.figures.iter().all(|figure| figure.share().is_none()));
    }
}

#[test]
fn silence_never_raises_a_rate() {
    let histories = Histories::new();
    let mut all = histories.all();
    let before = histories.year(&all);
    let mut silent = all.clone();
    for (case, known) in silent.iter_mut().enumerate() {
        known.case = CaseId(Uuid::from_u128(1_000_000 + case as u128));
        // The same results, of which the citizen said nothing. All else would be counted twice.
        *known = CaseFacts {
            calls: Vec::new(),
            clocks: Vec::new(),
            orders: Vec::new(),
            spot_checks: Vec::new(),
            closings: Vec::new(),
            repeats: None,
            ..known.clone()
        };
        for result in &mut known.results {
            result.missed += u32::from(result.answer.is_some());
            result.answer = None;
            result.choices.clear();
        }
    }
    all.extend(silent);
    let after = histories.year(&all);
    let mut asked = 0;
    for (unit, was) in figures(&before).filter(|(_, figure)| figure.heard.is_some()) {
        let same = |(other, figure): &(&UnitId, &Figure)| {
            *other == unit && figure.indicator == was.indicator
        };
        let (_, is) = figures(&after).find(same).unwrap();
        assert!(is.share() <= was.share(), "{unit} {}", was.indicator);
        assert!(is.heard <= was.heard, "{unit} {}: silence must show", was.indicator);
        asked += 1;
    }
    assert!(asked > 8, "only {asked} figures rest on what citizens say");
}

#[test]
fn the_order_of_facts_changes_nothing() {
    let histories = Histories::new();
    let mut all = histories.all();
    let one = histories.year(&all);
    all.reverse();
    assert_eq!(histories.year(&all), one);
    all.rotate_left(7);
    assert_eq!(histories.year(&all), one);
}

#[test]
fn whose_time_sums_to_the_life_of_the_case() {
    Histories::new().each(|stage, known| {
        let mut life = TimeDelta::zero();
        let mut open = Some(known.filed_at);
        for entry in stage.log() {
            let Event::StateEntered(entered) = &entry.event else { continue };
            if entered.ended.is_some() {
                life += open.take().map_or(TimeDelta::zero(), |since| entry.at - since);
            } else {
                open.get_or_insert(entry.at);
            }
        }
        life += open.map_or(TimeDelta::zero(), |since| known.until - since);
        assert_eq!(known.whose_time().total(), life);
    });
}

#[test]
fn what_holders_used_of_a_clock_is_its_ledger() {
    let histories = Histories::new();
    histories.each(|stage, known| {
        let case = stage.case().unwrap();
        assert_eq!(known.clocks.len(), case.clocks.len());
        for (run, clock) in known.clocks.iter().zip(&case.clocks) {
            let calendar = &histories.shipped.calendar;
            let ledger = domain::clock::ledger(calendar, clock, &case.tenures, known.until);
            let counted = charged(&ledger).values().map(|charge| charge.counted).sum();
            assert_eq!(run.used.iter().map(|used| used.in_time).sum::<TimeDelta>(), counted);
            assert_eq!(run.ended.is_some(), !clock.is_open());
            assert_eq!(run.late, clock.is_late(known.until));
        }
    });
}

#[test]
fn calls_results_and_closings_agree_with_the_case() {
    Histories::new().each(|stage, known| {
        let case = stage.case().unwrap();
        let open: Vec<_> = known.calls.iter().filter(|call| call.ended.is_none()).collect();
        let named: BTreeSet<_> = open.iter().map(|call| &call.unit).collect();
        assert_eq!(named.len(), open.len(), "a unit has two open parts: {open:?}");
        if case.ended.is_some() {
            assert!(open.is_empty(), "calls outlive the case: {open:?}");
            assert!(known.results.iter().all(|result| result.settled.is_some()));
        }
        assert_eq!(
            case.ended.is_some(),
            known.closings.last().is_some_and(|it| it.reopened_at.is_none())
        );
        for call in &known.calls {
            let within =
                |at: &Timestamp| call.at <= *at && call.ended.is_none_or(|(end, _)| *at <= end);
            let instants = [call.read_at, call.signed_at, call.contacted_at, call.objected_at];
            assert!(instants.iter().flatten().all(within), "{call:?}");
        }
        let settled = known.results.iter().filter_map(|result| result.settled);
        assert!(settled.clone().map(|(at, _)| at).is_sorted());
    });
}

#[test]
fn facts_of_an_earlier_instant_do_not_know_what_came_later() {
    let histories = Histories::new();
    histories.each(|stage, known| {
        let middle = stage.log()[stage.log().len() / 2].at + TimeDelta::microseconds(1);
        let then = histories.facts(stage, middle);
        assert_eq!(then.until, middle);
        assert!(then.calls.len() <= known.calls.len());
        let past = stage.log().iter().filter(|entry| entry.at < middle).cloned();
        let past: Vec<_> = past.collect();
        let workflow = stage.world().workflow;
        let calendar = &histories.shipped.calendar;
        assert_eq!(facts(&past, workflow, calendar, middle).unwrap(), then);
    });
    let calendar = &histories.shipped.calendar;
    let workflow = histories.shipped.workflow("service");
    assert_eq!(facts(&[], workflow, calendar, Timestamp::MAX_UTC), None);
}
