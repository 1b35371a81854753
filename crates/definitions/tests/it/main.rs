//! The crate from outside: files in, findings out.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; the switch for tests does not reach them"
)]

mod digit;
mod files;
mod fuzz;
mod kinds;
mod rendering;
mod schemas;
mod shapes;
mod shipped;
mod support;
mod syntax;
