//! Routing: which unit should lead a case, suggested by rules that are data, with the rule and the reason.
//!
//! A suggestion is never more than that: a clerk dispatches. Three things come before any rule, because a mistake in them
//! cannot be taken back. Whoever is complained about, with all below, is taken out first. A unit that does not hold the
//! power over the matter is replaced by the one above it that does. And where no rule speaks, a person decides.

mod check;
mod condition;
mod cover;
mod reason;
mod route;
mod rule;
mod target;

pub use check::check;
pub use condition::Matched;
pub use reason::NeedsPerson;
pub use route::{Facts, Routing, SUGGESTIONS_MAX, Suggestion, route};
pub use rule::{Condition, Rule, RuleBook, Target};
pub use target::{Footing, Power, power_over};
