//! Every reason for which a batch is refused, and the oddities for which none is.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::{Exchange, HmacSeal, Reason, Settings};
use super::support::{Frail, Room, batches, carry, copy, forge, letter, names};

/// What becomes of a first batch of three messages that was changed on the way: the reason, if it was refused.
fn changed(change: impl FnOnce(&Path)) -> Option<Reason> {
    let room = Room::new();
    let (centre, police) = room.sides();
    (1..=3).for_each(|number| centre.post(&letter(&format!("m{number}"))).unwrap());
    centre.close_batch().unwrap();
    carry(&centre, &police);
    change(&police.folders.incoming().join("centre-00000001"));
    settled(&room, &police)
}

fn settled(room: &Room, side: &Exchange) -> Option<Reason> {
    side.collect().unwrap();
    room.minutes_pass(10);
    side.collect().unwrap();
    let quarantined = side.station().unwrap().quarantined;
    assert!(quarantined.len() <= 1);
    quarantined.first().map(|refused| refused.reason)
}

fn forged(change: impl FnOnce(&mut serde_json::Value)) -> Option<Reason> {
    changed(|folder| forge(folder, "manifest", change))
}

#[test]
fn a_manifest_that_says_what_is_not_allowed_is_refused() {
    assert_eq!(forged(|_| ()), None);
    assert_eq!(forged(|manifest| manifest["format"] = json!(2)), Some(Reason::Format));
    assert_eq!(forged(|manifest| manifest["more"] = json!(2)), Some(Reason::Unreadable));
    assert_eq!(forged(|manifest| manifest["receiver"] = json!("court")), Some(Reason::Parties));
    assert_eq!(forged(|manifest| manifest["sender"] = json!("police")), Some(Reason::Parties));
    assert_eq!(forged(|manifest| manifest["number"] = json!(2)), Some(Reason::Parties));
    assert_eq!(forged(|manifest| manifest["previous"] = json!("00")), Some(Reason::Order));
    let larger = forged(|manifest| manifest["files"][0]["size"] = json!(5000));
    assert_eq!(larger, Some(Reason::TooLarge));
    let more = |manifest: &mut serde_json::Value| {
        let file = manifest["files"][0].clone();
        manifest["files"].as_array_mut().unwrap().push(file);
    };
    assert_eq!(forged(more), Some(Reason::TooLarge));
}

#[test]
fn a_name_or_id_that_is_not_allowed_is_refused() {
    let long = format!("{}.json", "a".repeat(96));
    for name in ["../x.json", "/x.json", "A.json", "x", ".json", "manifest.json", "x.json ", &long]
    {
        let named = forged(|manifest| manifest["files"][1]["name"] = json!(name));
        assert_eq!(named, Some(Reason::Names), "{name}");
    }
    for id in ["", "a\nb", "m1"] {
        let identified = forged(|manifest| manifest["files"][1]["id"] = json!(id));
        assert_eq!(identified, Some(Reason::Names), "{id}");
    }
}

#[test]
fn a_damaged_folder_is_refused() {
    let write = |name: &'static str, text: &'static str| {
        changed(move |folder| fs::write(folder.join(name), text).unwrap())
    };
    assert_eq!(write("0002.json", "{}"), Some(Reason::DamagedFile { position: 2 }));
    assert_eq!(write("manifest.json", ""), Some(Reason::Seal));
    assert_eq!(write("manifest.seal", ""), Some(Reason::Seal));
    assert_eq!(write("0004.json", "{}"), Some(Reason::UnknownFile));
    let many = |folder: &Path| {
        (4..120).for_each(|number| fs::write(folder.join(format!("{number}.json")), "").unwrap());
    };
    assert_eq!(changed(many), Some(Reason::TooLarge));
    let inner = changed(|folder| fs::create_dir(folder.join("inner")).unwrap());
    assert_eq!(inner, Some(Reason::UnknownFile));
    let file = changed(|folder| {
        fs::remove_dir_all(folder).unwrap();
        fs::write(folder, "").unwrap();
    });
    assert_eq!(file, Some(Reason::NotAFolder));
}

#[cfg(unix)]
#[test]
fn a_link_is_never_followed() {
    use std::os::unix::fs::symlink;
    let beside = |folder: &Path| folder.with_file_name("elsewhere");
    let inside = changed(|folder| {
        fs::rename(folder.join("0001.json"), beside(folder)).unwrap();
        symlink(beside(folder), folder.join("0001.json")).unwrap();
    });
    assert_eq!(inside, Some(Reason::UnknownFile));
    let itself = changed(|folder| {
        fs::rename(folder, beside(folder)).unwrap();
        symlink(beside(folder), folder).unwrap();
    });
    assert_eq!(itself, Some(Reason::NotAFolder));
    let reason = changed(|folder| {
        fs::write(folder.join("0001.json"), "").unwrap();
        symlink(beside(folder), folder.join("reason.txt")).unwrap();
    });
    assert_eq!(reason, Some(Reason::UnknownFile));
}

