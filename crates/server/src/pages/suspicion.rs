//! A suspicion: what it rests on, what was said of it, and the form by which somebody says whether it is so.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::suspicion::Conclusion;
use domain::workflow::Words as _;
use engine::suspicions::ReadSuspicion;
use uuid::Uuid;

use super::posted::{Posted, not_whole};
use super::quality::{FactRow, fact_row, local, standing};
use super::shell::{Shell, Visitor, page};
use crate::api::judgements::judged;
use crate::api::names::Names;
use crate::api::suspicion_out::{conclusion, in_order};
use crate::api::suspicions::{found, titles};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Two answers that read alike.
#[derive(Debug)]
struct PairRow {
    number: String,
    later: String,
    with: String,
    earlier: String,
}

/// What was said.
#[derive(Debug)]
struct SaidRow {
    at: String,
    by: String,
    conclusion: &'static str,
    reason: String,
    facts: usize,
}

#[derive(Template)]
#[template(path = "suspicion.html")]
struct SuspicionPage {
    shell: Shell,
    indicator: String,
    indicator_word: &'static str,
    whom: Vec<String>,
    stands: &'static str,
    is_grown: bool,
    is_gone: bool,
    found: String,
    among: Option<u32>,
    facts: Vec<FactRow>,
    pairs: Vec<PairRow>,
    said: Vec<SaidRow>,
    version: i64,
    reason: String,
    error: Option<String>,
}

/// Shows a suspicion.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let sheet = sheet(&state, visitor, id, String::new(), None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    id: Uuid,
    reason: String,
    error: Option<String>,
) -> Result<SuspicionPage, Problem> {
    let ReadSuspicion { kept, said } = found(state, &caller.person, id).await?;
    let titles = titles(state, &caller, kept.found.cases.iter().copied()).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let units = kept.found.units.iter().map(|unit| names.unit(unit).name);
    let person = kept.found.person.as_ref().map(|person| names.person(person).name);
    let facts = in_order(&kept).into_iter().map(|fact| fact_row(state, fact, &titles, names));
    let pairs = state.engine.answers_alike(&caller.person, &kept).await?;
    let pairs = pairs.into_iter().filter_map(|pair| {
        let (number, with) = (titles.get(&pair.case)?.0.clone(), titles.get(&pair.with)?.0.clone());
        Some(PairRow { number, later: pair.later, with, earlier: pair.earlier })
    });
    let w = &shell.w.quality;
    let said = said.into_iter().rev().map(|it| SaidRow {
        at: local(state, it.at),
        by: names.person(&it.by).name,
        conclusion: match it.conclusion {
            Conclusion::Confirmed => w.confirmed,
            Conclusion::Dismissed => w.dismissed,
        },
        reason: it.reason,
        facts: it.facts,
    });
    let (stands, _) = standing(&kept, &shell);
    Ok(SuspicionPage {
        indicator: kept.found.indicator.words().get(shell.language).to_owned(),
        indicator_word: kept.found.indicator.as_str(),
        whom: person.into_iter().chain(units).collect(),
        stands,
        is_grown: matches!(kept.standing, domain::suspicion::Standing::Grown(_)),
        is_gone: kept.gone_at.is_some(),
        found: local(state, kept.found.found_at),
        among: kept.found.among,
        facts: facts.collect(),
        pairs: pairs.collect(),
        said: said.collect(),
        version: kept.version,
        reason,
        error,
        shell,
    })
}

/// Says whether it is so, and shows it again.
pub(super) async fn judge(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let all = [Conclusion::Confirmed, Conclusion::Dismissed];
    let said = all.into_iter().find(|known| conclusion(*known) == posted.one("conclusion"));
    let (Some(said), Ok(version)) = (said, posted.one("version").parse()) else {
        return Err(not_whole());
    };
    let reason = posted.whole("reason");
    match judged(&state, &visitor.caller.person, (id, version), (said, reason)).await {
        Ok(()) => Ok(Redirect::to(&format!("/s/quality/{id}")).into_response()),
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, line) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, id, reason.to_owned(), Some(line)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
