//! The wire by HTTP: signed calls to a body, and what it pushes to us.

mod answer;
mod client;
mod clock;
pub mod egress;
mod post;
#[cfg(test)]
mod tests;
mod wire;

pub use answer::{ANSWER_BYTES_MAX, RETRY_AFTER_MAX};
pub use client::{CONNECT_TIMEOUT, ClientError, TIMEOUT, Trust};
pub use clock::Clock;
pub use post::{HttpPost, Posted, Verdict};
pub use wire::{HttpSettings, HttpWire};
