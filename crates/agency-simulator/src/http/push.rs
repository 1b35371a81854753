//! What the body pushes to us, again and again until it is taken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agency::webhook::{Keyring, SigningKey};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use url::Url;

use crate::behaviour::Behaviour;
use crate::body::Body;
use crate::error::SimulatorError;
use crate::posting::{Posting, Pushed};

/// How many messages are sent in one round.
const AT_ONCE: usize = 50;

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The longest pause between two tries of a message, in seconds.
const PAUSE_SECONDS_MAX: i64 = 60;

/// What the body needs to push.
#[derive(Debug)]
pub struct PushSettings {
    /// Who pushes.
    pub body: Arc<Body>,
    /// By what it signs.
    pub keys: Keyring<SigningKey>,
    /// Where to: `…/agencies/{unit}/reports`.
    pub to: Url,
}

/// Pushes what the body says.
#[derive(Debug)]
pub struct Pusher {
    settings: PushSettings,
    client: Client,
    /// By the place of a message: how often it was refused, and when it is tried again.
    refused: Mutex<BTreeMap<usize, (u32, DateTime<Utc>)>>,
}

/// What one round brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// How many messages that the body means were taken.
    pub taken: usize,
    /// How many were not, and are tried again.
    pub refused: usize,
    /// Whether the other side could not be reached, or is busy: nothing more was tried.
    pub silent: bool,
}

impl Pusher {
    /// Sets it up. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// Where there are no certificates of the system to trust, and it would have to encrypt.
    pub fn new(settings: PushSettings) -> Result<Self, SimulatorError> {
        let client = client(settings.to.scheme() == "https").map_err(SimulatorError::Client)?;
        Ok(Self { settings, client, refused: Mutex::default() })
    }

    /// Pushes for ever, looking for what is due so often.
    pub async fn run(self, every: Duration) {
        loop {
            if let Err(error) = self.round().await {
                tracing::error!(%error, "what was pushed could not be remembered");
            }
            tokio::time::sleep(every).await;
        }
    }

    /// Says what is due, and pushes what the other side does not have.
    ///
    /// # Errors
    ///
    /// Where nothing can be remembered. What was pushed is then pushed again.
    pub async fn round(&self) -> Result<Round, SimulatorError> {
        let body = &self.settings.body;
        let mut round = Round::default();
        if body.behaviour() == Behaviour::Down {
            return Ok(round);
        }
        body.tick()?;
        let now = body.settings().clock.now();
        for (place, said) in body.undelivered_but(|place| self.waits(place, now), AT_ONCE) {
            for posting in body.postings(place, &said) {
                if !self.post(&posting, &mut round).await? {
                    return Ok(round);
                }
            }
        }
        Ok(round)
    }

    /// Sends one message. False where nothing more should be tried now.
    async fn post(&self, posting: &Posting, round: &mut Round) -> Result<bool, SimulatorError> {
        let now = self.settings.body.settings().clock.now();
        let pushed = posting.push(&self.settings.keys, now);
        let status = self.send(&pushed).await;
        let Some(place) = posting.place else { return Ok(status.is_some()) };
        match status {
            Some(status) if status.is_success() => {
                self.settings.body.delivered(place)?;
                self.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
                round.taken += 1;
                Ok(true)
            }
            Some(status) if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                tracing::warn!(
                    message = posting.id,
                    status = status.as_u16(),
                    "a report is refused"
                );
                self.note(place, now);
                round.refused += 1;
                Ok(true)
            }
            Some(_) | None => {
                round.silent = true;
                Ok(false)
            }
        }
    }

    async fn send(&self, pushed: &Pushed) -> Option<StatusCode> {
        let mut request = self.client.post(self.settings.to.clone()).body(pushed.body.clone());
        for (name, value) in &pushed.headers {
            request = request.header(name, value);
        }
        request.send().await.ok().map(|response| response.status())
    }

    fn waits(&self, place: usize, now: DateTime<Utc>) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(&place).is_some_and(|(_, until)| now < *until)
    }

    /// Twice as long as the last time, up to a minute.
    fn note(&self, place: usize, now: DateTime<Utc>) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let (tries, until) = refused.entry(place).or_insert((0, now));
        let seconds = (1_i64 << (*tries).min(6)).min(PAUSE_SECONDS_MAX);
        *until = now + TimeDelta::seconds(seconds);
        *tries = tries.saturating_add(1);
    }
}

/// No redirects, no proxies, nothing tried again by itself.
fn client(encrypted: bool) -> Result<Client, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = if encrypted {
        builder.with_platform_verifier().map_err(|error| error.to_string())?
    } else {
        builder.with_root_certificates(rustls::RootCertStore::empty())
    };
    Client::builder()
        .tls_backend_preconfigured(builder.with_no_client_auth())
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| error.to_string())
}
