//! TLS: the certificate must name the host of the destination, whichever address it has.
//!
//! `samples/` holds a certificate for `court.test`, which signs itself, and its key. They are for these tests alone.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{HttpSettings, HttpWire, Lookup, Scheme, destination, referral, settings};
use crate::fault::Fault;
use crate::http::Trust;
use crate::wire::Wire;

const CERTIFICATE: &[u8] = include_bytes!("../samples/court.cert.pem");
const KEY: &[u8] = include_bytes!("../samples/court.key.pem");

#[derive(Debug)]
struct ThisMachine;

#[async_trait]
impl Lookup for ThisMachine {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec!["127.0.0.1".parse().unwrap()])
    }
}

/// Answers one call over TLS; gives its port, and the name that the client asked for.
async fn server() -> (u16, tokio::task::JoinHandle<Option<String>>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = config.with_single_cert(vec![certificate], key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let name = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.ok()?;
        let name = stream.get_ref().1.server_name().map(str::to_owned);
        _ = stream.read(&mut [0; 4096]).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
        _ = stream.shutdown().await;
        name
    });
    (port, name)
}

fn wire(host: &str, port: u16, trust: Trust) -> HttpWire {
    let to = destination(Scheme::Https, host, port, "127.0.0.0/8");
    HttpWire::new(HttpSettings { trust, ..settings(to, Arc::new(ThisMachine)) }).unwrap()
}

#[tokio::test]
async fn the_host_is_asked_for_by_its_name_and_proves_it() {
    let (port, name) = server().await;
    let trust = Trust::Only(CERTIFICATE.to_vec());
    assert!(wire("court.test", port, trust).send(&referral()).await.is_ok());
    assert_eq!(name.await.unwrap().as_deref(), Some("court.test"));
}

#[tokio::test]
async fn another_name_is_not_believed() {
    let (port, name) = server().await;
    let trust = Trust::Only(CERTIFICATE.to_vec());
    let error = wire("police.test", port, trust).send(&referral()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.fault), (true, Some(Fault::Tls)));
    assert_eq!(name.await.unwrap(), None);
}

#[tokio::test]
async fn an_authority_that_is_not_trusted_is_not_believed() {
    let (port, name) = server().await;
    assert!(wire("court.test", port, Trust::System).send(&referral()).await.is_err());
    assert_eq!(name.await.unwrap(), None);
}

#[tokio::test]
async fn a_server_without_tls_is_told_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    let trust = Trust::Only(CERTIFICATE.to_vec());
    let error = wire("court.test", port, trust).send(&referral()).await.unwrap_err();
    assert_eq!(error.fault, Some(Fault::Tls));
}

#[test]
fn trust_in_nothing_is_a_mistake() {
    let to = destination(Scheme::Https, "court.test", 443, "127.0.0.0/8");
    for pem in
        [Vec::new(), b"no certificate".to_vec(), b"-----BEGIN CERTIFICATE-----\n%\n".to_vec()]
    {
        let settings = settings(to.clone(), Arc::new(ThisMachine));
        assert!(HttpWire::new(HttpSettings { trust: Trust::Only(pem), ..settings }).is_err());
    }
}
