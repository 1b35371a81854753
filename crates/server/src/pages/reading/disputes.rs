//! Disputes about time that wait for a decision, for those who decide.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::time_disputes::DISPUTES_A_PAGE;

use super::super::shell::{Shell, Visitor, page};
use super::READERS;
use crate::api::names::Names;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A dispute in the list.
#[derive(Debug)]
struct Row {
    number: String,
    unit: String,
    stretch: String,
    raised: String,
}

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage {
    shell: Shell,
    rows: Vec<Row>,
    /// Whether there may be more than are shown.
    is_full: bool,
}

/// Shows them, the oldest first.
pub(in crate::pages) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let open = state.engine.open_disputes(&caller.who()).await?;
    let snapshot = state.engine.directory();
    let definitions = state.engine.definitions();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let local = |at| definitions.calendar.local(at).format("%m-%d %H:%M").to_string();
    let is_full = open.len() >= usize::try_from(DISPUTES_A_PAGE).unwrap_or(usize::MAX);
    let row = |dispute: store::time_disputes::Dispute| Row {
        unit: names.unit(&dispute.unit).name,
        stretch: format!("{} – {}", local(dispute.from), local(dispute.until)),
        raised: local(dispute.at),
        number: dispute.number,
    };
    let rows = open.into_iter().map(row).collect();
    Ok(page(&DisputesPage { shell, rows, is_full }, StatusCode::OK))
}
