//! Finding cases by words, by number, and by the telephone of a party.

use axum::extract::State;
use domain::code_table::{read_telephone, telephone_digits};
use domain::text::halfwidth;
use engine::Who;
use engine::vault::mark;
use serde::{Deserialize, Serialize};
use store::queries::Found;
use store::words;
use utoipa::{IntoParams, ToSchema};

use super::case_out::CaseLineOut;
use super::names::Names;
use super::page::page_size;
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchIn {
    /// Words, a case number, a telephone number or its last four digits.
    #[param(min_length = 1, max_length = 100)]
    q: String,
    /// How many cases, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchOut {
    /// The cases, the newest first.
    cases: Vec<CaseLineOut>,
    /// Whether there are more than these.
    more: bool,
}

/// The longest query, in characters.
const QUERY_CHARACTERS_MAX: usize = 100;

/// Finds cases among those that the caller sees.
#[utoipa::path(get, path = "/api/v1/search", tag = "cases", params(SearchIn),
    responses((status = 200, body = SearchOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn search(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<SearchIn>,
) -> Result<axum::Json<SearchOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let limit = page_size(query.limit)?;
    let found = found(&state, &caller.who(), &query.q, limit).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let cases = found.lines.into_iter().map(|line| CaseLineOut::new(line, names)).collect();
    Ok(axum::Json(SearchOut { cases, more: found.more }))
}

/// What is found among the cases that somebody sees.
pub(crate) async fn found(
    state: &Shared,
    who: &Who,
    text: &str,
    limit: u32,
) -> Result<Found, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > QUERY_CHARACTERS_MAX {
        return Err(Problem::malformed(
            format!("q 应为 1 至 {QUERY_CHARACTERS_MAX} 个字"),
            format!("q must have 1 to {QUERY_CHARACTERS_MAX} characters"),
        ));
    }
    let keys = state.engine.keys();
    let digits = text.chars().map(halfwidth).all(|c| c.is_ascii_digit() || c == '-' || c == ' ');
    let telephone = telephone_digits(text);
    let is_whole = read_telephone(text).is_ok() || digits && (7..=13).contains(&telephone.len());
    let marks = if is_whole {
        vec![mark(keys, "whole", &telephone)]
    } else if digits && telephone.len() == 4 {
        vec![mark(keys, "tail", &telephone)]
    } else {
        Vec::new()
    };
    let number = engine::codes::normalized(text, engine::codes::NUMBER_CHARACTERS);
    let visible = state.engine.visible(who).await?;
    let store = state.engine.store();
    Ok(store.search(&visible, &words::query(text), number.as_deref(), &marks, limit).await?)
}
