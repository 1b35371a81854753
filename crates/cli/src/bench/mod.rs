//! Measuring: a server in this process, clients over HTTP, and what the same work costs raw beside it.

pub(crate) mod client;
pub(crate) mod hanging;
pub(crate) mod installed;
pub(crate) mod load;
pub(crate) mod people;
pub(crate) mod reference;
