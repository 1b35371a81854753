//! Laws of the file exchange.

mod carrying;
mod crashes;
mod order;
mod refusals;
mod support;
mod wiring;
