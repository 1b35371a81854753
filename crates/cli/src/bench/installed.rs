//! An installation to measure, and a server on it in this process.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::id::PersonId;
use engine::Engine;
use engine::api_tokens::AskedToken;
use server::{ServerOptions, State};
use store::queries::CaseFilter;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::installation::{Installation, engine_failure, files, sign_in_name, store_failure};

/// The clerk on whose behalf transitions are done.
pub(crate) const CLERK: &str = "center.clerk";

/// A server under measurement.
pub(crate) struct Served {
    pub(crate) engine: Arc<Engine>,
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Served {
    /// Serves an installation on a free port of this machine.
    pub(crate) async fn start(installation: &Installation) -> Result<Self, Failure> {
        let engine = Arc::clone(&installation.engine);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let listen = |source| Failure::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let options = ServerOptions {
            files: files(&installation.config),
            center: installation.config.center.as_str().into(),
            public_url: format!("http://{address}"),
            staff_url: format!("http://{address}"),
            telephone: installation.config.telephone.clone(),
            jurisdiction: installation.config.jurisdiction.clone(),
            second_factor_for_administrators: false,
        };
        let stop = CancellationToken::new();
        let closing = stop.clone();
        let state = State::new(Arc::clone(&engine), options);
        let close = async move { closing.cancelled().await };
        let ended = tokio::spawn(server::serve(listener, None, state, close));
        Ok(Self { engine, address, stop, ended })
    }

    /// An API token of a person, for a day. Whoever has an account already keeps it.
    pub(crate) async fn token(&self, person: &str) -> Result<String, Failure> {
        let who = PersonId::from(person);
        let sign_in = sign_in_name(person)?;
        self.engine.open_demo_account(&who, &sign_in).await.map_err(engine_failure)?;
        let scopes = vec!["cases:read".to_owned(), "cases:write".to_owned()];
        let asked = AskedToken { name: "bench".to_owned(), scopes, days: 1, session: None };
        let token = self.engine.open_api_token(&who, asked).await;
        // It hangs on no session that could have ended.
        token.map(|made| made.map(|(_, token)| token).unwrap_or_default()).map_err(engine_failure)
    }

    /// Stops serving.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        _ = self.ended.await;
    }
}

/// How many cases an installation has.
pub(crate) async fn count(installation: &Installation) -> Result<u64, Failure> {
    let engine = &installation.engine;
    let everything = engine.visible(&engine::Who::Engine).await.map_err(store_failure)?;
    let count = engine.store().count_cases(&everything, &CaseFilter::default()).await;
    count.map_err(store_failure)
}
