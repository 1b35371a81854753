//! What a story is told on: a server on a real socket, people who sign in to it, and a clock that the story moves.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::id::{PersonId, Timestamp};
use serde_json::{Value, json};
use server::{ServerOptions, State};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::protocol::Protocol;
use crate::support::client::{Answer, Call, Client};
use crate::support::{Database, World};

/// Workers look at the clocks at least this often while the story moves the time.
const LOOK_EVERY: TimeDelta = TimeDelta::hours(2);

/// A story while it is told.
pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) client: Client,
    /// The case, once it is filed.
    pub(crate) case: String,
    /// What the citizen holds.
    pub(crate) code: String,
    /// Who must never learn of the case.
    pub(crate) unaware: Vec<&'static str>,
    pub(crate) protocol: Protocol,
    sessions: BTreeMap<String, String>,
    passwords: BTreeMap<String, String>,
    files: PathBuf,
    keys: u32,
    close: Option<oneshot::Sender<()>>,
}

impl Story {
    /// Opens a server on an empty county, in the morning of a day (Beijing time).
    pub(crate) async fn begin(database: &Database, at: &str) -> Self {
        Self::at_instant(database, local(at)).await
    }

    /// The same at an instant, for a story that others take part in by the machine's clock.
    pub(crate) async fn at_instant(database: &Database, at: Timestamp) -> Self {
        let world = World::at(database, &at.to_rfc3339()).await;
        let files = std::env::temp_dir().join(format!("bihuan-files-{}", Uuid::new_v4().simple()));
        let options = ServerOptions {
            files: files.clone(),
            center: "center".into(),
            public_url: "http://bihuan.test".to_owned(),
            staff_url: "http://bihuan.test".to_owned(),
            telephone: "0715-5336110".to_owned(),
            jurisdiction: "421281".to_owned(),
            second_factor_for_administrators: false,
        };
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let client = Client::at(listener.local_addr().unwrap());
        let (close, closed) = oneshot::channel::<()>();
        let state = State::new(world.engine.clone(), options);
        tokio::spawn(server::serve(listener, None, state, async move { _ = closed.await }));
        Self {
            world,
            client,
            case: String::new(),
            code: String::new(),
            unaware: Vec::new(),
            protocol: Protocol::default(),
            sessions: BTreeMap::new(),
            passwords: BTreeMap::new(),
            files,
            keys: 0,
            close: Some(close),
        }
    }

    /// Lets time pass until an instant (Beijing time); the workers act on whatever falls due on the way.
    pub(crate) async fn at(&mut self, at: &str) {
        let until = local(at);
        while self.world.now() < until {
            let next = until.min(self.world.now() + LOOK_EVERY);
            self.world.clock.set(next);
            self.work().await;
        }
    }

    /// Lets the workers do all that waits.
    pub(crate) async fn work(&self) {
        let engine = &self.world.engine;
        while engine.sweep_clocks().await.unwrap() + engine.deliver_letters().await.unwrap() > 0 {}
    }

    /// Asks as a person of the staff, who signs in where that is needed.
    pub(crate) async fn ask(&mut self, person: &str, call: Call) -> Answer {
        if let Some(token) = self.sessions.get(person) {
            let answer = call.clone().bearer(token).answer().await;
            if answer.status != 401 {
                return answer;
            }
        }
        let token = self.sign_in(person).await;
        call.bearer(&token).answer().await
    }

    pub(crate) async fn read(&mut self, person: &str, path: &str) -> Value {
        self.ask(person, self.client.get(path)).await.expect(200)
    }

    /// The address of the case, and of what belongs to it.
    pub(crate) fn of_case(&self, rest: &str) -> String {
        format!("/api/v1/cases/{}{rest}", self.case)
    }

    pub(crate) fn fresh_key(&mut self) -> String {
        self.keys += 1;
        format!("story-{}", self.keys)
    }

    async fn sign_in(&mut self, person: &str) -> String {
        if !self.passwords.contains_key(person) {
            self.open_account(person).await;
        }
        let session = self.session(person, &self.passwords[person]).await;
        assert_eq!(session["must_change"], false, "{session}");
        let token = session["token"].as_str().unwrap().to_owned();
        self.sessions.insert(person.to_owned(), token.clone());
        token
    }

    /// The first password opens nothing but its own change.
    async fn open_account(&mut self, person: &str) {
        let id = PersonId::from(person);
        let first =
            self.world.engine.open_account(&id, &person.parse().unwrap(), None).await.unwrap();
        let first = first.expect("nobody has the name yet");
        let session = self.session(person, &first).await;
        assert_eq!(session["must_change"], true, "{session}");
        let token = session["token"].as_str().unwrap();
        let refused = self.client.get("/api/v1/cases").bearer(token).answer().await;
        assert_eq!(refused.expect(403)["code"], "password_must_change");
        let new = "陆水湖畔的一句长口令";
        let change = json!({ "present": first, "new": format!("{new}二〇二六") });
        let changed = self.client.put("/api/v1/me/password", &change).bearer(token).answer().await;
        changed.expect(200);
        self.passwords.insert(person.to_owned(), format!("{new}二〇二六"));
    }

    async fn session(&self, person: &str, password: &str) -> Value {
        let body = json!({ "sign_in": person, "password": password });
        self.client.post("/api/v1/sessions", &body).answer().await.expect(201)
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        _ = self.close.take().map(|close| close.send(()));
        _ = std::fs::remove_dir_all(&self.files);
    }
}

/// An instant as it is said in Chibi.
fn local(at: &str) -> Timestamp {
    let said = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").unwrap();
    DateTime::<Utc>::from_naive_utc_and_offset(said - TimeDelta::hours(8), Utc)
}
