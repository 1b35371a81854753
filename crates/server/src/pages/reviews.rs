//! Reviews for those of the center who deal with them 评价办理台: the bad ones first. What the reader may not know of is not there
//! and not counted, and whoever gave one is shown for a reason that is written first.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::review::Target;
use domain::workflow::Words as _;
use engine::reviews::Review;
use engine::vault::Identity;
use serde::Deserialize;
use uuid::Uuid;

use super::people::no_purpose;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::parties::RevealIn;
use crate::api::reviews::{ReviewsIn, end, readable, reviewer};
use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Which reviews.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TabIn {
    tab: String,
    after: String,
}

/// What is said of a dimension.
#[derive(Debug)]
struct LevelSeen {
    label: String,
    says: String,
    is_bad: bool,
}

/// A review in the table.
#[derive(Debug)]
struct Row {
    id: Uuid,
    at: String,
    name: String,
    unit: Option<String>,
    levels: Vec<LevelSeen>,
    text: String,
    by: Option<String>,
    is_bad: bool,
    is_filed: bool,
}

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    shell: Shell,
    is_all: bool,
    bad: i64,
    all: i64,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Shows them.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<TabIn>,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let is_all = query.tab == "all";
    let asked = ReviewsIn { bad: !is_all, after: query.after }.read()?;
    let found = readable(&state, &caller, &asked).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let tab = if is_all { "tab=all&" } else { "" };
    let next = end(&found).map(|after| format!("/s/reviews?{tab}after={after}"));
    let rows = found.reviews.into_iter().map(|review| row(review, names)).collect();
    let (bad, all) = (found.bad, found.all);
    Ok(page(&ReviewsPage { shell, is_all, bad, all, rows, next }, StatusCode::OK))
}

/// Refuses who reads no reviews of anybody.
async fn reader(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    let roles = [Role::Clerk, Role::Supervisor, Role::Director];
    caller.holding(&state.engine, &roles).await.map(|_| ())
}

fn row(review: Review, names: Names<'_>) -> Row {
    let (target, is_bad) = (&review.point.target, review.is_bad());
    let levels = review.levels.iter().map(|(dimension, level)| LevelSeen {
        label: dimension.words().get(names.language).to_owned(),
        says: level.words().get(names.language).to_owned(),
        is_bad: level.is_bad(),
    });
    let unit = match target {
        Target::Unit(_) => None,
        Target::Officer { unit, .. } | Target::ServicePoint { unit, .. } => {
            Some(names.unit(unit).name)
        }
    };
    let at = names.definitions.calendar.local(review.at);
    Row {
        id: review.id,
        at: at.format("%Y-%m-%d %H:%M").to_string(),
        name: target.name(names.directory).get(names.language).to_owned(),
        unit,
        levels: levels.collect(),
        by: review.by.map(|by| format!("{} {}", by.name, by.telephone)),
        is_bad,
        is_filed: review.filed_at.is_some(),
        text: review.text,
    }
}

#[derive(Template)]
#[template(path = "review_author.html")]
struct AuthorPage {
    shell: Shell,
    identity: Option<Identity>,
    error: Option<String>,
}

/// Asks for the purpose and the reason.
pub(super) async fn author(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(_): Path<Uuid>,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    Ok(page(&AuthorPage { shell, identity: None, error: None }, StatusCode::OK))
}

/// Shows who gave a review.
pub(super) async fn reveal(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let purpose = serde_json::from_value(posted.one("purpose").into()).map_err(|_| no_purpose())?;
    let why = RevealIn { purpose, reason: posted.one("reason").to_owned() };
    let (identity, error, status) = match reviewer(&state, &caller, id, &why).await {
        Ok(identity) => (Some(identity), None, StatusCode::OK),
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            (None, Some(problem.line(shell.language)), problem.status())
        }
        Err(problem) => return Err(problem),
    };
    Ok(page(&AuthorPage { shell, identity, error }, status))
}
