//! Cases: listed and read.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::case::Risk;
use domain::code_table::{CodeTable, Scheme};
use domain::id::{StateName, Timestamp};
use domain::meant::with_meant;
use domain::text::Bilingual;
use domain::workflow::Stage;
use engine::Definitions;
use serde::{Deserialize, Serialize};
use store::queries::{CaseFilter, Sort};
use utoipa::{IntoParams, ToSchema};

use super::case_out::{CaseLineOut, CaseOut, word};
use super::input::{RiskIn, StageIn, instant};
use super::names::Names;
use super::page::{cursor, next, page_size};
use super::supervision::Marked;
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Query, has, tag_of};
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// What a list is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CasesIn {
    /// Open cases or ended ones.
    open: Option<bool>,
    /// Of this workflow.
    workflow: Option<String>,
    /// In this state.
    state: Option<String>,
    /// In this stage.
    #[param(inline)]
    stage: Option<StageIn>,
    /// Led by this unit.
    lead: Option<String>,
    /// Handled by this person.
    handler: Option<String>,
    /// Of a category that begins with this.
    category: Option<String>,
    /// At a place whose code begins with this.
    place: Option<String>,
    /// Of this risk.
    #[param(inline)]
    risk: Option<RiskIn>,
    /// Without a lead unit.
    unassigned: Option<bool>,
    /// Of which a supervisor asks this.
    #[param(inline)]
    mark: Option<Marked>,
    /// Due from this instant on, RFC 3339.
    #[param(format = DateTime)]
    due_from: Option<String>,
    /// Due before this instant, RFC 3339.
    #[param(format = DateTime)]
    due_before: Option<String>,
    /// Filed from this instant on, RFC 3339.
    #[param(format = DateTime)]
    filed_from: Option<String>,
    /// Filed before this instant, RFC 3339.
    #[param(format = DateTime)]
    filed_before: Option<String>,
    /// The order: `due`, the earliest deadline first, or `filed`, the newest first.
    #[serde(default)]
    #[param(inline)]
    sort: SortIn,
    /// Where the page begins: the `next` of the page before.
    after: Option<String>,
    /// How many cases, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortIn {
    /// The earliest deadline first.
    #[default]
    Due,
    /// The newest first.
    Filed,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasesOut {
    /// The cases.
    cases: Vec<CaseLineOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many cases there are in all pages.
    total: u64,
}

/// Lists the cases that the caller sees.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CasesIn),
    responses((status = 200, body = CasesOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<CasesIn>,
) -> Result<axum::Json<CasesOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let sort = match query.sort {
        SortIn::Due => Sort::Due,
        SortIn::Filed => Sort::Filed,
    };
    let after = query.after.as_deref().map(|after| cursor(after, sort)).transpose()?;
    let limit = page_size(query.limit)?;
    known(&query, state.engine.definitions())?;
    let filter = filter(&query, state.engine.clock().now())?;
    let visible = state.engine.visible(&caller.who()).await?;
    let store = state.engine.store();
    let page = store.cases(&visible, &filter, sort, after, limit).await?;
    // Cases may come and go between the two questions; a page is never longer than the whole.
    let total = store.count_cases(&visible, &filter).await?.max(page.lines.len() as u64);
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    Ok(axum::Json(CasesOut {
        cases: page.lines.into_iter().map(|line| CaseLineOut::new(line, names)).collect(),
        next: page.next.as_ref().map(|cursor| next(cursor, sort)),
        total,
    }))
}

/// Refuses what no case can have: a list without cases would say that there are none. Units and people come and go, so that
/// one who is in no directory any more may still have had cases.
fn known(query: &CasesIn, definitions: &Definitions) -> Result<(), Problem> {
    let codes = &definitions.codes;
    let begins = |table: Option<&CodeTable>, with: &str| {
        table.is_some_and(|table| table.codes.keys().any(|code| code.starts_with(with)))
    };
    let category = |code: &str| Scheme::ALL.iter().any(|scheme| begins(codes.table(*scheme), code));
    let place = |code: &str| is_elsewhere(code) || begins(codes.tables.get(DIVISIONS), code);
    let workflow =
        |name: &str| definitions.workflows.keys().any(|known| known.name.as_str() == name);
    let state = |name: &str| {
        let id = StateName::from(name);
        definitions.workflows.values().any(|workflow| workflow.state(&id).is_some())
    };
    let checks = [
        ("workflow", &query.workflow, query.workflow.as_deref().is_none_or(workflow)),
        ("state", &query.state, query.state.as_deref().is_none_or(state)),
        ("category", &query.category, query.category.as_deref().is_none_or(category)),
        ("place", &query.place, query.place.as_deref().is_none_or(place)),
    ];
    let unknown = checks.into_iter().find(|(_, _, is_known)| !is_known);
    let Some((name, Some(value), _)) = unknown else { return Ok(()) };
    let said =
        Bilingual::new(format!("{name}：没有“{value}”"), format!("{name}: there is no `{value}`"));
    let Bilingual { zh, en } = with_meant(said, value, names_of(name, definitions));
    Err(Problem::malformed(zh, en).with("at", name))
}

/// What a part of the list may be, where that is a name and no code.
fn names_of<'a>(part: &str, definitions: &'a Definitions) -> Vec<&'a str> {
    match part {
        "workflow" => definitions.workflows.keys().map(|known| known.name.as_str()).collect(),
        "state" => {
            let states =
                definitions.workflows.values().flat_map(|it| it.definition().states.keys());
            states.map(StateName::as_str).collect()
        }
        _ => Vec::new(),
    }
}

/// The table of division codes.
const DIVISIONS: &str = "division";

/// Whether a code begins with that of a county, whichever. Villages and grids below it, and other counties, stand in no
/// table here.
fn is_elsewhere(code: &str) -> bool {
    code.len() >= 6 && code.bytes().take(6).all(|byte| byte.is_ascii_digit())
}

fn filter(query: &CasesIn, now: Timestamp) -> Result<CaseFilter, Problem> {
    let at = |text: &Option<String>| text.as_deref().map(instant).transpose();
    Ok(CaseFilter {
        open: query.open,
        workflow: query.workflow.as_deref().map(Into::into),
        state: query.state.as_deref().map(Into::into),
        states: None,
        stage: query.stage.map(|stage| word(&Stage::from(stage))),
        ended: None,
        among: None,
        done: None,
        lead: query.lead.as_deref().map(Into::into),
        handler: query.handler.as_deref().map(Into::into),
        category: query.category.as_deref().map(Into::into),
        place: query.place.as_deref().map(Into::into),
        risk: query.risk.map(|risk| word(&Risk::from(risk))),
        unassigned: query.unassigned.unwrap_or(false),
        mark: query.mark.map(|marked| marked.mark(now)),
        due_from: at(&query.due_from)?,
        due_before: at(&query.due_before)?,
        yellow_at: None,
        filed_from: at(&query.filed_from)?,
        filed_before: at(&query.filed_before)?,
        ..CaseFilter::default()
    })
}

/// Reads a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = CaseOut, headers(("ETag" = String))), (status = 304, description = "The caller has this version"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn get(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let body = serde_json::to_vec(&CaseOut::new(&seen, names)).unwrap_or_default();
    let etag = tag_of(seen.case().seq, &body);
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let headers = [(header::ETAG, etag), (header::CONTENT_TYPE, "application/json".to_owned())];
    Ok((headers, body).into_response())
}
