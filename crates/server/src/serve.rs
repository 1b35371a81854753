//! Serving: a listener, requests until the signal to close, then those under way to their end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::router::router;
use crate::state::State;

/// How long requests under way may still take once the server closes.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until `close` ends, and returns when every request under way has its answer.
///
/// # Errors
///
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: State,
    close: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let closing = state.closing.clone();
    let signal = {
        let closing = closing.clone();
        async move {
            close.await;
            closing.cancel();
        }
    };
    let upkept = state.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(signal);
    let drained = async {
        closing.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = server => ended,
        () = drained => Ok(()),
        () = upkept.upkeep() => Ok(()),
    }
}
