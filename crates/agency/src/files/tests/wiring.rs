//! The exchange as a wire, on the real disk.

use std::sync::Arc;

use chrono::DateTime;
use domain::id::UnitId;
use serde_json::json;
use uuid::Uuid;

use super::super::{Exchange, FileWire};
use super::support::{Room, carry};
use crate::{Ability, Outgoing, Purpose, Push, Refused, Retry, Wire};

fn wires(room: &Room) -> [(Arc<Exchange>, FileWire); 2] {
    [("centre", "police"), ("police", "centre")].map(|(us, peer)| {
        let exchange = Arc::new(Exchange::open(room.settings(us, peer)).unwrap());
        (Arc::clone(&exchange), FileWire::new(exchange))
    })
}

#[tokio::test]
async fn a_message_goes_out_with_the_next_batch_and_is_fetched_in_order() {
    let room = Room::new();
    let [(centre, to_police), (police, to_centre)] = wires(&room);
    let ids = [Uuid::from_u128(2), Uuid::from_u128(1)];
    for id in ids {
        let message = Outgoing { id, purpose: Purpose::Referral, body: json!({ "n": 1.5 }) };
        assert_eq!(to_police.send(&message).await, Ok(None));
        assert_eq!(to_police.send(&message).await, Ok(None));
    }
    centre.close_batch().unwrap();
    carry(&centre, &police);
    let fetched = to_centre.fetch(None).await.unwrap();
    assert_eq!(
        fetched.messages.iter().map(|m| &m.id).collect::<Vec<_>>(),
        ids.map(|i| i.to_string()).iter().collect::<Vec<_>>()
    );
    assert_eq!(fetched.messages[0].body, json!({ "n": 1.5 }));
    let after = to_centre.fetch(fetched.cursor.as_deref()).await.unwrap();
    assert_eq!((after.messages, after.cursor, after.more), (vec![], fetched.cursor, false));
    assert_eq!(police.letters(None).unwrap().letters[0].purpose, Some(Purpose::Referral));
}

#[tokio::test]
async fn what_cannot_work_is_permanent_and_files_do_not_push() {
    let room = Room::new();
    let [(_, wire), _] = wires(&room);
    let abilities = [Ability::Submit, Ability::Amend, Ability::Poll, Ability::HandOver];
    assert_eq!(wire.abilities(), abilities.into());
    assert_eq!(wire.fetch(Some("files:9:9")).await.unwrap_err().retry, Retry::Permanent);
    assert!(wire.fetch(Some("1700000000-17")).await.is_ok(), "what another way left is begun anew");
    let body = json!("x".repeat(3000));
    let message = Outgoing { id: Uuid::nil(), purpose: Purpose::Amendment, body };
    assert_eq!(wire.send(&message).await.unwrap_err().retry, Retry::Permanent);
    let unit = UnitId::new("police");
    let push = Push { unit: &unit, now: DateTime::default(), headers: &[], body: b"" };
    assert!(matches!(wire.open(&push), Err(Refused::Unreadable(_))));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_waited_for_and_never_made_anew() {
    let room = Room::new();
    let settings = room.settings("centre", "police");
    let root = settings.root.clone();
    let exchange = Arc::new(Exchange::attached(settings).unwrap());
    let wire = FileWire::new(Arc::clone(&exchange));
    let message = Outgoing { id: Uuid::nil(), purpose: Purpose::Referral, body: json!({}) };
    assert!(wire.send(&message).await.unwrap_err().is_temporary());
    assert!(wire.fetch(None).await.unwrap_err().is_temporary());
    assert!(!root.exists() && !exchange.is_there());
    std::fs::create_dir(&root).unwrap();
    assert!(exchange.is_there() && exchange.is_new());
    assert_eq!(wire.send(&message).await, Ok(None));
    assert!(!exchange.is_new());
}
