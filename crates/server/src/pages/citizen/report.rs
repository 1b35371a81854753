//! Reporting a problem 反映问题 in three steps: what, where, how to be reached with everything once more; then it is sent.
//! What was typed is kept after every step under an id in the address, which is there before anything is kept: so nothing is
//! lost by going back, to the first step too, by loading the page again or by a telephone that rings. Once it is sent, the
//! address shows the receipt for an hour. What is typed is taken in `taking`.
//!
//! Such an address opens what its author typed, and passes through the logs of whatever stands between. It ends by itself,
//! opens nothing of any case, and is no cookie, which would stay on a telephone that others use. One that somebody else chose
//! or began shows nothing that is typed later: see `engine::draft_homes`.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use engine::Who;
use engine::drafts::{Draft, DraftId};

use super::Guest;
use super::sent::ReceiptPage;
use super::sheet::{Filled, ReportPage};
use super::steps::Step;
use crate::extract::Path;
use crate::pages::posted::Posted;
use crate::pages::shell::page;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Where a report begins.
const BEGINNING: &str = "/report";

/// Begins a report under an address of its own. Nothing is kept yet.
pub(super) async fn begin(State(state): State<Shared>, guest: Guest) -> Result<Response, Problem> {
    let id = state.engine.fresh_draft(&guest.home(&state))?;
    Ok(Redirect::to(&at(&id, Step::What)).into_response())
}

/// The address of a draft.
pub(super) fn address(id: &DraftId) -> String {
    format!("/report/{}", id.as_str())
}

/// The address of a step of a draft.
pub(super) fn at(id: &DraftId, step: Step) -> String {
    format!("{}/{}", address(id), step.word())
}

/// Shows the receipt of what became of a draft, or its first step.
pub(super) async fn show(
    State(state): State<Shared>,
    guest: Guest,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = DraftId::read(&id).ok_or_else(gone)?;
    let seen = state.engine.draft_seen(&id, &guest.home(&state)).await?;
    let (known, draft) = seen.ok_or_else(gone)?;
    let Some((case, party)) = draft.filed else {
        return Ok(Redirect::to(&at(&known, Step::What)).into_response());
    };
    if known != id {
        return Ok(Redirect::to(&address(&known)).into_response());
    }
    let seen = state.engine.read(&Who::Party(party), case).await?;
    let code = state.engine.receipt_code((case, party));
    let receipt = ReceiptPage::of(&state, guest.shell, &code, seen.as_ref());
    Ok(page(&receipt, StatusCode::OK))
}

/// Shows a step of a draft. The first is there before anything is kept, under an address that was given out here a short while
/// ago; under any other, a report begins anew. Of one that was sent there is the receipt.
pub(super) async fn step(
    State(state): State<Shared>,
    guest: Guest,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, step) = DraftId::read(&id).zip(Step::named(&step)).ok_or_else(gone)?;
    let home = guest.home(&state);
    let (known, draft) = match state.engine.draft_seen(&id, &home).await? {
        Some(seen) => seen,
        None if step != Step::What => return Err(gone()),
        None if state.engine.may_begin(&id, &home) => (id.clone(), Draft::default()),
        None => return Ok(Redirect::to(BEGINNING).into_response()),
    };
    if draft.filed.is_some() {
        return Ok(Redirect::to(&address(&known)).into_response());
    }
    if known != id {
        return Ok(Redirect::to(&at(&known, step)).into_response());
    }
    let photos = state.engine.photos(&id).await?;
    let filled = Filled { photos, ..Filled::of(id, Posted(draft.fields)) };
    Ok(page(&ReportPage::of(&state, guest.shell, step, filled)?, StatusCode::OK))
}

fn gone() -> Problem {
    let gone =
        Problem::new(StatusCode::NOT_FOUND, "draft_gone", "这一页已经失效", "this page has ended");
    gone.with_detail(
        "没有提交的内容保存 24 小时（涉及家庭暴力、民警干部的保存一小时）；提交后，这一页还能再看一小时。已经提交的，请凭查询码查进度；没有提交的，请重新填写。",
        "What is not sent is kept for 24 hours, for one where it is about violence at home or about an official, and the page of what was sent for one hour more. If you sent it, your \
         receipt code shows how it stands; if not, please write it again.",
    )
}

/// Shows a photograph of a draft, as it was drawn anew.
pub(super) async fn photo(
    State(state): State<Shared>,
    Path((id, place)): Path<(String, i32)>,
) -> Result<Response, Problem> {
    let id = DraftId::read(&id).ok_or_else(gone)?;
    let (copy, _) = state.engine.photo(&id, place).await?.ok_or_else(gone)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, copy).into_response())
}
