//! Suspicions: laws that hold for every history, single indicators on small ones, and how often they are right on a synthetic
//! year; and what a county sets for supervision.

#![expect(clippy::unwrap_used, reason = "a fixture that does not parse must fail the test")]
#![expect(
    clippy::field_reassign_with_default,
    reason = "a history is begun empty and given what the test is about"
)]

mod graph;
mod laws;
mod measured;
mod small;
mod supervision;
