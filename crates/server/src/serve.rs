//! Serving: a listener, requests until the signal to close, then those under way to their end. Whoever is connected takes
//! up room, so that there is room for so many, and nobody keeps it by being slow.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use crate::router::{public_router, router};
use crate::state::State;

/// How long requests under way may still take once the server closes.
const DRAIN: Duration = Duration::from_secs(20);

/// How long who asks may take nothing of an answer that is ready for them.
const UNREAD: Duration = Duration::from_secs(30);

/// Serves everything at `listener`, and the public site alone at `public` if there is such a listener, until `close` ends;
/// returns when every request under way has its answer.
///
/// # Errors
///
/// None so far: a listener that fails is asked again.
pub async fn serve(
    listener: TcpListener,
    public: Option<TcpListener>,
    state: State,
    close: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (closing, doors, upkept) = (state.closing.clone(), state.clone(), state.clone());
    let open = GracefulShutdown::new();
    let public = async {
        match public {
            Some(listener) => {
                accept(listener, public_router(doors.clone()), &doors, &open).await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = accept(listener, router(state), &doors, &open) => {}
        () = public => {}
        () = upkept.upkeep() => {}
        () = close => {}
    }
    closing.cancel();
    _ = tokio::time::timeout(DRAIN, open.shutdown()).await;
    Ok(())
}

/// Takes in who connects, for as long as there is room. Who has too many connections already is let go at once: to wait
/// for one of them to end would keep everybody else waiting. Never ends.
async fn accept(mut listener: TcpListener, router: Router, state: &State, open: &GracefulShutdown) {
    let limits = &state.limits;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head);
    while let Ok(room) = Arc::clone(&limits.connections).acquire_owned().await {
        let (stream, from) = Listener::accept(&mut listener).await;
        // A proxy of the house speaks for many.
        let speaks_for_many = state.proxies.trusts(from.ip().to_canonical());
        let counted = if speaks_for_many { None } else { limits.connect(from.ip()) };
        if counted.is_none() && !speaks_for_many {
            continue;
        }
        let router = router.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(from));
            router.clone().call(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(impatient(stream)), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke off");
            }
            drop((room, counted));
        });
    }
}

/// The connection, which breaks off where an answer finds no reader.
fn impatient(stream: TcpStream) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(UNREAD));
    Box::pin(stream)
}
