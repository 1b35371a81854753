//! Searching: what is found among the cases that somebody sees.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::shell::{Shell, Visitor, page};
use super::ROWS;
use super::rows::{Row, rows};
use crate::api::search::found;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    query: String,
    rows: Option<Vec<Row>>,
    is_bulk: bool,
    error: Option<String>,
}

/// A list of one row, as the script takes it over into a list that is open.
#[derive(Template)]
#[template(path = "rows.html")]
struct OneRow {
    shell: Shell,
    rows: Vec<Row>,
    is_bulk: bool,
}

/// Shows the row of a case and nothing around it.
pub(in crate::pages) async fn one_row(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    number: &str,
) -> Result<Response, Problem> {
    let who = caller.who();
    let found = found(state, &who, number, ROWS).await?;
    let lines = found.lines.into_iter().filter(|line| line.number == number).collect();
    let rows = rows(state, &who, lines, state.engine.clock().now(), &shell).await?;
    if rows.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(page(&OneRow { shell, rows, is_bulk: false }, StatusCode::OK))
}

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct SearchIn {
    q: String,
}

/// Shows what a search finds.
pub(in crate::pages) async fn search(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(SearchIn { q }): Query<SearchIn>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let now = state.engine.clock().now();
    if q.trim().is_empty() {
        let nothing = SearchPage { shell, query: q, rows: None, is_bulk: false, error: None };
        return Ok(page(&nothing, StatusCode::OK));
    }
    let (rows, error) = match found(&state, &who, &q, ROWS).await {
        Ok(found) => (Some(rows(&state, &who, found.lines, now, &shell).await?), None),
        Err(problem) if problem.status().is_client_error() => {
            (None, Some(problem.line(shell.language)))
        }
        Err(problem) => return Err(problem),
    };
    Ok(page(&SearchPage { shell, query: q, rows, is_bulk: false, error }, StatusCode::OK))
}
