//! The original of a photograph that came with a report: opened for a purpose and with a reason, both of which are written
//! down before anything is given.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::FileId;
use uuid::Uuid;

use super::case::seen;
use super::people::why;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::attachments::unsealed;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "original.html")]
struct OriginalPage {
    shell: Shell,
    number: String,
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
    Ok(page(&OriginalPage { shell: visitor.shell, number, posted, error: None }, StatusCode::OK))
}

/// Gives the original.
pub(super) async fn open(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, file)): Path<(String, Uuid)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let number = seen.stored.number.clone();
    let given = match why(&posted) {
        Ok(why) => unsealed(&state, &seen, &visitor.caller, (FileId(file), why)).await,
        Err(problem) => Err(problem),
    };
    match given {
        Err(problem) if problem.status().is_client_error() => {
            let error = Some(problem.line(visitor.shell.language));
            let shell = visitor.shell;
            Ok(page(&OriginalPage { shell, number, posted, error }, problem.status()))
        }
        other => other,
    }
}
