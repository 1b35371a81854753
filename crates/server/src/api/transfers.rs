//! Who passes what to whom: how much each unit gives away of what it gets, and between which units cases go.

use axum::extract::State;
use domain::id::UnitId;
use domain::suspicion::Period;
use engine::suspicions::{MONTHS_BACK, PassedOn};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{Named, Names, instant};
use super::suspicions::looks;
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Of which month.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TransfersIn {
    /// How many months ago; 0 for this one.
    #[param(maximum = 2)]
    pub(crate) months_back: u32,
}

/// Who passed what to whom in a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransfersOut {
    /// The first instant of the month.
    from: String,
    /// The first instant after it.
    until: String,
    /// How much a unit may give away of what it gets, in percent.
    budget_percent: u8,
    /// Units that gave cases away.
    units: Vec<UnitTransfersOut>,
    /// Between which units cases went.
    hops: Vec<HopsOut>,
}

/// What a unit got and gave away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitTransfersOut {
    /// The unit.
    unit: Named,
    /// How many cases it got, each counted once.
    received: u64,
    /// Which of them it sent back or handed on.
    given_away: Vec<Uuid>,
    /// Whether that is more than the budget allows.
    over: bool,
}

/// What went from one unit to another, because the first gave it away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HopsOut {
    /// Who gave it away.
    from: Named,
    /// Who got it.
    to: Named,
    /// How often.
    times: u32,
    /// Which cases.
    cases: Vec<Uuid>,
}

/// Tells who passed what to whom in a month, of the cases that the caller sees: the whole ways of those that changed hands in it,
/// as far as their logs were looked through.
#[utoipa::path(get, path = "/api/v1/suspicions/transfers", tag = "supervision", params(TransfersIn),
    responses((status = 200, body = TransfersOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn transfers(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<TransfersIn>,
) -> Result<axum::Json<TransfersOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let (period, passed) = passed_on(&state, &caller, query.months_back).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let unit = |id: &UnitId| names.unit(id);
    let units = passed.units.iter().map(|(id, it)| UnitTransfersOut {
        unit: unit(id),
        received: it.received,
        given_away: it.given_away.iter().map(|case| case.0).collect(),
        over: it.is_over,
    });
    let hops = passed.edges.iter().flat_map(|(from, to)| {
        to.iter().map(move |(to, edge)| HopsOut {
            from: unit(from),
            to: unit(to),
            times: edge.count,
            cases: edge.cases.iter().map(|case| case.0).collect(),
        })
    });
    Ok(axum::Json(TransfersOut {
        from: instant(period.from),
        until: instant(period.until),
        budget_percent: passed.budget_percent,
        units: units.collect(),
        hops: hops.collect(),
    }))
}

/// The hand-overs of a month that somebody who looks at suspicions may know of.
pub(crate) async fn passed_on(
    state: &Shared,
    caller: &Caller,
    months_back: u32,
) -> Result<(Period, PassedOn), Problem> {
    looks(state, caller).await?;
    if months_back >= MONTHS_BACK {
        return Err(Problem::malformed(
            format!("只能看最近 {MONTHS_BACK} 个月"),
            format!("there are the last {MONTHS_BACK} months only"),
        )
        .with("at", "months_back"));
    }
    let period = state.engine.suspicion_month(months_back);
    Ok((period, state.engine.transfers(&caller.person, period).await?))
}
