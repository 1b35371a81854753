//! Numbers that are counted by one look at the cases, and from indexes alone, are those that somebody gets who reads every case
//! that they may see and counts on their fingers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use domain::access;
use domain::actor::Actor;
use domain::case::{Case, Risk, Solved};
use domain::clock::ClockStatus;
use domain::id::Timestamp;
use domain::workflow::Stage;
use engine::seed::Plan;
use store::queries::{By, CaseFilter, Kept, Mark, Said};
use store::visible::VisibleCases;

use crate::support::{Database, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";

/// Who counts: two for the whole center, one of whom sees restricted cases, and two of a unit.
const PEOPLE: [&str; 4] =
    ["center.supervisor", "center.director", "urban-management.head", "urban-management.handler"];

/// A filter, and the same said of a case.
struct Both {
    filter: CaseFilter,
    holds: Box<dyn Fn(&Case) -> bool>,
}

impl Both {
    fn new(filter: CaseFilter, holds: impl Fn(&Case) -> bool + 'static) -> Self {
        Self { filter, holds: Box::new(holds) }
    }
}

fn due(case: &Case) -> Option<Timestamp> {
    case.clocks.iter().filter(|clock| clock.is_open()).map(|clock| clock.deadline).min()
}

fn ended(case: &Case) -> Option<Timestamp> {
    case.ended.as_ref()?;
    case.tenures.last()?.until
}

/// What lists of open cases ask for.
fn of_open(now: Timestamp) -> Vec<Both> {
    let open = || CaseFilter { open: Some(true), ..CaseFilter::default() };
    let is_open = |case: &Case| case.ended.is_none();
    let late = move |case: &Case| is_open(case) && due(case).is_some_and(|due| due < now);
    vec![
        Both::new(open(), is_open),
        Both::new(CaseFilter { due_before: Some(now), ..open() }, late),
        Both::new(
            CaseFilter { due_before: Some(now), risk: Some("high".to_owned()), ..open() },
            move |case| late(case) && case.risk == Risk::High,
        ),
        Both::new(CaseFilter { stage: Some("handle".to_owned()), ..open() }, move |case| {
            is_open(case) && case.stage == Stage::Handle
        }),
        Both::new(CaseFilter { unassigned: true, ..open() }, move |case| {
            is_open(case) && case.lead.is_none()
        }),
        Both::new(CaseFilter { category: Some("11".into()), ..open() }, move |case| {
            is_open(case) && case.category.as_str().starts_with("11")
        }),
        Both::new(CaseFilter { place: Some("4212811".into()), ..open() }, move |case| {
            is_open(case) && case.place.as_str().starts_with("4212811")
        }),
        Both::new(CaseFilter { workflow: Some("service".into()), ..open() }, move |case| {
            is_open(case) && case.workflow.name.as_str() == "service"
        }),
        Both::new(CaseFilter { mark: Some(Mark::Suspended), ..open() }, move |case| {
            is_open(case) && case.suspension.is_some()
        }),
        Both::new(CaseFilter { mark: Some(Mark::Extension), ..open() }, move |case| {
            is_open(case) && case.extension.is_some()
        }),
    ]
}

/// What figures ask for of what ended in a time.
fn of_ended(from: Timestamp, before: Timestamp, promises: &Arc<BTreeSet<String>>) -> Vec<Both> {
    let ended_then = move || CaseFilter {
        open: Some(false),
        ended_from: Some(from),
        ended_before: Some(before),
        ..CaseFilter::default()
    };
    let is_then = move |case: &Case| ended(case).is_some_and(|at| from <= at && at < before);
    let missed = {
        let promises = promises.clone();
        move |case: &Case| {
            case.clocks.iter().any(|clock| {
                let limit = format!("{}/{}", case.workflow.name, clock.limit);
                let is_late =
                    matches!(clock.status, ClockStatus::Ended(at) if at >= clock.deadline);
                is_late && promises.contains(&limit)
            })
        }
    };
    let kept = |all| Some(Kept { all, promises: promises.clone() });
    let not_missed = missed.clone();
    vec![
        Both::new(ended_then(), is_then),
        Both::new(CaseFilter { kept: kept(true), ..ended_then() }, move |case| {
            is_then(case) && !not_missed(case)
        }),
        Both::new(CaseFilter { kept: kept(false), ..ended_then() }, move |case| {
            is_then(case) && missed(case)
        }),
        Both::new(CaseFilter { said: Some(Said::Anything), ..ended_then() }, move |case| {
            is_then(case) && case.solved.is_some()
        }),
        Both::new(CaseFilter { said: Some(Said::Solved), ..ended_then() }, move |case| {
            is_then(case) && case.solved == Some(Solved::Yes)
        }),
    ]
}

/// What reports ask for of what was filed in a time.
fn of_filed(from: Timestamp, before: Timestamp) -> Vec<Both> {
    let filed = || CaseFilter {
        filed_from: Some(from),
        filed_before: Some(before),
        ..CaseFilter::default()
    };
    let is_then = move |case: &Case| from <= case.filed_at && case.filed_at < before;
    vec![
        Both::new(filed(), is_then),
        Both::new(CaseFilter { place: Some("421281102".into()), ..filed() }, move |case| {
            is_then(case) && case.place.as_str().starts_with("421281102")
        }),
        Both::new(CaseFilter { workflow: Some("dispute".into()), ..filed() }, move |case| {
            is_then(case) && case.workflow.name.as_str() == "dispute"
        }),
    ]
}

struct County {
    world: World,
    cases: Vec<Case>,
    promises: Arc<BTreeSet<String>>,
}

async fn county(database: &Database) -> County {
    let world = World::at(database, NOW).await;
    let (seed, now) = (5, world.now());
    let center = "center".into();
    let plan = Plan { cases: 300, first: 0, seed, days: 90, ended_early: 20, now, center };
    world.engine.seed(plan, |_| {}).await.unwrap();
    let everything = VisibleCases::of(&Actor::Engine, &domain::directory::Directory::default());
    let exports = world.engine.store().export_cases(&everything, None, 1_000, false).await.unwrap();
    let cases = exports.iter().map(|it| serde_json::from_str(&it.row).unwrap()).collect();
    let definitions =
        world.engine.definitions().workflows.values().map(domain::workflow::Workflow::definition);
    let promises = definitions.flat_map(|it| {
        let promised = it.limits.iter().filter(|(_, limit)| limit.promise);
        promised.map(|(name, _)| format!("{}/{name}", it.workflow))
    });
    let promises = Arc::new(promises.collect());
    County { world, cases, promises }
}

impl County {
    fn reader(&self, person: &str) -> (VisibleCases, Vec<&Case>) {
        let snapshot = self.world.engine.directory();
        let directory = &snapshot.directory;
        let actor = Actor::Person(directory.staff(&person.into()).unwrap());
        let sees = |case: &&Case| access::view(&actor, case, directory).is_ok();
        (VisibleCases::of(&actor, directory), self.cases.iter().filter(sees).collect())
    }
}

both! {
    async fn what_is_counted_at_once_is_what_a_reader_of_every_case_counts(database: Database) {
        let county = county(&database).await;
        let (store, now) = (county.world.engine.store(), county.world.now());
        let from = now - TimeDelta::days(45);
        let families = [of_open(now), of_ended(from, now, &county.promises), of_filed(from, now)];
        for person in PEOPLE {
            let (visible, seen) = county.reader(person);
            let mut found = 0;
            for family in &families {
                let filters: Vec<CaseFilter> = family.iter().map(|both| both.filter.clone()).collect();
                let at_once = store.count_each(&visible, &filters).await.unwrap();
                assert_eq!(at_once.len(), family.len());
                for (Both { filter, holds }, at_once) in family.iter().zip(at_once) {
                    let by_hand = seen.iter().filter(|case| holds(case)).count() as u64;
                    assert_eq!(at_once, by_hand, "{person}: {filter:?}");
                    assert_eq!(store.count_cases(&visible, filter).await.unwrap(), by_hand, "{person}: {filter:?}");
                    found += u64::from(by_hand > 0);
                }
            }
            assert!(found >= 10, "{person} has {found} numbers that are more than nothing");
            assert_eq!(store.count_each(&visible, &[]).await.unwrap(), Vec::<u64>::new());
        }
    }

    async fn months_of_what_ended_and_tables_by_unit_are_those_of_a_reader_of_every_case(database: Database) {
        let county = county(&database).await;
        let (store, now) = (county.world.engine.store(), county.world.now());
        let bounds: Vec<Timestamp> = (0..6).rev().map(|weeks| now - TimeDelta::weeks(weeks * 2)).collect();
        for person in PEOPLE {
            let (visible, seen) = county.reader(person);
            let between = |at: &dyn Fn(&Case) -> Option<Timestamp>| -> Vec<u64> {
                let within = |pair: &[Timestamp], case: &&&Case| at(case).is_some_and(|at| pair[0] <= at && at < pair[1]);
                bounds.windows(2).map(|pair| seen.iter().filter(|case| within(pair, case)).count() as u64).collect()
            };
            let all = CaseFilter::default();
            let (filed, over) = (between(&|case| Some(case.filed_at)), between(&ended));
            assert_eq!(store.count_filed_between(&visible, &all, &bounds).await.unwrap(), filed, "{person}");
            assert_eq!(store.count_ended_between(&visible, &all, &bounds).await.unwrap(), over, "{person}");
            assert!(over.iter().sum::<u64>() > 0, "{person}");
            let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
            let mut towns: BTreeMap<Option<String>, u64> = BTreeMap::new();
            for case in seen.iter().filter(|case| case.ended.is_none()) {
                let town = case.place.as_str().chars().take(9).collect();
                *towns.entry(Some(town)).or_default() += 1;
            }
            let by = store.count_by(&visible, &open, By::Town).await.unwrap();
            assert_eq!(by.into_iter().collect::<BTreeMap<_, _>>(), towns, "{person}");
        }
    }
}
