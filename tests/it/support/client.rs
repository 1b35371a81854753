//! A client on a real socket, as plain as HTTP/1.1 allows: one request, one connection. An answer that is not whole is an
//! error, so that whoever asks knows that nobody knows: `ConnectionAborted` if not one byte came, `UnexpectedEof` if it
//! broke off.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server's address, to be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    address: SocketAddr,
}

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    client: Client,
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) const fn at(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Where it asks.
    pub(crate) const fn address(self) -> SocketAddr {
        self.address
    }

    pub(crate) fn get(self, path: &str) -> Call {
        self.call("GET", path)
    }

    pub(crate) fn post(self, path: &str, body: &Value) -> Call {
        self.call("POST", path).json(body)
    }

    pub(crate) fn put(self, path: &str, body: &Value) -> Call {
        self.call("PUT", path).json(body)
    }

    /// A file in a form (RFC 7578).
    pub(crate) fn upload(self, path: &str, name: &str, content: &[u8]) -> Call {
        const EDGE: &str = "edge-of-the-form";
        let mut call = self.call("POST", path);
        call.body.extend(
            format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        call.body.extend(content);
        call.body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
        call.header("content-type", &format!("multipart/form-data; boundary={EDGE}"))
    }

    fn call(self, method: &str, path: &str) -> Call {
        let line = format!("{method} {path} HTTP/1.1\r\n");
        Call { client: self, line, headers: Vec::new(), body: Vec::new() }
    }
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn if_match(self, version: u64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// Sends it and waits for the whole answer.
    pub(crate) async fn send(&self) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(self.client.address).await?;
        stream.write_all(&self.written()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let broken = if answer.is_empty() {
            io::ErrorKind::ConnectionAborted
        } else {
            io::ErrorKind::UnexpectedEof
        };
        whole(&answer).ok_or_else(|| io::Error::from(broken))
    }

    /// Sends it to a server that must be there.
    pub(crate) async fn answer(&self) -> Answer {
        self.send().await.unwrap_or_else(|error| panic!("{}: {error}", self.line.trim_end()))
    }

    fn written(&self) -> Vec<u8> {
        let mut head = self.line.clone();
        head.push_str("host: bihuan.test\r\nconnection: close\r\naccept-language: en\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.into_bytes(), self.body.clone()].concat()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.status, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body, of an answer that must have this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
}

/// The answer in bytes that end with the connection; none if some are missing.
fn whole(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers: Vec<_> = lines.filter_map(header).collect();
    let answer = Answer { status, headers, body: bytes[end + 4..].to_vec() };
    let length = answer.header("content-length").unwrap_or("0").parse::<usize>().ok()?;
    (answer.body.len() == length).then_some(answer)
}
