//! What the caller was told inside the system.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::leases::NoticeBody;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::case_out::word;
use super::names::instant;
use super::page::page_size;
use crate::caller::{Caller, Scope};
use crate::extract::{Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// How many notices.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticesIn {
    /// How many, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What the caller was told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticesOut {
    /// The notices, the newest first.
    notices: Vec<NoticeOut>,
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeOut {
    /// Its id.
    id: Uuid,
    /// Of which case.
    case: Uuid,
    /// The number of the case.
    number: String,
    /// What it says: a letter of the workflow, a limit whose ladder was climbed, or `handed_over`: the case lies in the hands
    /// of the caller now.
    about: String,
    /// What the level of the ladder does, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<String>,
    /// When it was delivered.
    created_at: String,
    /// When it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<String>,
}

/// Lists what the caller was told about cases that the caller still sees.
#[utoipa::path(get, path = "/api/v1/notices", tag = "me", params(NoticesIn),
    responses((status = 200, body = NoticesOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn notices(
    State(state): State<Shared>,
    caller: Caller,
    Query(query): Query<NoticesIn>,
) -> Result<axum::Json<NoticesOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let limit = page_size(query.limit)?;
    let visible = state.engine.visible(&caller.who()).await?;
    let notices = state.engine.store().notices(&visible, &caller.person, limit).await?;
    let notices = notices.into_iter().map(|notice| {
        let (about, act) = match notice.body {
            NoticeBody::Letter(letter) => (letter.as_str().to_owned(), None),
            NoticeBody::Level { limit, act } => (limit.as_str().to_owned(), Some(word(&act))),
            NoticeBody::HandedOver => ("handed_over".to_owned(), None),
        };
        NoticeOut {
            id: notice.id,
            case: notice.case.0,
            number: notice.number,
            about,
            act,
            created_at: instant(notice.created_at),
            read_at: notice.read_at.map(instant),
        }
    });
    Ok(axum::Json(NoticesOut { notices: notices.collect() }))
}

/// Notes that the caller has read a notice.
#[utoipa::path(post, path = "/api/v1/notices/{id}/read", tag = "me", params(("id" = Uuid, Path)),
    responses((status = 204, description = "Noted, now or before"), Refusals), security(("bearer" = [])))]
pub(crate) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let at = state.engine.clock().now();
    state.engine.store().read_notices(caller.person, vec![id], at).await?;
    Ok(StatusCode::NO_CONTENT)
}
