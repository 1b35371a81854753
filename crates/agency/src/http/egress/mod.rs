//! Where we may connect to: a list in the configuration, checked for the address as it is written and again for every
//! address that its host resolves to, before a connection is made.
//!
//! Outside bodies stand in the same intranet as we do, so that "no private addresses" would shut out the right ones. An
//! entry names scheme, host, port and the networks in which the host must lie.

mod address;
mod always;
mod destination;
mod resolver;
#[cfg(test)]
mod tests;

pub use address::AddressError;
pub use destination::{AllowList, Allowed, Destination, EntryError, Scheme};
pub use ipnet::IpNet;
pub use resolver::{Lookup, SystemLookup};

pub(super) use resolver::{Checked, NameUnknown, NotAllowed};
