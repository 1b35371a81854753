//! What was given up: it is an alarm as long as a person can do something about it, and what follows it waits for nothing that
//! will never be.

use agency::{AgencyError, Change};
use chrono::TimeDelta;
use domain::case::Input;
use domain::id::CaseId;
use engine::Who;
use engine::agencies::Agency;
use store::agencies::{DispatchState, OutboxFilter, ReferralId, Stuck};

use super::Scene;
use crate::support::{Database, World, both};

impl Scene {
    async fn taken_back(&self, case: CaseId) {
        let clerk = World::person("center.clerk");
        self.world.perform(&clerk, case, "take_back", Input::None).await.unwrap();
        while self.engine().deliver_letters().await.unwrap() > 0 {}
    }

    /// Ten days, after which nothing is tried any more that failed all the time, however long its pauses came out.
    async fn ten_days_go_by(&self) {
        for _ in 0..40 {
            self.world.clock.set(self.world.now() + TimeDelta::hours(6));
            self.work().await;
        }
    }

    /// How the body is, for whoever keeps the installation.
    async fn seen(&self) -> Agency {
        self.engine().agencies().await.unwrap().remove(0)
    }

    /// What does not get through to it.
    async fn stuck(&self) -> Option<Stuck> {
        self.engine().store().way_to(&self.unit).await.unwrap().stuck
    }

    /// What can be tried again, by what it is for.
    async fn dead(&self) -> Vec<&'static str> {
        let reader = self.engine().agency_reader(&Who::Engine).await.unwrap();
        let filter = OutboxFilter { state: Some(DispatchState::Dead), ..OutboxFilter::default() };
        let dead = self.engine().outbox(&reader, &filter, 10).await.unwrap();
        dead.iter().map(|dead| dead.purpose.as_str()).collect()
    }
}

both! {
    async fn a_refusal_is_an_alarm_until_the_case_is_elsewhere(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, _) = scene.handed_over().await;
        *scene.body.refuses.lock().unwrap() = true;
        scene.work().await;
        let seen = scene.seen().await;
        assert_eq!((seen.waiting.dead, scene.dead().await), (1, vec!["referral"]));
        assert_eq!(scene.stuck().await, None, "the body was reached: it said no");
        let clerk = World::person("center.clerk");
        scene.world.perform(&clerk, case, "urge", Input::None).await.unwrap();
        scene.work().await;
        assert_eq!(scene.seen().await.waiting.outbox, 0, "what follows waits for nothing");
        scene.taken_back(case).await;
        let seen = scene.seen().await;
        assert_eq!((seen.waiting.dead, seen.waiting.outbox), (0, 0), "nobody need act");
        assert_eq!((scene.dead().await, scene.stuck().await), (vec![], None));
    }

    async fn a_recall_of_what_never_came_there_waits_for_nothing_and_goes_if_it_did(database: Database) {
        let scene = Scene::on(&database).await;
        *scene.body.down.lock().unwrap() = true;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        scene.taken_back(case).await;
        scene.ten_days_go_by().await;
        let waits = database.texts("SELECT purpose FROM dispatches WHERE dead_at IS NULL").await;
        assert!(waits.is_empty(), "{waits:?}");
        assert_eq!((scene.dead().await, scene.stuck().await), (vec![], None));

        *scene.body.down.lock().unwrap() = false;
        let told = database.texts("SELECT failure FROM dispatches WHERE purpose = 'recalled'").await;
        assert_eq!(told, ["the case was not handed over"]);
        let store = scene.engine().store();
        let known = store.referrals_of(&scene.engine().visible(&Who::Engine).await.unwrap(), case).await.unwrap();
        let ReferralId(id) = known[0].id;
        // It had come there all the same.
        let now = scene.world.now();
        assert!(store.referral_arrived(ReferralId(id), number, now).await.unwrap());
        scene.work().await;
        assert_eq!(*scene.body.changes.lock().unwrap(), [Change::Recalled]);
    }

    async fn what_is_tried_again_may_be_there_and_is_recalled(database: Database) {
        let scene = Scene::on(&database).await;
        *scene.body.down.lock().unwrap() = true;
        let (case, _) = scene.handed_over().await;
        scene.ten_days_go_by().await;
        let stuck = scene.stuck().await.unwrap();
        assert_eq!((stuck.messages, stuck.failure), (1, AgencyError::temporary("nobody answers").what));
        let reader = scene.engine().agency_reader(&Who::Engine).await.unwrap();
        let dead = scene.engine().outbox(&reader, &OutboxFilter::default(), 10).await.unwrap();
        assert!(scene.engine().retry_dispatch(&reader, dead[0].id).await.unwrap());
        // Before anybody has taken it up: one of its tries may have arrived without an answer.
        scene.taken_back(case).await;
        *scene.body.down.lock().unwrap() = false;
        scene.work().await;
        let heard: Vec<_> = scene.body.heard.lock().unwrap().iter().map(|(_, what)| *what).collect();
        assert_eq!(heard, [None, Some(Change::Recalled)]);
    }
}
