//! A page of a report that was sent already by another page of it: where its receipt is, and what was typed on this one, so that
//! nobody believes that it was sent too, or loses it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use engine::drafts::DraftId;

use super::report::address;
use super::sheet::{Typed, typed};
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, page};
use crate::problem::Problem;
use crate::state::State;

#[derive(Template)]
#[template(path = "report_sent.html")]
struct AlreadyPage {
    shell: Shell,
    /// Where the receipt is.
    receipt: String,
    typed: Vec<Typed>,
}

/// Says that a report was sent already, with what was typed on a page that was not.
pub(super) fn already(
    state: &State,
    shell: Shell,
    id: &DraftId,
    posted: &Posted,
) -> Result<Response, Problem> {
    let typed = typed(state, &shell, posted)?;
    let told = AlreadyPage { receipt: address(id), typed, shell };
    Ok(page(&told, StatusCode::CONFLICT))
}
