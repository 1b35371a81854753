//! Pages that only tell: what happens to what citizens give 告知与隐私, and general information, which is also where those
//! go who must leave a page at once.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Guest, center};
use crate::pages::shell::{Shell, page};
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    shell: Shell,
    center: String,
}

/// What happens to what citizens give.
pub(super) async fn notice(State(state): State<Shared>, guest: Guest) -> Response {
    let center = center(&state, guest.shell.language);
    page(&NoticePage { center, shell: guest.shell }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
}

/// General information.
pub(super) async fn help(guest: Guest) -> Response {
    page(&HelpPage { shell: guest.shell }, StatusCode::OK)
}
