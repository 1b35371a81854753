//! A server that counts connections, keeps what it was sent and gives one answer to everything.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server of this machine, as long as the test runs.
pub(super) struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// At an IP address, answering these bytes.
    pub(super) async fn at(ip_and_port: &str, answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind(ip_and_port).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, connections: Arc::default(), requests: Arc::default() };
        let (connections, requests) = (server.connections.clone(), server.requests.clone());
        let answer = answer.into();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, answer.clone(), requests.clone()));
            }
        });
        server
    }

    /// Answering with a status and a body.
    pub(super) async fn answering(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
        Self::at("127.0.0.1:0", answer).await
    }

    pub(super) fn ip(&self) -> String {
        self.address.ip().to_string()
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The one request that came.
    pub(super) fn request(&self) -> Request {
        let requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1, "{requests:?}");
        Request(requests[0].clone())
    }
}

/// What was sent, as text.
pub(super) struct Request(String);

impl Request {
    pub(super) fn line(&self) -> &str {
        self.0.lines().next().unwrap()
    }

    pub(super) fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").unwrap().1
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let lines = self.0.split_once("\r\n\r\n").unwrap().0.lines().skip(1);
        let headers = lines.filter_map(|line| line.split_once(": "));
        headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }
}

async fn serve(
    mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin,
    answer: Vec<u8>,
    requests: Arc<Mutex<Vec<String>>>,
) {
    let mut read = Vec::new();
    while !is_whole(&read) {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(length) => read.extend_from_slice(&chunk[..length]),
        }
    }
    requests.lock().unwrap().push(String::from_utf8(read).unwrap());
    _ = stream.write_all(&answer).await;
    _ = stream.shutdown().await;
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let length = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.map(|(_, value)| value.parse::<usize>().unwrap()).next().unwrap_or(0);
    body.len() >= length
}
