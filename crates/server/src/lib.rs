//! The network edge: sign-in, JSON API, Open311, streams, health.
//!
//! A handler extracts, makes one call and presents; no rule stands here. Read in this order: what a handler can ask for
//! ([`state`], `extract`, `caller`), how it says no ([`problem`]), then the resources in `api`.

mod address;
mod api;
mod browser;
mod caller;
mod counts;
mod export;
mod extract;
mod files;
mod health;
mod home;
mod icalendar;
mod language;
mod limits;
mod misread;
mod open311;
mod origin;
mod pace;
mod packing;
mod pages;
mod paper;
mod photos;
pub mod problem;
mod refusal;
mod reports;
mod router;
mod seen;
pub mod serve;
pub mod sheet;
mod site;
pub mod state;
mod stream;

pub use address::{ForwardedHeader, Network, NoNetwork, Proxies};
pub use limits::RateLimits;
pub use router::{openapi, public_router, router};
pub use serve::serve;
pub use state::{ServerOptions, State};
