//! A look before an appraisal is published, which nobody can take back: what is frozen, until when units may object, and which
//! indicators rest on what nobody has looked up.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::shell::{Shell, Visitor, page};
use super::words;
use crate::api::appraisal::{not_published, period};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "assess_publish.html")]
struct PublishPage {
    shell: Shell,
    period: String,
    run: String,
    units: usize,
    until: Option<String>,
    /// Indicators, each with its source.
    unverified: Vec<(String, String)>,
}

/// Shows what publishing would do.
pub(super) async fn check(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(written): Path<String>,
) -> Result<Response, Problem> {
    let period = period(&written)?;
    let found = state.engine.publishable(&caller.person, period).await?;
    let found = found.map_err(|refused| not_published(&state, &refused))?;
    let calendar = &state.engine.definitions().calendar;
    let language = shell.language;
    let unverified = found.unverified.iter();
    let asked = PublishPage {
        period: period.to_string(),
        run: found.run.to_string(),
        units: found.units,
        until: found.objections_until.map(|until| domain::clock::deadline_text(calendar, until)),
        unverified: unverified
            .map(|(name, cite)| (words(name, language), words(cite, language)))
            .collect(),
        shell,
    };
    Ok(page(&asked, StatusCode::OK))
}
