//! Trying rules on cases of the past: what is proposed, read from files, and what came of it, told and written.

mod changed;
mod report;
mod tell;

pub(crate) use changed::{Proposed, proposed};
pub(crate) use report::Report;
pub(crate) use tell::{tell, write_cases};
