//! What a process does that runs until it is told to stop.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Until the terminal interrupts or the system asks to end.
pub(crate) async fn told_to_stop() {
    let interrupted = async { _ = tokio::signal::ctrl_c().await };
    #[cfg(unix)]
    let asked = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let asked = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = asked => {}
    }
}

/// The log goes to standard error: for people on a terminal, as JSON lines elsewhere. `BIHUAN_LOG` chooses what.
pub(crate) fn log() {
    let filter = EnvFilter::try_from_env("BIHUAN_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second log in one process keeps the first.
    _ = if std::io::stderr().is_terminal() {
        builder.try_init()
    } else {
        builder.json().try_init()
    };
}
