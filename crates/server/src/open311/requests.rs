//! How requests stand, for anybody.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use chrono::SecondsFormat;
use domain::case::Case;
use domain::directory::{Directory, UnitKind};
use domain::id::Timestamp;
use domain::promise::promise;
use serde::Serialize;
use store::queries::{CaseView, RequestFilter};
use store::visible::VisibleCases;
use utoipa::ToSchema;

use super::answer::{Asking, Faults, Format};
use super::filter::{PAGE_MAX, filter, numbers, page_size};
use super::parameters::Parameters;
use super::services::{Service, is_on_public_ground, offered};
use crate::address::Address;
use crate::api::names::Names;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestOut {
    /// The number of the case.
    service_request_id: String,
    /// `open`, or `closed` once the case has ended.
    status: &'static str,
    /// How it stands, as the county says it to citizens.
    status_notes: String,
    /// What it is called that was asked for.
    service_name: String,
    /// What was asked for.
    service_code: String,
    /// Always empty: what a citizen writes may name somebody.
    description: &'static str,
    /// The unit in charge, unless it is one of the police, a court or the like.
    agency_responsible: Option<String>,
    /// Always empty.
    service_notice: Option<String>,
    /// When it was filed.
    requested_datetime: String,
    /// When it last changed.
    updated_datetime: String,
    /// By when an answer was promised.
    expected_datetime: Option<String>,
    /// Where, in words, if that is public ground.
    address: Option<String>,
    /// Always empty.
    address_id: Option<String>,
    /// Always empty.
    zipcode: Option<String>,
    /// Latitude in degrees, if that is public ground.
    lat: Option<f64>,
    /// Longitude in degrees, if that is public ground.
    long: Option<f64>,
    /// Always empty: what a citizen sends may show somebody.
    media_url: Option<String>,
}

