//! The workers under what goes wrong: damaged rows, workers that die or are late, several nodes on one database.

mod damaged;
mod jumps;
mod late;
mod nodes;
mod others;

use domain::case::{Entry, Event};
use domain::id::CaseId;
use engine::{Engine, Who};

use crate::support::World;

/// What happened to a case.
async fn timeline(engine: &Engine, case: CaseId) -> Vec<Entry> {
    let everything = engine.visible(&Who::Engine).await.unwrap();
    engine.store().timeline(&everything, case, 0, 1000).await.unwrap().unwrap()
}

/// The levels of ladders that were reached, in their order.
async fn levels(engine: &Engine, case: CaseId) -> Vec<(String, u8)> {
    let reached = |entry: &Entry| {
        let Event::LevelReached { limit, level, .. } = &entry.event else { return None };
        Some((limit.as_str().to_owned(), *level))
    };
    timeline(engine, case).await.iter().filter_map(reached).collect()
}

/// Files street lamps.
async fn lamps(world: &World, count: usize) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for _ in 0..count {
        cases.push(world.lamp().await.committed.stored.case.id);
    }
    cases
}

/// Sets the clock of a world.
fn set(world: &World, now: &str) {
    world.clock.set(now.parse().unwrap());
}

/// Lets the workers do all that waits.
async fn work(engine: &Engine) {
    while engine.sweep_clocks().await.unwrap() + engine.deliver_letters().await.unwrap() > 0 {}
}
