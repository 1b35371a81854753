//! The behaviour that every adapter must show: the comments of [`agency::Agency`] as trials.
//!
//! [`prove`] holds every trial that fits what an agency claims. A trial asks a [`Bench`] for a new [`Pair`] of an agency and
//! the other side, which the simulator plays by HTTP ([`Http`]) or by files ([`Files`]). [`prove_dialect`] holds a dialect
//! against its fixtures and its table, [`prove_courses`] its script against the procedures. No trial waits for real.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "test support: a damaged fixture must stop the test"
)]

mod courses;
mod dialect;
mod files;
mod hearing;
mod http;
mod room;
mod side;
mod trial;
mod trials;

pub use courses::{Walk, prove_courses};
pub use dialect::prove_dialect;
pub use files::Files;
pub use http::Http;
pub use side::{Bench, OtherSide, Pair, Played, UNKNOWN};
pub use trial::{Trial, Verdict, prove};
pub use trials::TRIALS;