/// Lists requests, the newest first: of the last 90 days, at most `page_size`. Older ones are asked for with the
/// second after the `requested_datetime` of the last one as `end_date`; those of that second come again.
#[utoipa::path(get, path = "/open311/v2/requests.{format}", tag = "open311",
    params(("format" = inline(Format), Path), ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out"),
        ("service_request_id" = Option<String>, Query, description = "Numbers, with commas; nothing else counts then"),
        ("service_code" = Option<String>, Query, description = "Services, with commas"),
        ("start_date" = Option<String>, Query, description = "Filed from this instant on, RFC 3339"),
        ("end_date" = Option<String>, Query, description = "Filed until this instant, RFC 3339; at most 90 days later"),
        ("status" = Option<String>, Query, description = "open or closed, or both with a comma"),
        ("page_size" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many requests, 1 to 100; 50 if absent")),
    responses((status = 200, description = "Requests", content((Vec<RequestOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn list(State(state): State<Shared>, from: Address, asking: Asking) -> Response {
    asking.answer("service_requests", listed(&state, from, &asking).await)
}

async fn listed(
    state: &Shared,
    from: Address,
    asking: &Asking,
) -> Result<Vec<RequestOut>, Problem> {
    state.limits.look_up(from)?;
    let query = asking.query()?;
    let filter = filter(query, state.engine.clock().now())?;
    let limit = if filter.numbers.is_some() { PAGE_MAX } else { page_size(query)? };
    found(state, asking, filter, limit).await
}

/// Tells how a request stands.
#[utoipa::path(get, path = "/open311/v2/requests/{id}.{format}", tag = "open311",
    params(("id" = String, Path, description = "The number of the request"), ("format" = inline(Format), Path),
        ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out")),
    responses((status = 200, description = "The request, alone in a list", content((Vec<RequestOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn get(
    State(state): State<Shared>,
    from: Address,
    asking: Asking,
    Path(id): Path<String>,
) -> Response {
    asking.answer("service_requests", numbered(&state, from, &asking, &id).await)
}

/// What a token became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NumberOut {
    /// The number of the request.
    service_request_id: String,
    /// The token.
    token: String,
}

/// Tells the number of the request that a token stands for. Numbers are given at once, so that the token is the number.
#[utoipa::path(get, path = "/open311/v2/tokens/{token}.{format}", tag = "open311",
    params(("token" = String, Path, description = "The token"), ("format" = inline(Format), Path),
        ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out")),
    responses((status = 200, description = "The number, alone in a list", content((Vec<NumberOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn token(
    State(state): State<Shared>,
    from: Address,
    asking: Asking,
    Path(token): Path<String>,
) -> Response {
    let found = numbered(&state, from, &asking, &token).await.map(|requests| {
        let numbers = requests.into_iter().map(|request| request.service_request_id);
        let same = |number: String| NumberOut { token: number.clone(), service_request_id: number };
        numbers.map(same).collect::<Vec<_>>()
    });
    asking.answer("service_requests", found)
}

/// The one request of a number. A hidden one is not told from an absent one: both are asked for in the same way.
async fn numbered(
    state: &Shared,
    from: Address,
    asking: &Asking,
    id: &str,
) -> Result<Vec<RequestOut>, Problem> {
    state.limits.look_up(from)?;
    let numbers = Some(numbers([Asking::bare(id)]));
    let filter = RequestFilter { numbers, ..RequestFilter::default() };
    let found = found(state, asking, filter, 1).await?;
    if found.is_empty() { Err(Problem::not_found()) } else { Ok(found) }
}

async fn found(
    state: &Shared,
    asking: &Asking,
    filter: RequestFilter,
    limit: u32,
) -> Result<Vec<RequestOut>, Problem> {
    asking.jurisdiction(state, &Parameters::default())?;
    let definitions = state.engine.definitions();
    let services = offered(&definitions.codes);
    let matters: BTreeSet<_> = services.iter().map(|service| service.code.clone()).collect();
    let visible = VisibleCases::public_requests(&matters);
    let views = state.engine.store().requests(&visible, &filter, limit).await?;
    let snapshot = state.engine.refresh_directory().await?;
    let names = Names::new(definitions, &snapshot.directory, asking.language);
    let one = |view: &CaseView| {
        let service = services.iter().find(|service| service.code == view.stored.case.category)?;
        Some(present(view, service, names.of_case(&view.stored.case)))
    };
    Ok(views.iter().filter_map(one).collect())
}

fn present(view: &CaseView, service: &Service, names: Names<'_>) -> RequestOut {
    let CaseView { stored, complaint } = view;
    let case = &stored.case;
    let place = Some(complaint).filter(|_| is_on_public_ground(&case.category));
    let position = place.and_then(|place| place.position);
    RequestOut {
        service_request_id: stored.number.clone(),
        status: if case.ended.is_some() { "closed" } else { "open" },
        status_notes: names.public_state(&case.state).name,
        service_name: service.name.get(names.language).to_owned(),
        service_code: service.code.as_str().to_owned(),
        description: "",
        agency_responsible: agency(case, names),
        service_notice: None,
        requested_datetime: written(case.filed_at),
        updated_datetime: written(stored.changed_at),
        expected_datetime: promise(case, names.workflow, stored.changed_at)
            .map(|(at, _)| names.deadline(at)),
        // The division, and nothing that the citizen wrote: people write names and telephone numbers there.
        address: names
            .definitions
            .codes
            .place_name(&case.place)
            .map(|name| name.get(names.language).to_owned()),
        address_id: None,
        zipcode: None,
        lat: position.map(|(_, latitude)| latitude),
        long: position.map(|(longitude, _)| longitude),
        media_url: None,
    }
}

/// The name of the unit in charge, if it may be told.
fn agency(case: &Case, names: Names<'_>) -> Option<String> {
    let unit = &case.lead.as_ref()?.unit;
    is_named(names.directory, unit).then(|| names.unit(unit).name)
}

fn is_named(directory: &Directory, unit: &domain::id::UnitId) -> bool {
    directory.units.get(unit).is_some_and(|unit| match unit.kind {
        UnitKind::Center
        | UnitKind::Department
        | UnitKind::Township
        | UnitKind::Village
        | UnitKind::MediationCommittee
        | UnitKind::ArbitrationTribunal => true,
        UnitKind::PoliceBureau
        | UnitKind::PoliceStation
        | UnitKind::Court
        | UnitKind::Procuratorate
        | UnitKind::Discipline => false,
    })
}

fn written(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
