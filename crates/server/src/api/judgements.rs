//! Judging suspicions: confirmed or dismissed for a reason, one by one, or several of one indicator dismissed at once; and asking
//! for a month to be looked through.

use axum::extract::State;
use axum::http::StatusCode;
use domain::id::PersonId;
use domain::suspicion::Conclusion;
use engine::suspicions::{
    DISMISSED_AT_ONCE_MAX, NotJudged, REASON_CHARACTERS_MAX, REASON_CHARACTERS_MIN,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::suspicion_out::{SuspicionOut, out};
use super::suspicions::looks;
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Language, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// What was found.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConclusionIn {
    /// It is so.
    Confirmed,
    /// It is not so, or for a good reason.
    Dismissed,
}

impl From<ConclusionIn> for Conclusion {
    fn from(said: ConclusionIn) -> Self {
        match said {
            ConclusionIn::Confirmed => Self::Confirmed,
            ConclusionIn::Dismissed => Self::Dismissed,
        }
    }
}

/// A judgement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgementIn {
    /// What was found.
    conclusion: ConclusionIn,
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    reason: String,
    /// The version that was seen.
    version: i64,
}

/// Confirms or dismisses a suspicion. Said again it changes the mind; what was said before stays.
#[utoipa::path(post, path = "/api/v1/suspicions/{id}/judgements", tag = "supervision", params(("id" = Uuid, Path)),
    request_body = JudgementIn, responses((status = 200, body = SuspicionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn judge(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
    body: Json<JudgementIn>,
) -> Result<axum::Json<SuspicionOut>, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let JudgementIn { conclusion, reason, version } = body.value;
    let said = (conclusion.into(), reason.as_str());
    judged(&state, &caller.person, (id, version), said).await?;
    Ok(axum::Json(out(&state, &caller, id, language).await?))
}

/// Judges it, or says why not.
pub(crate) async fn judged(
    state: &Shared,
    person: &PersonId,
    seen: (Uuid, i64),
    (conclusion, reason): (Conclusion, &str),
) -> Result<(), Problem> {
    let judged = state.engine.judge_suspicion(person, seen, conclusion, reason).await?;
    judged.map_err(not_judged)
}

/// Dismisses them, or says why not.
pub(crate) async fn dismissed(
    state: &Shared,
    person: &PersonId,
    seen: &[(Uuid, i64)],
    reason: &str,
) -> Result<(), Problem> {
    state.engine.dismiss_suspicions(person, seen, reason).await?.map_err(not_judged)
}

fn not_judged(why: NotJudged) -> Problem {
    match why {
        NotJudged::Gone => Problem::not_found(),
        NotJudged::Stale => Problem::new(
            StatusCode::CONFLICT,
            "stale",
            "刚有新的证据或者别人刚作了结论，请看清现在的情况再定",
            "other facts were found or somebody has just judged it; look at it again",
        ),
        NotJudged::BadReason => Problem::malformed(
            format!("请写明理由，{REASON_CHARACTERS_MIN} 至 {REASON_CHARACTERS_MAX} 个字"),
            format!("say why, in {REASON_CHARACTERS_MIN} to {REASON_CHARACTERS_MAX} characters"),
        )
        .with("at", "reason"),
        NotJudged::BadChoice => Problem::malformed(
            format!("请勾选同一指标的 1 至 {DISMISSED_AT_ONCE_MAX} 条疑点"),
            format!("tick 1 to {DISMISSED_AT_ONCE_MAX} suspicions of one indicator"),
        )
        .with("at", "suspicions"),
    }
}

/// Suspicions that are to be dismissed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DismissalIn {
    /// Which, all of one indicator.
    #[schema(min_items = 1, max_items = 50)]
    suspicions: Vec<SeenIn>,
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    reason: String,
}

/// A suspicion as it was seen.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenIn {
    /// Which.
    id: Uuid,
    /// The version that was seen.
    version: i64,
}

/// Dismisses several suspicions of one indicator for one reason: all of them or none.
#[utoipa::path(post, path = "/api/v1/suspicions/dismissals", tag = "supervision", request_body = DismissalIn,
    responses((status = 204, description = "They are dismissed"), Refusals), security(("bearer" = [])))]
pub(crate) async fn dismiss(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<DismissalIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    looks(&state, &caller).await?;
    let DismissalIn { suspicions, reason } = body.value;
    let seen: Vec<_> = suspicions.iter().map(|seen| (seen.id, seen.version)).collect();
    dismissed(&state, &caller.person, &seen, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which month is to be looked through.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchIn {
    /// How many months ago; 0 for this one.
    #[serde(default)]
    #[schema(maximum = 2)]
    months_back: u32,
}

/// Whether a month will be looked through.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchWantedOut {
    /// False where it was asked for already.
    wanted: bool,
}

/// Asks for a month to be looked through for suspicions soon; it is done once a night anyway.
#[utoipa::path(post, path = "/api/v1/suspicions/searches", tag = "supervision", request_body = SearchIn,
    responses((status = 202, body = SearchWantedOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn search(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<SearchIn>,
) -> Result<(StatusCode, axum::Json<SearchWantedOut>), Problem> {
    caller.needs(Scope::CasesWrite)?;
    looks(&state, &caller).await?;
    let wanted = state.engine.want_suspicions(&caller.person, body.value.months_back).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(SearchWantedOut { wanted })))
}
