//! Reviewing whom a code stands for 评价, on one page without an account: a line for each dimension, and silence is allowed in
//! each. Sending it twice makes one. Who was not satisfied may make a complaint of it, and then what they wrote comes along.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::review::{Level, Target};
use domain::workflow::Words as _;
use engine::drafts::{DraftId, Kept};
use engine::review_clues::matter;
use engine::reviews::{ABOUT_NAME, NewReview, Review};
use engine::scan_points::ScanPoint;
use serde::Deserialize;

use super::report::address;
use super::scan::{ended, named};
use super::sent::in_lines;
use super::steps::OFFICIALS;
use super::{Guest, keeping};
use crate::api::filing::PartyIn;
use crate::api::reviews::{reviewed, scanned};
use crate::extract::{Path, Query};
use crate::origin::Local;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, page};
use crate::pages::trouble::wait;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A dimension with its levels.
#[derive(Debug)]
struct Row {
    id: &'static str,
    label: String,
    levels: Vec<Choice>,
    is_silent: bool,
}

/// A level that may be chosen.
#[derive(Debug)]
struct Choice {
    word: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    shell: Shell,
    token: String,
    name: String,
    /// By what the review is known, and a draft that comes of it.
    key: String,
    rows: Vec<Row>,
    posted: Posted,
    error: Option<String>,
}

impl ReviewPage {
    fn of(
        state: &Shared,
        shell: Shell,
        point: &ScanPoint,
        (key, posted, error): (&DraftId, Posted, Option<String>),
    ) -> Self {
        let rows = point.target.dimensions().into_iter().map(|dimension| {
            let said = posted.one(&field(dimension.as_str()));
            let choice = |level: Level| Choice {
                word: level.as_str(),
                label: level.words().get(shell.language).to_owned(),
                chosen: level.as_str() == said,
            };
            let levels = Level::ALL.map(choice);
            let label = dimension.words().get(shell.language).to_owned();
            let is_silent = !levels.iter().any(|level| level.chosen);
            Row { id: dimension.as_str(), label, levels: levels.into(), is_silent }
        });
        Self {
            rows: rows.collect(),
            token: state.engine.scan_token(point.id),
            name: named(state, &point.target, &shell),
            key: key.as_str().to_owned(),
            shell,
            posted,
            error,
        }
    }
}

/// What the line of a dimension is called where it is posted.
fn field(dimension: &str) -> String {
    format!("d.{dimension}")
}

/// Shows the sheet. Nothing is kept.
pub(super) async fn show(
    State(state): State<Shared>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let home = guest.home(&state);
    let Guest { from, shell, .. } = guest;
    let point = match scanned(&state, from, &token).await {
        Ok(point) => point,
        Err(problem) => return ended(shell, problem),
    };
    let blank = (&state.engine.fresh_draft(&home)?, Posted::default(), None);
    Ok(page(&ReviewPage::of(&state, shell, &point, blank), StatusCode::OK))
}

/// Keeps a review, or shows the sheet again with what was filled in and what is wrong with it.
pub(super) async fn send(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let home = guest.home(&state);
    let Guest { from, shell, chosen, .. } = guest.choosing(&posted);
    let point = match scanned(&state, from, &token).await {
        Ok(point) => point,
        Err(problem) => return ended(shell, problem),
    };
    let key = match DraftId::read(posted.one("key")) {
        Some(key) => key,
        None => state.engine.fresh_draft(&home)?,
    };
    // Who only wants larger letters is not told what is still missing.
    if !chosen.is_empty() {
        let again = ReviewPage::of(&state, shell, &point, (&key, posted, None));
        return Ok(keeping(page(&again, StatusCode::OK), &chosen));
    }
    let kept = match read(&posted, &point.target) {
        Ok(new) => reviewed(&state, from, (&point, key.as_str()), &new).await,
        Err(problem) => Err(problem),
    };
    match kept {
        Ok(()) => Ok(Redirect::to(&thanks_for(&state, &point, &key)).into_response()),
        Err(problem) if problem.status().is_client_error() => {
            let (title, more) = problem.said(shell.language);
            let error = Some(more.unwrap_or(title));
            let again = ReviewPage::of(&state, shell, &point, (&key, posted, error));
            Ok(wait(page(&again, problem.status()), &problem))
        }
        Err(problem) => Err(problem),
    }
}

