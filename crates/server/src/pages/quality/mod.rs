//! Suspicions 疑点核查: the list by indicator, unit and standing with its evidence, several dismissed at once, and the button that has
//! a month looked through.

mod rows;
mod search;

pub(in crate::pages) use rows::{FactRow, fact_row, local, standing};
pub(in crate::pages) use search::find;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::suspicion::Indicator;
use domain::workflow::Words as _;
use serde::{Deserialize, Serialize};
use store::suspicions::{KeptSuspicion, Stands};
use uuid::Uuid;

use super::done::done;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use super::typed;
use crate::api::judgements::dismissed;
use crate::api::suspicions::{SuspicionsIn, listed, looks, page_end, titles};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;
use rows::{Row, named_cases, row};
use search::{Search, search};

/// Which suspicions, and what was just done.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct QualityIn {
    #[serde(skip_serializing_if = "String::is_empty")]
    stands: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    indicator: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    case: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    done: String,
}

impl QualityIn {
    fn address(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/s/quality?{query}"),
            Ok(_) | Err(_) => "/s/quality".to_owned(),
        }
    }

    fn first_page(&self) -> Self {
        Self { after: String::new(), done: String::new(), ..self.clone() }
    }

    /// What the API asks, with the unit as it is typed on pages.
    fn asked(&self, state: &Shared) -> Result<SuspicionsIn, Problem> {
        let snapshot = state.engine.directory();
        let unit = typed::unit(&snapshot.directory, &self.unit).maybe()?;
        Ok(SuspicionsIn {
            // The page begins with what has to be looked at; everything is asked for by a word of its own.
            stands: match self.stands.as_str() {
                "" => Stands::ToJudge.as_str().to_owned(),
                ALL => String::new(),
                stands => stands.to_owned(),
            },
            indicator: self.indicator.clone(),
            unit: unit.unwrap_or_default(),
            case: self.case.clone(),
            after: self.after.clone(),
        })
    }
}

/// The word for all standings in the address of the page.
const ALL: &str = "all";

/// A tab.
#[derive(Debug)]
struct View {
    to: String,
    label: &'static str,
    current: bool,
    count: u64,
}

/// An indicator that may be chosen.
#[derive(Debug)]
struct Choice {
    word: &'static str,
    label: String,
    count: u64,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    shell: Shell,
    query: QualityIn,
    stands: String,
    views: Vec<View>,
    indicators: Vec<Choice>,
    units: Vec<(String, String)>,
    rows: Vec<Row>,
    all: u64,
    is_bulk: bool,
    is_narrowed: bool,
    search: Search,
    months: [(u32, &'static str); 3],
    next: Option<String>,
    here: String,
    reason: String,
    error: Option<String>,
}

/// Shows the list.
pub(in crate::pages) async fn list(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(query): Query<QualityIn>,
) -> Result<Response, Problem> {
    let sheet = sheet(&state, visitor, query, &Posted::default(), None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, mut shell }: Visitor,
    query: QualityIn,
    posted: &Posted,
    error: Option<String>,
) -> Result<QualityPage, Problem> {
    looks(state, &caller).await?;
    if !query.done.is_empty() {
        shell.tell(Some(shell.w.quality.dismissed_all.to_owned()));
    }
    let asked = query.asked(state)?;
    let (filter, found) = listed(state, &caller, &asked).await?;
    let mut counts: BTreeMap<Option<Stands>, u64> = BTreeMap::new();
    for stands in Stands::ALL.map(Some).into_iter().chain([None]) {
        let of = store::suspicions::SuspicionFilter { stands, ..filter.clone() };
        counts.insert(stands, state.engine.count_suspicions(&caller.person, &of).await?);
    }
    let shown = found.suspicions.iter().flat_map(named_cases);
    let titles = titles(state, &caller, shown).await?;
    let searches = state.engine.suspicion_searches().await?;
    let ticked: Vec<&str> = posted.all("pick").collect();
    let row = |kept: &KeptSuspicion| row(state, kept, &titles, &ticked, &shell);
    let rows: Vec<Row> = found.suspicions.iter().map(row).collect();
    let indicators = Indicator::ALL.map(|indicator| Choice {
        word: indicator.as_str(),
        label: indicator.words().get(shell.language).to_owned(),
        count: found
            .by_indicator
            .iter()
            .find(|it| it.indicator == indicator)
            .map_or(0, |it| it.count),
        chosen: filter.indicator == Some(indicator),
    });
    let w = &shell.w.quality;
    Ok(QualityPage {
        views: views(&query, filter.stands, &counts, &shell),
        indicators: indicators.into_iter().filter(|it| it.count > 0 || it.chosen).collect(),
        units: typed::units(&state.engine.directory().directory, shell.language),
        is_bulk: filter.indicator.is_some() && !rows.is_empty(),
        is_narrowed: filter.indicator.is_some() || filter.unit.is_some() || filter.case.is_some(),
        search: search(state, &searches, &shell),
        months: [(0, w.this_month), (1, w.last_month), (2, w.month_before)],
        next: page_end(&found).map(|after| QualityIn { after, ..query.first_page() }.address()),
        here: QualityIn { done: String::new(), ..query.clone() }.address(),
        stands: query.stands.clone(),
        all: found.all,
        reason: posted.whole("reason").to_owned(),
        query,
        rows,
        error,
        shell,
    })
}

fn views(
    query: &QualityIn,
    chosen: Option<Stands>,
    counts: &BTreeMap<Option<Stands>, u64>,
    shell: &Shell,
) -> Vec<View> {
    let w = &shell.w.quality;
    let view = |stands: Option<Stands>| {
        let (label, word) = match stands {
            None => (w.every, ALL),
            Some(Stands::ToJudge) => (w.to_judge, Stands::ToJudge.as_str()),
            Some(Stands::Confirmed) => (w.confirmed, Stands::Confirmed.as_str()),
            Some(Stands::Dismissed) => (w.dismissed, Stands::Dismissed.as_str()),
        };
        View {
            to: QualityIn { stands: word.to_owned(), ..query.first_page() }.address(),
            label,
            current: chosen == stands,
            count: counts.get(&stands).copied().unwrap_or_default(),
        }
    };
    Stands::ALL.map(Some).into_iter().chain([None]).map(view).collect()
}

/// Dismisses those that were ticked, and shows the list again.
pub(in crate::pages) async fn dismiss(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    looks(&state, &visitor.caller).await?;
    let back = posted.one("back").strip_prefix("/s/quality").unwrap_or_default();
    let query: QualityIn =
        serde_urlencoded::from_str(back.trim_start_matches('?')).unwrap_or_default();
    let picked = |pick: &str| {
        let (id, version) = pick.split_once(':')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    let seen: Vec<(Uuid, i64)> = posted.all("pick").filter_map(picked).collect();
    match dismissed(&state, &visitor.caller.person, &seen, posted.whole("reason")).await {
        Ok(()) => {
            let to = QualityIn { done: "dismissed".to_owned(), ..query.first_page() }.address();
            Ok(done(&to))
        }
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, query, &posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
