//! The HTTP client for one destination: no redirects, no proxies, no cookies, no repeats of its own, bounded times.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::BuilderVerifierExt;

use super::egress::{Checked, Destination, Lookup};

/// The most that a call takes, from looking up the host to the last byte of the answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// The most of that which goes by before there is a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// After so long without a call a connection is closed, so that the host is looked up and checked again.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Whose certificates are believed.
#[derive(Clone, Debug, Default)]
pub enum Trust {
    /// Those of the system.
    #[default]
    System,
    /// These only: the authority of an intranet, as one or more PEM certificates.
    Only(Vec<u8>),
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The certificates cannot be read.
    #[error("the certificates to trust cannot be read as PEM")]
    Certificates(#[source] rustls::pki_types::pem::Error),
    /// There is none among them.
    #[error("there is no certificate to trust")]
    NoCertificate,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
    /// The client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[from] reqwest::Error),
}

/// A client that connects to the destination and nowhere else, as long as it is given addresses below it.
pub(super) fn client(
    destination: &Destination,
    trust: &Trust,
    lookup: Arc<dyn Lookup>,
) -> Result<Client, ClientError> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls(destination, trust)?)
        .https_only(destination.is_encrypted())
        .dns_resolver(Checked::new(destination.clone(), lookup))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .user_agent(concat!("bihuan/", env!("CARGO_PKG_VERSION")));
    Ok(builder.build()?)
}

/// Brings its provider itself, so that it matters to nobody whether one was installed for the process. Where nothing is
/// encrypted, nobody's certificates are read and believed.
fn tls(destination: &Destination, trust: &Trust) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let encrypted = destination.is_encrypted();
    let builder = match trust {
        Trust::System if encrypted => builder.with_platform_verifier()?,
        Trust::Only(pem) if encrypted => builder.with_root_certificates(roots(pem)?),
        Trust::System | Trust::Only(_) => builder.with_root_certificates(RootCertStore::empty()),
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn roots(pem: &[u8]) -> Result<RootCertStore, ClientError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.map_err(ClientError::Certificates)?)?;
    }
    if roots.is_empty() { Err(ClientError::NoCertificate) } else { Ok(roots) }
}
