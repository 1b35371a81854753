//! A person's deadlines as a calendar: its address, opened and closed by its owner, and what stands behind it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::text::Language as DomainLanguage;
use engine::Who;
use engine::calendar_feed::Deadline;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{Names, instant};
use crate::address::Address;
use crate::caller::Caller;
use crate::extract::{Language, Path, has, tag_of};
use crate::icalendar::{Day, calendar};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The media type (RFC 5545, section 8.1).
const TEXT_CALENDAR: &str = "text/calendar; charset=utf-8";

/// Whether there is a calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarOut {
    /// Since when it has its address; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<String>,
}

/// Where the calendar is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarAddressOut {
    /// The address. It is told now and never again, and whoever has it reads the deadlines.
    url: String,
}

/// Says whether the caller's deadlines can be fetched as a calendar.
#[utoipa::path(get, path = "/api/v1/me/calendar", tag = "me",
    responses((status = 200, body = CalendarOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn get(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<CalendarOut>, Problem> {
    caller.needs_session()?;
    let since = state.engine.store().calendar_since(&caller.person).await?;
    Ok(axum::Json(CalendarOut { opened_at: since.map(instant) }))
}

/// Opens the caller's deadlines as a calendar (RFC 5545) under a new address. One that it had opens nothing any more.
#[utoipa::path(post, path = "/api/v1/me/calendar", tag = "me",
    responses((status = 201, body = CalendarAddressOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn open(State(state): State<Shared>, caller: Caller) -> Result<Response, Problem> {
    caller.needs_session()?;
    let opened = state.engine.open_calendar(&caller.person, Some(&caller.token)).await?;
    let token = opened.ok_or_else(Problem::signed_out)?;
    let url = format!("{}/calendar/{token}.ics", state.options.staff_url);
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, axum::Json(CalendarAddressOut { url })).into_response())
}

/// Closes the caller's calendar: its address opens nothing any more.
#[utoipa::path(delete, path = "/api/v1/me/calendar", tag = "me",
    responses((status = 204, description = "Closed, now or before"), Refusals), security(("bearer" = [])))]
pub(crate) async fn close(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    caller.needs_session()?;
    state.engine.close_calendar(&caller.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the deadlines of whoever owns the address, as a calendar (RFC 5545): number, limit and unit of the open cases
/// that the owner sees at this moment.
#[utoipa::path(get, path = "/calendar/{file}", tag = "me", params(("file" = String, Path)),
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar",
        headers(("ETag" = String))), (status = 304, description = "Nothing has changed"), Refusals))]
pub(crate) async fn feed(
    State(state): State<Shared>,
    from: Address,
    Path(file): Path<String>,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.limits.look_up(from)?;
    let token = file.strip_suffix(".ics").ok_or_else(Problem::not_found)?;
    let holder = state.engine.calendar_holder(token).await?.ok_or_else(Problem::not_found)?;
    state.limits.request(&holder)?;
    let deadlines = state.engine.deadlines(&Who::Person(holder)).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let days: Vec<Day> = deadlines.into_iter().map(|deadline| day(deadline, names)).collect();
    let name = match language {
        DomainLanguage::Zh => "闭环 办理期限",
        DomainLanguage::En => "Bihuan deadlines",
    };
    let body = calendar(name, &days);
    let etag = tag_of(0, body.as_bytes());
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let headers = [(header::ETAG, etag), (header::CONTENT_TYPE, TEXT_CALENDAR.to_owned())];
    Ok((headers, body).into_response())
}

fn day(deadline: Deadline, names: Names<'_>) -> Day {
    let limit = names.under(&deadline.workflow).limit(&deadline.limit).name;
    let unit = deadline.unit.as_ref().map(|unit| format!(" · {}", names.unit(unit).name));
    Day {
        uid: deadline.uid,
        stamp: deadline.changed_at,
        date: deadline.day,
        summary: format!("{} {limit}{}", deadline.number, unit.unwrap_or_default()),
    }
}
