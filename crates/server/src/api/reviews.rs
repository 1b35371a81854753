//! Reviews: given by anybody who scanned a code, and read by those of the center whom the rule lets.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::review::{Dimension, Level};
use domain::workflow::Words as _;
use engine::reviews::{Keeping, NewReview, Review, ReviewQuery, Reviews};
use engine::scan_points::ScanPoint;
use engine::vault::Identity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::filing::PartyIn;
use super::names::instant;
use super::parties::{IdentityOut, RevealIn};
use super::scan_points::kind;
use crate::address::Address;
use crate::caller::{Caller, Scope};
use crate::extract::{IdempotencyKey, Json, Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// When to come again where as many reviews came today as may, in seconds: tomorrow, but who waits until then asks no program.
const TOMORROW_SECONDS: i64 = 3600;

/// A review.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewIn {
    /// What follows `/q/` in the address of the code.
    #[schema(max_length = 64)]
    token: String,
    /// What is said of each dimension: `duty`, `service` and `team` of units and service points, `law`, `conduct` and
    /// `integrity` of officers; each is `very_good`, `good`, `fair`, `bad` or `very_bad`. What is left out is not judged.
    #[schema(value_type = BTreeMap<String, String>)]
    levels: BTreeMap<Dimension, Level>,
    /// In the author's own words.
    #[serde(default)]
    #[schema(max_length = 1000)]
    text: String,
    /// Who says so, if they want to be answered.
    party: Option<PartyIn>,
}

/// That a review is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewedOut {
    /// Whether it is a bad one, which its author may want to be looked into as a complaint.
    bad: bool,
}

/// Gives a review of whom a code stands for. Sent again under the same key, it stands in the place of what was sent before.
#[utoipa::path(post, path = "/api/v1/public/reviews", tag = "public", request_body = ReviewIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new review, the same for a repeat")),
    responses((status = 201, body = ReviewedOut), Refusals))]
pub(crate) async fn give(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<ReviewIn>,
) -> Result<Response, Problem> {
    let ReviewIn { token, levels, text, party } = body.value;
    let point = scanned(&state, from, &token).await?;
    let identity = party.map(PartyIn::read).transpose()?.unwrap_or_default();
    let new = NewReview { levels, text, identity };
    reviewed(&state, from, (&point, key.as_str()), &new).await?;
    let bad = new.levels.values().any(|level| level.is_bad());
    Ok((StatusCode::CREATED, axum::Json(ReviewedOut { bad })).into_response())
}

/// The code behind an address. Whoever tries addresses is slowed down, and who scans in a hall where all come from one
/// network is not; a code that serves no more answers like one that never was.
pub(crate) async fn scanned(
    state: &Shared,
    from: Address,
    token: &str,
) -> Result<ScanPoint, Problem> {
    if let Some(point) = state.engine.scanned(token).await? {
        return Ok(point);
    }
    state.limits.look_up(from)?;
    Err(Problem::new(
        StatusCode::NOT_FOUND,
        "no_such_code",
        "这个二维码已停用",
        "this code serves no more",
    ))
}

/// Keeps a review under what its form is known by.
pub(crate) async fn reviewed(
    state: &Shared,
    from: Address,
    (point, form): (&ScanPoint, &str),
    new: &NewReview,
) -> Result<(), Problem> {
    if let Some(fault) = new.fault(&point.target) {
        return Err(Problem::malformed(fault.zh, fault.en));
    }
    match state.engine.review(point, form, new, from.0).await? {
        Keeping::Kept => Ok(()),
        Keeping::TooMany => Err(Problem::too_many(TOMORROW_SECONDS).with_detail(
            "今天从这里收到的评价已经很多，请明天再来；着急的事请打综治中心电话",
            "many reviews came from here today: come again tomorrow, or call the center if it cannot wait",
        )),
        Keeping::Retired => Err(Problem::not_found()),
    }
}

/// Which reviews.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReviewsIn {
    /// Whether only bad ones.
    pub(crate) bad: bool,
    /// Whether only those of which nothing became so far.
    pub(crate) waiting: bool,
    /// Only those after the one that ended a page.
    pub(crate) after: String,
}

impl ReviewsIn {
    /// As the engine asks. The end of a page is its instant in microseconds and its id.
    pub(crate) fn read(&self) -> Result<ReviewQuery, Problem> {
        let wrong = || {
            Problem::malformed(
                "after 应为上一页给出的值",
                "`after` must be what the page before gave",
            )
        };
        let before = match self.after.as_str() {
            "" => None,
            after => {
                let (at, id) = after.split_once('.').ok_or_else(wrong)?;
                let at = at.parse().ok().and_then(DateTime::<Utc>::from_timestamp_micros);
                Some((at.ok_or_else(wrong)?, id.parse().map_err(|_| wrong())?))
            }
        };
        Ok(ReviewQuery { bad: self.bad, waiting: self.waiting, before })
    }
}

