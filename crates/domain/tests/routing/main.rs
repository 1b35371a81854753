//! The shipped code tables, directory and routing rules, and the laws that routing keeps whatever the data.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its data is wrong")]

mod codes;
mod conflicts;
mod coverage;
mod data;
mod order;
mod power;
mod rule_book;
