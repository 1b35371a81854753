//! A story for each workflow, told over HTTP from the complaint to the archive, on both databases. Run with `--nocapture`
//! to read their protocols: the timeline, the ledger of time, and the verification.

mod act;
mod dispute;
mod ending;
mod petition;
mod police;
mod protocol;
mod review;
mod service;
mod stage;

pub(crate) use act::{DIRECTOR, looked_at};
pub(crate) use stage::Story;
