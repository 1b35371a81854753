//! Addresses to which no entry of a list leads, because what stands behind them is this machine, its cloud or another
//! address in disguise.

use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;

/// Where this machine reaches itself: for trials on one machine only.
pub(super) const LOOPBACK: &str = "127.0.0.0/8";

/// By [RFC 6890](https://www.rfc-editor.org/rfc/rfc6890) and the registries that follow it, where nothing else is named.
const DENIED: [&str; 20] = [
    "0.0.0.0/8",          // this network
    "169.254.0.0/16", // link-local; 169.254.169.254 tells secrets of virtual machines in most clouds
    "100.100.100.200/32", // the same in Alibaba Cloud
    "192.0.0.0/24",   // protocol assignments; 192.0.0.192 tells secrets in Oracle Cloud
    "192.88.99.0/24", // 6to4 relays
    "224.0.0.0/4",    // multicast
    "240.0.0.0/4",    // reserved, and broadcast
    "::/96",          // unspecified, loopback, and IPv4 in its oldest disguise
    "::ffff:0:0/96",  // mapped IPv4
    "::ffff:0:0:0/96", // translated IPv4 (RFC 2765)
    "64:ff9b::/96",   // NAT64 (RFC 6052)
    "64:ff9b:1::/48", // NAT64, local (RFC 8215)
    "100::/64",       // discard
    "2001::/32",      // Teredo
    "2001:db8::/32",  // documentation
    "2002::/16",      // 6to4
    "fe80::/10",      // link-local
    "fec0::/10",      // site-local
    "fd00:ec2::/32",  // tells secrets of virtual machines in AWS
    "ff00::/8",       // multicast
];

static NETWORKS: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| DENIED.iter().filter_map(|network| network.parse().ok()).collect());

/// Whether no list can allow this address. Loopback is not among them: see [`is_loopback`].
pub(super) fn is_denied(address: IpAddr) -> bool {
    NETWORKS.iter().any(|network| network.contains(&address))
}

/// Whether this machine reaches itself by this address.
pub(super) const fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_of_the_list_is_read() {
        assert_eq!(NETWORKS.len(), DENIED.len());
    }
}
