//! The file exchange: a wire between two networks that do not touch. Batches of messages are folders that somebody
//! carries across, or a one-way device copies.
//!
//! An [`Exchange`] is one side of one such connection, and [`FileWire`] its face as a [`Wire`](crate::Wire). What a batch
//! is stands in `manifest`, what makes one believed in `examine`, what follows from it in `inbox`. Nothing that the other
//! side wrote becomes a path here, a batch is taken whole or not at all, and what was taken is a copy of our own.
//! `docs/operating/file-exchange.md` tells it to whoever carries the disk.

mod acknowledge;
mod contents;
mod disk;
mod error;
mod examine;
mod exchange;
mod folders;
mod inbox;
mod manifest;
mod outbox;
mod quarantine;
mod reading;
mod reason;
mod seal;
mod settings;
mod station;
#[cfg(test)]
mod tests;
mod wire;

pub use error::FileError;
pub use exchange::Exchange;
pub use inbox::Collected;
pub use manifest::Missing;
pub use quarantine::Quarantined;
pub use reading::{Letter, Letters};
pub use reason::Reason;
pub use seal::{Checksum, HmacSeal, Seal};
pub use settings::{Bounds, Now, Party, Settings};
pub use station::{Incomplete, Station, Unacknowledged};
pub(crate) use wire::CURSOR_MARK;
pub use wire::FileWire;
