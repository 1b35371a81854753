//! Messages by HTTP: `POST {base}/messages/{purpose}`, `GET {base}/messages?after={cursor}`, and pushes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::Value;

use super::answer::{read, silence, unreadable};
use super::client::{ClientError, Trust, client};
use super::clock::Clock;
use super::egress::{Destination, Lookup, SystemLookup};
use crate::capability::Ability;
use crate::contract::Push;
use crate::error::{AgencyError, Refused};
use crate::files::CURSOR_MARK;
use crate::reading::is_id;
use crate::reading::json;
use crate::webhook::{Keyring, SigningKey, VerifyingKey, WINDOW, sign, verify};
use crate::wire::{Fetched, Incoming, Outgoing, Wire};

/// By what a repeat is known (draft-ietf-httpapi-idempotency-key-header-07), a structured string and so in quotes.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest cursor that is kept for the next fetch.
const CURSOR_BYTES_MAX: usize = 1024;

/// What a wire by HTTP needs.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Where the other side is.
    pub destination: Destination,
    /// By what we sign.
    pub ours: Keyring<SigningKey>,
    /// By what its pushes are verified; empty where it does not push.
    pub theirs: Keyring<VerifyingKey>,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// How far the time of a push may lie from ours.
    pub window: Duration,
    /// What tells the time for signatures.
    pub clock: Clock,
    /// How its host becomes addresses, each of which is then checked.
    pub lookup: Arc<dyn Lookup>,
}

impl HttpSettings {
    /// With the system's certificates, clock and names, and the usual window.
    pub fn new(
        destination: Destination,
        ours: Keyring<SigningKey>,
        theirs: Keyring<VerifyingKey>,
    ) -> Self {
        Self {
            destination,
            ours,
            theirs,
            trust: Trust::default(),
            window: WINDOW,
            clock: Clock::default(),
            lookup: Arc::new(SystemLookup),
        }
    }
}

/// The wire by HTTP to one body.
#[derive(Debug)]
pub struct HttpWire {
    settings: HttpSettings,
    client: Client,
}

impl HttpWire {
    /// Sets the wire up. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// Where the certificates to trust cannot be read, or those of the system cannot be found.
    pub fn new(settings: HttpSettings) -> Result<Self, ClientError> {
        let lookup = Arc::clone(&settings.lookup);
        let client = client(&settings.destination, &settings.trust, lookup)?;
        Ok(Self { settings, client })
    }

    /// Signs, sends and reads.
    async fn call(
        &self,
        request: RequestBuilder,
        id: &str,
        content: &[u8],
    ) -> Result<Option<Vec<u8>>, AgencyError> {
        let now = self.settings.clock.now();
        let signed = sign(&self.settings.ours, id, now, content)
            .map_err(|error| AgencyError::temporary(error.to_string()))?;
        let mut request = request.header(ACCEPT, "application/json");
        for (name, value) in signed.headers() {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|error| silence(&error))?;
        read(response, now).await
    }
}

#[async_trait]
impl Wire for HttpWire {
    fn abilities(&self) -> BTreeSet<Ability> {
        let pushes = !self.settings.theirs.is_empty();
        Ability::ALL.into_iter().filter(|ability| *ability != Ability::Push || pushes).collect()
    }

    async fn send(&self, message: &Outgoing) -> Result<Option<Value>, AgencyError> {
        let id = message.id.to_string();
        let body = serde_json::to_vec(&message.body)
            .map_err(|_| AgencyError::permanent("the message cannot be written as JSON"))?;
        let to = self.settings.destination.below(&["messages", message.purpose.as_str()]);
        let request = self
            .client
            .post(to)
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, format!("\"{id}\""))
            .body(body.clone());
        let answer = self.call(request, &id, &body).await?;
        answer.map(|bytes| json(&bytes).map_err(|_| unreadable())).transpose()
    }

    /// A fetch has no body; its query is signed in the place of one, so that a signature is of its cursor. The answer is
    /// the other side's own by TLS: a destination without it rests on its network.
    async fn fetch(&self, cursor: Option<&str>) -> Result<Fetched, AgencyError> {
        // One of the files by which the body was connected before is nothing to it.
        let cursor = cursor.filter(|cursor| !cursor.starts_with(CURSOR_MARK));
        let mut from = self.settings.destination.below(&["messages"]);
        if let Some(cursor) = cursor {
            from.query_pairs_mut().append_pair("after", cursor);
        }
        let id = uuid::Uuid::now_v7().to_string();
        let query = from.query().unwrap_or_default().to_owned();
        match self.call(self.client.get(from), &id, query.as_bytes()).await? {
            Some(answer) => fetched(&answer),
            None => Ok(Fetched { cursor: cursor.map(str::to_owned), ..Fetched::default() }),
        }
    }

    fn open(&self, push: &Push<'_>) -> Result<Incoming, Refused> {
        let verified = verify(&self.settings.theirs, self.settings.window, push)?;
        let body = json(verified.body).map_err(|why| Refused::Unreadable(why.to_owned()))?;
        Ok(Incoming { id: verified.id.to_owned(), body })
    }
}

/// The answer to a fetch. What else stands in it is passed over.
#[derive(Deserialize)]
struct FetchedOut {
    messages: Vec<Value>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    more: bool,
}

fn fetched(answer: &[u8]) -> Result<Fetched, AgencyError> {
    let answer: FetchedOut = serde_json::from_slice(answer).map_err(|_| unreadable())?;
    let FetchedOut { messages, cursor, more } = answer;
    if cursor.as_ref().is_some_and(|cursor| cursor.len() > CURSOR_BYTES_MAX) {
        return Err(unreadable());
    }
    // One that is unfit does not stand in the way of the others.
    let came = messages.len();
    let read = |one| serde_json::from_value::<Incoming>(one).ok().filter(|one| is_id(&one.id));
    let messages: Vec<_> = messages.into_iter().filter_map(read).collect();
    Ok(Fetched { unnamed: came - messages.len(), messages, cursor, more })
}
