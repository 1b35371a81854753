//! Suspicions 疑点核查: the list by indicator, unit and standing with its evidence, several dismissed at once, and the button that has
//! a month looked through.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{CaseId, UnitId};
use domain::suspicion::{Indicator, Standing};
use domain::workflow::Words as _;
use engine::suspicions::Looking;
use serde::{Deserialize, Serialize};
use store::suspicions::{KeptSuspicion, Stands};
use uuid::Uuid;

use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use super::typed;
use crate::api::judgements::dismissed;
use crate::api::names::Names;
use crate::api::suspicions::{SuspicionsIn, fact_words, in_order, listed, looks, page_end, titles};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many facts a row shows before it leads to the others.
const FACTS_SHOWN: usize = 5;

/// How many cases a row names.
const CASES_SHOWN: usize = 2;

/// Which suspicions, and what was just done.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct QualityIn {
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

/// A fact in a row.
#[derive(Debug)]
pub(super) struct FactRow {
    pub(super) at: String,
    pub(super) words: String,
    /// The case by number and title, as far as it is named there.
    pub(super) case: Option<(String, String)>,
    /// The other case.
    pub(super) beside: Option<(String, String)>,
}

/// A suspicion in the table.
#[derive(Debug)]
struct Row {
    id: Uuid,
    version: i64,
    indicator: String,
    whom: Vec<String>,
    cases: Vec<(String, String)>,
    all_cases: usize,
    facts: Vec<FactRow>,
    all_facts: usize,
    among: Option<u32>,
    found: String,
    stands: &'static str,
    marks: Vec<&'static str>,
    ticked: bool,
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

/// How far the search has come.
#[derive(Debug, Default)]
struct Search {
    said: Vec<String>,
    is_wanted: bool,
}

/// Shows the list.
pub(super) async fn list(
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
        shell.banner = Some(shell.w.quality.dismissed_all.to_owned());
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
    let snapshot = state.engine.directory();
    let units = snapshot.directory.units.values();
    let named = |unit: &domain::directory::Unit| {
        (unit.name.get(shell.language).to_owned(), typed::initials(&unit.name.zh))
    };
    let w = &shell.w.quality;
    Ok(QualityPage {
        views: views(&query, filter.stands, &counts, &shell),
        indicators: indicators.into_iter().filter(|it| it.count > 0 || it.chosen).collect(),
        units: units.map(named).collect(),
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

/// The cases that a row names: those of the facts that it shows.
fn named_cases(kept: &KeptSuspicion) -> Vec<CaseId> {
    let facts = in_order(kept).into_iter().take(FACTS_SHOWN);
    let of_facts = facts.flat_map(|fact| fact.cases().collect::<Vec<_>>());
    of_facts.chain(kept.found.cases.iter().copied().take(CASES_SHOWN)).collect()
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

fn row(
    state: &Shared,
    kept: &KeptSuspicion,
    titles: &BTreeMap<CaseId, (String, String)>,
    ticked: &[&str],
    shell: &Shell,
) -> Row {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let units = kept.found.units.iter().map(|unit: &UnitId| names.unit(unit).name);
    let person = kept.found.person.as_ref().map(|person| names.person(person).name);
    let facts = in_order(kept);
    let (stands, marks) = standing(kept, shell);
    Row {
        id: kept.id,
        version: kept.version,
        indicator: kept.found.indicator.words().get(shell.language).to_owned(),
        whom: person.into_iter().chain(units).collect(),
        cases: kept
            .found
            .cases
            .iter()
            .take(CASES_SHOWN)
            .filter_map(|case| titles.get(case).cloned())
            .collect(),
        all_cases: kept.found.cases.len(),
        all_facts: facts.len(),
        facts: facts
            .into_iter()
            .take(FACTS_SHOWN)
            .map(|fact| fact_row(state, fact, titles, names))
            .collect(),
        among: kept.found.among,
        found: local(state, kept.found.found_at),
        stands,
        marks,
        ticked: ticked.contains(&format!("{}:{}", kept.id, kept.version).as_str()),
    }
}

/// What is said of it, and what stands beside.
pub(super) fn standing(kept: &KeptSuspicion, shell: &Shell) -> (&'static str, Vec<&'static str>) {
    let w = &shell.w.quality;
    let said = |said| match said {
        domain::suspicion::Conclusion::Confirmed => w.confirmed,
        domain::suspicion::Conclusion::Dismissed => w.dismissed,
    };
    let (stands, grown) = match kept.standing {
        Standing::Open => (w.open, None),
        Standing::Judged(conclusion) => (said(conclusion), None),
        Standing::Grown(conclusion) => (said(conclusion), Some(w.grown)),
    };
    let gone = kept.gone_at.map(|_| w.gone);
    (stands, grown.into_iter().chain(gone).collect())
}

pub(super) fn fact_row(
    state: &Shared,
    fact: &domain::suspicion::Fact,
    titles: &BTreeMap<CaseId, (String, String)>,
    names: Names<'_>,
) -> FactRow {
    FactRow {
        at: local(state, fact.at()),
        words: fact_words(fact, names),
        case: titles.get(&fact.case()).cloned(),
        beside: fact.beside().and_then(|case| titles.get(&case).cloned()),
    }
}

pub(super) fn local(state: &Shared, at: domain::id::Timestamp) -> String {
    state.engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn search(state: &Shared, searches: &[Looking], shell: &Shell) -> Search {
    let w = &shell.w.quality;
    let calendar = &state.engine.definitions().calendar;
    let month = |at| calendar.local(at).format("%Y-%m").to_string();
    let said = |looking: &Looking| {
        let run = looking.run;
        let month = month(run.period);
        if looking.is_running {
            format!("{month} {}{} / {}", w.running, run.looked_at, run.among)
        } else if run.failures > 0 {
            format!("{month} {}", w.failed)
        } else {
            format!("{month} {}", w.waiting)
        }
    };
    let wanted: Vec<String> = searches.iter().filter(|it| it.run.is_wanted()).map(said).collect();
    let last = searches.iter().filter_map(|it| Some((it.run.finished_at?, it.run.skipped))).max();
    let is_wanted = !wanted.is_empty();
    let last = last.map_or_else(
        || w.never_looked.to_owned(),
        |(at, skipped)| match skipped {
            0 => format!("{}{}", w.looked, local(state, at)),
            skipped => format!("{}{} · {}{skipped}", w.looked, local(state, at), w.skipped),
        },
    );
    Search { said: [last].into_iter().chain(wanted).collect(), is_wanted }
}

/// Has a month looked through soon, and shows the list again.
pub(super) async fn find(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    looks(&state, &visitor.caller).await?;
    let months_back = posted.one("months_back").parse().unwrap_or_default();
    state.engine.want_suspicions(&visitor.caller.person, months_back).await?;
    Ok(Redirect::to("/s/quality").into_response())
}

/// Dismisses those that were ticked, and shows the list again.
pub(super) async fn dismiss(
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
            Ok(Redirect::to(&to).into_response())
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
