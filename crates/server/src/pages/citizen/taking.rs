//! Taking what is typed into a report: it is kept after every step, under the address of the page where that is the author's own
//! and under one drawn from it elsewhere; after the last step it is filed. Nothing that was typed is lost for another page that
//! was sent before, for another network, or for being too long.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::draft_homes::{Desk, Home};
use engine::drafts::{Draft, DraftId, Kept};

use super::already::already;
use super::report::{address, at};
use super::sending::{Refused, Sending};
use super::sent::{Sent, hash};
use super::sheet::{Filled, ReportPage};
use super::steps::{Fault, SEND, Step, asked, is_asked, is_sensitive};
use super::{Guest, keeping};
use crate::address::Address;
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
const NEUTRAL: &str = "/help";

/// What the hidden field of a page is called by which a second click of it is known.
const PAGE: &str = "page";

/// The longest name of a page that is remembered.
const PAGE_CHARACTERS_MAX: usize = 64;

/// Somebody who sends a page, from where, and what they are to see.
struct Author {
    from: Address,
    home: Home,
    shell: Shell,
    chosen: Vec<String>,
}

impl Author {
    fn to(&self, address: &str) -> Response {
        keeping(Redirect::to(address).into_response(), &self.chosen)
    }

    fn again(
        self,
        state: &Shared,
        step: Step,
        (filled, status): (Filled, StatusCode),
    ) -> Result<Response, Problem> {
        let again = ReportPage::of(state, self.shell, step, filled)?;
        Ok(keeping(page(&again, status), &self.chosen))
    }
}

/// Takes a step of a draft: the first one makes it, and a second click finds it. One that has ended in the meantime, or that is
/// not its author's own, goes on elsewhere with what was typed.
pub(super) async fn take(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    Path(id): Path<String>,
    sending: Sending,
) -> Result<Response, Problem> {
    let home = guest.home(&state);
    let from = guest.from;
    let Guest { shell, chosen, .. } = guest.choosing(&sending.posted);
    let author = Author { from, home, shell, chosen };
    let id = match DraftId::read(&id) {
        Some(id) => id,
        None => state.engine.fresh_draft(&home)?,
    };
    let (step, to) = (Step::named(sending.posted.one("at")), sending.posted.one("to"));
    if to == LEAVE {
        state.engine.leave_draft(&id, &home).await?;
        return Ok(author.to(NEUTRAL));
    }
    let desk = state.engine.desk(&id, &home).await?;
    let sent = desk.draft.as_ref().filter(|draft| draft.filed.is_some());
    let Some(sent) = sent else { return taken(&state, author, desk, sending).await };
    // The first page may be shown again by a browser after it was sent: what is typed into it then is another matter.
    if step == Some(Step::What) && to != SEND {
        let id = state.engine.fresh_draft(&home)?;
        return taken(&state, author, Desk { id, draft: None, from: None }, sending).await;
    }
    if to == SEND && sent.sent_by == page_of(&sending.posted) {
        return Ok(author.to(&address(&desk.id)));
    }
    already(&state, author.shell, &desk.id, &sending.posted)
}

/// By what the page is known that was sent.
fn page_of(posted: &Posted) -> String {
    posted.one(PAGE).chars().take(PAGE_CHARACTERS_MAX).collect()
}

/// Keeps what was typed and goes to another step; after the last, files it and goes to the receipt.
async fn taken(
    state: &Shared,
    author: Author,
    desk: Desk,
    sending: Sending,
) -> Result<Response, Problem> {
    if desk.draft.is_none() || desk.from.is_some() {
        state.limits.look_up(author.from)?;
    }
    let (step, sent_by) = (Wanted::of(&sending.posted), page_of(&sending.posted));
    let posted = sending.posted.clone();
    let (filled, draft) = match kept(state, &author, desk, sending).await? {
        Ok(kept) => kept,
        Err(unkept) => return author.again(state, step.at, *unkept),
    };
    let fields = asked(state, &author.shell, &filled.typed)?;
    let lacking = step.lacking(&filled, &fields, author.shell.w);
    if let Some((step, faults)) = lacking {
        let again = (Filled { faults, ..filled }, StatusCode::BAD_REQUEST);
        return author.again(state, step, again);
    }
    let id = filled.id.clone();
    if !step.sends {
        return Ok(author.to(&at(&id, step.to)));
    }
    let sent = Sent { id: &id, draft: &draft, by: sent_by, fields: &fields };
    let refused = match sent.file(state, author.from).await {
        Ok(()) => return Ok(author.to(&address(&id))),
        Err(problem) if problem.is(KEY_REUSED) => {
            return sent_before(state, author, sent, &posted).await;
        }
        Err(problem) => problem,
    };
    if !refused.status().is_client_error() {
        return Err(refused);
    }
    let error = Some(refused.line(author.shell.language));
    let again = (Filled { error, ..filled }, refused.status());
    Ok(wait(author.again(state, Step::Contact, again)?, &refused))
}