fn read(posted: &Posted, target: &Target) -> Result<NewReview, Problem> {
    let mut new = NewReview { text: posted.one("text").to_owned(), ..NewReview::default() };
    for dimension in target.dimensions() {
        let said = posted.one(&field(dimension.as_str()));
        if said.is_empty() {
            continue;
        }
        let level = Level::ALL.into_iter().find(|level| level.as_str() == said);
        let unknown = || Problem::malformed("没有这个评价等级", "there is no such level");
        new.levels.insert(dimension, level.ok_or_else(unknown)?);
    }
    new.identity = PartyIn::of(posted.one("name"), posted.one("telephone")).read()?;
    Ok(new)
}

/// By what a review is known, for its author.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ThanksIn {
    r: String,
}

#[derive(Template)]
#[template(path = "review_thanks.html")]
struct ThanksPage {
    shell: Shell,
    token: String,
    name: String,
    key: String,
    /// Whether it may be looked into, as its author wants.
    is_bad: bool,
    /// The code by which its author asks what became of it, in lines; of a bad one that is not filed.
    code: Vec<String>,
}

/// Thanks for a review, and asks of a bad one whether it should be looked into. Shows nothing of what was written.
pub(super) async fn thanks(
    State(state): State<Shared>,
    guest: Guest,
    Path(token): Path<String>,
    Query(ThanksIn { r }): Query<ThanksIn>,
) -> Result<Response, Problem> {
    let Guest { from, shell, .. } = guest;
    let point = match scanned(&state, from, &token).await {
        Ok(point) => point,
        Err(problem) => return ended(shell, problem),
    };
    let own = own(&state, &point, &r).await?;
    let key = own.as_ref().map(|(key, _)| key.as_str().to_owned()).unwrap_or_default();
    // Once it is filed, its author has the receipt of that; the address of this page may be known to others.
    let code = own.as_ref().filter(|(_, review)| review.is_bad() && review.filed_at.is_none());
    let code = code.map(|(_, review)| in_lines(&state.engine.review_code(review.id)));
    let code = code.unwrap_or_default();
    let is_bad = own.is_some_and(|(_, review)| review.is_bad() && review.filed_at.is_none());
    let name = named(&state, &point.target, &shell);
    let token = state.engine.scan_token(point.id);
    Ok(page(&ThanksPage { shell, token, name, key, is_bad, code }, StatusCode::OK))
}

async fn own(
    state: &Shared,
    point: &ScanPoint,
    form: &str,
) -> Result<Option<(DraftId, Review)>, Problem> {
    let Some(key) = DraftId::read(form) else { return Ok(None) };
    let review = state.engine.own_review(point, key.as_str()).await?;
    Ok(review.map(|review| (key, review)))
}

/// Begins a complaint with what a review said; a second click finds the draft of the first.
pub(super) async fn complain(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let home = guest.home(&state);
    let Guest { from, shell, .. } = guest;
    let point = match scanned(&state, from, &token).await {
        Ok(point) => point,
        Err(problem) => return ended(shell, problem),
    };
    let Some((key, review)) = own(&state, &point, posted.one("key")).await? else {
        return Ok(Redirect::to("/report").into_response());
    };
    let desk = state.engine.desk(&key, &home).await?;
    if desk.draft.is_none() {
        if review.filed_at.is_some() {
            return Ok(Redirect::to(&thanks_for(&state, &point, &key)).into_response());
        }
        let fields = begun(&state, &shell, &review);
        let kept = state.engine.draft_of_review(&review, (&desk.id, home), fields).await?;
        if kept != Kept::Kept {
            return Err(Problem::unavailable());
        }
    }
    let known = if desk.from.is_some() { key } else { desk.id };
    Ok(Redirect::to(&address(&known)).into_response())
}

/// Where the author of a review is thanked.
fn thanks_for(state: &Shared, point: &ScanPoint, key: &DraftId) -> String {
    format!("/q/{}/thanks?r={}", state.engine.scan_token(point.id), key.as_str())
}

/// What a complaint begins with.
fn begun(state: &Shared, shell: &Shell, review: &Review) -> Vec<(String, String)> {
    let (target, w) = (&review.point.target, &shell.w.reviews);
    let name = named(state, target, shell);
    let kind = match target {
        Target::Officer { .. } => OFFICIALS,
        Target::Unit(_) | Target::ServicePoint { .. } => "",
    };
    let pair = |name: &str, value: String| (name.to_owned(), value);
    vec![
        pair("title", format!("{}{name}", w.not_content)),
        pair("f.account", review.text.clone()),
        pair("f.matter", matter(&review.levels).to_owned()),
        pair("kind", kind.to_owned()),
        pair(ABOUT_NAME, name),
    ]
}
