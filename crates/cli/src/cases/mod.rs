//! Cases on the command line: found for the person in whose name somebody works, filled in, and put into words.

mod fill;
mod open;
mod story;
mod typed;

pub(crate) use fill::{Filling, filing, performing};
pub(crate) use open::{Desk, id_of, not_found, refused};
pub(crate) use story::{standing, timeline};
pub(crate) use typed::{Typed, typed_as};
