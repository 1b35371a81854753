//! A body that is away for three days: what waited for it comes in the order in which it was said, and nothing is given up.

use std::collections::BTreeMap;

use agency::Change;
use chrono::TimeDelta;
use domain::case::Input;
use domain::id::CaseId;

use super::Scene;
use crate::support::{Database, World, both};

/// How many cases are in its hands before it goes away, and how many come while it is away.
const CASES: usize = 4;

/// For how long it is away.
const HOURS: i64 = 72;

/// At which hours the center urges it, at a different one in every case; every second case is taken away in the end.
const URGED: [i64; 4] = [5, 12, 30, 55];
const TAKEN_BACK: i64 = 70;

async fn urged(scene: &Scene, case: CaseId) {
    let clerk = World::person("center.clerk");
    scene.world.perform(&clerk, case, "urge", Input::None).await.unwrap();
}

/// An hour goes by, and everybody works.
async fn an_hour_goes_by(scene: &Scene) {
    scene.world.clock.set(scene.world.now() + TimeDelta::hours(1));
    scene.work().await;
}

both! {
    async fn three_days_away_everything_comes_once_and_in_order(database: Database) {
        let scene = Scene::on(&database).await;
        let mut cases = Vec::new();
        for _ in 0..CASES {
            cases.push(scene.handed_over().await.0);
        }
        scene.work().await;
        *scene.body.down.lock().unwrap() = true;
        for hour in 0..HOURS {
            if hour < i64::try_from(CASES).unwrap() {
                cases.push(scene.handed_over().await.0);
            }
            for (place, case) in cases.clone().into_iter().enumerate() {
                if URGED.iter().any(|at| at + i64::try_from(place % 3).unwrap() == hour) {
                    urged(&scene, case).await;
                }
                if hour == TAKEN_BACK && place % 2 == 0 {
                    let clerk = World::person("center.clerk");
                    scene.world.perform(&clerk, case, "take_back", Input::None).await.unwrap();
                }
            }
            an_hour_goes_by(&scene).await;
        }
        assert_eq!(scene.body.heard.lock().unwrap().len(), CASES, "it heard nothing but the first");
        let way = scene.engine().store().way_to(&scene.unit).await.unwrap();
        let stuck = way.stuck.expect("what does not get through is told");
        assert_eq!(stuck.failure, "nobody answers");
        assert!(way.sent_at < Some(stuck.since) && stuck.tried_at > Some(stuck.since));
        assert!(stuck.tried_at <= Some(scene.world.now()), "when it was tried, not when it may be");

        *scene.body.down.lock().unwrap() = false;
        for _ in 0..27 {
            an_hour_goes_by(&scene).await;
        }
        let waits = "SELECT COALESCE(failure, '') FROM dispatches WHERE sent_at IS NULL";
        assert!(database.texts(waits).await.is_empty(), "nothing waits, nothing was given up");
        let way = scene.engine().store().way_to(&scene.unit).await.unwrap();
        assert_eq!((way.stuck, way.sent_at > stuck.tried_at), (None, true));
        let mut heard: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (referral, what) in scene.body.heard.lock().unwrap().iter() {
            heard.entry(*referral).or_default().push(*what);
        }
        // What was not tried once when a case was taken away is left out: of the first cases the first urging was on its way,
        // of the later ones the case itself.
        let (urged, recalled) = (Some(Change::Urged), Some(Change::Recalled));
        let whole = vec![None, urged, urged, urged, urged];
        let mut expected = vec![whole; CASES];
        expected.extend(vec![vec![None, urged, recalled]; CASES / 2]);
        expected.extend(vec![vec![None, recalled]; CASES / 2]);
        let mut heard: Vec<_> = heard.into_values().collect();
        heard.sort_by_key(Vec::len);
        expected.sort_by_key(Vec::len);
        assert_eq!(heard, expected);
    }
}
