//! The first page: two large buttons, whom to call, and, small, where staff and programs go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Guest, center};
use crate::pages::shell::{Shell, page};
use crate::state::State;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    center: String,
}

/// The page.
pub(crate) fn welcome(state: &State, guest: Guest) -> Response {
    let center = center(state, guest.shell.language);
    page(&HomePage { shell: guest.shell, center }, StatusCode::OK)
}
