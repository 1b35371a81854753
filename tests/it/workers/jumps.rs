//! The clock of the machine is set forward and back while cases go on: no level is reached twice, none is left out, and no
//! deadline moves.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::id::CaseId;
use engine::Who;
use store::verify;
use testkit::Random;

use super::{lamps, levels, work};
use crate::support::{Database, World, both};

/// How often the clock is set.
const JUMPS: usize = 30;

/// How far, in minutes, to either side of the day on which the cases came in.
const FORWARD: usize = 20 * 24 * 60;
const BACK: i64 = 5 * 24 * 60;

both! {
    async fn a_clock_that_jumps_reaches_each_level_once_and_leaves_none_out(database: Database) {
        let world = World::on(&database).await;
        let mut random = Random::new(20_260_302);
        let begun = world.now();
        let cases = lamps(&world, 6).await;
        let mut waiting = cases[..3].to_vec();
        let promised = deadlines(&world, cases[5]).await;
        for _ in 0..JUMPS {
            let minutes = i64::try_from(random.below(FORWARD)).unwrap() - BACK;
            world.clock.set(begun + TimeDelta::minutes(minutes));
            work(&world.engine).await;
            // Somebody acts while the clock stands wherever it does.
            if random.one_in(4) && let Some(case) = waiting.pop() {
                world.dispatch(case, "urban-management").await;
            }
            assert_eq!(deadlines(&world, cases[5]).await, promised, "a jump moved a deadline");
        }
        world.clock.set(begun + TimeDelta::days(400));
        work(&world.engine).await;
        for case in cases {
            each_once(&world, case).await;
        }
    }
}

/// The open clocks of a case, with their deadlines and the instants of their levels.
async fn deadlines(world: &World, case: CaseId) -> Vec<String> {
    let seen = world.engine.read(&Who::Engine, case).await.unwrap().unwrap();
    let clocks = seen.stored.case.clocks.iter();
    clocks.map(|clock| format!("{} {} {:?}", clock.limit, clock.deadline, clock.levels)).collect()
}

/// Every level of every clock that is still open was reached, each of them once, and the record holds.
async fn each_once(world: &World, case: CaseId) {
    let reached = levels(&world.engine, case).await;
    let seen = world.engine.read(&Who::Engine, case).await.unwrap().unwrap();
    for clock in seen.stored.case.clocks.iter().filter(|clock| clock.is_open()) {
        let of_it: Vec<_> =
            reached.iter().filter(|(limit, _)| *limit == clock.limit.as_str()).collect();
        let once: BTreeSet<_> = of_it.iter().collect();
        assert_eq!(once.len(), of_it.len(), "{case}: a level was reached twice: {reached:?}");
        assert_eq!(of_it.len(), clock.levels.len(), "{case}: `{}` of {reached:?}", clock.limit);
    }
    let everything = world.engine.visible(&Who::Engine).await.unwrap();
    let export = world.engine.store().export_case(&everything, case, true).await.unwrap().unwrap();
    verify::case(&export).unwrap();
}
