//! Supervision orders 督办单 and recommendations 建议书: drafted by one, signed by another, answered by the head of the unit, struck
//! off by whoever supervises. The signature of an order puts each case under it by the transition of its own procedure, under the
//! name of whoever signed; what was not done when a node stopped, a worker does. Who must not know of one of the cases finds no
//! order.

mod adopt;
mod carry;
mod draft;
mod read;
mod step;

pub use carry::VOID;
pub use draft::{NewOrder, NotDrafted, Unfit};
pub use read::{ReadOrder, ReadStep};
pub use step::{NotDone, Taking};
pub use store::orders::{KeptOrder, OrderCase, OrderCursor, OrderFilter, OrderPage};

use domain::actor::Staff;
use domain::clock::Length;
use domain::id::PersonId;
use domain::text::cleaned;
use store::StoreError;
use store::orders::VisibleOrders;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;
use crate::vault::{seal, unseal};

/// The stream of the audit.
const STREAM: &str = "orders";

/// The longest text of an order, an answer or a reason, in characters.
pub const ORDER_CHARACTERS_MAX: usize = 1500;

/// The most cases of one order.
pub const ORDER_CASES_MAX: usize = 100;

/// How many orders a list shows.
pub const ORDERS_A_PAGE: u32 = 200;

impl Engine {
    /// Who reads orders, and which exist for them.
    async fn order_reader(
        &self,
        person: &PersonId,
    ) -> Result<Option<(Staff, VisibleOrders)>, Error> {
        let snapshot = self.refresh_directory().await?;
        let staff = snapshot.directory.staff(person);
        Ok(staff.map(|staff| {
            let visible = VisibleOrders::of(&staff, &snapshot.directory);
            (staff, visible)
        }))
    }

    fn sealed_words(&self, id: Uuid, place: i64, words: &str) -> Result<Vec<u8>, Error> {
        let key = self.keys.draw(Purpose::Orders, &[]);
        seal(&key, &bound(id, place), words.as_bytes())
    }

    fn opened_words(&self, id: Uuid, place: i64, sealed: &[u8]) -> Result<String, Error> {
        let key = self.keys.draw(Purpose::Orders, &[]);
        let plain = unseal(&key, &bound(id, place), sealed)?;
        String::from_utf8(plain).map_err(|_| Error::Unsealable)
    }
}

/// How long the unit has.
fn length_of(order: &KeptOrder) -> Result<Length, Error> {
    let damaged = |_| StoreError::damaged("the length of an order", &order.number, None);
    Ok(order.length.parse().map_err(damaged)?)
}

/// What words are sealed to: their place in their order.
fn bound(id: Uuid, place: i64) -> Vec<u8> {
    [b"order".as_slice(), id.as_bytes(), &place.to_be_bytes()].concat()
}

/// Words that say something, as far as they can be seen, if they are not too many.
fn said(words: &str) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    let characters = words.chars().count();
    (1..=ORDER_CHARACTERS_MAX).contains(&characters).then_some(words)
}
