//! Appraisal: a month that was worked out by hand, laws on random histories, what a scheme may not count, and whose time
//! it was.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its data is wrong")]

mod beside;
mod county;
mod frozen;
mod laws;
mod month;
mod refusals;
mod table;
mod times;
