//! More than two hundred ways to write an address, and every kind of IP address.

mod written;

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use written::{ADDRESSES, HOSTS};

const CANARY: u16 = 18_999;

fn entry(host: &str, networks: &[&str]) -> Allowed {
    let networks = networks.iter().map(|network| network.parse().unwrap()).collect();
    Allowed { scheme: Scheme::Https, host: host.to_owned(), port: None, networks, for_trial: false }
}

fn list() -> AllowList {
    let plain =
        Allowed { scheme: Scheme::Http, port: Some(8080), ..entry("10.1.2.3", &["10.1.2.0/24"]) };
    let trial = Allowed {
        scheme: Scheme::Http,
        port: Some(CANARY),
        for_trial: true,
        ..entry("127.0.0.2", &["127.0.0.2/32"])
    };
    let entries = [
        entry("court.example", &["10.0.0.0/8", "fd12:3456::/32"]),
        entry("xn--fiq64b.xn--fiqs8s", &["10.0.0.0/8"]),
        entry("[fd12:3456::7]", &["fd12:3456::/32"]),
        plain,
        trial,
    ];
    AllowList::new(&entries, &[]).unwrap()
}

#[test]
fn what_is_listed_and_written_as_it_is_read_is_allowed() {
    for address in [
        "https://court.example",
        "https://court.example/",
        "https://court.example/api",
        "https://court.example/api/v1/",
        "https://xn--fiq64b.xn--fiqs8s/api",
        "https://[fd12:3456::7]/",
        "http://10.1.2.3:8080/api",
        "http://127.0.0.2:18999",
    ] {
        assert!(
            list().destination(address).is_ok(),
            "{address}: {:?}",
            list().destination(address)
        );
    }
}

#[test]
fn paths_are_added_below_the_base() {
    for base in ["https://court.example/api", "https://court.example/api/"] {
        let destination = list().destination(base).unwrap();
        let below = destination.below(&["messages", "a/../b?c#d"]);
        assert_eq!(below.as_str(), "https://court.example/api/messages/a%2F..%2Fb%3Fc%23d");
    }
}

#[test]
fn whatever_else_is_written_leads_nowhere() {
    let by_host = HOSTS.iter().flat_map(|host| {
        let to = |scheme: &str, port: String| format!("{scheme}://{host}{port}/");
        [to("https", String::new()), to("http", format!(":{CANARY}"))]
    });
    let all: Vec<_> = by_host.chain(ADDRESSES.iter().map(|text| (*text).to_owned())).collect();
    assert!(all.len() >= 200, "{}", all.len());
    for address in all {
        assert!(list().destination(&address).is_err(), "{address}");
    }
}

#[test]
fn an_address_in_another_form_is_told_its_own() {
    for (written, read) in [
        ("https://COURT.example:443/api", "https://court.example/api"),
        ("http://10.66051:8080/", "http://10.1.2.3:8080/"),
        ("https://中信.中国/", "https://xn--fiq64b.xn--fiqs8s/"),
    ] {
        let error = list().destination(written).unwrap_err();
        assert_eq!(error, AddressError::NotCanonical(read.to_owned()));
    }
}

#[derive(Debug)]
struct Fixed(Vec<IpAddr>);

#[async_trait]
impl Lookup for Fixed {
    async fn lookup(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(self.0.clone())
    }
}

/// Whether a host that resolves to this may be connected to, where the entry names networks as wide as they can be.
async fn reaches(address: &str, for_trial: bool) -> bool {
    let wide = ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"];
    let networks: &[&str] = if for_trial { &["127.0.0.0/8"] } else { &wide };
    let allowed = Allowed { for_trial, ..entry("court.example", networks) };
    let list = AllowList::new(&[allowed], &["10.9.9.9:443".parse().unwrap()]).unwrap();
    let destination = list.destination("https://court.example").unwrap();
    let lookup = Arc::new(Fixed(vec![address.parse().unwrap()]));
    Checked::new(destination, lookup).addresses("court.example").await.is_ok()
}

