//! An installation to measure, and a server on it in this process.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::id::PersonId;
use engine::Engine;
use server::{ServerOptions, State};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::installation::{Installation, engine_failure, files};

/// The clerk on whose behalf everything is done.
pub(crate) const CLERK: &str = "center.clerk";

/// A server under measurement.
pub(crate) struct Served {
    pub(crate) engine: Arc<Engine>,
    pub(crate) address: SocketAddr,
    /// An API token of the clerk.
    pub(crate) token: String,
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Served {
    /// Serves an installation on a free port of this machine.
    pub(crate) async fn start(installation: &Installation) -> Result<Self, Failure> {
        let engine = Arc::clone(&installation.engine);
        let clerk = PersonId::from(CLERK);
        // Whoever has an account already keeps it.
        engine.open_demo_account(&clerk, CLERK).await.map_err(engine_failure)?;
        let scopes = vec!["cases:read".to_owned(), "cases:write".to_owned()];
        let token = engine.open_api_token(&clerk, "bench".to_owned(), scopes, 1).await;
        let (_, token) = token.map_err(engine_failure)?;
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let listen = |source| Failure::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let options = ServerOptions {
            files: files(&installation.config),
            center: installation.config.center.as_str().into(),
            public_url: format!("http://{address}"),
            jurisdiction: installation.config.jurisdiction.clone(),
        };
        let stop = CancellationToken::new();
        let closing = stop.clone();
        let state = State::new(Arc::clone(&engine), options);
        let close = async move { closing.cancelled().await };
        let ended = tokio::spawn(server::serve(listener, state, close));
        Ok(Self { engine, address, token, stop, ended })
    }

    /// Stops serving.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        _ = self.ended.await;
    }
}
