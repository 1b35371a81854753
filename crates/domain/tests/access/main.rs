//! The access rule, and what goes beyond one case. Each file states laws; `formulation` states the rule a second time.
#![expect(clippy::unwrap_used, reason = "helper functions of tests")]

mod delivery;
mod formulation;
mod lost_lead;
mod many;
mod recusal;
mod rule;
mod situations;
mod walks;
mod world;
