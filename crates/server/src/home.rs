//! What the address of the server itself answers: what this is, and where its parts are.

use axum::extract::State;
use axum::response::Response;

use crate::pages::citizen::Guest;
use crate::pages::citizen::home::welcome;
use crate::state::State as Shared;

/// The first page: what a citizen can do here, and where the other parts are.
#[utoipa::path(get, path = "/", tag = "operations",
    responses((status = 200, description = "A page, in the reader's language", content_type = "text/html")))]
pub(crate) async fn home(State(state): State<Shared>, guest: Guest) -> Response {
    welcome(&state, guest)
}
