//! Suspicions 疑点, listed and read. Never a verdict: only what a person confirmed counts anywhere.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::suspicion::Indicator;
use engine::reading::Seen;
use engine::suspicions::{ReadSuspicion, Suspicions};
use serde::{Deserialize, Serialize};
use store::suspicions::{Stands, SuspicionFilter};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::Names;
use super::orders::known;
use super::suspicion_out::{SuspicionLineOut, SuspicionOut, out};
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which suspicions.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SuspicionsIn {
    /// `to_judge`, `confirmed` or `dismissed`; all where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) stands: String,
    /// What found them, as `reported_again`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) indicator: String,
    /// About the work of this unit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) unit: String,
    /// That name the case of this number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) case: String,
    /// Only those after the one that ended a page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) after: String,
}

impl SuspicionsIn {
    /// As the store asks, with the end of the page before.
    ///
    /// # Errors
    ///
    /// Where a part says nothing that there is.
    pub(crate) async fn read(
        &self,
        state: &Shared,
        caller: &Caller,
    ) -> Result<(SuspicionFilter, Option<(Timestamp, Uuid)>), Problem> {
        let stands = named("stands", &self.stands, Stands::ALL, Stands::as_str)?;
        let indicator = named("indicator", &self.indicator, Indicator::ALL, Indicator::as_str)?;
        let unit = (!self.unit.is_empty()).then(|| UnitId::from(self.unit.as_str()));
        let case = match self.case.as_str() {
            "" => None,
            // A case that does not exist for them names nothing, like one that never was.
            number => {
                let visible = state.engine.visible(&caller.who()).await?;
                let found = state.engine.store().case_by_number(&visible, number).await?;
                Some(found.map_or(CaseId(Uuid::nil()), |found| found.stored.case.id))
            }
        };
        Ok((SuspicionFilter { stands, indicator, unit, case }, self.end()?))
    }

    fn end(&self) -> Result<Option<(Timestamp, Uuid)>, Problem> {
        let wrong = || {
            Problem::malformed(
                "after 应为上一页给出的值",
                "`after` must be what the page before gave",
            )
        };
        if self.after.is_empty() {
            return Ok(None);
        }
        let (at, id) = self.after.split_once('.').ok_or_else(wrong)?;
        let at = at.parse().ok().and_then(DateTime::<Utc>::from_timestamp_micros);
        Ok(Some((at.ok_or_else(wrong)?, id.parse().map_err(|_| wrong())?)))
    }
}

fn named<T: Copy, const N: usize>(
    at: &'static str,
    word: &str,
    all: [T; N],
    name: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Problem> {
    if word.is_empty() {
        return Ok(None);
    }
    let found = all.into_iter().find(|known| name(*known) == word);
    found.map(Some).ok_or_else(|| {
        let there = all.map(&name).join("、");
        Problem::malformed(
            format!("没有“{word}”；可选：{there}"),
            format!("there is no `{word}`; there are: {there}"),
        )
        .with("at", at)
    })
}

/// Where a page ends, if there is another.
pub(crate) fn page_end(found: &Suspicions) -> Option<String> {
    let last = found.suspicions.last().filter(|_| found.more)?;
    Some(format!("{}.{}", last.found.found_at.timestamp_micros(), last.id))
}

/// The suspicions that the caller finds.
pub(crate) async fn listed(
    state: &Shared,
    caller: &Caller,
    query: &SuspicionsIn,
) -> Result<(SuspicionFilter, Suspicions), Problem> {
    looks(state, caller).await?;
    let (filter, after) = query.read(state, caller).await?;
    let found = state.engine.suspicions(&caller.person, &filter, after).await?;
    Ok((filter, found))
}

/// Refuses who looks at no suspicions.
pub(crate) async fn looks(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.supervises(&state.engine).await
}

/// Suspicions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspicionsOut {
    /// Those found last, at most 50.
    suspicions: Vec<SuspicionLineOut>,
    /// How many there are on all pages.
    all: u64,
    /// How many there are of each indicator, by the same filter without it.
    by_indicator: BTreeMap<&'static str, u64>,
    /// What `after` must be for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Lists suspicions that the caller may judge, those found last at the beginning.
#[utoipa::path(get, path = "/api/v1/suspicions", tag = "supervision", params(SuspicionsIn),
    responses((status = 200, body = SuspicionsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<SuspicionsIn>,
) -> Result<axum::Json<SuspicionsOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let (_, found) = listed(&state, &caller, &query).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    Ok(axum::Json(SuspicionsOut {
        next: page_end(&found),
        all: found.all,
        by_indicator: found
            .by_indicator
            .iter()
            .map(|it| (it.indicator.as_str(), it.count))
            .collect(),
        suspicions: found.suspicions.iter().map(|it| SuspicionLineOut::of(it, names)).collect(),
    }))
}

/// Reads a suspicion.
#[utoipa::path(get, path = "/api/v1/suspicions/{id}", tag = "supervision", params(("id" = Uuid, Path)),
    responses((status = 200, body = SuspicionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<SuspicionOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    Ok(axum::Json(out(&state, &caller, id, language).await?))
}

/// The suspicion, if it exists for the person.
pub(crate) async fn found(
    state: &Shared,
    person: &PersonId,
    id: Uuid,
) -> Result<ReadSuspicion, Problem> {
    state.engine.suspicion(person, id).await?.ok_or_else(Problem::not_found)
}

/// The numbers and titles of cases, of those that the caller sees.
pub(crate) async fn titles(
    state: &Shared,
    caller: &Caller,
    cases: impl Iterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, (String, String)>, Problem> {
    let named =
        |seen: Seen| (seen.case().id, (seen.stored.number.clone(), seen.complaint.title.clone()));
    Ok(known(state, caller, cases).await?.into_iter().map(named).collect())
}
