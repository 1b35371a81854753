//! What is sent, and what becomes of each answer.

use std::time::Duration;

use domain::id::UnitId;
use serde_json::{Value, json};

use super::server::Server;
use super::{OURS, now, referral, wire_to};
use crate::contract::Push;
use crate::error::{AgencyError, Retry};
use crate::fault::Fault;
use crate::http::ANSWER_BYTES_MAX;
use crate::webhook::{Keyring, VerifyingKey, WINDOW, verify};
use crate::wire::{Fetched, Incoming, Wire};

async fn answered(status: &str, headers: &str, body: &str) -> Result<Option<Value>, AgencyError> {
    let server = Server::answering(status, headers, body).await;
    wire_to(&server).send(&referral()).await
}

fn keys() -> Keyring<VerifyingKey> {
    Keyring::of(VerifyingKey::parse(OURS).unwrap())
}

#[tokio::test]
async fn a_message_is_posted_signed_and_with_its_key() {
    let server = Server::answering("200 OK", "", r#"{"number": "A1"}"#).await;
    let answer = wire_to(&server).send(&referral()).await;
    assert_eq!(answer, Ok(Some(json!({"number": "A1"}))));
    let request = server.request();
    assert_eq!(request.line(), "POST /api/messages/referral HTTP/1.1");
    let id = referral().id.to_string();
    assert_eq!(request.header("idempotency-key"), Some(format!("\"{id}\"")));
    assert_eq!(request.header("content-type").as_deref(), Some("application/json"));
    assert_eq!(request.header("accept-encoding"), None);
    assert_eq!(request.header("cookie"), None);
    let (unit, headers) = (UnitId::new("centre"), request.headers());
    let body = request.body().as_bytes();
    let push = Push { unit: &unit, now: now(), headers: &headers, body };
    assert_eq!(verify(&keys(), WINDOW, &push).unwrap().id, id);
}

#[tokio::test]
async fn a_fetch_signs_its_cursor() {
    let body = r#"{"messages": [{"id": "m1", "body": {"x": 1}}], "cursor": "c 2", "more": true, "else": 0}"#;
    let server = Server::answering("200 OK", "", body).await;
    let fetched = wire_to(&server).fetch(Some("c&1=é")).await;
    let message = Incoming { id: "m1".to_owned(), body: json!({"x": 1}) };
    let expected =
        Fetched { messages: vec![message], cursor: Some("c 2".to_owned()), more: true, unnamed: 0 };
    assert_eq!(fetched, Ok(expected));
    let request = server.request();
    assert_eq!(request.line(), "GET /api/messages?after=c%261%3D%C3%A9 HTTP/1.1");
    let (unit, headers) = (UnitId::new("centre"), request.headers());
    let body = b"after=c%261%3D%C3%A9";
    let push = Push { unit: &unit, now: now(), headers: &headers, body };
    assert!(verify(&keys(), WINDOW, &push).is_ok());
}

#[tokio::test]
async fn the_first_fetch_has_no_cursor_and_an_empty_answer_keeps_it() {
    let server = Server::answering("204 No Content", "", "").await;
    assert_eq!(wire_to(&server).fetch(None).await, Ok(Fetched::default()));
    assert_eq!(server.request().line(), "GET /api/messages HTTP/1.1");
    let kept = wire_to(&server).fetch(Some("c1")).await.unwrap();
    assert_eq!(kept.cursor.as_deref(), Some("c1"));
}

#[tokio::test]
async fn the_cursor_of_files_from_before_is_not_sent() {
    let server = Server::answering("204 No Content", "", "").await;
    _ = wire_to(&server).fetch(Some("files:1:0")).await.unwrap();
    assert_eq!(server.request().line(), "GET /api/messages HTTP/1.1");
}

#[tokio::test]
async fn a_fetched_page_that_cannot_be_kept_is_unreadable() {
    let long = "x".repeat(2000);
    let bodies = [
        "[]".to_owned(),
        r#"{"messages": [], "messages": [{"id": "m1", "body": 1}]}"#.to_owned(),
        format!(r#"{{"messages": [], "cursor": "{long}"}}"#),
    ];
    for body in bodies {
        let server = Server::answering("200 OK", "", &body).await;
        assert!(wire_to(&server).fetch(None).await.unwrap_err().is_temporary(), "{body}");
    }
}

#[tokio::test]
async fn a_message_without_a_fit_id_does_not_stand_in_the_way_of_the_others() {
    let long = format!("\"{}\"", "x".repeat(201));
    for id in [r#""""#, "5", "null", r#""..""#, r#""a\u202eb""#, &long] {
        let body = format!(
            r#"{{"messages": [{{"id": "m1", "body": 1}}, {{"id": {id}, "body": 2}}, {{"body": 3}}, {{"id": "m2", "body": 4}}], "cursor": "c"}}"#
        );
        let server = Server::answering("200 OK", "", &body).await;
        let fetched = wire_to(&server).fetch(None).await.unwrap();
        let ids: Vec<_> = fetched.messages.iter().map(|one| one.id.as_str()).collect();
        assert_eq!((ids.as_slice(), fetched.unnamed), (["m1", "m2"].as_slice(), 2), "{id}");
        assert_eq!(fetched.cursor.as_deref(), Some("c"));
    }
}

#[tokio::test]
async fn what_is_under_way_has_no_answer_yet() {
    assert_eq!(answered("202 Accepted", "", "queued").await, Ok(None));
    assert_eq!(answered("204 No Content", "", "").await, Ok(None));
}

#[tokio::test]
async fn overload_and_failure_are_temporary_and_refusal_is_not() {
    let undecided =
        ["500 Oops", "502 Oops", "503 Oops", "408 Oops", "409 Oops", "425 Oops", "429 Oops"];
    for status in undecided.into_iter().chain(["401 Oops", "403 Oops", "404 Oops", "405 Oops"]) {
        let error = answered(status, "", "secret words").await.unwrap_err();
        assert_eq!(error.retry, Retry::Temporary(None), "{status}");
    }
    for status in ["400 No", "410 No", "422 No", "451 No"] {
        let error = answered(status, "", "secret words").await.unwrap_err();
        assert_eq!(error.retry, Retry::Permanent, "{status}");
        let number = status.strip_suffix(" No").and_then(|number| number.parse().ok());
        assert_eq!(error.fault, number.map(Fault::Status));
    }
    let error = answered("503 Busy", "retry-after: 120\r\n", "").await.unwrap_err();
    assert_eq!(error.retry, Retry::Temporary(Some(Duration::from_mins(2))));
}

#[tokio::test]
async fn an_answer_that_says_something_twice_is_not_believed() {
    let answer = answered("200 OK", "", r#"{"number": "A1", "number": "A2"}"#).await;
    assert_eq!(answer.unwrap_err().fault, Some(Fault::Unreadable));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_temporary() {
    let deep = "[".repeat(100_000);
    let gzip = "content-encoding: gzip\r\n";
    for (headers, body) in
        [("", ""), ("", "<html>"), ("", "{\"a\":"), ("", deep.as_str()), (gzip, "xx")]
    {
        let error = answered("200 OK", headers, body).await.unwrap_err();
        assert!(error.is_temporary());
    }
}

#[tokio::test]
async fn nothing_that_the_other_side_wrote_is_repeated() {
    let cases = [
        ("200 OK", "secret words"),
        ("500 secret words", "secret words"),
        ("400 secret words", r#"{"title": "secret words"}"#),
        ("307 secret words", "secret words"),
    ];
    for (status, body) in cases {
        let headers = "retry-after: secret words\r\nlocation: http://secret-words.test/\r\n";
        let error = answered(status, headers, body).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit() {
    let exactly = format!("\"{}\"", "x".repeat(ANSWER_BYTES_MAX - 2));
    assert!(answered("200 OK", "", &exactly).await.is_ok());
    let over = format!("\"{}\"", "x".repeat(ANSWER_BYTES_MAX - 1));
    assert!(answered("200 OK", "", &over).await.unwrap_err().is_temporary());
}

#[tokio::test]
async fn a_broken_connection_is_temporary() {
    let cut = Server::at("127.0.0.1:0", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").await;
    let error = wire_to(&cut).send(&referral()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), (true, Some(Fault::Broken)));
    let nonsense = Server::at("127.0.0.1:0", "what?\r\n\r\n").await;
    assert!(wire_to(&nonsense).send(&referral()).await.unwrap_err().is_temporary());
    let nothing = Server::at("127.0.0.1:0", "").await;
    assert!(wire_to(&nothing).send(&referral()).await.unwrap_err().is_temporary());
    assert_eq!(nothing.connections(), 1, "the client repeats nothing by itself");
}

#[tokio::test]
async fn nobody_there_is_temporary() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let to = super::destination(super::Scheme::Http, "127.0.0.1", port, "127.0.0.0/8");
    let settings = super::settings(to, std::sync::Arc::new(super::SystemLookup));
    let wire = super::HttpWire::new(settings).unwrap();
    let error = wire.send(&referral()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), (true, Some(Fault::NobodyListens)));
}

/// The clock stands still, and then jumps to the limit, only once there is a connection: its own limit is a shorter one.
#[tokio::test]
async fn an_answer_that_never_ends_is_cut_off() {
    let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 4096]).await;
        tokio::time::pause();
        tokio::io::AsyncWriteExt::write_all(&mut stream, endless.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    let to = super::destination(super::Scheme::Http, "127.0.0.1", port, "127.0.0.0/8");
    let settings = super::settings(to, std::sync::Arc::new(super::SystemLookup));
    let wire = super::HttpWire::new(settings).unwrap();
    let message = referral();
    let call = tokio::time::timeout(crate::http::TIMEOUT * 2, wire.send(&message));
    let error = call.await.expect("the call ends by itself").unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), (true, Some(Fault::NoAnswer)));
}
