//! Reviews for those of the center who deal with them 评价办理台: the bad ones first. What the reader may not know of is not there
//! and not counted, and whoever gave one is shown for a reason that is written first.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::id::CaseId;
use domain::review::{Dismissal, Target};
use domain::workflow::Words as _;
use engine::Who;
use engine::reviews::Review;
use engine::vault::Identity;
use serde::Deserialize;
use uuid::Uuid;

use super::done::done;
use super::people::why;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use super::words::ReviewWords;
use crate::api::names::Names;
use crate::api::review_clues::{dismissed, looked_into};
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
    done: String,
}

/// The tabs of the list of reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// Bad ones about which somebody must decide.
    Waiting,
    /// What they became.
    Clues,
    /// All bad ones.
    Bad,
    /// All.
    All,
}

impl Tab {
    fn named(word: &str) -> Self {
        match word {
            "bad" => Self::Bad,
            "all" => Self::All,
            _ => Self::Waiting,
        }
    }

    /// What stands in the address of a page that follows.
    const fn query(self) -> &'static str {
        match self {
            Self::Waiting | Self::Clues => "",
            Self::Bad => "tab=bad&",
            Self::All => "tab=all&",
        }
    }
}

/// The numbers of the tabs of reviews; that of clues has none.
#[derive(Debug)]
pub(super) struct Counts {
    pub(super) waiting: i64,
    pub(super) bad: i64,
    pub(super) all: i64,
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
    /// Whether somebody must decide about it.
    is_waiting: bool,
    /// What became of it.
    became: Option<String>,
    /// The case, if the reader sees it: its number.
    case: Option<String>,
}

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    shell: Shell,
    tab: Tab,
    counts: Counts,
    /// Why a review may be put away, with the word for each.
    reasons: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Shows them.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, mut shell }: Visitor,
    Query(query): Query<TabIn>,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let tab = Tab::named(&query.tab);
    let told = match query.done.as_str() {
        "clue" => Some(shell.w.reviews.done_clue.to_owned()),
        "dismiss" => Some(shell.w.reviews.done_dismiss.to_owned()),
        _ => None,
    };
    shell.tell(told);
    let (bad, waiting) = (tab != Tab::All, tab == Tab::Waiting);
    let asked = ReviewsIn { bad, waiting, after: query.after }.read()?;
    let found = readable(&state, &caller, &asked).await?;
    let counts = Counts { waiting: found.waiting, bad: found.bad, all: found.all };
    let cases: Vec<_> = found.reviews.iter().filter_map(|review| review.clue).collect();
    let who = Who::Person(caller.person.clone());
    let seen = state.engine.read_all(&who, &cases).await?;
    let numbers: BTreeMap<CaseId, String> =
        seen.iter().map(|seen| (seen.case().id, seen.stored.number.clone())).collect();
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let next = end(&found).map(|after| format!("/s/reviews?{}after={after}", tab.query()));
    let w = &shell.w.reviews;
    let rows = found.reviews.into_iter().map(|review| row(review, (names, w), &numbers)).collect();
    let reason = |why: Dismissal| (why.as_str(), why.words().get(shell.language).to_owned());
    let reasons = Dismissal::ALL.map(reason).into();
    Ok(page(&ReviewsPage { shell, tab, counts, reasons, rows, next }, StatusCode::OK))
}

/// Has a bad review looked into.
pub(super) async fn look_into(
    State(state): State<Shared>,
    Visitor { caller, .. }: Visitor,
    Path(id): Path<Uuid>,
    _posted: Posted,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    looked_into(&state, &caller, id).await?;
    Ok(done("/s/reviews?done=clue"))
}

/// Finds that there is nothing to look into in one.
pub(super) async fn dismiss(
    State(state): State<Shared>,
    Visitor { caller, .. }: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    dismissed(&state, &caller, (id, posted.one("why"))).await?;
    Ok(done("/s/reviews?done=dismiss"))
}

/// Refuses who reads no reviews of anybody.
pub(super) async fn reader(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    let roles = [Role::Clerk, Role::Supervisor, Role::Director];
    caller.holding(&state.engine, &roles).await.map(|_| ())
}

fn row(
    review: Review,
    (names, w): (Names<'_>, &ReviewWords),
    numbers: &BTreeMap<CaseId, String>,
) -> Row {
    let (target, is_waiting) = (&review.point.target, review.is_waiting());
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
    Row {
        id: review.id,
        at: names.definitions.calendar.minute_text(review.at),
        name: target.name(names.directory).get(names.language).to_owned(),
        unit,
        levels: levels.collect(),
        by: review.by.as_ref().map(|by| format!("{} {}", by.name, by.telephone)),
        is_waiting,
        became: match (review.filed_at, &review.dismissed) {
            (Some(_), _) => Some(w.filed.to_owned()),
            (None, Some((_, why))) => {
                Some(format!("{}{}", w.dismissed, why.words().get(names.language)))
            }
            (None, None) => None,
        },
        case: review.clue.and_then(|case| numbers.get(&case).cloned()),
        text: review.text,
    }
}

#[derive(Template)]
#[template(path = "review_author.html")]
struct AuthorPage {
    shell: Shell,
    identity: Option<Identity>,
    posted: Posted,
    error: Option<String>,
}

/// Asks for the purpose and the reason.
pub(super) async fn author(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(_): Path<Uuid>,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let posted = Posted::default();
    Ok(page(&AuthorPage { shell, identity: None, posted, error: None }, StatusCode::OK))
}

/// Shows who gave a review.
pub(super) async fn reveal(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let found = match why(&posted) {
        Ok(why) => reviewer(&state, &caller, id, &why).await,
        Err(problem) => Err(problem),
    };
    let (identity, error, status) = match found {
        Ok(identity) => (Some(identity), None, StatusCode::OK),
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            (None, Some(problem.line(shell.language)), problem.status())
        }
        Err(problem) => return Err(problem),
    };
    Ok(page(&AuthorPage { shell, identity, posted, error }, status))
}
