//! The county that never was: the same for the same plan, whole in its records, and seen by each as the rule says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::access;
use domain::actor::Actor;
use domain::case::Case;
use domain::id::{CaseId, PersonId};
use engine::seed::{Plan, Report};
use engine::{Engine, Who};
use store::Store;
use store::queries::{CaseFilter, Sort};
use store::verify::{self, CaseExport};
use store::visible::VisibleCases;

use crate::support::{Database, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";

async fn county(database: &Database, cases: u64) -> (Arc<Engine>, Report) {
    let world = World::at(database, NOW).await;
    let report = world.engine.seed(plan(&world, cases), |_| {}).await.unwrap();
    (world.engine, report)
}

fn plan(world: &World, cases: u64) -> Plan {
    Plan {
        cases,
        first: 0,
        seed: 7,
        days: 60,
        ended_early: 0,
        now: world.now(),
        center: "center".into(),
    }
}

async fn exports(store: &Store) -> Vec<CaseExport> {
    let everything = VisibleCases::of(&Actor::Engine, &domain::directory::Directory::default());
    let mut exports = store.export_cases(&everything, None, 1_000, true).await.unwrap();
    // The words of a case come in no particular order.
    exports.iter_mut().for_each(|export| export.contents.sort_by_key(|content| content.id));
    exports
}

fn case(export: &CaseExport) -> Case {
    serde_json::from_str(&export.row).unwrap()
}

both! {
    // Equal: ids, numbers, events, hashes, rows, words and their salts. Sealed identities and wrapped keys are not part of
    // an export, and differ.
    async fn the_same_plan_makes_the_same_records(database: Database) {
        let (first, _) = county(&database, 60).await;
        let second = Database::sqlite().await;
        let (again, _) = county(&second, 60).await;
        let (first, again) = (exports(first.store()).await, exports(again.store()).await);
        let heads = |exports: &[CaseExport]| -> Vec<(CaseId, String)> {
            exports.iter().map(|export| (export.case, export.head.clone())).collect()
        };
        assert_eq!(heads(&first), heads(&again));
        assert!(first == again, "numbers, rows or words differ");
    }

    async fn every_case_is_whole_and_every_state_occurs(database: Database) {
        let (engine, report) = county(&database, 300).await;
        assert_eq!(report.total(), 300);
        let exports = exports(engine.store()).await;
        assert_eq!(exports.len(), 300);
        for export in &exports {
            verify::case(export).unwrap();
        }
        let mut stand: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (workflow, state) in report.written.keys() {
            stand.entry(workflow.to_string()).or_default().insert(state.to_string());
        }
        let mut missing = Vec::new();
        for (version, workflow) in &engine.definitions().workflows {
            let found = stand.get(version.name.as_str()).cloned().unwrap_or_default();
            let states = workflow.definition().states.keys().map(ToString::to_string);
            missing.extend(states.filter(|state| !found.contains(state)).map(|state| format!("{}/{state}", version.name)));
        }
        assert_eq!(stand.len(), 5);
        assert!(missing.is_empty(), "no case stands in {missing:?}");
    }

    // As calls of a hotline do. What is not brief goes the way that it goes without.
    async fn many_may_end_where_they_began_and_their_records_are_whole(database: Database) {
        let early = |ended_early| {
            let database = &database;
            async move {
                let world = World::at(&database.another().await, NOW).await;
                let plan = Plan { ended_early, days: 120, ..plan(&world, 120) };
                world.engine.seed(plan, |_| {}).await.unwrap();
                let exports = exports(world.engine.store()).await;
                for export in &exports {
                    verify::case(export).unwrap();
                }
                exports
            }
        };
        let (none, most) = (early(0).await, early(70).await);
        assert_eq!((none.len(), most.len()), (120, 120));
        let brief = |exports: &[CaseExport]| exports.iter().filter(|it| it.events.len() < 16).count();
        assert!(brief(&most) > brief(&none) + 15, "{} and {}", brief(&none), brief(&most));
        let same = none.iter().filter(|it| most.iter().any(|other| other.case == it.case && other.head == it.head));
        assert!(same.count() > 30, "those that go the whole way are the same");
    }

    // Where most are late, colours say nothing; where none is, nobody sees what they are for.
    async fn some_open_cases_are_overdue_and_less_than_a_third(database: Database) {
        for now in [NOW, "2026-11-23T01:30:00Z"] {
            let fresh = database.another().await;
            let world = World::at(&fresh, now).await;
            world.engine.seed(Plan { seed: 1, ..plan(&world, 300) }, |_| {}).await.unwrap();
            let visible = world.engine.visible(&Who::Engine).await.unwrap();
            let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
            let late = CaseFilter { due_before: Some(world.now()), ..open.clone() };
            let open = world.engine.store().count_cases(&visible, &open).await.unwrap();
            let late = world.engine.store().count_cases(&visible, &late).await.unwrap();
            assert!(open > 80 && late > 5 && late * 3 < open, "{now}: {late} of {open}");
        }
    }

    async fn making_a_plan_again_completes_it(database: Database) {
        let world = World::at(&database, NOW).await;
        // Some of the shipped procedures were not in force on the first of these days.
        let all = Plan { days: 600, ..plan(&world, 40) };
        let first = world.engine.seed(all.clone(), |_| {}).await.unwrap();
        assert_eq!((first.total(), first.present), (40, 0));
        let before = exports(world.engine.store()).await;
        let again = world.engine.seed(all, |_| {}).await.unwrap();
        assert_eq!((again.total(), again.present), (0, 40));
        assert_eq!(exports(world.engine.store()).await, before);
    }

    async fn everybody_sees_in_sql_what_the_rule_lets_them_see(database: Database) {
        let (engine, _) = county(&database, 300).await;
        let store = engine.store();
        let cases: Vec<Case> = exports(store).await.iter().map(case).collect();
        let snapshot = engine.directory();
        let mut seen_by_some = BTreeSet::new();
        for person in snapshot.directory.people.keys() {
            let actor = Actor::Person(snapshot.directory.staff(person).unwrap());
            let by_rule = cases
                .iter()
                .filter(|case| access::view(&actor, case, &snapshot.directory).is_ok())
                .map(|case| case.id);
            let by_rule: BTreeSet<CaseId> = by_rule.collect();
            let visible = VisibleCases::of(&actor, &snapshot.directory);
            // The same rule stands there as one condition, and in parts for lists.
            let whole = store.export_cases(&visible, None, 1_000, false).await.unwrap();
            assert_eq!(whole.iter().map(|export| export.case).collect::<BTreeSet<_>>(), by_rule, "{person}");
            for open in [None, Some(true), Some(false)] {
                let kept = |case: &&Case| by_rule.contains(&case.id) && open.is_none_or(|open| open == case.ended.is_none());
                let expected: BTreeSet<CaseId> = cases.iter().filter(kept).map(|case| case.id).collect();
                let filter = CaseFilter { open, ..CaseFilter::default() };
                let page = store.cases(&visible, &filter, Sort::Due, None, 1_000).await.unwrap();
                let in_sql: BTreeSet<CaseId> = page.lines.iter().map(|line| line.id).collect();
                assert_eq!(in_sql, expected, "{person}, {open:?}");
                assert_eq!(store.count_cases(&visible, &filter).await.unwrap(), expected.len() as u64);
            }
            seen_by_some.extend(by_rule);
        }
        assert!(cases.iter().any(|case| case.restriction.is_some()));
        assert!(cases.iter().any(|case| !case.respondents.people.is_empty()));
        assert!(seen_by_some.len() > 290, "{}", seen_by_some.len());
    }

    async fn pages_make_up_the_whole_list_without_repeats(database: Database) {
        let (engine, _) = county(&database, 200).await;
        let store = engine.store();
        let all = CaseFilter::default();
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let late = CaseFilter { due_before: Some(NOW.parse().unwrap()), ..open.clone() };
        for who in ["center.clerk", "police-bureau.head", "justice.head", "housing.handler"] {
            let who = Who::Person(PersonId::from(who));
            let visible = engine.visible(&who).await.unwrap();
            for (filter, sort) in [(&all, Sort::Filed), (&all, Sort::Due), (&open, Sort::Due), (&late, Sort::Due)] {
                let ids = paged(store, &visible, filter, sort).await;
                let once: BTreeSet<_> = ids.iter().collect();
                assert_eq!(once.len(), ids.len(), "a case stands on two pages");
                assert_eq!(store.count_cases(&visible, filter).await.unwrap(), ids.len() as u64);
            }
        }
    }
}

async fn paged(
    store: &Store,
    visible: &VisibleCases,
    filter: &CaseFilter,
    sort: Sort,
) -> Vec<CaseId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.cases(visible, filter, sort, after, 7).await.unwrap();
        ids.extend(page.lines.iter().map(|line| line.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

#[test]
fn every_category_stands_in_the_table() {
    let table: domain::code_table::CodeTable = testkit::read("codes/dispute-category.yaml");
    for category in engine::seed::categories() {
        assert!(table.name_of(category).is_some(), "{category}");
    }
}
