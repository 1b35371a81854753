//! Appraisals 考核: their periods, tables, units and figures with the items behind them, and what is done about them. Who may read
//! what is the engine's to say; a case that the caller does not see counts, and is not named.

pub(crate) mod act;
pub(crate) mod decide;
pub(crate) mod object;
mod out;

pub(crate) use act::{asked, bad_period, corrected, not_published, published};
pub(crate) use decide::{recorded, revoked};
pub(crate) use object::{objected, ruled};
pub(crate) use out::percent;

use axum::extract::State;
use domain::actor::Role;
use domain::appraisal::Period;
use domain::id::{IndicatorName, UnitId};
use engine::appraisal::{ReadAppraisal, ReadFigure, Which};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::names::Names;
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;
use out::{AppraisalOut, AppraisedUnitOut, FigureOut, PeriodsOut, lines};

/// Who reads appraisals at all.
const READERS: [Role; 3] = [Role::Supervisor, Role::Director, Role::UnitHead];

/// Refuses who reads no appraisal.
pub(crate) async fn reader(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.holding(&state.engine, &READERS).await.map(|_| ())
}

/// Refuses who does not supervise.
pub(crate) async fn supervisor(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.supervises(&state.engine).await
}

/// A period as it is written in an address: `2026-10`, `2026-Q4`, `2026`.
pub(crate) fn period(written: &str) -> Result<Period, Problem> {
    written.parse().map_err(|_| Problem::not_found())
}

/// The appraisal of a period, if there is one for the caller.
pub(crate) async fn found(
    state: &Shared,
    caller: &Caller,
    written: &str,
) -> Result<ReadAppraisal, Problem> {
    reader(state, caller).await?;
    let read = state.engine.appraisal(&caller.person, period(written)?).await?;
    read.ok_or_else(Problem::not_found)
}

/// A figure, if there is one for the caller.
pub(crate) async fn figure_found(
    state: &Shared,
    caller: &Caller,
    (written, unit, indicator): (&str, &str, &str),
) -> Result<ReadFigure, Problem> {
    reader(state, caller).await?;
    let (unit, indicator) = (UnitId::from(unit), IndicatorName::from(indicator));
    let of = (period(written)?, &unit, &indicator);
    let read = state.engine.appraised_figure(&caller.person, of).await?;
    read.ok_or_else(Problem::not_found)
}

/// Lists the periods that were appraised, as far as the caller may know.
#[utoipa::path(get, path = "/api/v1/appraisals", tag = "appraisal",
    responses((status = 200, body = PeriodsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn periods(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
) -> Result<axum::Json<PeriodsOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    reader(&state, &caller).await?;
    let known = state.engine.appraisals(&caller.person).await?;
    Ok(axum::Json(PeriodsOut::of(known, language)))
}

/// Reads the appraisal of a period: what was published, or the newest trial run for those who supervise. The head of a unit reads its
/// own figures before publication, and nothing of others.
#[utoipa::path(get, path = "/api/v1/appraisals/{period}", tag = "appraisal", params(("period" = String, Path)),
    responses((status = 200, body = AppraisalOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(written): Path<String>,
) -> Result<axum::Json<AppraisalOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let read = found(&state, &caller, &written).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    Ok(axum::Json(AppraisalOut::of(&read, names)))
}

/// Reads the figures of a unit.
#[utoipa::path(get, path = "/api/v1/appraisals/{period}/units/{unit}", tag = "appraisal",
    params(("period" = String, Path), ("unit" = String, Path)),
    responses((status = 200, body = AppraisedUnitOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn unit(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path((written, unit)): Path<(String, String)>,
) -> Result<axum::Json<AppraisedUnitOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let read = found(&state, &caller, &written).await?;
    let unit = UnitId::from(unit.as_str());
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let known = read.sheet.summary.unit(&unit).filter(|_| read.sight.unit(&unit));
    let known = known.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(AppraisedUnitOut::of(known, &read, names)))
}

/// Which items of a figure.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WhichIn {
    /// The numerator.
    Good,
    /// The denominator, of which the numerator is a part.
    #[default]
    Counted,
    /// What left the rate.
    Out,
}

impl From<WhichIn> for Which {
    fn from(which: WhichIn) -> Self {
        match which {
            WhichIn::Good => Self::Good,
            WhichIn::Counted => Self::Counted,
            WhichIn::Out => Self::Out,
        }
    }
}

/// Which items, and from which on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ItemsIn {
    /// Which of them.
    #[param(inline)]
    pub(crate) which: WhichIn,
    /// How many are skipped.
    #[param(maximum = 1_000_000)]
    pub(crate) skip: u32,
}

impl ItemsIn {
    /// How many are skipped.
    pub(crate) fn skipped(&self) -> usize {
        usize::try_from(self.skip).unwrap_or(usize::MAX)
    }
}

/// Reads a figure with a page of the items behind it.
#[utoipa::path(get, path = "/api/v1/appraisals/{period}/units/{unit}/figures/{indicator}", tag = "appraisal",
    params(("period" = String, Path), ("unit" = String, Path), ("indicator" = String, Path), ItemsIn),
    responses((status = 200, body = FigureOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn figure(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path((written, unit, indicator)): Path<(String, String, String)>,
    Query(query): Query<ItemsIn>,
) -> Result<axum::Json<FigureOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let read = figure_found(&state, &caller, (&written, &unit, &indicator)).await?;
    let asked = (query.which.into(), query.skipped());
    let items = state.engine.appraised_items(&caller.person, &read, asked).await?;
    Ok(axum::Json(FigureOut { line: lines(&read, language), items: items.into() }))
}
