//! The endless stream of a byzantine body.

use std::collections::BTreeSet;

use agency::Refused;
use agency::webhook::HEADER_ID;
use agency_simulator::{Script, Stream};

use crate::support::{Room, THEIRS, opened, signing};

fn stream(room: &Room, seed: u64) -> Stream {
    let numbers = vec!["SJ1281-2026-00000001".to_owned()];
    Stream::new(Script::shipped("court").unwrap(), signing(THEIRS), seed, numbers, room.clock())
}

#[test]
fn the_same_seed_streams_the_same() {
    let room = Room::new();
    let first: Vec<_> = stream(&room, 7).take(500).collect();
    assert_eq!(first, stream(&room, 7).take(500).collect::<Vec<_>>());
    assert_ne!(first, stream(&room, 8).take(500).collect::<Vec<_>>());
}

#[test]
fn it_brings_everything_that_a_body_can_do_wrong() {
    let room = Room::new();
    let (mut own, mut ours, mut ids, mut why) = (0, 0, BTreeSet::new(), BTreeSet::new());
    for pushed in stream(&room, 1).take(5000) {
        let id = pushed.headers.iter().find(|(name, _)| name == HEADER_ID);
        ids.insert(id.unwrap().1.clone());
        match opened(&pushed, room.now()) {
            Ok((_, body)) => {
                own += 1;
                ours += usize::from(body["lsbh"] == "SJ1281-2026-00000001");
            }
            Err(Refused::Signature) => _ = why.insert("signature"),
            Err(Refused::Time) => _ = why.insert("time"),
            Err(Refused::Header(_)) => _ = why.insert("header"),
            Err(Refused::Unreadable(_)) => _ = why.insert("unreadable"),
        }
    }
    assert_eq!(why, ["header", "signature", "time", "unreadable"].into());
    assert!((2000..4500).contains(&own), "{own} are its own words");
    assert!(ours > 500, "{ours} are on a case of ours");
    assert!((4000..4800).contains(&ids.len()), "{} are no repeats", ids.len());
}
