//! A folder and a clock of its own for every test, referrals, and somebody who takes what is pushed.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use agency::http::Clock;
use agency::webhook::{Keyring, SigningKey, VerifyingKey};
use agency::{Purpose, Push, Refused};
use agency_simulator::{Answer, Body, Pace, Pushed, Said, Script, Settings};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

/// Ours, by which the body knows us.
pub(crate) const OURS: &str = "whsec_b3Vycy1vdXJzLW91cnMtb3Vycy1vdXJzLW91cnM=";
/// The body's own.
pub(crate) const THEIRS: &str = "whsec_dGhlaXJzLXRoZWlycy10aGVpcnMtdGhlaXJzLTE=";

/// A folder that is gone afterwards, and the time in it.
pub(crate) struct Room {
    pub(crate) path: PathBuf,
    time: Arc<AtomicI64>,
}

impl Drop for Room {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.path);
    }
}

impl Room {
    pub(crate) fn new() -> Self {
        let name = format!("bihuan-simulator-{}", Uuid::now_v7().simple());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self { path, time: Arc::new(AtomicI64::new(1_795_680_000)) }
    }

    pub(crate) fn hours_pass(&self, hours: i64) {
        self.time.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = Arc::clone(&self.time);
        Clock::new(move || DateTime::from_timestamp(time.load(Ordering::SeqCst), 0).unwrap())
    }

    /// A court at once, in this folder.
    pub(crate) fn settings(&self) -> Settings {
        let script = Script::shipped("court").unwrap();
        let settings = Settings::new(script, self.path.join("body"));
        Settings { pace: Pace::AT_ONCE, clock: self.clock(), ..settings }
    }

    pub(crate) fn body(&self, settings: impl Fn(Settings) -> Settings) -> Arc<Body> {
        Arc::new(Body::open(settings(self.settings())).unwrap())
    }
}

/// A referral in the words of a court.
pub(crate) fn referral(number: u128) -> Value {
    json!({ "xxlx": "tjyw", "xxid": Uuid::from_u128(number), "ywlx": "dispute", "lybh": "CB7K" })
}

/// What the body answers to a referral.
pub(crate) fn refer(body: &Body, number: u128) -> Value {
    match body.hear(Purpose::Referral, &referral(number), false).unwrap() {
        Answer::Says(answer) => answer,
        Answer::Unknown | Answer::Unreadable => panic!("the referral is not answered"),
    }
}

/// Everything that the body has said.
pub(crate) fn said(body: &Body) -> Vec<Said> {
    body.after(0, usize::MAX).said.into_iter().map(|(_, said)| said).collect()
}

pub(crate) fn signing(key: &str) -> Keyring<SigningKey> {
    Keyring::of(SigningKey::parse(key).unwrap())
}

pub(crate) fn verifying(key: &str) -> Keyring<VerifyingKey> {
    Keyring::of(VerifyingKey::parse(key).unwrap())
}

/// The id of a push that is the body's own word, with what it says.
pub(crate) fn opened(pushed: &Pushed, now: DateTime<Utc>) -> Result<(String, Value), Refused> {
    let unit = "court".into();
    let Pushed { headers, body } = pushed;
    let push = Push { unit: &unit, now, headers, body };
    let window = agency::webhook::WINDOW;
    let verified = agency::webhook::verify(&verifying(THEIRS), window, &push)?;
    let body = serde_json::from_slice(verified.body);
    let unreadable = |_| Refused::Unreadable("no JSON".to_owned());
    body.map(|body| (verified.id.to_owned(), body)).map_err(unreadable)
}

/// Somebody who takes what is pushed, or does not.
#[derive(Clone, Default)]
pub(crate) struct Mailbox {
    pub(crate) taken: Arc<Mutex<Vec<Pushed>>>,
    /// What is answered first, before everything is taken.
    pub(crate) first: Arc<Mutex<Vec<StatusCode>>>,
}

impl Mailbox {
    /// Listens, and gives the address.
    pub(crate) async fn listen(&self) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}/").parse().unwrap()
    }

    pub(crate) fn pushed(&self) -> Vec<Pushed> {
        self.taken.lock().unwrap().clone()
    }
}

async fn take(State(mailbox): State<Mailbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let first = mailbox.first.lock().unwrap().pop();
    if let Some(status) = first {
        return status;
    }
    let text = headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
    });
    let pushed = Pushed { headers: text.collect(), body: body.to_vec() };
    mailbox.taken.lock().unwrap().push(pushed);
    StatusCode::NO_CONTENT
}