#[tokio::test]
async fn some_addresses_are_never_reached_however_wide_the_entry() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "192.0.0.192",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::10.1.2.3",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:0:10.1.2.3",
        "64:ff9b::1",
        "64:ff9b::10.1.2.3",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a01:203::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "10.9.9.9",
    ] {
        assert!(!reaches(address, false).await, "{address}");
    }
    for address in [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "59.1.2.3",
        "fd12:3456::7",
        "2400::1",
    ] {
        assert!(reaches(address, false).await, "{address}");
    }
}

#[tokio::test]
async fn a_trial_reaches_this_machine_and_nothing_else() {
    assert!(reaches("127.0.0.1", true).await);
    for address in ["::1", "::ffff:127.0.0.1", "10.1.2.3", "0.0.0.0", "169.254.169.254"] {
        assert!(!reaches(address, true).await, "{address}");
    }
}

#[tokio::test]
async fn only_the_host_of_the_destination_is_looked_up() {
    let destination = list().destination("https://court.example").unwrap();
    let checked = Checked::new(destination, Arc::new(Fixed(vec!["10.1.2.3".parse().unwrap()])));
    assert!(checked.addresses("court.example").await.is_ok());
    assert!(checked.addresses("attacker.test").await.is_err());
}

#[test]
fn what_this_installation_listens_on_is_no_destination() {
    let trial = Allowed {
        scheme: Scheme::Http,
        port: Some(8080),
        for_trial: true,
        ..entry("127.0.0.1", &["127.0.0.0/8"])
    };
    for (own, allowed) in
        [("0.0.0.0:8080", false), ("127.0.0.1:8080", false), ("0.0.0.0:8081", true)]
    {
        let list = AllowList::new(std::slice::from_ref(&trial), &[own.parse().unwrap()]).unwrap();
        assert_eq!(list.destination("http://127.0.0.1:8080").is_ok(), allowed, "{own}");
    }
}

#[test]
fn an_ip_address_must_lie_in_its_own_networks() {
    let outside = entry("10.1.2.3", &["10.2.0.0/16"]);
    let list = AllowList::new(&[outside], &[]).unwrap();
    assert_eq!(list.destination("https://10.1.2.3").unwrap_err(), AddressError::Network);
}

#[test]
fn an_entry_says_what_it_means_or_is_refused() {
    let refused = |entry: Allowed| AllowList::new(&[entry], &[]).unwrap_err();
    assert!(matches!(refused(entry("court.example", &[])), EntryError::NoNetwork(_)));
    assert!(matches!(refused(entry("court.example", &["0.0.0.0/0"])), EntryError::Everything(_)));
    assert!(matches!(refused(entry("court.example", &["::/0"])), EntryError::Everything(_)));
    assert!(matches!(refused(entry("court.example", &["127.0.0.0/8"])), EntryError::Trial(_)));
    let mixed =
        Allowed { for_trial: true, ..entry("court.example", &["127.0.0.0/8", "10.0.0.0/8"]) };
    assert!(matches!(refused(mixed), EntryError::Trial(_)));
    for host in [
        "",
        "Court.example",
        "court.example.",
        "中信.中国",
        "0x7f.1",
        "fd12:3456::7",
        "*.example",
        "a b",
        "a_b",
    ] {
        assert!(matches!(refused(entry(host, &["10.0.0.0/8"])), EntryError::Host { .. }), "{host}");
    }
}

#[test]
fn an_entry_is_read_as_it_stands_and_a_slip_is_noticed() {
    let text = r#"{"host": "court.example", "networks": ["10.0.0.0/8"]}"#;
    assert_eq!(
        serde_json::from_str::<Allowed>(text).unwrap(),
        entry("court.example", &["10.0.0.0/8"])
    );
    let slip = r#"{"host": "court.example", "networks": ["10.0.0.0/8"], "for_trail": true}"#;
    assert!(serde_json::from_str::<Allowed>(slip).is_err());
}
