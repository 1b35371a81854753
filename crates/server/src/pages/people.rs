//! Who a party is, in full: for a purpose and with a reason, both of which are written down before anything is shown.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::PartyId;
use engine::vault::Identity;
use uuid::Uuid;

use super::case::seen;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::parties::{RevealIn, revealed};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "party.html")]
struct PartyPage {
    shell: Shell,
    number: String,
    identity: Option<Identity>,
    posted: Posted,
    error: Option<String>,
}

/// Asks for the purpose and the reason.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, _)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let number = seen.stored.number.clone();
    let posted = Posted::default();
    let asked = PartyPage { shell: visitor.shell, number, identity: None, posted, error: None };
    Ok(page(&asked, StatusCode::OK))
}

/// For what and why an identity is read, as the form says it.
pub(super) fn why(posted: &Posted) -> Result<RevealIn, Problem> {
    let purpose = serde_json::from_value(posted.one("purpose").into());
    let purpose = purpose.map_err(|_| Problem::malformed("请选择用途", "choose what for"))?;
    Ok(RevealIn { purpose, reason: posted.one("reason").to_owned() })
}

/// Shows who it is.
pub(super) async fn reveal(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, party)): Path<(String, Uuid)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let number = seen.stored.number.clone();
    let found = match why(&posted) {
        Ok(why) => revealed(&state, &seen, &visitor.caller, PartyId(party), why).await,
        Err(problem) => Err(problem),
    };
    let (identity, error, status) = match found {
        Ok(identity) => (Some(identity), None, StatusCode::OK),
        Err(problem) if problem.status().is_client_error() => {
            (None, Some(problem.line(visitor.shell.language)), problem.status())
        }
        Err(problem) => return Err(problem),
    };
    Ok(page(&PartyPage { shell: visitor.shell, number, identity, posted, error }, status))
}
