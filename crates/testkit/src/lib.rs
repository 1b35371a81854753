//! What the tests of every crate share: seeded randomness ([`Random`]), the shipped definitions ([`Shipped`]), random walks ([`Walker`]) and
//! steps that are random but well filled ([`steps`]); the stories as they were played ([`played`]) and what they and the
//! proofs say to mutants ([`mutants`]); and a synthetic year with planted frauds ([`year`](mod@year)).

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "test support: a damaged fixture must stop the test"
)]

pub mod mutants;
pub mod played;
mod random;
mod respondents;
mod shipped;
pub mod steps;
mod walker;
pub mod year;

pub use random::Random;
pub use shipped::{NAMES, Shipped, calendar, definition, folder, read, scenarios, workflow};
pub use walker::{Look, Walker, actors};
