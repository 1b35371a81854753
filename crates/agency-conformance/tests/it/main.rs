//! The trials tried: on a fifth adapter that nobody ships, made by the recipe, and on agencies that break each law.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod broken;
mod fifth;
mod market;
