//! Supervision orders 督办单 and recommendations 建议书 as documents: one unit, one or more of its cases, a level, and a date for
//! the answer. One person drafts it and another signs it; only then does the unit know of it, and only then do the cases of an
//! order stand under it. A recommendation is about cases and binds none. What happens to a case is an event of that case
//! ([`crate::decide`]: `supervise` and `discharge`, which are done for a document only); here is what happens to the document.
//! Who must not know of one of its cases must not know of it either: that the store sees to.

mod answered;
mod kind;
mod rules;
mod standing;
mod step;

pub use answered::Answered;
pub use kind::OrderKind;
pub use rules::{OrderLevel, OrderRules, check};
pub use standing::Standing;
pub use step::{NotTaken, OrderFacts, OrderStep};
