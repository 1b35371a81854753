//! The three colours of a county: what lists, numbers and pills say is what the rule says of each case, whatever a county sets and
//! whenever it sets it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::id::{CaseId, Timestamp};
use domain::supervision::{Colour, Colours, Supervision};
use engine::keys::Keys;
use engine::seed::Plan;
use engine::{Definitions, Engine, Who};
use store::Operator;
use store::queries::{CaseFilter, LogFilter, Sort};

use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both, definitions};

const NOW: &str = "2026-09-30T08:00:00Z";

async fn county(database: &Database, cases: u64) -> World {
    let world = World::at(database, NOW).await;
    let (seed, now) = (7, world.now());
    let plan =
        Plan { cases, first: 0, seed, days: 60, ended_early: 0, now, center: "center".into() };
    world.engine.seed(plan, |_| {}).await.unwrap();
    world
}

/// The open cases that are yellow at an instant: by the rule, case by case, and as the store finds them.
async fn yellow(engine: &Engine, colours: &Colours, now: Timestamp) -> [BTreeSet<CaseId>; 2] {
    let calendar = &engine.definitions().calendar;
    let mut logs = engine.logs(&Who::Engine, LogFilter::default()).await.unwrap();
    let mut by_rule = BTreeSet::new();
    while let Some(page) = logs.next().await.unwrap() {
        let is_yellow = |case: &domain::case::Case| {
            let clocks = case.clocks.iter().filter(|clock| clock.is_open());
            let worst = clocks.map(|clock| colours.of(calendar, &clock.into(), now)).max();
            worst == Some(Colour::Yellow) && case.ended.is_none()
        };
        by_rule.extend(page.iter().filter(|log| is_yellow(&log.now)).map(|log| log.case));
    }
    let visible = engine.visible(&Who::Engine).await.unwrap();
    let filter = CaseFilter { open: Some(true), yellow_at: Some(now), ..CaseFilter::default() };
    let page = engine.store().cases(&visible, &filter, Sort::Due, None, 1000).await.unwrap();
    for line in &page.lines {
        assert_eq!(line.turns.map(|turns| turns.at(now)), Some(Colour::Yellow));
    }
    let count = engine.store().count_cases(&visible, &filter).await.unwrap();
    assert_eq!(count, page.lines.len() as u64);
    [by_rule, page.lines.iter().map(|line| line.id).collect()]
}

async fn sound(engine: &Engine) {
    let store = engine.store();
    let page = store.examine_cases(Operator::of_this_installation(), None, 1000).await.unwrap();
    assert!(page.iter().all(|one| one.fault.is_none()));
}

fn set(share: &str, earliest: &str, latest: &str) -> Supervision {
    let mut colours = Colours::default();
    colours.yellow.share = share.parse().unwrap();
    colours.yellow.earliest = earliest.parse().unwrap();
    colours.yellow.latest = latest.parse().unwrap();
    Supervision { colours, ..Supervision::default() }
}

both! {
    async fn what_is_yellow_in_sql_is_what_the_rule_says(database: Database) {
        let world = county(&database, 300).await;
        let colours = world.engine.definitions().supervision.colours.clone();
        let mut some = 0;
        for hours in [-200, -30, 0, 3, 20, 45, 100, 400] {
            let now = world.now() + TimeDelta::hours(hours);
            let [by_rule, in_sql] = yellow(&world.engine, &colours, now).await;
            assert_eq!(by_rule, in_sql, "{hours}");
            some += by_rule.len();
        }
        assert!(some > 10, "hardly anything is ever yellow: {some}");
        sound(&world.engine).await;
    }

    async fn other_colours_are_drawn_before_anybody_asks(database: Database) {
        let world = county(&database, 200).await;
        let before = yellow(&world.engine, &world.engine.definitions().supervision.colours, world.now()).await;
        for supervision in [set("99% left", "60 calendar_day left", "30 calendar_day left"), set("1% left", "2 hour left", "1 hour left")] {
            let store = database.open().await;
            let colours = supervision.colours.clone();
            let definitions = Arc::new(Definitions { supervision, ..definitions() });
            let engine = Engine::start(store, definitions, Keys::new([7; 32]), world.clock.clone()).await.unwrap();
            let [by_rule, in_sql] = yellow(&engine, &colours, world.now()).await;
            assert_eq!(by_rule, in_sql);
            assert_ne!(in_sql, before[1]);
            sound(&engine).await;
        }
    }

    async fn the_desk_the_list_and_the_interface_say_the_same(database: Database) {
        let site = Site::of(county(&database, 300).await);
        let reader = Browser::of(&site, "center.supervisor").await;
        let told = site.ask("center.supervisor", Call::get("/api/v1/supervision")).await.expect(200).json();
        let list = reader.get("/s/?tab=soon").await.expect(200).text();
        let total: u64 = list.split("<span class=\"muted num\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
        assert_eq!(told["soon"], total);
        assert!(total > 0, "nothing is nearly due in three hundred cases");
        let pills = |kind: &str| list.matches(&format!("class=\"pill {kind}\"")).count();
        assert_eq!((pills("ok"), pills("over")), (0, 0), "whatever is in the list has its colour: {list}");
        assert!(pills("due") > 0, "{list}");
    }
}
