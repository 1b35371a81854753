//! What is carried in files under each behaviour: every true report comes in the end.

use std::collections::BTreeSet;
use std::sync::Arc;

use agency::Purpose;
use agency::files::{Exchange, HmacSeal, Letter, Party, Settings as FileSettings};
use agency_simulator::files::{Clerk, carry};
use agency_simulator::{Behaviour, Body, Settings};
use uuid::Uuid;

use crate::support::{Room, referral, said};

struct Scene {
    room: Room,
    body: Arc<Body>,
    centre: Exchange,
    clerk: Clerk,
}

impl Scene {
    fn with(behaviour: Behaviour, course: &str) -> Self {
        let room = Room::new();
        let course = Some(course.to_owned());
        let body = room.body(|settings| Settings { behaviour, course: course.clone(), ..settings });
        let centre = Exchange::open(side(&room, "centre", "court")).unwrap();
        let theirs = Exchange::open(side(&room, "court", "centre")).unwrap();
        let clerk = Clerk::new(Arc::clone(&body), Arc::new(theirs));
        for number in 1..=3 {
            let id = Uuid::from_u128(number).to_string();
            let body = referral(number);
            centre.post(&Letter { id, purpose: Some(Purpose::Referral), body }).unwrap();
        }
        Self { room, body, centre, clerk }
    }

    /// Once there and back.
    fn round(&self) {
        let [centre, court] = ["centre", "court"].map(|name| self.room.path.join(name));
        while self.centre.close_batch().unwrap().is_some() {}
        carry(&centre, &court).unwrap();
        self.clerk.round().unwrap();
        carry(&court, &centre).unwrap();
        self.centre.collect().unwrap();
    }

    fn letters(&self) -> Vec<Letter> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let found = self.centre.letters(cursor.as_deref()).unwrap();
            all.extend(found.letters);
            cursor = found.cursor;
            if !found.more {
                return all;
            }
        }
    }
}

fn side(room: &Room, us: &str, peer: &str) -> FileSettings {
    let clock = room.clock();
    let party = |name| Party::new(name).unwrap();
    let now = Arc::new(move || clock.now());
    let settings = FileSettings::new(room.path.join(us), party(us), party(peer), now);
    FileSettings { seal: Arc::new(HmacSeal::new(b"secret".to_vec(), Vec::new())), ..settings }
}

#[test]
fn every_true_report_is_carried_under_every_behaviour() {
    for behaviour in Behaviour::ALL {
        let scene = Scene::with(behaviour, "sent_back");
        for _ in 0..3 {
            scene.round();
            scene.room.hours_pass(1);
        }
        let said: BTreeSet<String> = said(&scene.body).into_iter().map(|said| said.id).collect();
        let came: BTreeSet<String> = scene.letters().into_iter().map(|one| one.id).collect();
        let expected = if behaviour == Behaviour::Down { 0 } else { 6 };
        assert_eq!(said.len(), expected, "{behaviour}");
        assert!(said.is_subset(&came), "{behaviour}");
    }
}

#[test]
fn a_refusal_is_told_by_a_letter_and_a_repeat_tells_nothing_new() {
    let scene = Scene::with(Behaviour::Normal, "refused");
    scene.round();
    scene.round();
    let letters = scene.letters();
    assert_eq!(letters.len(), 3);
    assert!(letters.iter().all(|one| one.body["xxlx"] == "hz" && one.body["jg"] == "wgxq"));
}

#[test]
fn what_is_forged_goes_to_quarantine_and_the_real_batch_is_taken() {
    let scene = Scene::with(Behaviour::Forged, "sent_back");
    scene.round();
    scene.room.hours_pass(1);
    scene.round();
    let station = scene.centre.station().unwrap();
    assert_eq!(station.quarantined.len(), 1, "{station:?}");
    assert_eq!(scene.letters().len(), 6);
    // The next batch has the number that was forged.
    let (id, body) = (Uuid::from_u128(9).to_string(), referral(9));
    scene.centre.post(&Letter { id, purpose: Some(Purpose::Referral), body }).unwrap();
    scene.round();
    scene.room.hours_pass(1);
    scene.round();
    assert_eq!(scene.letters().len(), 8);
}
