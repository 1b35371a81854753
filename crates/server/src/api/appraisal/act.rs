//! What is done about the figures of a period: trial runs, publication, corrections. Each says why not in words of its own, which
//! the pages show beside their forms.

use axum::extract::State;
use axum::http::StatusCode;
use domain::appraisal::{FrozenError, Period};
use domain::id::PersonId;
use engine::appraisal::{
    APPRAISAL_CHARACTERS_MAX, DOCUMENT_CHARACTERS_MAX, NotAsked, NotPublished,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{period, supervisor};
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// A trial run that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunIn {
    /// Of which period: `2026-10`, `2026-Q4` or `2026`.
    period: String,
}

/// Asks for a trial run of a period; a worker makes it.
#[utoipa::path(post, path = "/api/v1/appraisals", tag = "appraisal", request_body = RunIn,
    responses((status = 202), Refusals), security(("bearer" = [])))]
pub(crate) async fn ask(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<RunIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    let period = body.value.period.parse().map_err(|_| bad_period())?;
    asked(&state, &caller.person, period).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Asks for it, or says why not.
pub(crate) async fn asked(
    state: &Shared,
    person: &PersonId,
    period: Period,
) -> Result<(), Problem> {
    state.engine.ask_appraisal(person, period).await?.map_err(not_asked)
}

/// What is wrong with a period.
pub(crate) fn bad_period() -> Problem {
    Problem::malformed(
        "考核期写作 2026-10、2026-Q4 或 2026",
        "a period is written 2026-10, 2026-Q4 or 2026",
    )
    .with("at", "period")
}

fn not_asked(refused: NotAsked) -> Problem {
    let conflict = |code, zh, en| Problem::new(StatusCode::CONFLICT, code, zh, en);
    match refused {
        NotAsked::NotYours => Problem::forbidden(),
        NotAsked::NoScheme => Problem::malformed(
            "没有按这种周期考核的方案",
            "no scheme appraises periods of this length",
        )
        .with("at", "period"),
        NotAsked::NotBegun => {
            Problem::malformed("这一期还没有开始", "the period has not begun").with("at", "period")
        }
        NotAsked::Published => conflict(
            "published",
            "这一期已经公布，不能再试算；有错请更正",
            "the period is published and not run again; what is wrong is corrected",
        ),
        NotAsked::NotPublished => {
            conflict("not_published", "这一期还没有公布", "the period is not published")
        }
        NotAsked::BadDocument => bad_document(),
    }
}

/// What is wrong with the number of a document.
pub(super) fn bad_document() -> Problem {
    Problem::malformed(
        format!("请写明文号，不超过 {DOCUMENT_CHARACTERS_MAX} 个字"),
        format!("name the document, in at most {DOCUMENT_CHARACTERS_MAX} characters"),
    )
    .with("at", "document")
}

/// What is wrong with a reason.
pub(super) fn bad_words() -> Problem {
    Problem::malformed(
        format!("请写明理由，不超过 {APPRAISAL_CHARACTERS_MAX} 个字"),
        format!("say why, in at most {APPRAISAL_CHARACTERS_MAX} characters"),
    )
    .with("at", "reason")
}

/// A run that is published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicationIn {
    /// The run that was seen.
    run: Uuid,
}

/// Publishes a trial run, which freezes it.
#[utoipa::path(post, path = "/api/v1/appraisals/{period}/publication", tag = "appraisal", params(("period" = String, Path)),
    request_body = PublicationIn, responses((status = 204), Refusals), security(("bearer" = [])))]
pub(crate) async fn publish(
    State(state): State<Shared>,
    caller: Caller,
    Path(written): Path<String>,
    body: Json<PublicationIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    published(&state, &caller.person, (period(&written)?, body.value.run)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publishes it, or says why not.
pub(crate) async fn published(
    state: &Shared,
    person: &PersonId,
    run: (Period, Uuid),
) -> Result<(), Problem> {
    let done = state.engine.publish_appraisal(person, run).await?;
    done.map_err(|refused| not_published(state, &refused))
}

/// Why it is not published.
pub(crate) fn not_published(state: &Shared, refused: &NotPublished) -> Problem {
    let conflict = |code, zh, en| Problem::new(StatusCode::CONFLICT, code, zh, en);
    match refused {
        NotPublished::NotYours => Problem::forbidden(),
        NotPublished::Gone => Problem::not_found(),
        NotPublished::Known => {
            conflict("published", "这一期已经公布", "the period is published already")
        }
        NotPublished::Stale => conflict(
            "stale",
            "试算之后又有新的认定或者试算，请重新试算、看清结果再公布",
            "there were decisions or runs since; run it again and look at it before publishing",
        ),
        NotPublished::Frozen(why) => frozen(state, why),
    }
}

/// Why the rules of publication say no.
pub(super) fn frozen(state: &Shared, why: &FrozenError) -> Problem {
    let calendar = &state.engine.definitions().calendar;
    let day = |at| calendar.date(at).to_string();
    let (zh, en) = match why {
        FrozenError::NotInForce(from) => {
            (format!("考核方案自 {from} 起施行"), format!("the scheme is in force from {from} on"))
        }
        FrozenError::OtherLength(_) => {
            ("方案不按这种周期考核".into(), "the scheme has other periods".into())
        }
        FrozenError::PeriodGoesOn(end) => (
            format!("这一期还没有结束，{} 起才能公布", day(*end)),
            format!("the period is not over; it can be published from {} on", day(*end)),
        ),
        FrozenError::FactsTooOld(_) => (
            "试算时这一期还没有结束，请重新试算后公布".into(),
            "the run was made before the period was over; run it again".into(),
        ),
        FrozenError::OfAnother => {
            ("方案已经换了版本".into(), "the scheme has another version by now".into())
        }
        FrozenError::NothingDiffers => {
            ("与公布的没有不同".into(), "nothing differs from what was published".into())
        }
        FrozenError::NotInIt => {
            ("公布的结果里没有这一项".into(), "it does not stand in what was published".into())
        }
        FrozenError::TermOver(end) => (
            format!("申诉期限已于 {} 届满", domain::clock::deadline_text(calendar, *end)),
            format!("the term ended at {}", domain::clock::deadline_text(calendar, *end)),
        ),
    };
    Problem::new(StatusCode::CONFLICT, "appraisal_frozen", zh, en)
}

/// A correction that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionIn {
    /// The document that gives the reason.
    #[schema(min_length = 1, max_length = 100)]
    document: String,
}

/// Asks for what was published to be corrected by the decisions that were recorded since; an erratum stands beside it then.
#[utoipa::path(post, path = "/api/v1/appraisals/{period}/corrections", tag = "appraisal", params(("period" = String, Path)),
    request_body = CorrectionIn, responses((status = 202), Refusals), security(("bearer" = [])))]
pub(crate) async fn correct(
    State(state): State<Shared>,
    caller: Caller,
    Path(written): Path<String>,
    body: Json<CorrectionIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    supervisor(&state, &caller).await?;
    corrected(&state, &caller.person, (period(&written)?, &body.value.document)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Asks for it, or says why not.
pub(crate) async fn corrected(
    state: &Shared,
    person: &PersonId,
    (period, document): (Period, &str),
) -> Result<(), Problem> {
    state.engine.ask_correction(person, period, document).await?.map_err(not_asked)
}
