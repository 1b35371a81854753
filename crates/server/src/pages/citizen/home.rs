//! The first page: two large buttons, whom to call, and, small, where staff and programs go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::text::Language;

use super::{Guest, center};
use crate::api::names::Names;
use crate::pages::shell::{Shell, page};
use crate::state::State;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    center: String,
}

/// What the center is called, with its county where the name does not say it.
fn in_full(state: &State, language: Language) -> String {
    let (center, snapshot) = (center(state, language), state.engine.directory());
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let county = names.place(&state.options.jurisdiction.as_str().into()).name;
    if county.is_empty() || center.contains(&county) {
        return center;
    }
    match language {
        Language::Zh => format!("{county}{center}"),
        Language::En => format!("{center}, {county}"),
    }
}

/// The page.
pub(crate) fn welcome(state: &State, guest: Guest) -> Response {
    let center = in_full(state, guest.shell.language);
    page(&HomePage { shell: guest.shell, center }, StatusCode::OK)
}
