//! How requests stand, for anybody.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use chrono::{SecondsFormat, TimeDelta};
use domain::case::Case;
use domain::directory::{Directory, UnitKind};
use domain::id::Timestamp;
use engine::codes::{NUMBER_CHARACTERS, normalized};
use serde::Serialize;
use store::queries::{CaseView, RequestFilter};
use store::visible::VisibleCases;
use utoipa::ToSchema;

use super::answer::{Asking, Faults, Format};
use super::parameters::Parameters;
use super::services::{Service, is_on_public_ground, offered};
use crate::address::Address;
use crate::api::input::instant;
use crate::api::names::Names;
use crate::api::public::promise;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many days a list goes back, and how many it may span.
const DAYS_MAX: i64 = 90;

/// How many requests a list has if nothing is said.
const PAGE: u32 = 50;

/// How many requests a list has at most. `GeoReport` allows 1,000, each of which is a whole case to load, for anybody.
const PAGE_MAX: u32 = 100;

/// The most services of a question.
const SERVICES_MAX: usize = 1000;

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
pub(crate) struct TokenOut {
    /// The number of the request.
    service_request_id: String,
    /// The token.
    token: String,
}

/// Tells the number of the request that a token stands for. Numbers are given at once, so that the token is the number.
#[utoipa::path(get, path = "/open311/v2/tokens/{token}.{format}", tag = "open311",
    params(("token" = String, Path, description = "The token"), ("format" = inline(Format), Path),
        ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out")),
    responses((status = 200, description = "The number, alone in a list", content((Vec<TokenOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn token(
    State(state): State<Shared>,
    from: Address,
    asking: Asking,
    Path(token): Path<String>,
) -> Response {
    let found = numbered(&state, from, &asking, &token).await.map(|requests| {
        let numbers = requests.into_iter().map(|request| request.service_request_id);
        let same = |number: String| TokenOut { token: number.clone(), service_request_id: number };
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
        address: place.map(|place| place.address.clone()).filter(|address| !address.is_empty()),
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

/// Numbers as they are kept, however they are typed; what is none is left out.
fn numbers<'a>(typed: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let read = typed.into_iter().filter_map(|number| normalized(number, NUMBER_CHARACTERS));
    read.take(PAGE_MAX as usize).collect()
}

fn filter(query: &Parameters, now: Timestamp) -> Result<RequestFilter, Problem> {
    if let Some(typed) = query.list("service_request_id") {
        let numbers = Some(numbers(typed));
        return Ok(RequestFilter { numbers, ..RequestFilter::default() });
    }
    let (from, until) = window(query, now)?;
    let codes = query.list("service_code");
    let codes = codes.map(|codes| codes.into_iter().take(SERVICES_MAX).map(Into::into));
    Ok(RequestFilter {
        numbers: None,
        categories: codes.map(Iterator::collect),
        open: open(query)?,
        filed_from: Some(from),
        filed_until: Some(until),
    })
}

fn page_size(query: &Parameters) -> Result<u32, Problem> {
    let size = query.one("page_size").map_or(Ok(PAGE), str::parse);
    size.ok().filter(|size| (1..=PAGE_MAX).contains(size)).ok_or_else(|| {
        Problem::malformed(
            format!("page_size 应在 1 至 {PAGE_MAX} 之间"),
            format!("page_size must be between 1 and {PAGE_MAX}"),
        )
    })
}

/// From when until when: what is not said is 90 days from what is, and the last 90 days if nothing is.
fn window(query: &Parameters, now: Timestamp) -> Result<(Timestamp, Timestamp), Problem> {
    // A plus sign that was not encoded arrives as a space.
    let at = |name| query.one(name).map(|text| instant(&text.replace(' ', "+"))).transpose();
    let days = TimeDelta::days(DAYS_MAX);
    let before = |at: Timestamp| at.checked_sub_signed(days).unwrap_or(Timestamp::MIN_UTC);
    let after = |at: Timestamp| at.checked_add_signed(days).unwrap_or(Timestamp::MAX_UTC);
    let (from, until) = match (at("start_date")?, at("end_date")?) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, after(from)),
        (None, until) => (before(until.unwrap_or(now)), until.unwrap_or(now)),
    };
    if until > after(from) {
        return Err(Problem::malformed(
            format!("start_date 与 end_date 最多相隔 {DAYS_MAX} 日"),
            format!("start_date and end_date may lie at most {DAYS_MAX} days apart"),
        ));
    }
    Ok((from, until))
}

fn open(query: &Parameters) -> Result<Option<bool>, Problem> {
    let wanted = query.list("status").unwrap_or_default();
    if let Some(other) = wanted.iter().find(|status| !["open", "closed"].contains(status)) {
        return Err(Problem::malformed(
            format!("status 应为 open 或者 closed，不是“{other}”"),
            format!("status must be open or closed, not `{other}`"),
        ));
    }
    let (open, closed) = (wanted.contains(&"open"), wanted.contains(&"closed"));
    Ok((open != closed).then_some(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<RequestFilter, Problem> {
        let address = format!("/requests?{query}").parse().unwrap();
        filter(&Parameters::of_query(&address).unwrap(), "2026-04-01T00:00:00Z".parse().unwrap())
    }

    fn days(filter: &RequestFilter) -> [String; 2] {
        [filter.filed_from, filter.filed_until].map(|at| at.unwrap().date_naive().to_string())
    }

    #[test]
    fn a_list_spans_ninety_days_from_what_is_said() {
        assert_eq!(days(&read("").unwrap()), ["2026-01-01", "2026-04-01"]);
        assert_eq!(
            days(&read("start_date=2025-01-01T00:00:00Z").unwrap()),
            ["2025-01-01", "2025-04-01"]
        );
        assert_eq!(
            days(&read("end_date=2025-04-01T00:00:00+08:00").unwrap()),
            ["2024-12-31", "2025-03-31"]
        );
        assert!(read("start_date=2025-01-01T00:00:00Z&end_date=2025-06-01T00:00:00Z").is_err());
        assert!(read("start_date=yesterday").is_err());
    }

    #[test]
    fn numbers_override_everything_else() {
        let filter = read("service_request_id=abcdefghjk,%20nonsense&status=shut").unwrap();
        assert_eq!(filter.numbers, Some(vec!["ABCDEFGHJK".to_owned()]));
        assert_eq!(filter.filed_from, None);
    }

    #[test]
    fn a_status_narrows_unless_both_are_asked_for() {
        assert_eq!(read("status=open").unwrap().open, Some(true));
        assert_eq!(read("status=closed").unwrap().open, Some(false));
        assert_eq!(read("status=open,closed").unwrap().open, None);
        assert!(read("status=shut").is_err());
    }
    #[test]
    fn a_page_has_a_size_within_its_bounds() {
        let size = |query: &str| {
            let address = format!("/requests?{query}").parse().unwrap();
            page_size(&Parameters::of_query(&address).unwrap()).ok()
        };
        assert_eq!([size(""), size("page_size=100")], [Some(50), Some(100)]);
        for refused in ["page_size=0", "page_size=101", "page_size=all"] {
            assert_eq!(size(refused), None, "{refused}");
        }
    }
}