/// What a refusal is called where something else was sent under the same id.
const KEY_REUSED: &str = "idempotency_key_reused";

/// Something else was sent under this id: by another page of the same draft, which then shows its receipt beside what was typed
/// here; or by a draft that has ended, and then this one is filed under an id of its own.
async fn sent_before(
    state: &Shared,
    author: Author,
    sent: Sent<'_>,
    posted: &Posted,
) -> Result<Response, Problem> {
    let known = state.engine.draft(sent.id).await?;
    if known.is_some_and(|known| known.filed.is_some()) {
        return already(state, author.shell, sent.id, posted);
    }
    let id = state.engine.apart(sent.id, &hash(&Posted(sent.draft.fields.clone())));
    if state.engine.keep_draft(&id, sent.draft).await? != Kept::Kept {
        return Err(Problem::unavailable());
    }
    state.engine.carry_photos(sent.id, &id).await?;
    Sent { id: &id, draft: sent.draft, by: sent.by.clone(), fields: sent.fields }
        .file(state, author.from)
        .await?;
    state.engine.end_draft(sent.id).await?;
    Ok(author.to(&address(&id)))
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

/// A page that is shown again since what was typed could not be kept, and why.
type Unkept = Box<(Filled, StatusCode)>;

/// Keeps what was typed with its photographs, or says that there is no room or too much of it; the page then holds what was
/// typed.
async fn kept(
    state: &Shared,
    author: &Author,
    Desk { id, draft, from }: Desk,
    sending: Sending,
) -> Result<Result<(Filled, Draft), Unkept>, Problem> {
    let shell = &author.shell;
    let before = draft.unwrap_or_default();
    let fields = asked(state, shell, &Posted(before.fields.clone()))?;
    let typed = Posted(merged(before.fields, &sending.posted, &fields));
    let draft = Draft {
        fields: typed.0.clone(),
        sensitive: is_sensitive(typed.one("kind")),
        filed: None,
        kept_at: None,
        home: Some(author.home),
        earlier: before.earlier,
        sent_by: String::new(),
    };
    let mut filled = Filled::of(id.clone(), typed);
    let (why, status) = match state.engine.keep_draft(&id, &draft).await? {
        Kept::Kept => (None, StatusCode::OK),
        Kept::TooLong => (Some(shell.w.citizen.fault_long), StatusCode::PAYLOAD_TOO_LARGE),
        Kept::Full | Kept::TooMany | Kept::NoDraft => {
            (Some(shell.w.citizen.fault_full), StatusCode::SERVICE_UNAVAILABLE)
        }
    };
    if let Some(why) = why {
        filled.error = Some(why.to_owned());
        return Ok(Err(Box::new((filled, status))));
    }
    if let Some(from) = &from {
        state.engine.carry_photos(from, &id).await?;
    }
    filled.faults = put_photos(state, &id, sending.photos, shell).await?;
    filled.faults.extend(sending.refused.iter().map(|refused| not_taken(refused, shell)));
    let dropped = sending.posted.one("to").strip_prefix(DROP);
    if let Some(place) = dropped.and_then(|place| place.parse().ok()) {
        state.engine.drop_photo(&id, place).await?;
    }
    filled.photos = state.engine.photos(&id).await?;
    Ok(Ok((filled, draft)))
}

/// What is in a draft with what a form says, which stands over what it said before.
fn merged(
    mut typed: Vec<(String, String)>,
    posted: &Posted,
    fields: &[FieldOut],
) -> Vec<(String, String)> {
    for (name, value) in posted.0.iter().filter(|(name, _)| is_asked(name, fields)) {
        match typed.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => known.clone_from(value),
            None => typed.push((name.clone(), value.clone())),
        }
    }
    typed
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
            Kept::Full | Kept::TooLong | Kept::NoDraft => shell.w.citizen.fault_no_room,
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
