//! No connection but to the destination. A canary listens where none should arrive and counts.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::server::Server;
use super::{HttpWire, Lookup, Scheme, destination, referral, settings, wire_to};
use crate::error::{AgencyError, Retry};
use crate::fault::Fault;
use crate::wire::Wire;

/// Names that change what they mean: one answer after the other, the last one for ever.
#[derive(Debug)]
struct Changing {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: AtomicUsize,
}

impl Changing {
    fn to(answers: &[&[&str]]) -> Arc<Self> {
        let read = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
        let answers = Mutex::new(answers.iter().map(read).collect());
        Arc::new(Self { answers, asked: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl Lookup for Changing {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let last = answers.len() == 1;
        let answer = if last { answers.front().cloned() } else { answers.pop_front() };
        answer.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

/// The right server at 127.0.0.2 and a canary at 127.0.0.1, on the same port; the destination allows the first.
async fn server_and_canary(lookup: &Arc<Changing>) -> (Server, Server, HttpWire) {
    let canary = Server::answering("200 OK", "", "{}").await;
    let beside = format!("127.0.0.2:{}", canary.port());
    let server =
        Server::at(&beside, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
    let to = destination(Scheme::Http, "court.test", canary.port(), "127.0.0.2/32");
    let wire = HttpWire::new(settings(to, Arc::clone(lookup) as _)).unwrap();
    (server.await, canary, wire)
}

fn is_fenced(result: Result<Option<serde_json::Value>, AgencyError>) -> bool {
    result.is_err_and(|error| error.is_temporary() && error.fault == Some(Fault::NotAllowed))
}

#[tokio::test]
async fn a_name_is_looked_up_once_for_a_connection_and_keeps_its_host() {
    let lookup = Changing::to(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let (server, canary, wire) = server_and_canary(&lookup).await;
    assert!(wire.send(&referral()).await.is_ok());
    assert_eq!(lookup.asked.load(Ordering::SeqCst), 1);
    let host = format!("court.test:{}", server.port());
    assert_eq!(server.request().header("host"), Some(host));
    assert_eq!((server.connections(), canary.connections()), (1, 0));
}

#[tokio::test]
async fn a_name_that_turns_elsewhere_leads_nowhere() {
    let lookup = Changing::to(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let (server, canary, wire) = server_and_canary(&lookup).await;
    assert!(wire.send(&referral()).await.is_ok());
    for _ in 0..5 {
        assert!(is_fenced(wire.send(&referral()).await));
    }
    assert_eq!((server.connections(), canary.connections()), (1, 0));
}

#[tokio::test]
async fn one_wrong_address_spoils_the_whole_answer() {
    for answer in
        [["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "::ffff:127.0.0.2"]]
    {
        let (server, canary, wire) = server_and_canary(&Changing::to(&[&answer])).await;
        assert!(is_fenced(wire.send(&referral()).await));
        assert_eq!((server.connections(), canary.connections()), (0, 0));
    }
}

#[tokio::test]
async fn a_name_that_is_not_known_is_temporary() {
    let (server, canary, wire) = server_and_canary(&Changing::to(&[])).await;
    let unknown = (true, Some(Fault::NameUnknown));
    let error = wire.send(&referral()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), unknown);
    let (_, _, empty) = server_and_canary(&Changing::to(&[&[]])).await;
    let error = empty.send(&referral()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), unknown);
    assert_eq!((server.connections(), canary.connections()), (0, 0));
}

#[tokio::test]
async fn a_redirect_is_refused_and_not_followed() {
    let canary = Server::answering("200 OK", "", "{}").await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let targets = [
            format!("http://127.0.0.1:{}/", canary.port()),
            format!("//127.0.0.1:{}/", canary.port()),
            format!("http://localhost:{}/api/messages/referral", canary.port()),
        ];
        for target in targets {
            let server = Server::answering(status, &format!("location: {target}\r\n"), "").await;
            let error = wire_to(&server).send(&referral()).await.unwrap_err();
            assert_eq!(error.retry, Retry::Temporary(None), "{status}");
        }
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_destination_that_is_encrypted_is_never_called_in_the_clear() {
    let canary = Server::answering("200 OK", "", "{}").await;
    let to = destination(Scheme::Https, "127.0.0.1", canary.port(), "127.0.0.0/8");
    let wire = HttpWire::new(settings(to, Arc::new(super::SystemLookup))).unwrap();
    assert!(wire.send(&referral()).await.unwrap_err().is_temporary());
}
