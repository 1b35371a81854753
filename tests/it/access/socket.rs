//! The server on a real socket: it answers, says who may come in, and closes when it is told to.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use server::{Proxies, RateLimits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Database, Site, both};

/// A server on a socket, with other limits than the usual ones, for as long as the test lasts.
async fn serving(site: &Site, limits: RateLimits) -> SocketAddr {
    serving_behind(site, limits, Proxies::default()).await
}

async fn serving_behind(site: &Site, limits: RateLimits, proxies: Proxies) -> SocketAddr {
    let state = Site::state(&site.world, std::env::temp_dir());
    let state = state.with_limits(limits).with_proxies(proxies);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve(listener, None, state, std::future::pending()));
    address
}

/// What comes until the server ends the connection; none if it keeps it.
async fn ended(stream: &mut TcpStream, within: Duration) -> Option<Vec<u8>> {
    let mut answer = Vec::new();
    tokio::time::timeout(within, stream.read_to_end(&mut answer)).await.ok()?.unwrap();
    Some(answer)
}

/// A connection whose request never ends, and what a second one of the same address is answered.
async fn one_beside(site: &Site, limits: RateLimits, proxies: Proxies) -> (TcpStream, Vec<u8>) {
    let address = serving_behind(site, limits, proxies).await;
    let mut first = TcpStream::connect(address).await.unwrap();
    let slow = b"POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    first.write_all(slow).await.unwrap();
    let mut second = TcpStream::connect(address).await.unwrap();
    // One that is ended at once may be so before it has asked.
    _ = second.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    let mut answer = Vec::new();
    _ = second.read_to_end(&mut answer).await;
    (first, answer)
}

const ONE: NonZeroU32 = NonZeroU32::new(1).unwrap();

async fn get(address: std::net::SocketAddr, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

both! {
    async fn who_sends_no_whole_head_in_time_is_left(database: Database) {
        let site = Site::on(&database).await;
        let address = serving(&site, RateLimits { head_seconds: ONE, ..RateLimits::default() }).await;
        let patience = Duration::from_secs(10);
        for part in ["", "GET /healthz HTTP/1.1\r\nhost:"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(part.as_bytes()).await.unwrap();
            assert!(ended(&mut stream, patience).await.is_some(), "{part}");
        }
        let mut kept = TcpStream::connect(address).await.unwrap();
        kept.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let answer = ended(&mut kept, patience).await.expect("nothing more was asked on it");
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }

    async fn there_is_room_for_so_many_and_the_next_waits(database: Database) {
        let site = Site::on(&database).await;
        let address = serving(&site, RateLimits { connections: ONE, ..RateLimits::default() }).await;
        let first = TcpStream::connect(address).await.unwrap();
        let ask = async || {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
            stream
        };
        let mut second = ask().await;
        assert_eq!(ended(&mut second, Duration::from_millis(300)).await, None);
        drop(first);
        let answer = ended(&mut second, Duration::from_secs(10)).await.expect("there is room now");
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }

    async fn an_address_takes_up_only_its_own_room_and_a_proxy_of_the_house_any(database: Database) {
        let site = Site::on(&database).await;
        let limits = RateLimits { connections_an_address: ONE, ..RateLimits::default() };
        let (first, answer) = one_beside(&site, limits, Proxies::default()).await;
        assert_eq!(answer, b"", "one too many is ended without an answer");
        drop(first);
        let trusted = vec!["127.0.0.1".parse().unwrap()];
        let house = Proxies { trusted, ..Proxies::default() };
        let (_first, answer) = one_beside(&site, limits, house).await;
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }

    async fn a_listening_server_answers_and_closes(database: Database) {
        let site = Site::on(&database).await;
        let state = Site::state(&site.world, std::env::temp_dir());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closed) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve(listener, None, state, async { _ = closed.await }));
        let token = site.token("center.clerk").await;
        assert!(get(address, "/api/v1/me", &token).await.starts_with("HTTP/1.1 200"));
        assert!(get(address, "/api/v1/me", "none").await.starts_with("HTTP/1.1 401"));
        assert!(get(address, "/readyz", "").await.starts_with("HTTP/1.1 200"));
        close.send(()).unwrap();
        serving.await.unwrap().unwrap();
    }
}
