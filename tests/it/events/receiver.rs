//! A receiver of events on this machine, which keeps what it gets and answers as it is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use agency::Push;
use agency::webhook::{Keyring, VerifyingKey, WINDOW, verify};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What it answers.
#[derive(Clone, Debug)]
pub(crate) enum Answering {
    /// A status.
    With(u16),
    /// A status, and after how many seconds to come again.
    After(u16, u32),
    /// Nothing, ever.
    Never,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Got {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The type of the event, in either mode.
    pub(crate) fn kind(&self) -> String {
        let structured = || self.json()["type"].as_str().unwrap().to_owned();
        self.headers.get("ce-type").cloned().unwrap_or_else(structured)
    }

    /// Whether this secret verifies it at an instant.
    pub(crate) fn is_signed_by(&self, secret: &str, now: DateTime<Utc>) -> bool {
        let keys = Keyring::of(VerifyingKey::parse(secret).unwrap());
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let unit = "center".into();
        let push = Push { unit: &unit, now, headers: &headers, body: &self.body };
        verify(&keys, WINDOW, &push).is_ok()
    }
}

#[derive(Debug, Default)]
struct Shared {
    got: Mutex<Vec<Got>>,
    answers: Mutex<VecDeque<Answering>>,
    usual: Mutex<Option<Answering>>,
    came: Notify,
}

/// A receiver, as long as the test runs.
pub(crate) struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(take).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers the next request so.
    pub(crate) fn answer(&self, answering: Answering) {
        self.shared.answers.lock().unwrap().push_back(answering);
    }

    /// Answers so from now on.
    pub(crate) fn always(&self, answering: Answering) {
        *self.shared.usual.lock().unwrap() = Some(answering);
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.shared.got.lock().unwrap().clone()
    }

    /// The ids of the events that came, each once.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.got().iter().map(|got| got.id().to_owned()).collect()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn has(&self, count: usize) {
        loop {
            let came = self.shared.came.notified();
            if self.got().len() >= count {
                return;
            }
            came.await;
        }
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
    let headers = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    shared.got.lock().unwrap().push(Got { headers, body: body.to_vec() });
    let next = shared.answers.lock().unwrap().pop_front();
    let usual = shared.usual.lock().unwrap().clone();
    shared.came.notify_waiters();
    match next.or(usual).unwrap_or(Answering::With(204)) {
        Answering::With(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answering::After(status, seconds) => {
            let after = [("retry-after", seconds.to_string())];
            (StatusCode::from_u16(status).unwrap(), after).into_response()
        }
        Answering::Never => std::future::pending().await,
    }
}