/// What stands for the end of a page.
pub(crate) fn end(reviews: &Reviews) -> Option<String> {
    let last = reviews.reviews.last().filter(|_| reviews.more)?;
    Some(format!("{}.{}", last.at.timestamp_micros(), last.id))
}

/// Reviews.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewsOut {
    /// The reviews, the newest first.
    reviews: Vec<ReviewOut>,
    /// How many are bad, on all pages.
    bad: i64,
    /// How many of the bad ones somebody must still decide about.
    waiting: i64,
    /// How many there are, on all pages.
    all: i64,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// A review.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewOut {
    /// By which it is known.
    id: Uuid,
    /// When it came.
    at: String,
    /// Whom it is about: `unit`, `officer` or `service_point`.
    kind: &'static str,
    /// What that is called, in the reader's language.
    name: String,
    /// What is said of each dimension.
    levels: Vec<LevelOut>,
    /// In the author's own words.
    text: String,
    /// Whether its author said who they are.
    named: bool,
    /// When it became a complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    filed_at: Option<String>,
    /// Why there is nothing to look into, where somebody found that.
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<&'static str>,
}

/// What is said of a dimension.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LevelOut {
    /// The dimension.
    dimension: &'static str,
    /// What it is called, in the reader's language.
    name: String,
    /// The level.
    level: &'static str,
    /// The words of it, in the reader's language.
    says: String,
}

/// Lists the reviews that the caller may read. Those of themselves, of their unit and of whoever they may not judge are not
/// there.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "reviews",
    params(("bad" = Option<bool>, Query, description = "Only bad ones"),
        ("waiting" = Option<bool>, Query, description = "Only those of which nothing became so far"),
        ("after" = Option<String>, Query, description = "Where the page before ended")),
    responses((status = 200, body = ReviewsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Query(query): Query<ReviewsIn>,
) -> Result<axum::Json<ReviewsOut>, Problem> {
    let found = readable(&state, &caller, &query.read()?).await?;
    let out = found.reviews.iter().map(|review| out(&state, review, language));
    let (bad, waiting, all, after) = (found.bad, found.waiting, found.all, end(&found));
    Ok(axum::Json(ReviewsOut { reviews: out.collect(), bad, waiting, all, after }))
}

/// The reviews that somebody may read.
pub(crate) async fn readable(
    state: &Shared,
    caller: &Caller,
    query: &ReviewQuery,
) -> Result<Reviews, Problem> {
    caller.needs(Scope::CasesRead)?;
    Ok(state.engine.reviews(&caller.person, &state.options.center, query).await?)
}

fn out(state: &Shared, review: &Review, Language(language): Language) -> ReviewOut {
    let snapshot = state.engine.directory();
    let level = |(dimension, level): (&Dimension, &Level)| LevelOut {
        dimension: dimension.as_str(),
        name: dimension.words().get(language).to_owned(),
        level: level.as_str(),
        says: level.words().get(language).to_owned(),
    };
    ReviewOut {
        id: review.id,
        at: instant(review.at),
        kind: kind(&review.point.target),
        name: review.point.target.name(&snapshot.directory).get(language).to_owned(),
        levels: review.levels.iter().map(level).collect(),
        text: review.text.clone(),
        named: review.by.is_some(),
        filed_at: review.filed_at.map(instant),
        dismissed: review.dismissed.map(|(_, why)| why.as_str()),
    }
}

/// Reveals who said a review. That it was read, by whom and why, is written before the answer leaves.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/reveal", tag = "reviews", request_body = RevealIn,
    params(("id" = Uuid, Path)),
    responses((status = 200, body = IdentityOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn reveal(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<RevealIn>,
) -> Result<Response, Problem> {
    let identity = reviewer(&state, &caller, id, &body.value).await?;
    let headers = [(axum::http::header::CACHE_CONTROL, "no-store")];
    Ok((headers, axum::Json(IdentityOut::of(identity))).into_response())
}

/// Who said a review, for whoever may read it; written down before it is given.
pub(crate) async fn reviewer(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
    why: &RevealIn,
) -> Result<Identity, Problem> {
    caller.needs(Scope::IdentitiesReveal)?;
    let reason = why.reason()?;
    state.limits.reveal(&caller.person)?;
    let reader = (&caller.person, &state.options.center);
    let why = (why.purpose.as_str(), reason.as_str());
    let identity = state.engine.reveal_reviewer(id, reader, why).await?;
    identity.ok_or_else(Problem::not_found)
}
