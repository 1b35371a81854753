//! Reporting a problem 反映问题 in three steps: what, where, how to be reached with everything once more; then it is sent.
//! What was typed is kept after every step under an id in the address, which is there before anything is kept: so nothing is
//! lost by going back, to the first step too, by loading the page again or by a telephone that rings. Once it is sent, the
//! address shows the receipt for an hour.
//!
//! Such an address opens what its author typed, and passes through the logs of whatever stands between. It ends by itself,
//! opens nothing of any case, and is no cookie, which would stay on a telephone that others use.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use engine::Who;
use engine::drafts::{Draft, DraftId, Kept};

use super::sending::{Refused, Sending};
use super::sent::{ReceiptPage, filed};
use super::sheet::{Filled, ReportPage};
use super::steps::{Fault, SEND, Step, asked, is_asked, is_sensitive};
use super::{Guest, keeping};
use crate::api::offers::FieldOut;
use crate::extract::Path;
use crate::origin::Local;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, page};
use crate::pages::trouble::wait;
use crate::pages::words::Words;
use crate::problem::Problem;
use crate::state::State as Shared;

/// What the button says that leaves at once and forgets what was typed.
const LEAVE: &str = "leave";

/// What a button says that takes out a photograph, before its place.
const DROP: &str = "drop.";

/// What nobody would wonder at who sees it over a shoulder.
pub(super) const NEUTRAL: &str = "/help";

/// Begins a report under an address of its own. Nothing is kept yet.
pub(super) async fn begin() -> Result<Response, Problem> {
    Ok(Redirect::to(&at(&DraftId::fresh()?, Step::What)).into_response())
}

/// The address of a draft.
fn address(id: &DraftId) -> String {
    format!("/report/{}", id.as_str())
}

/// The address of a step of a draft.
fn at(id: &DraftId, step: Step) -> String {
    format!("{}/{}", address(id), step.word())
}

/// Shows the receipt of what became of a draft, or its first step.
pub(super) async fn show(
    State(state): State<Shared>,
    guest: Guest,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = DraftId::read(&id).ok_or_else(gone)?;
    let draft = state.engine.draft(&id).await?.ok_or_else(gone)?;
    let Some((case, party)) = draft.filed else {
        return Ok(Redirect::to(&at(&id, Step::What)).into_response());
    };
    let seen = state.engine.read(&Who::Party(party), case).await?;
    let code = state.engine.receipt_code((case, party));
    let receipt = ReceiptPage::of(&state, guest.shell, &code, seen.as_ref());
    Ok(page(&receipt, StatusCode::OK))
}

