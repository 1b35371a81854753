//! Cases that move without anybody acting on them, and copies that are taken while others write.

use std::sync::Arc;

use domain::calendar::{Calendar, CalendarFiles, HolidayEntry, YearFile};
use domain::case::{Event, WorkflowRef};
use domain::workflow::mapping::suggest;
use engine::keys::Keys;
use engine::{Definitions, Engine, Who};
use store::{Options, Store};
use testkit::{definition, read};

use crate::support::{Database, OPERATOR, World, both, definitions};

/// Another engine on the same database and at the same time, with other definitions.
async fn engine(world: &World, database: &Database, definitions: Definitions) -> Arc<Engine> {
    let (store, keys) = (database.open().await, Keys::new([7; 32]));
    Engine::start(store, Arc::new(definitions), keys, world.clock.clone()).await.unwrap()
}

/// The shipped calendar, in which two days of March 2026 turn out to be holidays.
fn corrected() -> Calendar {
    let mut files = CalendarFiles {
        years: ["2025", "2026", "2027"]
            .map(|year| read(&format!("calendars/cn-{year}.yaml")))
            .into(),
        office: read("calendars/office-hours.yaml"),
    };
    let year: &mut YearFile = files.years.iter_mut().find(|year| year.year == 2026).unwrap();
    let (from, to) = ("2026-03-03".parse().unwrap(), "2026-03-04".parse().unwrap());
    let known: HolidayEntry = year.holidays[0].clone();
    year.holidays.push(HolidayEntry { from, to: Some(to), make_up: Vec::new(), ..known });
    Calendar::new(&files).unwrap()
}

both! {
    async fn a_running_case_moves_to_another_version_once(database: Database) {
        let world = World::on(&database).await;
        let case = world.lamp().await.committed.stored.case.id;
        let (old, mut new) = (definition("service"), definition("service"));
        new.version = 2;
        let command = suggest(&old, &new).command(&old);
        let to = WorkflowRef { name: new.workflow.clone(), version: 2 };
        let mut definitions = definitions();
        let checked = domain::workflow::check(new).workflow.unwrap();
        definitions.workflows.insert(to.clone(), checked);
        let engine = engine(&world, &database, definitions).await;
        let from = WorkflowRef { name: to.name.clone(), version: 1 };
        let everything = engine.visible(&Who::Engine).await.unwrap();
        let store = engine.store();
        let running = store.running_cases(&everything, Some(&from), None, 10).await.unwrap();
        assert_eq!(running.len(), 1);
        let moved = engine.move_version(case, command.clone(), to.clone()).await.unwrap();
        assert_eq!(moved.stored.case.workflow, to);
        assert!(engine.move_version(case, command, to).await.is_err());
        let left = store.running_cases(&everything, Some(&from), None, 10).await.unwrap();
        assert!(left.is_empty());
        let examined = store.examine_cases(OPERATOR, None, 10).await.unwrap();
        assert_eq!(examined[0].fault, None);
    }

    async fn a_corrected_calendar_moves_open_deadlines_once(database: Database) {
        let world = World::on(&database).await;
        let filed = world.lamp().await.committed.stored.case.clone();
        let engine = engine(&world, &database, Definitions { calendar: corrected(), ..definitions() }).await;
        let moved = engine.move_deadlines(filed.id).await.unwrap();
        assert!(moved.events.iter().all(|event| matches!(event, Event::ClockMoved { .. })));
        let first = &moved.stored.case.clocks[0];
        assert!(first.deadline > filed.clocks[0].deadline);
        let again = engine.move_deadlines(filed.id).await.unwrap();
        assert!(again.events.is_empty());
        assert_eq!(engine.store().examine_cases(OPERATOR, None, 10).await.unwrap()[0].fault, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_taken_while_others_write_is_whole() {
    let database = Database::sqlite().await;
    let world = Arc::new(World::on(&database).await);
    let writer = world.clone();
    let writing = tokio::spawn(async move {
        for _ in 0..60 {
            writer.lamp().await;
        }
    });
    for number in 0..3 {
        let to = database.folder().join(format!("copy-{number}.sqlite"));
        store::backup::copy(&database.url, &to).await.unwrap();
        let url = format!("sqlite:{}?mode=rw", to.display());
        assert_eq!(store::backup::integrity(&url).await.unwrap(), "ok");
        let copy = Store::open(&Options::new(&url)).await.unwrap();
        let examined = copy.examine_cases(OPERATOR, None, 100).await.unwrap();
        assert!(examined.iter().all(|one| one.fault.is_none()));
        copy.close().await;
    }
    writing.await.unwrap();
    assert_eq!(world.engine.store().examine_cases(OPERATOR, None, 100).await.unwrap().len(), 60);
}
