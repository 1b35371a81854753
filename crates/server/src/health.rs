//! Whether this node lives, whether it can work, and what it has counted.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::address::OfThisMachine;
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations",
    responses((status = 200, description = "The process lives", content_type = "text/plain")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The node can work: the database answers and nothing is being closed.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, description = "The node can work", content_type = "text/plain"), Refusals))]
pub(crate) async fn readyz(State(state): State<Shared>) -> Result<&'static str, Problem> {
    if state.closing.is_cancelled() {
        return Err(Problem::unavailable());
    }
    state.engine.store().ping().await?;
    Ok("ready\n")
}

/// What the node has counted, for a Prometheus on this machine. It holds no case, person or unit, but how much goes on is
/// nobody's business outside: whoever comes through a proxy is answered only if a trusted one says that they are here.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, description = "Counters", content_type = "text/plain"), Refusals))]
pub(crate) async fn metrics(State(state): State<Shared>, _: OfThisMachine) -> Response {
    let content = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (StatusCode::OK, content, state.metrics.render()).into_response()
}
