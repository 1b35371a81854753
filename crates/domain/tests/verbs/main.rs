//! What each verb does to a case and when it is refused, played on the shipped workflow `dispute`, which uses all of
//! them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helper functions of tests")]

mod assigning;
mod assisting;
mod codes;
mod concluding;
mod conflict;
mod desk;
mod edits;
mod extending;
mod golden;
mod handler;
mod inputs;
mod leaving;
mod letters;
mod moving;
mod seats;
mod signing;
mod sponsor;
mod supervising;
mod suspending;
mod sweeping;
