//! Events for the systems of others: who subscribes to what, what waits to be delivered to them, and each try.
//!
//! An event that somebody subscribes to leaves a letter in the transaction that writes it ([`domain::announce`]); the letter
//! becomes a delivery for each subscription in the transaction that has done with it. So nothing is lost and nothing doubled
//! before it is sent, and where nobody subscribes nothing is written.

mod deliveries;
mod fan_out;
mod kept;
mod log;
mod secrets;

pub use deliveries::{DeadDelivery, Delivered, DueDelivery, Try};
pub use fan_out::Announced;
pub use kept::{Backlog, Mode, Paused, Subscription, SubscriptionId};
pub use log::LoggedTry;
pub use secrets::SealedSecrets;

pub(crate) use kept::topics;
