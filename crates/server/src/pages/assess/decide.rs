//! Decisions by which cases leave rates: the form that records one, and the list of those about cases that the reader sees.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::appraisal::DecisionKind;
use engine::appraisal::{AskedDecision, ReadDecision};
use serde::Deserialize;
use uuid::Uuid;

use super::super::case::seen;
use super::super::done::{DoneIn, done as sent_on};
use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor, page};
use super::super::words::AppraisalWords;
use super::{address, indicator_name};
use crate::api::appraisal::{recorded, revoked, supervisor};
use crate::api::names::Names;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// About which case, and from which figure somebody comes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AboutIn {
    case: String,
    period: String,
    unit: String,
    indicator: String,
}

#[derive(Template)]
#[template(path = "assess_decide.html")]
struct DecidePage {
    shell: Shell,
    about: AboutIn,
    title: String,
    unit: String,
    indicator: String,
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    scope: String,
    document: String,
    reason: String,
    id: String,
    error: Option<String>,
}

/// The form.
pub(super) async fn blank(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(about): Query<AboutIn>,
) -> Result<Response, Problem> {
    let sheet = sheet(&state, visitor, about, (&Posted::default(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

/// What a kind of decision is called.
const fn label(kind: DecisionKind, w: &AppraisalWords) -> &'static str {
    match kind {
        DecisionKind::Unreasonable => w.unreasonable,
        DecisionKind::OutOfPower => w.out_of_power,
        DecisionKind::ForceMajeure => w.force_majeure,
        DecisionKind::Deferred => w.deferred,
        DecisionKind::ObjectionUpheld => w.objection_upheld,
        DecisionKind::MistakenRating => w.mistaken_rating,
    }
}

async fn sheet(
    state: &Shared,
    visitor: Visitor,
    about: AboutIn,
    (posted, error): (&Posted, Option<String>),
) -> Result<DecidePage, Problem> {
    supervisor(state, &visitor.caller).await?;
    let seen = seen(state, &visitor, &about.case).await?;
    let shell = visitor.shell;
    let kinds = state.engine.decides(&visitor.caller.person).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    Ok(DecidePage {
        title: format!("{} {}", seen.stored.number, seen.complaint.title),
        unit: names.unit(&about.unit.as_str().into()).name,
        indicator: indicator_name(state, &about.indicator, shell.language).unwrap_or_default(),
        kinds: kinds
            .into_iter()
            .map(|kind| (kind.as_str(), label(kind, &shell.w.appraisal)))
            .collect(),
        kind: posted.one("kind").to_owned(),
        scope: posted.one("scope").to_owned(),
        document: posted.one("document").to_owned(),
        reason: posted.whole("reason").to_owned(),
        id: match posted.one("id") {
            "" => Uuid::now_v7().to_string(),
            known => known.to_owned(),
        },
        about,
        error,
        shell,
    })
}

/// Records the decision, and goes back to where it was asked for.
pub(super) async fn record(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    supervisor(&state, &visitor.caller).await?;
    let field = |name| posted.one(name).to_owned();
    let about = AboutIn {
        case: field("case"),
        period: field("period"),
        unit: field("unit"),
        indicator: field("indicator"),
    };
    match record_it(&state, &visitor, (&about, &posted)).await {
        Ok(()) => {
            let to = if about.period.is_empty() { "decisions".to_owned() } else { about.period };
            Ok(sent_on(&format!("{}?done=decide", address(&[&to]))))
        }
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, about, (&posted, Some(said))).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn record_it(
    state: &Shared,
    visitor: &Visitor,
    (about, posted): (&AboutIn, &Posted),
) -> Result<(), Problem> {
    let seen = seen(state, visitor, &about.case).await?;
    let kind = DecisionKind::named(posted.one("kind")).ok_or_else(|| {
        Problem::malformed("请选择认定内容", "choose what is decided").with("at", "kind")
    })?;
    let only = posted.one("scope") != "every" && !about.unit.is_empty();
    let decision = AskedDecision {
        id: Uuid::parse_str(posted.one("id")).unwrap_or_else(|_| Uuid::now_v7()),
        case: seen.case().id,
        kind,
        indicator: only.then(|| about.indicator.as_str().into()),
        of_unit: only.then(|| about.unit.as_str().into()),
        document: posted.one("document").to_owned(),
        reason: posted.whole("reason").to_owned(),
    };
    recorded(state, &visitor.caller.person, decision).await
}

/// A decision in the list.
#[derive(Debug)]
struct Row {
    id: Uuid,
    number: String,
    kind: &'static str,
    scope: String,
    document: String,
    reason: String,
    by: String,
    revoked: Option<String>,
    can_revoke: bool,
}

#[derive(Template)]
#[template(path = "assess_decisions.html")]
struct DecisionsPage {
    shell: Shell,
    rows: Vec<Row>,
}

/// Shows the decisions.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, mut shell }: Visitor,
    Query(query): Query<DoneIn>,
) -> Result<Response, Problem> {
    supervisor(&state, &caller).await?;
    let told = (!query.done.is_empty()).then(|| shell.w.appraisal.recorded.to_owned());
    shell.tell(told);
    let known = state.engine.appraisal_decisions(&caller.person).await?;
    let rows = known.into_iter().map(|decision| row(&state, decision, &shell)).collect();
    Ok(page(&DecisionsPage { shell, rows }, StatusCode::OK))
}

fn row(state: &Shared, read: ReadDecision, shell: &Shell) -> Row {
    let (w, language) = (&shell.w.appraisal, shell.language);
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let local = |at| state.engine.definitions().calendar.minute_text(at);
    let decision = &read.kept.decision;
    let indicator = decision.indicator.as_ref().map(|indicator| {
        let name = indicator_name(state, indicator.as_str(), language);
        name.unwrap_or_else(|| indicator.to_string())
    });
    let unit = decision.of_unit.as_ref().map(|unit| names.unit(unit).name);
    let scope = match (unit, indicator) {
        (None, None) => w.every_figure.to_owned(),
        (unit, indicator) => {
            [unit, indicator].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
    };
    Row {
        id: read.kept.id,
        kind: label(decision.kind, w),
        scope,
        document: decision.document.to_string(),
        by: format!("{} {}", names.person(&decision.by).name, local(decision.at)),
        revoked: read
            .kept
            .revoked
            .as_ref()
            .map(|(at, by)| format!("{} {} {}", w.revoked, names.person(by).name, local(*at))),
        can_revoke: read.can_revoke,
        number: read.number,
        reason: read.reason,
    }
}

/// Takes a decision back.
pub(super) async fn revoke(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    supervisor(&state, &visitor.caller).await?;
    let id = Uuid::parse_str(posted.one("id")).map_err(|_| Problem::not_found())?;
    revoked(&state, &visitor.caller.person, id).await?;
    Ok(Redirect::to("/s/assess/decisions").into_response())
}
