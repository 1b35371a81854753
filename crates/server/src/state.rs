//! What every handler may use.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use domain::id::UnitId;
use engine::Engine;
use metrics_exporter_prometheus::PrometheusHandle;
use papers::Fonts;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::address::Proxies;
use crate::limits::{Limits, RateLimits};
use crate::pages::AT_ONCE;

/// How often samples of histograms are put into their buckets; until then each is kept.
const DRAIN_METRICS_EVERY: Duration = Duration::from_secs(5);

/// How often those are forgotten against whom no limit holds anything any more.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Where files that serve as evidence lie.
    pub files: PathBuf,
    /// The center that takes in what comes from the public.
    pub center: UnitId,
    /// The address under which the public finds it, for links in Open311; without a slash at its end.
    pub public_url: String,
    /// The address under which staff find it, for their calendars; without a slash at its end.
    pub staff_url: String,
    /// The telephone number of the center, for letters.
    pub telephone: String,
    /// The county's division code, which Open311 calls the jurisdiction.
    pub jurisdiction: String,
    /// Whether administrators need a second factor before they may do anything else.
    pub second_factor_for_administrators: bool,
}

/// What every handler may use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) engine: Arc<Engine>,
    pub(crate) options: Arc<ServerOptions>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) proxies: Arc<Proxies>,
    pub(crate) metrics: PrometheusHandle,
    /// Room for forms with photographs that are read at once.
    pub(crate) photographs: Arc<Semaphore>,
    /// The faces of papers, once they were needed.
    pub(crate) fonts: Arc<OnceLock<Fonts>>,
    /// The operator's folder of them.
    pub(crate) font_folder: Option<PathBuf>,
    /// Set when the server closes down: streams end.
    pub(crate) closing: CancellationToken,
}

impl State {
    /// A state on an engine. Metrics are kept apart for each state, so that tests do not count each other's requests.
    pub fn new(engine: Arc<Engine>, options: ServerOptions) -> Self {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let metrics = recorder.handle();
        // A second server in one process keeps the first one's recorder, and its own page of metrics stays empty.
        _ = metrics::set_global_recorder(recorder);
        Self {
            engine,
            options: Arc::new(options),
            limits: Arc::default(),
            proxies: Arc::default(),
            metrics,
            photographs: Arc::new(Semaphore::new(AT_ONCE)),
            fonts: Arc::default(),
            font_folder: None,
            closing: CancellationToken::new(),
        }
    }

    /// The same with other limits than the usual ones.
    #[must_use]
    pub fn with_limits(self, limits: RateLimits) -> Self {
        Self { limits: Arc::new(limits.into()), ..self }
    }
    /// The same with a folder in which faces for papers are looked for before those of the system.
    #[must_use]
    pub fn with_fonts(self, folder: Option<PathBuf>) -> Self {
        Self { font_folder: folder, ..self }
    }
    /// The same behind proxies; without them, whoever is connected is who asks.
    #[must_use]
    pub fn with_proxies(self, proxies: Proxies) -> Self {
        Self { proxies: Arc::new(proxies), ..self }
    }
    /// Keeps what is counted from growing as long as the server runs. Never ends.
    pub(crate) async fn upkeep(&self) {
        let mut since = Instant::now();
        loop {
            tokio::time::sleep(DRAIN_METRICS_EVERY).await;
            self.metrics.run_upkeep();
            if since.elapsed() >= FORGET_EVERY {
                since = Instant::now();
                self.limits.forget_old();
            }
        }
    }
}
