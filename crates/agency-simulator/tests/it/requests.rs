//! How the body takes requests.

use std::sync::Arc;
use std::time::Duration;

use agency::webhook::sign;
use agency_simulator::http::{Listening, router};
use agency_simulator::{Behaviour, Body, Settings};
use axum::Router;
use axum::body::to_bytes;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::{OURS, Room, THEIRS, refer, referral, said, signing, verifying};

struct Scene {
    room: Room,
    body: Arc<Body>,
    router: Router,
}

impl Scene {
    fn with(behaviour: Behaviour) -> Self {
        let room = Room::new();
        let course = Some("sent_back".to_owned());
        let body = room.body(|settings| Settings { behaviour, course: course.clone(), ..settings });
        let late_at_most = Duration::from_hours(1);
        let listening = Listening { body: Arc::clone(&body), keys: verifying(OURS), late_at_most };
        Self { room, body, router: router(listening) }
    }

    async fn ask(&self, request: Request<axum::body::Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec())
    }

    async fn post(&self, purpose: &str, id: &str, body: &[u8]) -> (StatusCode, Vec<u8>) {
        self.ask(self.signed(&format!("POST /messages/{purpose}"), id, body, OURS)).await
    }

    async fn refer(&self, number: u128) -> (StatusCode, Vec<u8>) {
        let id = Uuid::from_u128(number).to_string();
        self.post("referral", &id, referral(number).to_string().as_bytes()).await
    }

    async fn fetch(&self, query: &str) -> Value {
        let line = format!("GET /messages?{query}");
        let mut request = self.signed(&line, "g1", query.as_bytes(), OURS);
        *request.body_mut() = axum::body::Body::empty();
        let (status, body) = self.ask(request).await;
        assert_eq!(status, StatusCode::OK);
        serde_json::from_slice(&body).unwrap()
    }

    /// A request with this method and address, signed by a key.
    fn signed(&self, line: &str, id: &str, body: &[u8], key: &str) -> Request<axum::body::Body> {
        let (method, uri) = line.split_once(' ').unwrap();
        let signed = sign(&signing(key), id, self.room.now(), body).unwrap();
        let request = Request::builder().method(method).uri(uri);
        let request = request.header("idempotency-key", format!("\"{id}\""));
        let headers = signed.headers();
        let request = headers.iter().fold(request, |all, (name, value)| all.header(*name, *value));
        request.body(body.to_vec().into()).unwrap()
    }
}

#[tokio::test]
async fn a_referral_is_answered_and_a_repeat_as_the_first_time() {
    let scene = Scene::with(Behaviour::Normal);
    let (status, first) = scene.refer(1).await;
    assert_eq!(status, StatusCode::OK);
    let (first, again): (Value, Value) = (
        serde_json::from_slice(&first).unwrap(),
        serde_json::from_slice(&scene.refer(1).await.1).unwrap(),
    );
    assert_eq!((&first["jg"], &again["jg"]), (&json!("cg"), &json!("cf")));
    assert_eq!((&first["lsbh"], scene.body.cases()), (&again["lsbh"], 1));
}

#[tokio::test]
async fn who_does_not_sign_is_not_heard() {
    let scene = Scene::with(Behaviour::Normal);
    let content = referral(1).to_string();
    let id = Uuid::from_u128(1).to_string();
    let line = "POST /messages/referral";
    let stranger = scene.signed(line, &id, content.as_bytes(), THEIRS);
    assert_eq!(scene.ask(stranger).await.0, StatusCode::UNAUTHORIZED);
    let mut other_key = scene.signed(line, &id, content.as_bytes(), OURS);
    other_key.headers_mut().insert("idempotency-key", "\"x\"".parse().unwrap());
    assert_eq!(scene.ask(other_key).await.0, StatusCode::BAD_REQUEST);
    let huge = vec![b' '; 300 * 1024];
    assert_eq!(scene.post("referral", "m1", &huge).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(scene.post("referral", "m1", b"{}").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(scene.post("referral", "m1", b"{").await.0, StatusCode::BAD_REQUEST);
    let question = br#"{"xxlx": "jdcx", "lsbh": "?"}"#;
    assert_eq!(scene.post("inquiry", "m2", question).await.0, StatusCode::NOT_FOUND);
    assert_eq!(scene.post("gossip", "m2", question).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(scene.body.cases(), 0);
}

#[tokio::test]
async fn messages_are_fetched_after_a_cursor() {
    let scene = Scene::with(Behaviour::Normal);
    (1..=40).for_each(|number| _ = refer(&scene.body, number));
    let first = scene.fetch("after=0").await;
    assert_eq!((&first["cursor"], &first["more"]), (&json!("50"), &json!(true)));
    let rest = scene.fetch("after=50").await;
    assert_eq!((&rest["cursor"], &rest["more"]), (&json!("80"), &json!(false)));
    let ids = |page: &Value| {
        page["messages"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    let all = [ids(&first), ids(&rest)].concat();
    assert_eq!(all, said(&scene.body).into_iter().map(|said| json!(said.id)).collect::<Vec<_>>());
    assert_eq!(scene.fetch("after=99").await["messages"], json!([]));
}

#[tokio::test]
async fn a_body_that_is_down_does_nothing() {
    let scene = Scene::with(Behaviour::Down);
    assert_eq!(scene.refer(1).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(scene.body.cases(), 0);
    scene.body.behave(Behaviour::Normal);
    assert_eq!(scene.refer(1).await.0, StatusCode::OK);
}

#[tokio::test]
async fn garbage_is_answered_twice_and_then_what_is_true() {
    let scene = Scene::with(Behaviour::Garbage);
    for _ in 0..2 {
        let (status, body) = scene.refer(1).await;
        let read = serde_json::from_slice::<Value>(&body).ok().filter(Value::is_object);
        assert_eq!((status, read), (StatusCode::OK, None));
    }
    let answer: Value = serde_json::from_slice(&scene.refer(1).await.1).unwrap();
    assert_eq!((&answer["jg"], scene.body.cases()), (&json!("cf"), 1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_answers_late_and_then_in_time() {
    let scene = Scene::with(Behaviour::Slow);
    let mut waits = Vec::new();
    for _ in 0..3 {
        let before = tokio::time::Instant::now();
        assert_eq!(scene.refer(1).await.0, StatusCode::OK);
        waits.push(before.elapsed());
    }
    assert!(waits[0] > Duration::from_secs(1) && waits[1] > Duration::from_secs(1), "{waits:?}");
    assert_eq!(waits[2], Duration::ZERO);
    assert_eq!(scene.body.cases(), 1);
}
