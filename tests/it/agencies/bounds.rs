//! Reports that no honest body sends, and honest ones that come in another order or to several nodes at once.

use agency::{ForeignNumber, Report, Said, Standing};
use chrono::{DateTime, TimeDelta, Utc};
use engine::Engine;
use engine::agencies::Heard;
use engine::keys::Keys;
use store::agencies::{Handled, InboxMessage, InboxResult};

use super::{Scene, accepted, push, results};
use crate::support::{Database, both};

impl Scene {
    /// The body says that a case is accepted, as the report with this place.
    async fn counts(&self, number: &str, sequence: u64, at: DateTime<Utc>) {
        self.tells(number, accepted(), sequence, at).await;
    }

    async fn tells(&self, number: &str, standing: Standing, sequence: u64, at: DateTime<Utc>) {
        let foreign_number = ForeignNumber(number.to_owned());
        let said = Said::Stands { foreign_number, standing, facts: [].into() };
        let id = format!("{number} {sequence} {at}");
        let report = Report { id, at, sequence: Some(sequence), said };
        let bytes = serde_json::to_vec(&report).unwrap();
        assert_eq!(push(self.engine(), &self.unit, &[], &bytes).await, Heard::Kept);
    }
}

both! {
    async fn an_absurd_place_or_time_freezes_no_referral(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let now = scene.world.now();
        for place in [u64::MAX, i64::MAX.unsigned_abs(), 1 << 53, 5000] {
            scene.counts(&number, place, now).await;
        }
        scene.counts(&number, 1, now + TimeDelta::days(2)).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["person"; 5]);
        assert_eq!(scene.state(case).await.0, "assigned", "none of it is believed");
        scene.counts(&number, 1, now).await;
        scene.work().await;
        assert_eq!(results(&database).await[5], "applied");
        assert_eq!(scene.state(case).await.0, "handling");
    }

    async fn reports_out_of_order_are_carried_out_in_order_and_a_gap_is_not_waited_for_for_ever(database: Database) {
        let scene = Scene::on(&database).await;
        let (case, number) = scene.handed_over().await;
        scene.work().await;
        let now = scene.world.now();
        let odd = || Standing::Unrecognized("研究中".to_owned());
        scene.tells(&number, odd(), 3, now).await;
        scene.tells(&number, odd(), 2, now).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["", ""], "they wait for the first");
        scene.counts(&number, 1, now).await;
        scene.work().await;
        assert_eq!(results(&database).await, ["person", "person", "applied"]);
        assert_eq!(scene.state(case).await.0, "handling");
        scene.tells(&number, odd(), 5, now).await;
        scene.work().await;
        assert_eq!(results(&database).await[3], "");
        scene.world.clock.set(now + TimeDelta::minutes(16));
        scene.work().await;
        assert_eq!(results(&database).await[3], "person");
        scene.tells(&number, odd(), 4, now).await;
        scene.work().await;
        assert_eq!(results(&database).await[4], "superseded", "it came too late");
    }

    async fn a_row_that_came_backwards_is_taken_up_one_by_one(database: Database) {
        let scene = Scene::on(&database).await;
        let (_, number) = scene.handed_over().await;
        scene.work().await;
        let (now, odd) = (scene.world.now(), || Standing::Unrecognized("研究中".to_owned()));
        for place in (2..=30).rev() {
            scene.tells(&number, odd(), place, now).await;
        }
        scene.work().await;
        scene.counts(&number, 1, now).await;
        scene.work().await;
        let mut expected = vec!["person"; 29];
        expected.push("applied");
        assert_eq!(results(&database).await, expected);
        let often = database.texts("SELECT message_id FROM inbox WHERE fence > 2").await;
        assert!(often.is_empty(), "laid aside once and taken up once: {often:?}");
    }

    async fn two_nodes_give_each_place_once_and_let_no_message_overtake_another(database: Database) {
        let scene = Scene::on(&database).await;
        let (store, definitions) = (database.open().await, scene.engine().definitions().clone());
        let clock = scene.world.clock.clone();
        let other = Engine::start(store, definitions, Keys::new([7; 32]), clock).await.unwrap();
        let nodes = [scene.world.engine.clone(), other];
        let now = scene.world.now();
        let mut tasks = tokio::task::JoinSet::new();
        for place in 0..8 {
            let (node, unit) = (nodes[place % 2].clone(), ["court", "urban-management"][place / 2 % 2]);
            tasks.spawn(async move {
                for count in 0..20 {
                    let message = InboxMessage::new(&format!("{place}-{count}"), &count).unwrap();
                    node.store().receive(&unit.into(), now, vec![message], None).await.unwrap();
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let twice = "SELECT agency FROM inbox GROUP BY agency, ordinal HAVING COUNT(*) > 1";
        assert!(database.texts(twice).await.is_empty(), "a place was given twice");
        let handled = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        for node in nodes {
            let handled = handled.clone();
            tasks.spawn(async move {
                for _ in 0..1000 {
                    let until = now + TimeDelta::minutes(1);
                    for message in node.store().claim_messages(now, until, 64).await.unwrap() {
                        handled.lock().unwrap().push(format!("{} {}", message.unit, message.id));
                        let became = Handled::new(None, InboxResult::Applied, String::new());
                        assert!(node.store().handled(&message, now, became, None).await.unwrap());
                    }
                    if handled.lock().unwrap().len() == 160 {
                        return;
                    }
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let handled = handled.lock().unwrap().clone();
        for unit in ["court", "urban-management"] {
            let all = format!("SELECT agency || ' ' || message_id FROM inbox WHERE agency = '{unit}' ORDER BY ordinal");
            let own: Vec<_> = handled.iter().filter(|one| one.starts_with(unit)).cloned().collect();
            assert_eq!(own, database.texts(&all).await, "in the order of their places");
        }
    }
}
