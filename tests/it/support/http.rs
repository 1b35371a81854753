//! The whole network edge on a world of its own, asked in process, with tokens for whoever asks.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::id::PersonId;
use engine::api_tokens::AskedToken;
use http_body_util::BodyExt;
use serde_json::Value;
use server::{ServerOptions, State};
use store::accounts::Account;
use tower::ServiceExt;

use super::{Database, World};

/// What an API token may be made for.
pub(crate) const SCOPES: [&str; 6] = [
    "cases:read",
    "cases:write",
    "identities:reveal",
    "accounts:write",
    "audit:read",
    "subscriptions:write",
];

/// The server of the first test of this process: metrics are kept there for all.
static FIRST: OnceLock<Router> = OnceLock::new();

/// A server and all that it stands on. Its files are gone with it.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) router: Router,
    folder: PathBuf,
    tokens: Mutex<BTreeMap<String, String>>,
    callers: AtomicU32,
}

impl Site {
    pub(crate) async fn on(database: &Database) -> Self {
        Self::of(World::on(database).await)
    }

    pub(crate) fn of(world: World) -> Self {
        let folder = std::env::temp_dir().join(format!("bihuan-files-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        let router = server::router(Self::state(&world, folder.clone()));
        _ = FIRST.set(router.clone());
        Self { world, router, folder, tokens: Mutex::default(), callers: AtomicU32::new(1) }
    }

    /// What a server on this world is started with.
    pub(crate) fn state(world: &World, files: PathBuf) -> State {
        State::new(world.engine.clone(), Self::options(files))
    }

    /// How that server is set up.
    pub(crate) fn options(files: PathBuf) -> ServerOptions {
        ServerOptions {
            files,
            center: "center".into(),
            public_url: "http://localhost".to_owned(),
            staff_url: "http://localhost".to_owned(),
            telephone: "0715-5336110".to_owned(),
            jurisdiction: "421281".to_owned(),
            second_factor_for_administrators: false,
        }
    }

    /// A token of the person for everything, the same each time.
    pub(crate) async fn token(&self, person: &str) -> String {
        if let Some(token) = self.tokens.lock().unwrap().get(person) {
            return token.clone();
        }
        self.account(person).await;
        // Longer than any story goes on.
        let token = self.token_of(person, &SCOPES, 90).await;
        self.tokens.lock().unwrap().insert(person.to_owned(), token.clone());
        token
    }

    /// A token of the person for some scopes. The account must be there.
    pub(crate) async fn token_for(&self, person: &str, scopes: &[&str]) -> String {
        self.token_of(person, scopes, 30).await
    }

    async fn token_of(&self, person: &str, scopes: &[&str], days: i64) -> String {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let person = PersonId::from(person);
        let asked = AskedToken { name: "test".to_owned(), scopes, days, session: None };
        let made = self.world.engine.open_api_token(&person, asked).await;
        made.unwrap().unwrap().1
    }

    /// An account whose password is [`PASSWORD`].
    pub(crate) async fn account(&self, person: &str) {
        let account = Account {
            person: person.into(),
            sign_in: person.to_owned(),
            password: HASHED.to_owned(),
            must_change: false,
            disabled_at: None,
        };
        let entry = self.world.engine.entry("accounts", None, "opened", Value::Null);
        self.world.engine.store().open_account(account, entry).await.unwrap();
    }

    /// Asks as a person with a token for everything.
    pub(crate) async fn ask(&self, person: &str, call: Call) -> Answer {
        let token = self.token(person).await;
        self.call(call.bearer(&token)).await
    }

    /// Asks; every call comes from an address of its own unless it says from which.
    pub(crate) async fn call(&self, call: Call) -> Answer {
        let response = self.router.clone().oneshot(self.request(call)).await.unwrap();
        Answer::of(response).await
    }

    /// The request of a call.
    pub(crate) fn request(&self, call: Call) -> Request<Body> {
        let number = self.callers.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let own = format!("10.{}.{}.{}:1000", number[1], number[2], number[3]);
        let address: SocketAddr = call.from.unwrap_or(own).parse().unwrap();
        let mut request = Request::builder().method(call.method.as_str()).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(Body::from(call.body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        request
    }

    /// Where files lie.
    pub(crate) fn files(&self) -> &std::path::Path {
        &self.folder
    }

    /// The page of metrics, which all servers of this process share.
    pub(crate) async fn metrics(&self) -> String {
        let router = FIRST.get().unwrap().clone();
        let response = router
            .oneshot(self.request(Call::get("/metrics").from("127.0.0.1:1000")))
            .await
            .unwrap();
        Answer::of(response).await.text()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The password of every account that a test opens by asking as somebody.
pub(crate) const PASSWORD: &str = "somebody who was asked";

/// Its hash, computed once: every account costs as much as signing in otherwise.
const HASHED: &str = "$argon2id$v=19$m=47104,t=1,p=1$Y30uNcuuYV+7yynFeapUnw$LRoET+pV5XCvIZYQri6RrVI1JZh0uLs92cKK0i+Djr8";

/// A request in the making.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    from: Option<String>,
}

impl Call {
    pub(crate) fn new(method: &str, path: impl Into<String>) -> Self {
        let (method, path) = (method.to_uppercase(), path.into());
        Self { method, path, headers: Vec::new(), body: Vec::new(), from: None }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new("POST", path).json(body)
    }

    #[must_use]
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// A body as it is, of that kind.
    #[must_use]
    pub(crate) fn raw(mut self, kind: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self.header("content-type", kind)
    }

    /// A form of names and values, as it is encoded.
    #[must_use]
    pub(crate) fn form(mut self, encoded: &str) -> Self {
        self.body = encoded.as_bytes().to_vec();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// A form with one text file.
    #[must_use]
    pub(crate) fn file(self, name: &str, content: &str) -> Self {
        self.parts(&[(&format!("name=\"file\"; filename=\"{name}\""), content)])
    }

    /// A form of parts, each with what it is and its content.
    #[must_use]
    pub(crate) fn parts(mut self, parts: &[(&str, &str)]) -> Self {
        let part = |(what, content): &(&str, &str)| {
            format!("--line\r\ncontent-disposition: form-data; {what}\r\n\r\n{content}\r\n")
        };
        self.body = format!("{}--line--\r\n", parts.iter().map(part).collect::<String>()).into();
        self.header("content-type", "multipart/form-data; boundary=line")
    }

    /// A form as a browser posts it with files, in a part called `photos` each.
    #[must_use]
    pub(crate) fn multipart(mut self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Self {
        let begin =
            |what: String| format!("--line\r\ncontent-disposition: form-data; {what}\r\n\r\n");
        for (name, value) in fields {
            self.body.extend(format!("{}{value}\r\n", begin(format!("name=\"{name}\""))).bytes());
        }
        for (name, content) in files {
            let what = format!("name=\"photos\"; filename=\"{name}\"");
            self.body.extend(begin(what).bytes().chain(content.iter().copied()).chain(*b"\r\n"));
        }
        self.body.extend(b"--line--\r\n");
        self.header("content-type", "multipart/form-data; boundary=line")
    }

    #[must_use]
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    #[must_use]
    pub(crate) fn if_match(self, version: u64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    #[must_use]
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    #[must_use]
    pub(crate) fn from(mut self, address: &str) -> Self {
        self.from = Some(address.to_owned());
        self
    }
}

/// An answer: all of it that a client could compare.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    async fn of(response: axum::response::Response) -> Self {
        let status = response.status().as_u16();
        let text = |value: &axum::http::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        let headers: BTreeMap<_, _> = headers.filter(|(name, _)| name != "date").collect();
        // A stream of events has no end to wait for.
        let streams = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if streams {
            Vec::new()
        } else {
            response.into_body().collect().await.unwrap().to_bytes().to_vec()
        };
        Self { status, headers, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The answer, which must be of that status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.status)?;
        self.headers.iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))?;
        write!(f, "\n{}", self.text())
    }
}
