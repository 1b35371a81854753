//! Where a request comes from: who is connected, or, where that is a proxy of the house, whom the proxy names.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use serde::Deserialize;

use crate::problem::Problem;
use crate::state::State;

/// The proxies of the house. Only what they say of an address is believed.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Where they are.
    pub trusted: Vec<Network>,
    /// In which header they name whom they speak for.
    pub header: ForwardedHeader,
}

/// The header in which a proxy names whom it speaks for. It is one and not the other: a proxy writes one of them, and
/// lets the other pass as whoever asks has made it up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, as most write it.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// An address, or a network such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

/// Some text is no address and no network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoNetwork(String);

impl std::fmt::Display for NoNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no address and no network such as `10.0.0.0/8`", self.0)
    }
}

impl std::error::Error for NoNetwork {}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let alone = text.parse::<IpAddr>().map(IpNet::from);
        alone.or_else(|_| text.parse()).map(Self).map_err(|_| NoNetwork(text.to_owned()))
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;

    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

impl Proxies {
    /// Whom a request comes from that `peer` has sent. Every proxy appends who was connected to it, so that the list is
    /// read from its end, and the first whom the house does not know is who asks; what stands before, they may have made
    /// up. An entry that is no address ends the reading at the hop that wrote it.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut origin = peer.to_canonical();
        for hop in self.header.hops(headers).rev() {
            if !self.trusts(origin) {
                break;
            }
            let Some(hop) = hop else { break };
            origin = hop.to_canonical();
        }
        origin
    }

    /// Whether a request was passed on by somebody who may have come from anywhere: it bears marks of a proxy, and none that
    /// the house takes the word of says for whom.
    fn is_of_a_stranger(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let told = self.trusts(peer.to_canonical()) && headers.contains_key(self.header.name());
        !told && MARKS.iter().any(|mark| headers.contains_key(*mark))
    }

    /// Whether an address, written as IPv4 where it is one, is a proxy of the house.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.0.contains(&address))
    }
}

impl ForwardedHeader {
    const fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => header::FORWARDED,
        }
    }

    /// Those for whom was spoken, the first first; none for what is no address.
    fn hops(self, headers: &HeaderMap) -> impl DoubleEndedIterator<Item = Option<IpAddr>> {
        let lines = headers.get_all(self.name()).iter();
        let entries = lines.flat_map(|line| line.to_str().unwrap_or("?").split(','));
        let read = move |entry: &str| match self {
            Self::XForwardedFor => address(entry),
            Self::Forwarded => address(spoken_for(entry)?),
        };
        entries.map(read).collect::<Vec<_>>().into_iter()
    }
}

/// The value of `for` in an entry of `Forwarded`.
fn spoken_for(entry: &str) -> Option<&str> {
    let pairs = entry.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut named = pairs.filter(|(name, _)| name.eq_ignore_ascii_case("for"));
    named.next().map(|(_, value)| value.trim_matches('"'))
}

/// An address with or without a port, and with brackets if it is one of IPv6 and has one.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    text.parse().ok().or_else(bare).or_else(with_port)
}

/// What proxies write into a request that they pass on.
const MARKS: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) IpAddr);

impl FromRequestParts<State> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        Ok(Self(state.proxies.origin(peer(parts), &parts.headers)))
    }
}

/// Who is connected.
fn peer(parts: &Parts) -> IpAddr {
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    connected.map_or(IpAddr::from([0, 0, 0, 0]), |connected| connected.0.ip())
}

/// Proof that a request comes from this machine itself, and not through a proxy on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfThisMachine;

impl FromRequestParts<State> for OfThisMachine {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let (peer, headers) = (peer(parts), &parts.headers);
        let local = state.proxies.origin(peer, headers).is_loopback()
            && !state.proxies.is_of_a_stranger(peer, headers);
        if local { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(header: ForwardedHeader, peer: &str, lines: &[(&'static str, &str)]) -> String {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let proxies = Proxies { trusted: trusted.into(), header };
        proxies.origin(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_proxy_of_the_house_is_believed_up_to_the_first_stranger() {
        let by = |peer: &str, value: &str| {
            origin(ForwardedHeader::XForwardedFor, peer, &[("x-forwarded-for", value)])
        };
        assert_eq!(by("127.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(by("::ffff:127.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(by("127.0.0.1", "1.2.3.4, 203.0.113.7, 10.1.2.3"), "203.0.113.7");
        assert_eq!(by("127.0.0.1", "10.9.9.9, 10.1.2.3"), "10.9.9.9");
        assert_eq!(by("fd00::1", "[2001:db8::5]:4711"), "2001:db8::5");
        assert_eq!(by("127.0.0.1", "1.2.3.4, unknown, 10.1.2.3"), "10.1.2.3");
        assert_eq!(by("127.0.0.1", ""), "127.0.0.1");
    }

    #[test]
    fn a_stranger_is_believed_nothing() {
        let forged = [("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=127.0.0.1")];
        for header in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
            assert_eq!(origin(header, "203.0.113.7", &forged), "203.0.113.7");
        }
    }

    #[test]
    fn the_header_that_the_proxy_does_not_write_counts_for_nothing() {
        let lines = [("x-forwarded-for", "1.2.3.4"), ("forwarded", "for=203.0.113.7;proto=https")];
        assert_eq!(origin(ForwardedHeader::XForwardedFor, "127.0.0.1", &lines), "1.2.3.4");
        assert_eq!(origin(ForwardedHeader::Forwarded, "127.0.0.1", &lines), "203.0.113.7");
    }

    #[test]
    fn lines_follow_each_other_and_values_may_be_quoted() {
        let lines = [
            ("forwarded", "for=1.2.3.4, by=x;For=\"[2001:db8::5]:4711\""),
            ("forwarded", "for=10.0.0.2"),
        ];
        assert_eq!(origin(ForwardedHeader::Forwarded, "127.0.0.1", &lines), "2001:db8::5");
    }

    #[test]
    fn what_a_proxy_passes_on_is_of_this_machine_only_if_one_of_the_house_says_so() {
        let stranger = |trusted: &[&str], name: &'static str| {
            let trusted = trusted.iter().map(|net| net.parse().unwrap()).collect();
            let headers = [(HeaderName::from_static(name), "127.0.0.1".parse().unwrap())];
            let proxies = Proxies { trusted, ..Proxies::default() };
            proxies.is_of_a_stranger([127, 0, 0, 1].into(), &HeaderMap::from_iter(headers))
        };
        assert!(MARKS.iter().all(|mark| stranger(&[], mark)));
        assert!(!stranger(&["127.0.0.1"], "x-forwarded-for"));
        assert!(stranger(&["127.0.0.1"], "forwarded"), "the proxy writes the other one");
        assert!(!stranger(&[], "accept"));
    }

    #[test]
    fn what_is_no_network_is_refused_by_name() {
        let why = "10.0.0.0/33".parse::<Network>().unwrap_err().to_string();
        assert!(why.contains("10.0.0.0/33"), "{why}");
    }
}
