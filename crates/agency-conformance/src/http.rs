//! The bench by HTTP: a server of the body, and one that takes what it pushes.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agency::http::egress::{AllowList, Allowed, Scheme};
use agency::http::{HttpSettings, HttpWire};
use agency::webhook::{Keyring, SigningKey, VerifyingKey, sign};
use agency::{Adapter, Dialect};
use agency_simulator::http::{Listening, PushSettings, Pusher, router};
use agency_simulator::{Behaviour, Body, Pushed, Script};
use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::room::Room;
use crate::side::{Bench, OtherSide, Pair, Played};

/// Secrets that must show nowhere, marked so that they would be found.
const OURS: &str = "whsec_b3Vycy1jYW5hcnktb3Vycy1jYW5hcnktb3Vycy0xMjM=";
const THEIRS: &str = "whsec_dGhlaXJzLWNhbmFyeS10aGVpcnMtY2FuYXJ5LXRoZWlycy0x";

/// How often a turn is tried before what is due counts as not coming.
const ROUNDS: usize = 40;

/// Trials of a dialect by HTTP.
#[derive(Clone, Debug)]
pub struct Http<D> {
    dialect: D,
    script: Script,
    pushes: bool,
}

impl<D> Http<D> {
    /// With a body that pushes, and can be polled too.
    pub const fn pushing(dialect: D, script: Script) -> Self {
        Self { dialect, script, pushes: true }
    }

    /// With a body that can be polled only.
    pub const fn polled(dialect: D, script: Script) -> Self {
        Self { dialect, script, pushes: false }
    }
}

#[async_trait]
impl<D: Dialect + Clone> Bench for Http<D> {
    fn script(&self) -> &Script {
        &self.script
    }

    async fn pair(&self, played: Played) -> Pair {
        let room = Room::new();
        let body = room.body(&self.script, &played);
        let door = Arc::new(AtomicBool::new(false));
        let (port, serving) = serve(listening(&body, &door)).await;
        let settings = settings(port, &room, self.pushes);
        let wire = HttpWire::new(settings.clone()).expect("a wire");
        let agency = Arc::new(Adapter::new(Arc::new(self.dialect.clone()), Arc::new(wire)));
        let mailbox = Mailbox::default();
        let (port, taking) = serve(mailbox.clone().router()).await;
        let to = format!("http://127.0.0.1:{port}/").parse().expect("an address");
        let push = PushSettings { body: Arc::clone(&body), keys: key(THEIRS), to };
        let pusher = self.pushes.then(|| Pusher::new(push).expect("a pusher"));
        let tasks = [serving, taking];
        let other = Side { room, body, door, mailbox, pusher, settings, tasks };
        Pair { agency, other: Arc::new(other) }
    }
}

fn key(text: &str) -> Keyring<SigningKey> {
    Keyring::of(SigningKey::parse(text).expect("a key"))
}

fn verifying(text: &str) -> Keyring<VerifyingKey> {
    Keyring::of(VerifyingKey::parse(text).expect("a key"))
}

fn settings(port: u16, room: &Room, pushes: bool) -> HttpSettings {
    let networks = vec!["127.0.0.0/8".parse().expect("a network")];
    let (scheme, host) = (Scheme::Http, "127.0.0.1".to_owned());
    let allowed = Allowed { scheme, host, port: Some(port), networks, for_trial: true };
    let list = AllowList::new(&[allowed], &[]).expect("a list");
    let to = list.destination(&format!("http://127.0.0.1:{port}/")).expect("a destination");
    let theirs = if pushes { verifying(THEIRS) } else { Keyring::default() };
    HttpSettings { clock: room.clock(), ..HttpSettings::new(to, key(OURS), theirs) }
}

fn listening(body: &Arc<Body>, door: &Arc<AtomicBool>) -> Router {
    let late_at_most = Duration::from_millis(20);
    let listening = Listening { body: Arc::clone(body), keys: verifying(OURS), late_at_most };
    let door = Arc::clone(door);
    router(listening).layer(middleware::from_fn_with_state(door, hang))
}

/// Keeps every request for ever while the door is closed.
async fn hang(State(closed): State<Arc<AtomicBool>>, request: Request, next: Next) -> Response {
    if closed.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    next.run(request).await
}

async fn serve(router: Router) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let serving = async move { axum::serve(listener, router).await.unwrap_or_default() };
    (port, tokio::spawn(serving))
}

/// What was pushed, as it came.
#[derive(Clone, Debug, Default)]
struct Mailbox(Arc<Mutex<Vec<Pushed>>>);

impl Mailbox {
    fn router(self) -> Router {
        Router::new().route("/", post(take)).with_state(self)
    }
}

async fn take(State(mailbox): State<Mailbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
    };
    let pushed = Pushed { headers: headers.iter().map(text).collect(), body: body.to_vec() };
    mailbox.0.lock().unwrap_or_else(PoisonError::into_inner).push(pushed);
    StatusCode::NO_CONTENT
}

struct Side {
    room: Room,
    body: Arc<Body>,
    door: Arc<AtomicBool>,
    mailbox: Mailbox,
    pusher: Option<Pusher>,
    settings: HttpSettings,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Side {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side").field("room", &self.room).finish_non_exhaustive()
    }
}

#[async_trait]
impl OtherSide for Side {
    fn answers_at_once(&self) -> bool {
        true
    }

    fn cases(&self) -> usize {
        self.body.cases()
    }

    fn behave(&self, behaviour: Behaviour) {
        self.body.behave(behaviour);
    }

    fn hang(&self, hangs: bool) {
        self.door.store(hangs, Ordering::SeqCst);
    }

    async fn turn(&self) {
        self.room.minute_passes();
        let Some(pusher) = &self.pusher else { return };
        for _ in 0..ROUNDS {
            pusher.round().await.expect("the body can push");
            if self.body.undelivered(1).is_empty() {
                return;
            }
        }
    }

    fn pushed(&self) -> Vec<Pushed> {
        std::mem::take(&mut self.mailbox.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn signed(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> Pushed {
        let signed = sign(&key(THEIRS), id, at, body).expect("it can be signed");
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Pushed { headers: headers.into(), body: body.to_vec() }
    }

    fn now(&self) -> DateTime<Utc> {
        self.room.now()
    }

    fn secrets(&self) -> Vec<String> {
        [OURS, THEIRS].map(|key| key.trim_start_matches("whsec_").to_owned()).into()
    }

    fn settings_shown(&self) -> String {
        let Self { settings, .. } = self;
        format!("{settings:?} {settings:#?}")
    }
}
