//! Numbers, gaps, repeats, acknowledgements, and what an operator sees of them.

use std::fs;

use super::super::{Bounds, Exchange, FileError, HmacSeal, Missing, Settings};
use super::support::{Frail, Reader, Room, batches, carry, copy, letter, names};

fn out_to_in(from: &Exchange, to: &Exchange, name: &str) {
    copy(&from.folders.outgoing().join(name), &to.folders.incoming().join(name));
}

#[test]
fn a_later_batch_waits_for_the_one_that_is_missing() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 4);
    out_to_in(&centre, &police, "centre-00000003");
    let collected = police.collect().unwrap();
    assert_eq!((collected.taken, collected.missing), (vec![], vec![Missing { from: 1, to: 2 }]));
    assert_eq!(police.station().unwrap().ahead, ["centre-00000003"]);
    out_to_in(&centre, &police, "centre-00000002");
    out_to_in(&centre, &police, "centre-00000001");
    let collected = police.collect().unwrap();
    assert_eq!((collected.taken, collected.missing), (vec![1, 2, 3], vec![]));
    let mut reader = Reader::default();
    reader.read(&police).unwrap();
    assert_eq!(reader.ids, ["m1", "m2", "m3"]);
}

#[test]
fn what_is_missing_is_asked_for_and_given_again() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 3);
    fs::remove_dir_all(centre.folders.outgoing().join("centre-00000002")).unwrap();
    carry(&centre, &police);
    police.collect().unwrap();
    carry(&police, &centre);
    centre.collect().unwrap();
    let out = names(&centre.folders.outgoing());
    assert_eq!(out, ["centre-00000002", "centre-00000003"], "the first is acknowledged");
    carry(&centre, &police);
    assert_eq!(police.collect().unwrap().taken, [2, 3]);
}

#[test]
fn a_damaged_batch_counts_as_missing() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    fs::write(police.folders.incoming().join("centre-00000001/0001.json"), b"{}").unwrap();
    assert_eq!(police.collect().unwrap().quarantined, 0, "it may still be being copied");
    room.minutes_pass(10);
    let collected = police.collect().unwrap();
    assert_eq!((collected.quarantined, collected.missing), (1, vec![Missing { from: 1, to: 1 }]));
}

#[test]
fn a_half_copied_batch_is_taken_once_it_is_completed() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    let file = police.folders.incoming().join("centre-00000001/0001.json");
    let size = fs::metadata(&file).unwrap().len();
    fs::write(&file, vec![0; usize::try_from(size).unwrap()]).unwrap();
    police.collect().unwrap();
    let station = police.station().unwrap();
    assert_eq!(station.incomplete.len(), 1);
    room.minutes_pass(9);
    carry(&centre, &police);
    assert_eq!(police.collect().unwrap().taken, [1]);
}

#[test]
fn a_batch_without_some_files_lies_until_they_come() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    fs::remove_file(police.folders.incoming().join("centre-00000001/0001.json")).unwrap();
    police.collect().unwrap();
    room.minutes_pass(60 * 24);
    let collected = police.collect().unwrap();
    assert_eq!((collected.quarantined, collected.missing), (0, vec![Missing { from: 1, to: 1 }]));
    assert_eq!(police.station().unwrap().incomplete[0].absent, 1);
    carry(&centre, &police);
    assert_eq!(police.collect().unwrap().taken, [1]);
}

#[test]
fn a_batch_that_is_sent_again_is_the_same_byte_for_byte() {
    let room = Room::new();
    let (centre, _) = room.sides();
    batches(&centre, 1);
    let folder = centre.folders.outgoing().join("centre-00000001");
    let files =
        || names(&folder).into_iter().map(|n| (n.clone(), fs::read(folder.join(n)).unwrap()));
    let before: Vec<_> = files().collect();
    fs::write(folder.join("0001.json"), b"spoilt").unwrap();
    room.minutes_pass(60);
    centre.resend(1).unwrap();
    assert_eq!(files().collect::<Vec<_>>(), before);
    assert!(matches!(centre.resend(2), Err(FileError::NotKept { number: 2 })));
}

#[test]
fn a_message_is_kept_once_before_and_after_its_batch_is_closed_and_acknowledged() {
    let room = Room::new();
    let (centre, police) = room.sides();
    let again = || centre.post(&letter("m1")).unwrap();
    again();
    again();
    assert_eq!(centre.station().unwrap().waiting, 1);
    centre.close_batch().unwrap();
    again();
    assert_eq!(names(&centre.folders.waiting()), [""; 0], "nothing is written");
    carry(&centre, &police);
    police.collect().unwrap();
    carry(&police, &centre);
    centre.collect().unwrap();
    again();
    let reopened = room.sides().0;
    reopened.post(&letter("m1")).unwrap();
    assert_eq!((reopened.station().unwrap().waiting, reopened.close_batch().unwrap()), (0, None));
}

#[test]
fn a_lost_acknowledgement_is_said_again_when_the_batch_comes_again() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    police.collect().unwrap();
    fs::remove_dir_all(police.folders.outgoing().join("police-ack-00000001")).unwrap();
    police.collect().unwrap();
    assert_eq!(names(&police.folders.outgoing()), [""; 0]);
    carry(&centre, &police);
    assert_eq!(police.collect().unwrap().repeats, 1);
    assert_eq!(names(&police.folders.outgoing()), ["police-ack-00000001"]);
}

