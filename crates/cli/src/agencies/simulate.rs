//! The other side of a body of the configuration, played on this machine: the same entry is read from the far end, so that
//! nothing has to be written twice.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use agency::files::Exchange;
use agency_simulator::files::{Clerk, carry};
use agency_simulator::http::{Listening, PushSettings, Pusher, router};
use agency_simulator::{Body, Settings};
use tokio::net::TcpListener;

use super::wires::{no_exchange, settings as of_side, signing, verifying};
use super::{AgencyConfig, FilesConfig, HttpConfig, Place};
use crate::failure::Failure;
use crate::installation::Config;

/// How often the body looks for what is due.
const EVERY: Duration = Duration::from_secs(1);

/// How late a body at most answers that is slow: later than a call may take.
const LATE_AT_MOST: Duration = Duration::from_secs(12);

/// Plays an entry of the configuration until the process is told to stop.
pub(crate) async fn play(
    entry: &AgencyConfig,
    settings: Settings,
    config: &Config,
) -> Result<(), Failure> {
    let place = Place::of(entry, config);
    let folder = settings.folder.clone();
    let body = Body::open(settings).map_err(|error| no_body(place, &error))?;
    let body = Arc::new(body);
    match (&entry.http, &entry.files) {
        (Some(http), None) => by_http(place, http, body, config.listen).await,
        (None, Some(files)) => by_files(place, files, body, &folder).await,
        (None, None) | (Some(_), Some(_)) => Err(place.fault(
            "请写 [agencies.http] 或者 [agencies.files]，两者选一",
            "say [agencies.http] or [agencies.files], one of the two",
        )),
    }
}

async fn by_http(
    place: Place<'_>,
    http: &HttpConfig,
    body: Arc<Body>,
    reports: SocketAddr,
) -> Result<(), Failure> {
    let address = here(http).ok_or_else(|| {
        place.fault(
            "http.url：模拟只能在本机上，写成 http://127.0.0.1:端口，并写 for_trial = true",
            "http.url: only a body on this machine can be played; write http://127.0.0.1:PORT and for_trial = true",
        )
    })?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|source| Failure::Listen { address, source })?;
    let keys = verifying(place, "sign", http)?;
    let listening = Listening { body: body.clone(), keys, late_at_most: LATE_AT_MOST };
    if !http.verify.is_empty() {
        let to = format!("http://{reports}/agencies/{}/reports", place.unit);
        let to = to.parse().map_err(|error| no_body(place, &error))?;
        let keys = signing(place, "verify", http)?;
        let pusher = Pusher::new(PushSettings { body, keys, to });
        let pusher = pusher.map_err(|error| no_body(place, &error))?;
        _ = tokio::spawn(pusher.run(EVERY));
    }
    let served = axum::serve(listener, router(listening)).await;
    served.map_err(|source| Failure::Listen { address, source })
}

/// The address of a body on this machine.
pub(super) fn here(http: &HttpConfig) -> Option<SocketAddr> {
    let address = http.url.strip_prefix("http://")?.trim_end_matches('/').parse().ok()?;
    http.for_trial.then_some(address)
}

async fn by_files(
    place: Place<'_>,
    files: &FilesConfig,
    body: Arc<Body>,
    folder: &Path,
) -> Result<(), Failure> {
    if !files.folder.is_dir() {
        let folder = files.folder.display();
        return Err(place.fault(
            format!("files.folder：没有文件夹“{folder}”；请先建立"),
            format!("files.folder: there is no folder `{folder}`; make it first"),
        ));
    }
    let theirs = FilesConfig { folder: folder.join("exchange"), ..files.clone() };
    let side = of_side(place, &theirs, [&files.peer, &files.us])?;
    let exchange = Exchange::open(side).map_err(|error| no_exchange(place, &error))?;
    _ = tokio::spawn(Clerk::new(body, Arc::new(exchange)).run(EVERY));
    let (ours, theirs) = (files.folder.clone(), theirs.folder);
    loop {
        tokio::time::sleep(EVERY).await;
        let (ours, theirs) = (ours.clone(), theirs.clone());
        let carried = tokio::task::spawn_blocking(move || both_ways(&ours, &theirs)).await;
        if let Ok(Err((path, source))) = carried {
            return Err(Failure::File { path, source });
        }
    }
}

/// Does what somebody with a disk does.
fn both_ways(ours: &Path, theirs: &Path) -> Result<(), (PathBuf, std::io::Error)> {
    carry(ours, theirs).map_err(|error| (ours.to_owned(), error))?;
    carry(theirs, ours).map_err(|error| (theirs.to_owned(), error))
}

fn no_body(place: Place<'_>, error: &dyn std::fmt::Display) -> Failure {
    place.fault(format!("不能模拟：{error}"), format!("it cannot be played: {error}"))
}