/// Shows a step of a draft. The first is there before anything is kept; of one that was sent there is the receipt.
pub(super) async fn step(
    State(state): State<Shared>,
    guest: Guest,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (id, step) = DraftId::read(&id).zip(Step::named(&step)).ok_or_else(gone)?;
    let draft = match state.engine.draft(&id).await? {
        None if step == Step::What => Draft::default(),
        draft => draft.ok_or_else(gone)?,
    };
    if draft.filed.is_some() {
        return Ok(Redirect::to(&address(&id)).into_response());
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

/// Takes a step of a draft: the first one makes it, and a second click finds it. One that has ended in the meantime begins
/// anew with what was typed.
pub(super) async fn take(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    Path(id): Path<String>,
    sending: Sending,
) -> Result<Response, Problem> {
    let id = DraftId::read(&id).ok_or_else(gone)?;
    let draft = state.engine.draft(&id).await?;
    let is_sent = draft.as_ref().is_some_and(|draft| draft.filed.is_some());
    let (from, to) = (Step::named(sending.posted.one("at")), sending.posted.one("to"));
    // The first page may be shown again by a browser after it was sent: what is typed into it then is another matter.
    if is_sent && from == Some(Step::What) && ![SEND, LEAVE].contains(&to) {
        return taken(&state, guest, (DraftId::fresh()?, None), sending).await;
    }
    taken(&state, guest, (id, draft), sending).await
}

/// Keeps what was typed and goes to another step; after the last, files it and goes to the receipt.
async fn taken(
    state: &Shared,
    guest: Guest,
    (id, draft): (DraftId, Option<Draft>),
    sending: Sending,
) -> Result<Response, Problem> {
    let from = guest.from;
    let Guest { shell, chosen, .. } = guest.choosing(&sending.posted);
    let to = |address: &str| Ok(keeping(Redirect::to(address).into_response(), &chosen));
    if sending.posted.one("to") == LEAVE {
        state.engine.end_draft(&id).await?;
        return to(NEUTRAL);
    }
    let address = address(&id);
    if draft.as_ref().is_some_and(|draft| draft.filed.is_some()) {
        return to(&address);
    }
    if draft.is_none() {
        state.limits.look_up(from)?;
    }
    let step = Wanted::of(&sending.posted);
    let typed = Posted(merged(draft.unwrap_or_default().fields, &sending.posted));
    let filled = match kept(state, &shell, Filled::of(id.clone(), typed), sending).await? {
        Ok(filled) => filled,
        Err(full) => {
            let again = ReportPage::of(state, shell, step.at, full)?;
            return Ok(keeping(page(&again, StatusCode::SERVICE_UNAVAILABLE), &chosen));
        }
    };
    let fields = asked(state, &shell)?;
    let lacking = step.lacking(&filled, &fields, shell.w);
    let (step, filled) = match (lacking, step.sends) {
        (Some((step, faults)), _) => (step, Filled { faults, ..filled }),
        (None, false) => return to(&at(&id, step.to)),
        (None, true) => match filed(state, from, (&id, &filled.typed), &fields).await {
            Ok(()) => return to(&address),
            Err(problem) if problem.status().is_client_error() => {
                let error = Some(problem.line(shell.language));
                let again = Filled { error, ..filled };
                let again = ReportPage::of(state, shell, Step::Contact, again)?;
                return Ok(wait(page(&again, problem.status()), &problem));
            }
            Err(problem) => return Err(problem),
        },
    };
    let again = ReportPage::of(state, shell, step, filled)?;
    Ok(keeping(page(&again, StatusCode::BAD_REQUEST), &chosen))
}

/// Where somebody is and where they want to go.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    at: Step,
    to: Step,
    sends: bool,
}

impl Wanted {
    fn of(posted: &Posted) -> Self {
        let at = Step::named(posted.one("at")).unwrap_or(Step::What);
        let (to, sends) = match posted.one("to") {
            SEND => (Step::Contact, true),
            to => (Step::named(to).unwrap_or(at), false),
        };
        Self { at, to, sends }
    }

    /// The first step that is wanting. Who goes back, or only wants larger letters, is not told what is still missing.
    fn lacking(
        self,
        filled: &Filled,
        fields: &[FieldOut],
        w: &Words,
    ) -> Option<(Step, Vec<Fault>)> {
        if !filled.faults.is_empty() {
            return Some((Step::What, filled.faults.clone()));
        }
        let before = Step::ALL.into_iter().filter(|step| self.sends || *step < self.to);
        let lacking = before.map(|step| (step, step.faults(&filled.typed, fields, w)));
        lacking.into_iter().find(|(_, faults)| !faults.is_empty())
    }
}

/// Keeps what was typed with its photographs, or says that there is no room; the page then holds what was typed.
async fn kept(
    state: &Shared,
    shell: &Shell,
    mut filled: Filled,
    sending: Sending,
) -> Result<Result<Filled, Filled>, Problem> {
    let id = filled.id.clone();
    let draft = Draft {
        fields: filled.typed.0.clone(),
        sensitive: is_sensitive(filled.typed.one("kind")),
        ..Draft::default()
    };
    if state.engine.keep_draft(&id, &draft).await? != Kept::Kept {
        filled.error = Some(shell.w.citizen.fault_full.to_owned());
        return Ok(Err(filled));
    }
    filled.faults = put_photos(state, &id, sending.photos, shell).await?;
    filled.faults.extend(sending.refused.iter().map(|refused| not_taken(refused, shell)));
    let dropped = sending.posted.one("to").strip_prefix(DROP);
    if let Some(place) = dropped.and_then(|place| place.parse().ok()) {
        state.engine.drop_photo(&id, place).await?;
    }
    filled.photos = state.engine.photos(&id).await?;
    Ok(Ok(filled))
}

/// What is in a draft with what a form says, which stands over what it said before.
fn merged(mut fields: Vec<(String, String)>, posted: &Posted) -> Vec<(String, String)> {
    for (name, value) in posted.0.iter().filter(|(name, _)| is_asked(name)) {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => known.clone_from(value),
            None => fields.push((name.clone(), value.clone())),
        }
    }
    fields
}

/// Adds photographs to a draft, and says what of them could not be kept.
async fn put_photos(
    state: &Shared,
    id: &DraftId,
    photos: Vec<(Vec<u8>, engine::drafts::Photo)>,
    shell: &Shell,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = Vec::new();
    for (copy, photo) in photos {
        let why = match state.engine.add_photo(id, &copy, &photo).await? {
            Kept::Kept => continue,
            Kept::TooMany => shell.w.citizen.fault_six,
            Kept::Full | Kept::NoDraft => shell.w.citizen.fault_no_room,
        };
        faults.push(Fault { at: "photos".to_owned(), text: format!("{}：{why}", photo.name) });
    }
    Ok(faults)
}

fn not_taken(refused: &Refused, shell: &Shell) -> Fault {
    let why = refused.why.message();
    let text = format!("{}：{}", refused.name, why.get(shell.language));
    Fault { at: "photos".to_owned(), text }
}
