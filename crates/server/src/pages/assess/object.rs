//! Objections: what units dispute, and the form by which somebody of another unit decides.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::appraisal::{ObjectionFilter, ObjectionStanding, ReadObjection, Ruling};
use uuid::Uuid;

use super::super::done::DoneIn;
use super::super::posted::{Posted, not_whole};
use super::super::shell::{Shell, Visitor, page};
use super::{address, indicator_name};
use crate::api::appraisal::{reader, ruled, supervisor};
use crate::api::names::Names;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// An objection.
#[derive(Debug)]
struct Row {
    id: Uuid,
    to: String,
    period: String,
    unit: String,
    indicator: String,
    case: Option<(String, String)>,
    raised: String,
    reason: String,
    standing: &'static str,
    decided: Option<String>,
    document: Option<String>,
    answer: Option<String>,
    can_decide: bool,
}

#[derive(Template)]
#[template(path = "assess_objections.html")]
struct ObjectionsPage {
    shell: Shell,
    rows: Vec<Row>,
    /// Which one was refused, with the document and the words that were written.
    posted: (Uuid, String, String),
    error: Option<String>,
}

/// Shows the objections.
pub(super) async fn list(
    State(state): State<Shared>,
    mut visitor: Visitor,
    Query(query): Query<DoneIn>,
) -> Result<Response, Problem> {
    let told = (!query.done.is_empty()).then(|| visitor.shell.w.appraisal.sent.to_owned());
    visitor.shell.tell(told);
    let blank = (Uuid::nil(), String::new(), String::new());
    let sheet = sheet(&state, visitor, (blank, None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    (posted, error): ((Uuid, String, String), Option<String>),
) -> Result<ObjectionsPage, Problem> {
    reader(state, &caller).await?;
    let known = state.engine.objections(&caller.person, ObjectionFilter::default()).await?;
    let rows = known.into_iter().map(|read| row(state, read, &shell)).collect();
    Ok(ObjectionsPage { shell, rows, posted, error })
}

fn row(state: &Shared, read: ReadObjection, shell: &Shell) -> Row {
    let (w, language) = (&shell.w.appraisal, shell.language);
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let local = |at| state.engine.definitions().calendar.minute_text(at);
    let kept = read.kept;
    let indicator = indicator_name(state, kept.indicator.as_str(), language);
    Row {
        id: kept.id,
        to: address(&[&kept.period.to_string(), kept.unit.as_str(), kept.indicator.as_str()]),
        period: kept.period.to_string(),
        unit: names.unit(&kept.unit).name,
        indicator: indicator.unwrap_or_else(|| kept.indicator.to_string()),
        case: read.case,
        raised: format!("{} {}", names.person(&kept.by).name, local(kept.at)),
        reason: read.reason,
        standing: match kept.standing {
            ObjectionStanding::Open => w.open,
            ObjectionStanding::Upheld => w.upheld,
            ObjectionStanding::Dismissed => w.dismissed,
        },
        decided: kept
            .decided
            .as_ref()
            .map(|(at, by)| format!("{} {}", names.person(by).name, local(*at))),
        document: kept.document.map(|document| document.to_string()),
        answer: read.answer,
        can_decide: read.can_decide,
    }
}

/// Decides one.
pub(super) async fn rule(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    supervisor(&state, &visitor.caller).await?;
    let upheld = match posted.one("ruling") {
        "uphold" => true,
        "dismiss" => false,
        _ => return Err(not_whole()),
    };
    let (document, found) = (posted.one("document").to_owned(), posted.whole("found").to_owned());
    let ruling = Ruling { upheld, document: document.clone(), found: found.clone() };
    match ruled(&state, &visitor.caller.person, (id, &ruling)).await {
        Ok(()) => Ok(Redirect::to("/s/assess/objections").into_response()),
        Err(problem)
            if problem.status() == StatusCode::CONFLICT
                || problem.status() == StatusCode::BAD_REQUEST =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, ((id, document, found), Some(said))).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
