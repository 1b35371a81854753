//! What the body answers: `POST /messages/{purpose}` and `GET /messages?after={cursor}`.

use std::sync::Arc;
use std::time::Duration;

use agency::webhook::{HEADER_ID, Keyring, VerifyingKey, WINDOW, verify};
use agency::{Purpose, Push};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::id::UnitId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::mood::{Mood, Moods, garbled};
use crate::body::Body;
use crate::hearing::Answer;

/// The most bytes of a message.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// The most messages in one answer.
const PAGE: usize = 50;

/// What the body needs to listen.
#[derive(Debug)]
pub struct Listening {
    /// Who listens.
    pub body: Arc<Body>,
    /// By what our messages are verified.
    pub keys: Keyring<VerifyingKey>,
    /// How late a slow body answers at most. Longer than anybody waits, for some calls to be given up.
    pub late_at_most: Duration,
}

impl Listening {
    /// A slow body answers up to two seconds later than our calls wait.
    pub const fn new(body: Arc<Body>, keys: Keyring<VerifyingKey>) -> Self {
        Self { body, keys, late_at_most: Duration::from_secs(12) }
    }
}

struct Listener {
    listening: Listening,
    moods: Moods,
}

/// The addresses of the body. Nest it where the base of its address has a path.
pub fn router(listening: Listening) -> Router {
    let listener = Arc::new(Listener { listening, moods: Moods::default() });
    Router::new()
        .route("/messages/{purpose}", post(hear))
        .route("/messages", get(fetch))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(listener)
}

#[derive(Deserialize)]
struct After {
    after: Option<usize>,
}

async fn hear(
    State(listener): State<Arc<Listener>>,
    Path(purpose): Path<Purpose>,
    headers: HeaderMap,
    content: Bytes,
) -> Response {
    if let Err(refusal) = listener.verified(&headers, &content) {
        return refusal;
    }
    let id = text(&headers, HEADER_ID);
    let key = text(&headers, "idempotency-key");
    if key.trim_matches('"') != id {
        return refused(
            StatusCode::BAD_REQUEST,
            "the idempotency key is not the id of the message",
        );
    }
    let mood = listener.mood(&format!("{} {id}", purpose.as_str()));
    if let Some(answer) = listener.before(mood) {
        return answer;
    }
    let Ok(message) = serde_json::from_slice::<Value>(&content) else {
        return refused(StatusCode::BAD_REQUEST, "the message is no JSON");
    };
    let answer = match listener.listening.body.hear(purpose, &message, false) {
        Ok(Answer::Says(answer)) => axum::Json(answer).into_response(),
        Ok(Answer::Unknown) => refused(StatusCode::NOT_FOUND, "there is no such case"),
        Ok(Answer::Unreadable) => refused(StatusCode::BAD_REQUEST, "the message names no case"),
        Err(error) => {
            tracing::error!(%error, "a message could not be remembered");
            refused(StatusCode::SERVICE_UNAVAILABLE, "the message could not be remembered")
        }
    };
    after(mood, answer).await
}

async fn fetch(
    State(listener): State<Arc<Listener>>,
    RawQuery(query): RawQuery,
    Query(After { after: cursor }): Query<After>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = listener.verified(&headers, query.unwrap_or_default().as_bytes()) {
        return refusal;
    }
    let cursor = cursor.unwrap_or(0);
    let mood = listener.mood(&format!("fetch {cursor}"));
    if let Some(answer) = listener.before(mood) {
        return answer;
    }
    let body = &listener.listening.body;
    if let Err(error) = body.tick() {
        tracing::error!(%error, "what is due could not be remembered");
        return refused(StatusCode::SERVICE_UNAVAILABLE, "what is due could not be remembered");
    }
    let page = body.after(cursor, PAGE);
    let letters = body.letters(&page.said);
    let letters = letters.iter().map(|(id, body)| json!({ "id": id, "body": body }));
    let messages: Vec<Value> = letters.collect();
    let answer = json!({
        "messages": messages, "cursor": page.cursor.to_string(), "more": page.more,
    });
    after(mood, axum::Json(answer).into_response()).await
}

impl Listener {
    #[expect(clippy::result_large_err, reason = "an answer is returned as it is sent")]
    fn verified(&self, headers: &HeaderMap, content: &[u8]) -> Result<(), Response> {
        let unit = UnitId::from(self.listening.body.settings().script.kind.as_str());
        let now = self.listening.body.settings().clock.now();
        let given = headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        });
        let headers: Vec<_> = given.collect();
        let push = Push { unit: &unit, now, headers: &headers, body: content };
        let verified = verify(&self.listening.keys, WINDOW, &push);
        verified.map(|_| ()).map_err(|why| refused(StatusCode::UNAUTHORIZED, &why.to_string()))
    }

    fn mood(&self, request: &str) -> Mood {
        let Listening { body, late_at_most, .. } = &self.listening;
        self.moods.next(body.behaviour(), body.settings().seed, request, *late_at_most)
    }

    /// What is answered without listening.
    fn before(&self, mood: Mood) -> Option<Response> {
        match mood {
            Mood::Away => Some(refused(StatusCode::SERVICE_UNAVAILABLE, "closed")),
            Mood::Busy => {
                let busy = self.listening.body.settings().script.answers.busy.clone();
                Some(axum::Json(busy).into_response())
            }
            Mood::Fair | Mood::Late(_) | Mood::Garbled(_) => None,
        }
    }
}

/// The answer as it is sent.
async fn after(mood: Mood, answer: Response) -> Response {
    match mood {
        Mood::Late(late) => {
            tokio::time::sleep(late).await;
            answer
        }
        Mood::Garbled(which) => {
            let (content_type, bytes) = garbled(which);
            ([(header::CONTENT_TYPE, content_type)], bytes).into_response()
        }
        Mood::Fair | Mood::Away | Mood::Busy => answer,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, axum::Json(json!({ "error": why }))).into_response()
}
