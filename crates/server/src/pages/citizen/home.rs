//! The first page: two large buttons, whom to call, and, small, where staff and programs go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::Guest;
use crate::api::names::Names;
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
    let shell = guest.shell;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let center = names.unit(&state.options.center).name;
    page(&HomePage { shell, center }, StatusCode::OK)
}
