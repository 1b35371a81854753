//! Outside bodies with systems of their own: which there are, and which is believed again.

use axum::extract::State;
use axum::http::StatusCode;
use domain::actor::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{Named, Names, instant};
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Language, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 200;

/// The outside bodies of this installation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgenciesOut {
    /// The bodies, by their units.
    agencies: Vec<AgencyOut>,
}

/// An outside body.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyOut {
    /// Which unit it is.
    unit: Named,
    /// What kind of body.
    kind: String,
    /// In whose name its reports are carried out.
    person: String,
    /// When it was heard last.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard_at: Option<String>,
    /// How many bad messages came since the last good one.
    bad: i32,
    /// Since when nothing of it is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    quarantined_at: Option<String>,
    /// How many messages wait, for who keeps the installation and sees no case: of all cases, so that whoever sees some of
    /// them would learn of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<WaitingOut>,
}

/// How many messages wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingOut {
    /// To be sent.
    outbox: u64,
    /// That nobody tries any more.
    dead: u64,
    /// Reports that wait for a person.
    for_people: u64,
}

/// Lists the outside bodies, with how many messages wait.
#[utoipa::path(get, path = "/api/v1/agencies", tag = "agencies",
    responses((status = 200, body = AgenciesOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
) -> Result<axum::Json<AgenciesOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let roles = [Role::Clerk, Role::Supervisor, Role::Director, Role::SystemAdministrator];
    let staff = caller.holding(&state.engine, &roles).await?;
    let is_keeper = staff.roles.contains(&Role::SystemAdministrator);
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let agencies = state.engine.agencies().await?.into_iter().map(|agency| AgencyOut {
        unit: names.unit(&agency.unit),
        kind: agency.kind,
        person: agency.person.as_str().to_owned(),
        heard_at: agency.known.heard_at.map(instant),
        bad: agency.known.bad,
        quarantined_at: agency.known.quarantined_at.map(instant),
        waiting: is_keeper.then_some(WaitingOut {
            outbox: agency.waiting.outbox,
            dead: agency.waiting.dead,
            for_people: agency.waiting.people,
        }),
    });
    Ok(axum::Json(AgenciesOut { agencies: agencies.collect() }))
}

/// Why a body is believed again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseIn {
    /// What was found and mended, 1 to 200 characters. It stands in the audit: name nobody.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Believes a body again of which nothing was taken after too many bad messages.
#[utoipa::path(post, path = "/api/v1/agencies/{unit}/release", tag = "agencies", params(("unit" = String, Path)),
    request_body = ReleaseIn,
    responses((status = 204, description = "Believed, now or before"), Refusals), security(("bearer" = [])))]
pub(crate) async fn release(
    State(state): State<Shared>,
    caller: Caller,
    Path(unit): Path<String>,
    Json { value, .. }: Json<ReleaseIn>,
) -> Result<StatusCode, Problem> {
    released(&state, &caller, &unit, &value.reason).await.map(|()| StatusCode::NO_CONTENT)
}

/// Believes a body again, for whoever keeps the installation.
pub(crate) async fn released(
    state: &Shared,
    caller: &Caller,
    unit: &str,
    reason: &str,
) -> Result<(), Problem> {
    caller.needs(Scope::AccountsWrite)?;
    _ = caller.holding(&state.engine, &[Role::SystemAdministrator]).await?;
    let reason = domain::text::cleaned_line(reason);
    if !(1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Err(Problem::malformed(
            "reason：请用 1 至 200 个字写明查明了什么、怎样解决的",
            "reason: say in 1 to 200 characters what was found and mended",
        )
        .with("at", "reason"));
    }
    let unit = unit.into();
    if !state.engine.agency_units().contains(&unit) {
        return Err(Problem::not_found());
    }
    _ = state.engine.release_agency(&caller.who(), &unit, &reason).await?;
    Ok(())
}
