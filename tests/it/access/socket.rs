//! The server on a real socket: it answers, says who may come in, and closes when it is told to.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Database, Site, both};

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
    async fn a_listening_server_answers_and_closes(database: Database) {
        let site = Site::on(&database).await;
        let state = Site::state(&site.world, std::env::temp_dir());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closed) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(server::serve(listener, state, async { _ = closed.await }));
        let token = site.token("center.clerk").await;
        assert!(get(address, "/api/v1/me", &token).await.starts_with("HTTP/1.1 200"));
        assert!(get(address, "/api/v1/me", "none").await.starts_with("HTTP/1.1 401"));
        assert!(get(address, "/readyz", "").await.starts_with("HTTP/1.1 200"));
        close.send(()).unwrap();
        serving.await.unwrap().unwrap();
    }
}
