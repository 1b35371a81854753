//! The contract with outside bodies that have systems of their own: police stations, mediation committees, courts,
//! tribunals.
//!
//! An [`Agency`] takes referrals and tells how they stand. What crosses the border is thin: numbers, codes and times, no
//! names and no words of people; whoever needs more fetches it by the scope of its token, and each fetch is audited.
//! The comments of the trait are its law, and `agency-conformance` holds every adapter to them.

mod adapter;
mod capability;
mod contract;
mod error;
mod fault;
pub mod files;
pub mod http;
pub mod layers;
mod message;
pub mod reading;
mod registry;
pub mod webhook;
mod wire;

pub use adapter::{Adapter, Dialect};
pub use capability::{Ability, Capability, Delivery};
pub use contract::{Agency, Page, Push};
pub use error::{AgencyError, Refused, Retry};
pub use fault::Fault;
pub use message::{
    Amendment, Change, ForeignNumber, Handover, Matter, Receipt, Referral, Report, Said, Standing,
};
pub use registry::{Registered, Registry, RegistryError};
pub use wire::{Fetched, Incoming, Outgoing, Purpose, Wire};