#[test]
fn an_operator_sees_what_waits_and_since_when() {
    let room = Room::new();
    let (centre, police) = room.sides();
    let posted = room.now();
    centre.post(&letter("m1")).unwrap();
    room.minutes_pass(5);
    let station = centre.station().unwrap();
    assert_eq!((station.waiting, station.waiting_since), (1, Some(posted)));
    centre.close_batch().unwrap();
    let unacknowledged = centre.station().unwrap().unacknowledged;
    assert_eq!((unacknowledged[0].number, unacknowledged[0].since), (1, room.now()));
    fs::create_dir(police.folders.incoming().join("out")).unwrap();
    police.collect().unwrap();
    assert_eq!(police.station().unwrap().ignored, ["out"]);
}

#[test]
fn a_batch_holds_no_more_than_was_agreed() {
    let room = Room::new();
    let (centre, _) = room.sides();
    (1..=4).for_each(|number| centre.post(&letter(&format!("m{number}"))).unwrap());
    let long = "字".repeat(600);
    let large = |id: &str| super::super::Letter { body: long.clone().into(), ..letter(id) };
    centre.post(&large("m5")).unwrap();
    centre.post(&large("m6")).unwrap();
    while centre.close_batch().unwrap().is_some() {}
    let batches = centre.station().unwrap().unacknowledged;
    assert_eq!(batches.iter().map(|batch| batch.messages).collect::<Vec<_>>(), [3, 2, 1]);
    let mut larger = large("m7");
    larger.body = "字".repeat(700).into();
    assert!(matches!(centre.post(&larger), Err(FileError::TooLarge { .. })));
}

/// A carrier copied it under another user: it can be read, but not be taken away.
#[test]
fn a_folder_of_somebody_else_stops_no_other() {
    let (room, disk) = (Room::new(), Frail::after(usize::MAX));
    let sides = ["centre", "police"];
    let [centre, police] =
        [sides, ["police", "centre"]].map(|[us, peer]| room.side(us, peer, &disk));
    batches(&centre, 2);
    carry(&centre, &police);
    let first = names(&police.folders.incoming()).remove(0);
    *disk.foreign.lock().unwrap() = Some(police.folders.incoming().join(&first));
    assert_eq!(police.collect().unwrap().taken, [1, 2]);
    assert_eq!(police.station().unwrap().locked, [first]);
    let mut reader = Reader::default();
    reader.read(&police).unwrap();
    assert_eq!(reader.ids, ["m1", "m2"]);
    let acknowledged = names(&police.folders.outgoing());
    police.collect().unwrap();
    assert_eq!(names(&police.folders.outgoing()), acknowledged, "nothing new is acknowledged");
    *disk.foreign.lock().unwrap() = None;
    police.collect().unwrap();
    assert_eq!(
        (police.station().unwrap().locked, names(&police.folders.incoming())),
        (vec![], vec![])
    );
}

#[test]
fn a_cursor_of_another_exchange_is_refused() {
    let room = Room::new();
    let (_, police) = room.sides();
    for cursor in ["1:0", "x", "", "1"] {
        assert!(matches!(police.letters(Some(cursor)), Err(FileError::Cursor)), "{cursor}");
    }
    assert_eq!(police.letters(None).unwrap().cursor, None);
}

#[test]
fn what_was_taken_is_not_read_once_it_was_altered() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 2);
    carry(&centre, &police);
    police.collect().unwrap();
    let first = police.letters(None).unwrap();
    fs::write(police.folders.done().join("centre-00000002/0001.json"), b"{}").unwrap();
    let damaged = police.letters(first.cursor.as_deref());
    assert!(matches!(damaged, Err(FileError::Damaged { number: 2, folder: "done" })));
}

#[test]
fn what_was_read_may_be_taken_out_of_done() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 2);
    carry(&centre, &police);
    police.collect().unwrap();
    let first = police.letters(None).unwrap();
    fs::remove_dir_all(police.folders.done().join("centre-00000001")).unwrap();
    let second = police.letters(first.cursor.as_deref()).unwrap();
    assert_eq!((second.letters[0].id.as_str(), second.more), ("m2", false));
}

#[test]
fn a_key_is_changed_over_without_a_stop() {
    let room = Room::new();
    let seal = |key: &[u8], older: &[&[u8]]| {
        let older = older.iter().map(|key| key.to_vec()).collect();
        std::sync::Arc::new(HmacSeal::new(key.to_vec(), older))
    };
    let side = |us, peer, seal| {
        let settings = Settings { seal, bounds: Bounds::default(), ..room.settings(us, peer) };
        Exchange::on(settings, Box::new(Frail::after(usize::MAX))).unwrap()
    };
    batches(&side("centre", "police", seal(b"old", &[])), 1);
    let centre = side("centre", "police", seal(b"new", &[b"old"]));
    centre.post(&letter("m2")).unwrap();
    centre.close_batch().unwrap();
    let police = side("police", "centre", seal(b"old", &[b"new"]));
    carry(&centre, &police);
    assert_eq!(police.collect().unwrap().taken, [1, 2]);
    carry(&police, &centre);
    centre.collect().unwrap();
    assert_eq!(centre.station().unwrap().unacknowledged, []);
}
