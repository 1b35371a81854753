//! Events for the systems of others: `CloudEvents` 1.0.2, sent as Standard Webhooks to destinations that the operator's list
//! allows. A subscription learns of what its unit may learn of, asked when an event is fanned out and again before it is
//! sent; what it is told is thin, and whoever wants more fetches it with rights of their own.

mod announce;
mod cloud_event;
mod deliver;
mod keep;
mod secret;

use std::sync::{Arc, OnceLock};

use agency::http::egress::{AllowList, Lookup, SystemLookup};
use agency::http::{HttpPost, Trust};
use moka::sync::Cache;

use crate::engine::Engine;

pub use keep::{AskedSubscription, NotSubscribed, OVERLAP_HOURS, OVERLAP_HOURS_MAX};
pub use secret::Secret;

/// For how many destinations a node keeps its clients.
const CLIENTS_MAX: u64 = 256;

/// What is needed to tell others of events.
#[derive(Clone, Debug)]
pub struct EventSettings {
    /// Where to events may be sent.
    pub allow: AllowList,
    /// The `source` of every event: a URI reference that names this installation.
    pub source: String,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// How hosts become addresses.
    pub lookup: Arc<dyn Lookup>,
}

impl EventSettings {
    /// With the system's certificates and names.
    pub fn new(allow: AllowList, source: impl Into<String>) -> Self {
        let (trust, lookup) = (Trust::default(), Arc::new(SystemLookup));
        Self { allow, source: source.into(), trust, lookup }
    }
}

/// What tells others of events; nothing until it is set up.
#[derive(Debug, Default)]
pub(crate) struct Outside(OnceLock<Telling>);

#[derive(Debug)]
struct Telling {
    settings: EventSettings,
    /// By the address.
    clients: Cache<String, Arc<HttpPost>>,
}

impl Outside {
    fn get(&self) -> Option<&Telling> {
        self.0.get()
    }
}

impl Engine {
    /// Sets up what tells others of events, once, before the workers are started. Later calls change nothing. Without it
    /// nothing can be subscribed to, and what waits stays where it is.
    pub fn tell_outside(&self, settings: EventSettings) {
        let clients = Cache::new(CLIENTS_MAX);
        _ = self.outside.0.set(Telling { settings, clients });
    }
}
