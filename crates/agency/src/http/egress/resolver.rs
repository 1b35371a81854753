//! Looking a host up once for each connection, and giving only addresses that were checked. The client connects to what
//! it is given here and looks nothing up itself, so that a name that changes its mind in between leads nowhere.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::destination::Destination;

/// How a name becomes addresses.
#[async_trait]
pub trait Lookup: Debug + Send + Sync {
    /// All addresses of a host, in the order in which they should be tried.
    ///
    /// # Errors
    ///
    /// Where the name cannot be looked up.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// As the system does it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why no address was given. One that is not allowed spoils the whole answer: it was not meant for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host has an address to which we may not connect")]
pub(in crate::http) struct NotAllowed;

/// Why no address was given: there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to no address")]
pub(in crate::http) struct NameUnknown;

/// Looks up the host of one destination and checks every address.
#[derive(Clone, Debug)]
pub(in crate::http) struct Checked {
    destination: Destination,
    lookup: Arc<dyn Lookup>,
}

impl Checked {
    /// For this destination and no other.
    pub(in crate::http) fn new(destination: Destination, lookup: Arc<dyn Lookup>) -> Self {
        Self { destination, lookup }
    }

    pub(super) async fn addresses(
        &self,
        host: &str,
    ) -> Result<Vec<IpAddr>, Box<dyn std::error::Error + Send + Sync>> {
        if self.destination.host().to_string() != host {
            return Err(NotAllowed.into());
        }
        let found = self.lookup.lookup(host).await.map_err(|_| NameUnknown)?;
        if found.is_empty() {
            return Err(NameUnknown.into());
        }
        let all_allowed = found.iter().all(|address| self.destination.allows(*address));
        if all_allowed { Ok(found) } else { Err(NotAllowed.into()) }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let checked = self.clone();
        Box::pin(async move {
            let found = checked.addresses(name.as_str()).await?;
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
