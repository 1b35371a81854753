//! What is pushed under each behaviour: every true report comes in the end.

use std::collections::BTreeSet;
use std::sync::Arc;

use agency::Refused;
use agency_simulator::http::{PushSettings, Pusher, Round};
use agency_simulator::{Behaviour, Body, Pushed, Settings};
use axum::http::StatusCode;

use crate::support::{Mailbox, Room, THEIRS, opened, refer, said, signing};

const CASES: u128 = 6;

struct Scene {
    room: Room,
    body: Arc<Body>,
    mailbox: Mailbox,
    pusher: Pusher,
}

impl Scene {
    async fn with(behaviour: Behaviour) -> Self {
        let (room, mailbox) = (Room::new(), Mailbox::default());
        let course = Some("mediated_and_confirmed".to_owned());
        let body = room.body(|settings| Settings { behaviour, course: course.clone(), ..settings });
        (1..=CASES).for_each(|number| _ = refer(&body, number));
        let to = mailbox.listen().await;
        let settings = PushSettings { body: Arc::clone(&body), keys: signing(THEIRS), to };
        let pusher = Pusher::new(settings).unwrap();
        Self { room, body, mailbox, pusher }
    }

    /// The ids of pushes that open, in the order in which they came.
    fn right(&self) -> Vec<String> {
        let pushed = self.mailbox.pushed();
        let open = |pushed: &Pushed| opened(pushed, self.room.now()).ok();
        pushed.iter().filter_map(open).map(|(id, _)| id).collect()
    }

    fn refused(&self) -> Vec<Refused> {
        let pushed = self.mailbox.pushed();
        pushed.iter().filter_map(|pushed| opened(pushed, self.room.now()).err()).collect()
    }
}

#[tokio::test]
async fn every_true_report_comes_under_every_behaviour() {
    for behaviour in Behaviour::ALL {
        let scene = Scene::with(behaviour).await;
        scene.pusher.round().await.unwrap();
        let said: BTreeSet<String> = said(&scene.body).into_iter().map(|said| said.id).collect();
        let right: BTreeSet<String> = scene.right().into_iter().collect();
        if behaviour == Behaviour::Down {
            assert!(scene.mailbox.pushed().is_empty());
            continue;
        }
        assert_eq!(said.len(), 6 * 6, "{behaviour}");
        assert!(said.is_subset(&right), "{behaviour}");
        assert!(scene.body.undelivered(1).is_empty(), "{behaviour}");
    }
}

#[tokio::test]
async fn each_behaviour_does_what_it_is_called() {
    let normal = Scene::with(Behaviour::Normal).await;
    normal.pusher.round().await.unwrap();
    assert_eq!((normal.mailbox.pushed().len(), normal.refused().len()), (36, 0));

    let duplicate = Scene::with(Behaviour::Duplicate).await;
    duplicate.pusher.round().await.unwrap();
    assert!(duplicate.right().len() >= 2 * 36 && duplicate.refused().is_empty());

    let garbage = Scene::with(Behaviour::Garbage).await;
    garbage.pusher.round().await.unwrap();
    assert!(garbage.refused().iter().any(|why| matches!(why, Refused::Unreadable(_))));

    let forged = Scene::with(Behaviour::Forged).await;
    forged.pusher.round().await.unwrap();
    assert_eq!((forged.right().len(), forged.refused().len()), (36, 72));

    let wrong = Scene::with(Behaviour::WrongCase).await;
    wrong.pusher.round().await.unwrap();
    assert_eq!((wrong.right().len(), wrong.refused().len()), (72, 0));

    let out_of_order = Scene::with(Behaviour::OutOfOrder).await;
    out_of_order.pusher.round().await.unwrap();
    let right = out_of_order.right();
    assert!(!right.is_sorted(), "{right:?}");
}

#[tokio::test]
async fn what_nobody_takes_comes_in_order_when_somebody_does() {
    let scene = Scene::with(Behaviour::Normal).await;
    *scene.mailbox.first.lock().unwrap() = vec![StatusCode::SERVICE_UNAVAILABLE; 3];
    for _ in 0..3 {
        let round = scene.pusher.round().await.unwrap();
        assert_eq!(round, Round { taken: 0, refused: 0, silent: true });
    }
    assert_eq!(scene.pusher.round().await.unwrap(), Round { taken: 36, refused: 0, silent: false });
    let ids: Vec<String> = said(&scene.body).into_iter().map(|said| said.id).collect();
    assert_eq!(scene.right(), ids);
}

#[tokio::test]
async fn what_is_refused_holds_up_nothing_and_is_tried_again_later() {
    let scene = Scene::with(Behaviour::Normal).await;
    *scene.mailbox.first.lock().unwrap() = vec![StatusCode::GONE, StatusCode::UNAUTHORIZED];
    let round = scene.pusher.round().await.unwrap();
    assert_eq!(round, Round { taken: 34, refused: 2, silent: false });
    assert_eq!(scene.pusher.round().await.unwrap(), Round::default(), "not at once");
    scene.room.hours_pass(1);
    assert_eq!(scene.pusher.round().await.unwrap(), Round { taken: 2, refused: 0, silent: false });
}

#[tokio::test]
async fn nobody_there_is_silence() {
    let scene = Scene::with(Behaviour::Normal).await;
    let body = Arc::clone(&scene.body);
    // Port 9 of this machine, at which nobody listens.
    let to = "http://127.0.0.1:9/".parse().unwrap();
    let pusher = Pusher::new(PushSettings { body, keys: signing(THEIRS), to }).unwrap();
    assert!(pusher.round().await.unwrap().silent);
}
