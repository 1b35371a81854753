//! The list of destinations, and a destination that it allows. Holding one is the permission to connect there.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use serde::Deserialize;
use url::{Host, Url};

use super::address::{self, AddressError};
use super::always;

/// An entry of the list, as it stands in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// Whether the connection is encrypted. Naming `http` here is what allows plain HTTP.
    #[serde(default)]
    pub scheme: Scheme,
    /// The name of the host or its IP address; names with other letters than ASCII in Punycode.
    pub host: String,
    /// The port; that of the scheme if none is named.
    pub port: Option<u16>,
    /// The networks in which every address of the host must lie.
    pub networks: Vec<IpNet>,
    /// Whether this is for a trial on one machine. Then all networks lie in 127.0.0.0/8; otherwise none does.
    #[serde(default)]
    pub for_trial: bool,
}

/// How a connection is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Encrypted.
    #[default]
    Https,
    /// In the clear, where a network of its own protects it.
    Http,
}

/// The list of destinations.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    entries: Vec<Arc<Entry>>,
    own: Vec<SocketAddr>,
}

/// An address to which connections may be made.
#[derive(Clone, Debug)]
pub struct Destination {
    url: Url,
    entry: Arc<Entry>,
    own: Vec<SocketAddr>,
}

/// Why an entry cannot be taken into the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Its host cannot be read, or not as it is written.
    #[error("the host `{host}`: {source}")]
    Host {
        /// As it was written.
        host: String,
        /// Why.
        source: AddressError,
    },
    /// It names no network.
    #[error("the entry for `{0}` names no network in which its addresses must lie")]
    NoNetwork(String),
    /// A network is all of the internet, which is no list.
    #[error("the network {0} is everything; name the one in which the host stands")]
    Everything(IpNet),
    /// Loopback is for trials, and trials are for loopback.
    #[error(
        "the network {0} may stand in an entry only if both it and `for_trial` speak of 127.0.0.0/8"
    )]
    Trial(IpNet),
}

/// An entry that has been read.
#[derive(Debug)]
struct Entry {
    scheme: Scheme,
    host: Host,
    port: u16,
    networks: Vec<IpNet>,
    for_trial: bool,
}

impl Allowed {
    /// The entry for one address and nothing else, with the networks in which its host must lie.
    ///
    /// # Errors
    ///
    /// Where the address is not written as it is read, or is none of the web.
    pub fn for_address(
        address: &str,
        networks: Vec<IpNet>,
        for_trial: bool,
    ) -> Result<Self, AddressError> {
        let url = address::read(address)?;
        let known = [Scheme::Https, Scheme::Http];
        let scheme = known.into_iter().find(|scheme| scheme.as_str() == url.scheme());
        let scheme = scheme.ok_or(AddressError::NotListed)?;
        let host = url.host_str().ok_or(AddressError::Host)?.to_owned();
        Ok(Self { scheme, host, port: url.port(), networks, for_trial })
    }
}

impl Scheme {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

impl AllowList {
    /// Reads a list. `own` is where this installation itself listens and where its database does: an agency never leads
    /// there, whatever an entry says.
    ///
    /// # Errors
    ///
    /// The first entry that cannot be taken.
    pub fn new(allowed: &[Allowed], own: &[SocketAddr]) -> Result<Self, EntryError> {
        let entries = allowed.iter().map(|entry| Entry::read(entry).map(Arc::new));
        Ok(Self { entries: entries.collect::<Result<_, _>>()?, own: own.to_owned() })
    }

    /// Whether it allows nothing.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The destination that an address names, if an entry allows it.
    ///
    /// # Errors
    ///
    /// Where none does, or the address is not written as it is read.
    pub fn destination(&self, address: &str) -> Result<Destination, AddressError> {
        let url = address::read(address)?;
        let entry = self.entries.iter().find(|entry| entry.is_for(&url));
        let entry = Arc::clone(entry.ok_or(AddressError::NotListed)?);
        let destination = Destination { url, entry, own: self.own.clone() };
        match destination.literal() {
            Some(address) if !destination.allows(address) => Err(AddressError::Network),
            Some(_) | None => Ok(destination),
        }
    }
}

impl Destination {
    /// The address below the destination with these further steps in its path.
    pub fn below(&self, steps: &[&str]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(steps);
        }
        url
    }

    /// The address itself.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Whether what goes there is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.entry.scheme == Scheme::Https
    }

    /// The host, as the certificate must name it.
    pub(super) fn host(&self) -> &Host {
        &self.entry.host
    }

    /// Whether a connection to this address may be made. Asked for every address before any is used.
    pub(super) fn allows(&self, address: IpAddr) -> bool {
        let listed = self.entry.networks.iter().any(|network| network.contains(&address));
        let trial = always::is_loopback(address) == self.entry.for_trial;
        listed && trial && !always::is_denied(address) && !self.is_own(address)
    }

    fn is_own(&self, address: IpAddr) -> bool {
        self.own.iter().any(|own| {
            let everywhere = own.ip().is_unspecified() && always::is_loopback(address);
            own.port() == self.entry.port && (own.ip() == address || everywhere)
        })
    }

    /// The IP address, where the host is written as one: then nothing is looked up.
    fn literal(&self) -> Option<IpAddr> {
        match self.entry.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }
}

impl Entry {
    fn read(allowed: &Allowed) -> Result<Self, EntryError> {
        let Allowed { scheme, host, port, networks, for_trial } = allowed;
        let named = address::host(host)
            .map_err(|source| EntryError::Host { host: host.clone(), source })?;
        if networks.is_empty() {
            return Err(EntryError::NoNetwork(host.clone()));
        }
        if let Some(everything) = networks.iter().find(|network| network.prefix_len() == 0) {
            return Err(EntryError::Everything(*everything));
        }
        let misplaced = |network: &&IpNet| within_loopback(network) != *for_trial;
        if let Some(network) = networks.iter().find(misplaced) {
            return Err(EntryError::Trial(*network));
        }
        let port = port.unwrap_or(scheme.port());
        let networks = networks.clone();
        Ok(Self { scheme: *scheme, host: named, port, networks, for_trial: *for_trial })
    }

    fn is_for(&self, url: &Url) -> bool {
        let host = url.host().map(|host| host.to_owned());
        url.scheme() == self.scheme.as_str()
            && host.as_ref() == Some(&self.host)
            && url.port_or_known_default() == Some(self.port)
    }
}

fn within_loopback(network: &IpNet) -> bool {
    always::LOOPBACK.parse::<IpNet>().is_ok_and(|loopback| loopback.contains(network))
}
