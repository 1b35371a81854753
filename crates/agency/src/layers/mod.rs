//! What surrounds every agency, one thing a file. A layer sees how a call ends, never what it says.
//!
//! From outside in: [`Trace`], [`Cap`], [`Breaker`], [`Timeout`], and in trials [`Chaos`]. So what is refused here is traced,
//! a call beyond the cap says nothing about the agency to the breaker, and one that is cut off for its time does.
//! Another try after hours is nothing that a call waits for: the worker asks [`next_try`] and lets go.

mod breaker;
mod cap;
mod chaos;
mod layered;
mod schedule;
#[cfg(test)]
mod tests;
mod timeout;
mod trace;

pub use breaker::{Breaker, Ticker};
pub use cap::Cap;
pub use chaos::{Chaos, Odds};
pub use layered::{Layer, Layered, Method};
pub use schedule::{TRIES_MAX, next_try};
pub use timeout::Timeout;
pub use trace::Trace;
