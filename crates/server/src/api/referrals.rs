//! How a case stands with the outside bodies that it was handed to, and the case as such a body fetches it.

use axum::extract::State;
use engine::agencies::ReferralSeen;
use engine::reading::Seen;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::case_out::CaseOut;
use super::names::{Named, Names, instant};
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path};
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// How a case stands with outside bodies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralsOut {
    /// The referrals, the oldest first.
    referrals: Vec<ReferralOut>,
}

/// How a case stands with one body.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralOut {
    /// By what the body fetches the case.
    pub(crate) id: Uuid,
    /// Which body.
    pub(crate) unit: Named,
    /// `waiting` while it is not delivered, `delivered`, `refused`, `dead` where nobody tries any more, or `ended`.
    pub(crate) state: &'static str,
    /// The same for people.
    pub(crate) says: String,
    /// When it was handed over.
    pub(crate) created_at: String,
    /// When it arrived there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivered_at: Option<String>,
    /// When the body's part ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended_at: Option<String>,
    /// The number that it has there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) foreign_number: Option<String>,
    /// How it stands there, as the body said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) standing: Option<Named>,
    /// When that happened there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) standing_at: Option<String>,
    /// The next try, while it is not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_try: Option<String>,
    /// Why it was refused, or did not arrive last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

/// Tells how a case stands with the outside bodies that it was handed to.
#[utoipa::path(get, path = "/api/v1/cases/{id}/referrals", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReferralsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn of_case(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<ReferralsOut>, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    Ok(axum::Json(ReferralsOut { referrals: of(&state, &seen, names).await? }))
}

/// How a case stands with the bodies that it was handed to.
pub(crate) async fn of(
    state: &Shared,
    seen: &Seen,
    names: Names<'_>,
) -> Result<Vec<ReferralOut>, Problem> {
    let referrals = state.engine.referrals(seen).await?;
    Ok(referrals.into_iter().map(|referral| out(referral, names)).collect())
}

/// Gives an outside body the case of a referral, as its handlers see it, while its part lasts. Each time is written down.
#[utoipa::path(get, path = "/api/v1/referrals/{id}", tag = "agencies", params(("id" = Uuid, Path)),
    responses((status = 200, body = CaseOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn fetch(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<CaseOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let found = state.engine.fetched(&caller.person, id).await?;
    let seen = found.ok_or_else(Problem::not_found)?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    Ok(axum::Json(CaseOut::new(&seen, names)))
}

fn out(seen: ReferralSeen, names: Names<'_>) -> ReferralOut {
    let ReferralSeen { referral, message, standing } = seen;
    let unit = names.unit(&referral.unit);
    let dead = message.as_ref().is_some_and(|message| message.dead_at.is_some());
    let state = match (referral.ended_at, referral.foreign_number.is_some(), &referral.refused) {
        (Some(_), ..) => "ended",
        (None, true, _) => "delivered",
        (None, false, Some(_)) => "refused",
        (None, false, None) if dead => "dead",
        (None, false, None) => "waiting",
    };
    let is_sent = message.as_ref().is_some_and(|message| message.sent_at.is_some());
    let is_tried = state == "waiting" && !is_sent;
    ReferralOut {
        id: referral.id.0,
        says: says((state, is_sent), &unit.name, names),
        unit,
        state,
        created_at: instant(referral.created_at),
        delivered_at: referral.delivered_at.map(instant),
        ended_at: referral.ended_at.map(instant),
        foreign_number: referral.foreign_number,
        standing_at: referral.standing.as_ref().map(|standing| instant(standing.at)),
        standing: referral.standing.map(|known| names.named(&known.code, standing.as_ref())),
        next_try: message.as_ref().filter(|_| is_tried).map(|sent| instant(sent.due_at)),
        failure: referral.refused.or_else(|| message.and_then(|message| message.failure)),
    }
}

/// How it stands, for people.
fn says((state, is_sent): (&str, bool), unit: &str, names: Names<'_>) -> String {
    let (zh, en) = match state {
        "waiting" if is_sent => (
            format!("已经发出，{unit}还没有回执"),
            format!("sent, and {unit} has not said yet that it has it"),
        ),
        "delivered" => (format!("已送达{unit}"), format!("delivered to {unit}")),
        "refused" => (format!("{unit}没有接收"), format!("{unit} did not take it")),
        "dead" => (
            format!("没有送到{unit}，已停止尝试，请人工处理"),
            format!("not delivered to {unit}, and not tried any more; somebody must look"),
        ),
        "ended" => (format!("{unit}的办理已结束"), format!("the part of {unit} has ended")),
        _ => (format!("还没有送到{unit}"), format!("not yet delivered to {unit}")),
    };
    match names.language {
        domain::text::Language::Zh => zh,
        domain::text::Language::En => en,
    }
}
