//! Laws of the wire by HTTP, on servers of this machine.

mod calls;
mod encrypted;
mod fences;
mod pushes;
mod server;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::egress::{AllowList, Allowed, Destination, Lookup, Scheme, SystemLookup};
use super::{Clock, HttpSettings, HttpWire};
use crate::webhook::{Keyring, SigningKey, VerifyingKey};
use crate::wire::{Outgoing, Purpose};

/// Ours, by which the other side knows us.
const OURS: &str = "whsec_b3Vycy1vdXJzLW91cnMtb3Vycy1vdXJzLW91cnM=";
/// Theirs, by which we know the other side.
const THEIRS: &str = "whsec_dGhlaXJzLXRoZWlycy10aGVpcnMtdGhlaXJzLTE=";

fn now() -> DateTime<Utc> {
    "2026-11-26T08:00:00Z".parse().unwrap()
}

/// A destination on this machine, under a base path.
fn destination(scheme: Scheme, host: &str, port: u16, network: &str) -> Destination {
    let networks = vec![network.parse().unwrap()];
    let allowed =
        Allowed { scheme, host: host.to_owned(), port: Some(port), networks, for_trial: true };
    let name = if scheme == Scheme::Http { "http" } else { "https" };
    let list = AllowList::new(&[allowed], &[]).unwrap();
    let port = if port == 443 { String::new() } else { format!(":{port}") };
    list.destination(&format!("{name}://{host}{port}/api")).unwrap()
}

fn settings(destination: Destination, lookup: Arc<dyn Lookup>) -> HttpSettings {
    let ours = Keyring::of(SigningKey::parse(OURS).unwrap());
    let theirs = Keyring::of(VerifyingKey::parse(THEIRS).unwrap());
    let clock = Clock::new(now);
    HttpSettings { clock, lookup, ..HttpSettings::new(destination, ours, theirs) }
}

/// A wire in the clear to a server of this machine, by its IP address.
fn wire_to(server: &server::Server) -> HttpWire {
    let to = destination(Scheme::Http, &server.ip(), server.port(), "127.0.0.0/8");
    HttpWire::new(settings(to, Arc::new(SystemLookup))).unwrap()
}

fn referral() -> Outgoing {
    Outgoing { id: Uuid::from_u128(7), purpose: Purpose::Referral, body: json!({"matter": "1.2"}) }
}
