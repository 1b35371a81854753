//! What the body remembers, whatever happens to its process.

use std::collections::BTreeSet;
use std::fs;

use agency::Purpose;
use agency_simulator::{Body, Pace, Settings, SimulatorError};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Room, refer, said};

#[test]
fn the_same_seed_and_the_same_referrals_give_the_same_reports() {
    let play = |seed| {
        let room = Room::new();
        let body = room.body(|settings| Settings { seed, ..settings });
        (1..=20).for_each(|number| _ = refer(&body, number));
        body.tick().unwrap();
        said(&body)
    };
    assert_eq!(play(7), play(7));
    assert_ne!(play(7), play(8));
}

#[test]
fn a_repeated_referral_makes_no_second_case_and_has_the_same_receipt() {
    let room = Room::new();
    let body = room.body(|settings| Settings { course: Some("sent_back".into()), ..settings });
    let first = refer(&body, 1);
    assert_eq!(first["jg"], "cg");
    room.hours_pass(5);
    let again = refer(&body, 1);
    assert_eq!(
        (&again["jg"], &again["lsbh"], &again["jssj"]),
        (&json!("cf"), &first["lsbh"], &first["jssj"])
    );
    assert_eq!(body.cases(), 1);
    assert_ne!(refer(&body, 2)["lsbh"], first["lsbh"]);
}

/// Cut off after each line of its journal, and within each, the body goes on such that nothing is lost and nothing is told
/// twice.
#[test]
fn wherever_it_is_killed_it_goes_on_where_it_was() {
    let room = Room::new();
    let body = room.body(|settings| settings);
    (1..=3).for_each(|number| _ = refer(&body, number));
    body.tick().unwrap();
    let whole = said(&body);
    drop(body);
    let journal = fs::read(room.path.join("body/journal.jsonl")).unwrap();
    let lines = (0..journal.len()).filter(|place| journal[*place] == b'\n');
    for end in lines.flat_map(|line| [line - 20, line, line + 1]) {
        let folder = room.path.join("killed");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("journal.jsonl"), &journal[..end]).unwrap();
        let body = Body::open(Settings { folder, ..room.settings() }).unwrap();
        (1..=3).for_each(|number| _ = refer(&body, number));
        body.tick().unwrap();
        let said = said(&body);
        let ids: BTreeSet<&String> = said.iter().map(|said| &said.id).collect();
        assert_eq!((ids.len(), body.cases()), (said.len(), 3), "cut after {end} bytes");
        assert_eq!(said.len(), whole.len(), "cut after {end} bytes");
        assert!(whole.iter().all(|one| said.contains(one)), "cut after {end} bytes");
    }
}

#[test]
fn two_processes_do_not_play_one_body() {
    let room = Room::new();
    let _body = room.body(|settings| settings);
    assert!(matches!(Body::open(room.settings()), Err(SimulatorError::Used(_))));
}

#[test]
fn a_journal_that_somebody_changed_is_not_believed() {
    let room = Room::new();
    let body = room.body(|settings| settings);
    refer(&body, 1);
    drop(body);
    let path = room.path.join("body/journal.jsonl");
    let text = fs::read_to_string(&path).unwrap().replacen("referred", "reffered", 1);
    fs::write(&path, text).unwrap();
    let opened = Body::open(room.settings());
    assert!(matches!(opened, Err(SimulatorError::Damaged { line: 2, .. })), "{opened:?}");
}

#[test]
fn reports_come_in_the_time_of_the_body() {
    let room = Room::new();
    let course = Some("confirmation_refused".to_owned());
    let body =
        room.body(|settings| Settings { pace: Pace::LIFE, course: course.clone(), ..settings });
    refer(&body, 1);
    let mut counts = Vec::new();
    for _ in 0..5 {
        body.tick().unwrap();
        counts.push(said(&body).len());
        room.hours_pass(100);
    }
    assert_eq!(counts, [1, 2, 2, 4, 5], "a receipt, then after 4, 244, 292 and 388 hours");
}

#[test]
fn who_is_taken_back_says_no_more() {
    let room = Room::new();
    let course = Some("mediated_and_confirmed".to_owned());
    let body =
        room.body(|settings| Settings { pace: Pace::LIFE, course: course.clone(), ..settings });
    refer(&body, 1);
    room.hours_pass(5);
    body.tick().unwrap();
    let change = |kind: &str, id| json!({ "xxlx": kind, "xxid": Uuid::from_u128(id), "yxxid": Uuid::from_u128(1) });
    body.hear(Purpose::Amendment, &change("cbtz", 50), false).unwrap();
    room.hours_pass(24);
    assert_eq!(body.tick().unwrap(), 1, "urging ends nothing");
    body.hear(Purpose::Amendment, &change("chtz", 51), false).unwrap();
    room.hours_pass(10_000);
    assert_eq!(body.tick().unwrap(), 0);
}

#[test]
fn what_is_handed_over_comes_at_its_interval_and_once() {
    let room = Room::new();
    let hourly = |settings| Settings {
        hands_over_every: Some(std::time::Duration::from_hours(1)),
        ..settings
    };
    let body = room.body(hourly);
    assert_eq!(body.tick().unwrap(), 0);
    room.hours_pass(1);
    assert_eq!(body.tick().unwrap(), 1);
    assert_eq!(body.tick().unwrap(), 0);
    drop(body);
    let body = room.body(hourly);
    assert_eq!(body.tick().unwrap(), 0, "what was handed over is not handed over again");
    room.hours_pass(1);
    assert_eq!(body.tick().unwrap(), 1);
    let said = said(&body);
    assert!(said.iter().all(|said| said.body["xxlx"] == "wpyj"));
    assert_ne!(said[0].id, said[1].id);
}
