//! Supervision orders 督办单 as documents: one unit, one or more of its cases, a level, and a date for the answer. One person
//! drafts it and another signs it; only then do its cases stand under it, and only then does the unit know of it. (A supervisor
//! can still put a single case under an order without a document.) What happens to a case is an event of that case ([`crate::decide`]: `supervise` and `discharge`); here is what happens to the
//! document. Who must not know of one of its cases must not know of the order either: that the store sees to.

mod rules;
mod standing;

pub use rules::{OrderLevel, OrderRules, check};
pub use standing::{NotTaken, OrderFacts, OrderStep, Standing};
