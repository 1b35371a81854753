//! Codes that citizens scan, made, replaced and retired by the system administrator, who reads no review.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::review::Target;
use domain::text::cleaned_line;
use engine::scan_points::{NotMade, ScanPoint, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::accounts::administrator;
use super::names::instant;
use crate::caller::Caller;
use crate::extract::{Json, Language, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 200;

/// The codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanPointsOut {
    /// The codes, the newest first.
    scan_points: Vec<ScanPointOut>,
}

/// A code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScanPointOut {
    /// By which it is known.
    id: Uuid,
    /// Whom it stands for: `unit`, `officer` or `service_point`.
    kind: &'static str,
    /// What that is called, in the reader's language.
    name: String,
    /// The unit.
    unit: String,
    /// The officer, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// The digits by which it is named over the telephone.
    code: String,
    /// The address that stands in the QR code; absent where it serves no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Since when.
    made_at: String,
    /// Since when it serves no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_at: Option<String>,
    /// The one that stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<Uuid>,
}

impl ScanPointOut {
    fn of(state: &Shared, point: &ScanPoint, Language(language): Language) -> Self {
        let snapshot = state.engine.directory();
        let person = match &point.target {
            Target::Officer { person, .. } => Some(person.to_string()),
            Target::Unit(_) | Target::ServicePoint { .. } => None,
        };
        let serves = point.retired_at.is_none();
        Self {
            id: point.id,
            kind: kind(&point.target),
            name: point.target.name(&snapshot.directory).get(language).to_owned(),
            unit: point.target.unit().to_string(),
            person,
            code: point.code.clone(),
            url: serves.then(|| address(state, point)),
            made_at: instant(point.made_at),
            retired_at: point.retired_at.map(instant),
            replaced_by: point.replaced_by,
        }
    }
}

/// The word for whom a code stands for.
pub(crate) const fn kind(target: &Target) -> &'static str {
    match target {
        Target::Unit(_) => "unit",
        Target::Officer { .. } => "officer",
        Target::ServicePoint { .. } => "service_point",
    }
}

/// The address that stands in the QR code.
pub(crate) fn address(state: &Shared, point: &ScanPoint) -> String {
    format!("{}/q/{}", state.options.public_url, state.engine.scan_token(point.id))
}

/// Lists the codes.
#[utoipa::path(get, path = "/api/v1/scan-points", tag = "administration",
    responses((status = 200, body = ScanPointsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
) -> Result<axum::Json<ScanPointsOut>, Problem> {
    administrator(&state, &caller).await?;
    let points = state.engine.store().scan_points().await?;
    let points = points.iter().map(|point| ScanPointOut::of(&state, point, language));
    Ok(axum::Json(ScanPointsOut { scan_points: points.collect() }))
}

/// A code that is to be made: of a unit, of a service point of a unit, or of an officer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScanPointIn {
    /// The unit; left out for an officer.
    #[serde(default)]
    unit: String,
    /// The officer.
    #[serde(default)]
    person: String,
    /// What the service point is called, in Chinese.
    #[serde(default)]
    #[schema(max_length = 50)]
    name: String,
    /// What it is called in English; as in Chinese where it is left out.
    #[serde(default)]
    #[schema(max_length = 50)]
    name_en: String,
    /// Why; it stands in the audit.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Makes a code.
#[utoipa::path(post, path = "/api/v1/scan-points", tag = "administration", request_body = ScanPointIn,
    responses((status = 201, body = ScanPointOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn make(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    body: Json<ScanPointIn>,
) -> Result<Response, Problem> {
    administrator(&state, &caller).await?;
    let ScanPointIn { unit, person, name, name_en, reason } = body.value;
    let reason = because(&reason)?;
    let wanted = Wanted { unit, person, name, name_en };
    let why = (Some(&caller.person), reason.as_str());
    let made = state.engine.make_scan_point(Uuid::now_v7(), &wanted, why).await?;
    Ok(made_out(&state, &made.map_err(not_made)?, language))
}

/// Why something is done about a code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BecauseIn {
    /// Why; it stands in the audit.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Puts a new code in the place of one, which serves no more.
#[utoipa::path(post, path = "/api/v1/scan-points/{id}/replace", tag = "administration", request_body = BecauseIn,
    params(("id" = Uuid, Path)),
    responses((status = 201, body = ScanPointOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn replace(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
    body: Json<BecauseIn>,
) -> Result<Response, Problem> {
    administrator(&state, &caller).await?;
    let reason = because(&body.value.reason)?;
    let why = (Some(&caller.person), reason.as_str());
    let made = state.engine.replace_scan_point(id, Uuid::now_v7(), why).await?;
    Ok(made_out(&state, &made.map_err(not_made)?, language))
}

/// Ends a code.
#[utoipa::path(post, path = "/api/v1/scan-points/{id}/retire", tag = "administration", request_body = BecauseIn,
    params(("id" = Uuid, Path)),
    responses((status = 204, description = "It serves no more"), Refusals), security(("bearer" = [])))]
pub(crate) async fn retire(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<BecauseIn>,
) -> Result<StatusCode, Problem> {
    administrator(&state, &caller).await?;
    let reason = because(&body.value.reason)?;
    let retired = state.engine.retire_scan_point(id, (Some(&caller.person), &reason)).await?;
    if retired { Ok(StatusCode::NO_CONTENT) } else { Err(not_made(NotMade::Retired)) }
}

fn made_out(state: &Shared, point: &ScanPoint, language: Language) -> Response {
    let body = axum::Json(ScanPointOut::of(state, point, language));
    (StatusCode::CREATED, body).into_response()
}

fn because(reason: &str) -> Result<String, Problem> {
    let reason = cleaned_line(reason);
    if (1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let zh = format!("reason 应为 1 至 {REASON_CHARACTERS_MAX} 个字");
    let en = format!("reason must have 1 to {REASON_CHARACTERS_MAX} characters");
    Err(Problem::malformed(zh, en).with("at", "reason"))
}

/// Why a code was not made, or not retired.
pub(crate) fn not_made(why: NotMade) -> Problem {
    let text = why.message();
    match why {
        NotMade::Unknown | NotMade::BadName => Problem::malformed(text.zh, text.en),
        NotMade::Retired => Problem::new(StatusCode::NOT_FOUND, "no_such_code", text.zh, text.en),
        NotMade::IdUsed => Problem::new(StatusCode::CONFLICT, "code_differs", text.zh, text.en),
        NotMade::NoNumber => Problem::new(StatusCode::CONFLICT, "no_number", text.zh, text.en),
    }
}