#[test]
fn what_file_managers_and_old_file_systems_do_is_no_harm() {
    let left = |folder: &Path| {
        [".DS_Store", "Thumbs.db", "desktop.ini", "._0001.json", "~$0001.json", "0001.json.tmp"]
            .iter()
            .for_each(|name| fs::write(folder.join(name), "x").unwrap());
    };
    assert_eq!(changed(left), None);
    let shouted = |folder: &Path| {
        names(folder).iter().for_each(|name| {
            fs::rename(folder.join(name), folder.join(name.to_uppercase())).unwrap();
        });
        fs::rename(folder, folder.with_file_name("CENTRE-00000001")).unwrap();
    };
    assert_eq!(changed(shouted), None);
    let line = |folder: &Path| {
        let seal = fs::read_to_string(folder.join("manifest.seal")).unwrap();
        fs::write(folder.join("manifest.seal"), format!("{seal}\r\n")).unwrap();
    };
    assert_eq!(changed(line), None);
    let twice = |folder: &Path| {
        fs::copy(folder.join("0001.json"), folder.join("0001.JSON")).unwrap();
    };
    assert_eq!(changed(twice), Some(Reason::Names));
}

#[test]
fn a_name_of_the_other_side_never_becomes_one_of_ours() {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    let folder = police.folders.incoming().join("centre-00000001");
    fs::rename(folder.join("0001.json"), folder.join("aux.json")).unwrap();
    forge(&folder, "manifest", |manifest| manifest["files"][0]["name"] = json!("aux.json"));
    assert_eq!(police.collect().unwrap().taken, [1]);
    let done = names(&police.folders.done().join("centre-00000001"));
    assert_eq!(done, ["0001.json", "manifest.json", "manifest.seal"]);
    assert_eq!(police.letters(None).unwrap().letters[0].id, "m1");
}

#[test]
fn a_message_that_is_no_json_does_not_stop_the_others() {
    use super::super::seal::sha256;
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    let folder = police.folders.incoming().join("centre-00000001");
    fs::write(folder.join("0001.json"), "no").unwrap();
    forge(&folder, "manifest", |manifest| {
        manifest["files"][0]["size"] = json!(2);
        manifest["files"][0]["sha256"] = json!(sha256(b"no"));
    });
    police.collect().unwrap();
    let read = police.letters(None).unwrap();
    assert_eq!((read.letters[0].id.as_str(), &read.letters[0].body), ("m1", &json!(null)));
}

/// A centre whose first batch the police have taken, and that batch where it can be put again.
fn taken() -> (Room, Exchange, Exchange, PathBuf) {
    let room = Room::new();
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    police.collect().unwrap();
    let again = police.folders.incoming().join("centre-00000001");
    copy(&centre.folders.outgoing().join("centre-00000001"), &again);
    (room, centre, police, again)
}

#[test]
fn a_second_batch_of_the_same_number_is_a_repeat_or_refused() {
    let (room, _, police, again) = taken();
    assert_eq!((settled(&room, &police), again.exists()), (None, false));
    let (room, _, police, again) = taken();
    forge(&again, "manifest", |manifest| manifest["created"] = json!("2026-01-01T00:00:00Z"));
    assert_eq!(settled(&room, &police), Some(Reason::Conflict));
    let (room, _, police, again) = taken();
    fs::remove_file(again.join("manifest.json")).unwrap();
    assert_eq!(settled(&room, &police), Some(Reason::TornRepeat));
}

#[test]
fn an_acknowledgement_that_does_not_fit_is_refused_and_releases_nothing() {
    let forged = |change: fn(&mut serde_json::Value)| {
        let (room, centre, police, _) = taken();
        carry(&police, &centre);
        let folder = centre.folders.incoming().join("police-ack-00000001");
        forge(&folder, "acknowledgement", change);
        let refused = settled(&room, &centre);
        (refused, centre.station().unwrap().unacknowledged.len())
    };
    assert_eq!(forged(|_| ()), (None, 0));
    let unfit = (Some(Reason::Acknowledgement), 1);
    assert_eq!(forged(|read| read["through"] = json!(2)), unfit);
    assert_eq!(forged(|read| read["through"] = json!(0)), unfit);
    assert_eq!(forged(|read| read["manifest"] = json!("00")), unfit);
    assert_eq!(forged(|read| read["receiver"] = json!("court")), (Some(Reason::Parties), 1));
}

#[test]
fn without_the_key_nothing_is_believed() {
    let room = Room::new();
    let (centre, _) = room.sides();
    batches(&centre, 1);
    let seal = std::sync::Arc::new(HmacSeal::new(b"key".to_vec(), Vec::new()));
    let settings = Settings { seal, ..room.settings("police", "centre") };
    let police = Exchange::on(settings, Box::new(Frail::after(usize::MAX))).unwrap();
    carry(&centre, &police);
    assert_eq!(settled(&room, &police), Some(Reason::Seal));
}
