//! Sending a report, by the same way as over the API, and the receipt for it.

use askama::Template;
use domain::promise::promise;
use domain::review::Target;
use engine::drafts::{Draft, DraftId};
use engine::enclosed::{Enclosed, Laid};
use engine::reading::Seen;
use engine::reviews::{ABOUT, OF_REVIEW};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use store::change::RequestKey;
use uuid::Uuid;

use super::steps::{KINDS, OFFICIALS, SEND, workflow};
use crate::address::Address;
use crate::api::filing::{PartyIn, RespondentsIn};
use crate::api::offers::FieldOut;
use crate::api::public::{Beside, ComplaintIn, complained};
use crate::pages::posted::Posted;
use crate::pages::shell::Shell;
use crate::problem::Problem;
use crate::state::State;

/// A draft that is sent.
#[derive(Clone, Debug)]
pub(super) struct Sent<'a> {
    /// By what it is known.
    pub(super) id: &'a DraftId,
    /// What is in it.
    pub(super) draft: &'a Draft,
    /// By what the page is known that sends it.
    pub(super) by: String,
    /// The fields of its form.
    pub(super) fields: &'a [FieldOut],
}

impl Sent<'_> {
    /// Files it; from then on it holds nothing but its receipt. A second click of the same button files nothing more.
    pub(super) async fn file(&self, state: &State, from: Address) -> Result<(), Problem> {
        state.limits.complain(from)?;
        let (id, typed) = (self.id, Posted(self.draft.fields.clone()));
        let (enclosed, laid) = laid(state, id).await?.unzip();
        let request = RequestKey {
            actor: state.engine.sender_of(id),
            route: "page report".to_owned(),
            key: SEND.to_owned(),
            request: hash(&typed),
        };
        let (about, review) = (about(state, &typed).await?, waiting_review(state, &typed).await?);
        let is_scanned = about.is_some();
        let beside = Beside { enclosed, of_review: review, is_scanned };
        let complaint = complaint(&typed, self.fields, about);
        let filed = complained(state, complaint, request, beside).await;
        // Where nobody knows whether there is a row, its files stay; after a second click, the first one's are there.
        let stays = match &filed {
            Ok(filed) => !filed.committed.repeated,
            Err(problem) => !problem.status().is_client_error(),
        };
        if let Some(laid) = laid.filter(|_| stays) {
            laid.keep();
        }
        let filed = filed?;
        let case = filed.committed.stored.case.id;
        let receipt = filed.receipts.first().map(|(party, _)| (case, *party));
        let sent = Draft { filed: receipt, sent_by: self.by.clone(), ..Draft::default() };
        state.engine.keep_draft(id, &sent).await?;
        state.engine.end_earlier(self.draft).await?;
        if let Some(review) = review {
            state.engine.review_filed(review, case).await?;
        }
        Ok(())
    }
}

/// The review that a draft came of, if it is no case yet: its code then opens this one.
async fn waiting_review(state: &State, typed: &Posted) -> Result<Option<Uuid>, Problem> {
    let Ok(id) = typed.one(OF_REVIEW).parse() else { return Ok(None) };
    let review = state.engine.store().review(id).await?;
    Ok(review.filter(|review| review.filed_at.is_none()).map(|review| review.id))
}

/// Whom a draft that came of a review is about.
async fn about(state: &State, typed: &Posted) -> Result<Option<Target>, Problem> {
    let Ok(code) = typed.one(ABOUT).parse() else { return Ok(None) };
    Ok(state.engine.store().scan_point(code).await?.map(|point| point.target))
}

fn complaint(typed: &Posted, fields: &[FieldOut], about: Option<Target>) -> ComplaintIn {
    let kind = KINDS.iter().find(|(id, ..)| *id == typed.one("kind"));
    // Somebody of a unit may be meant whom it does not name.
    let is_known = matches!(about, Some(Target::Officer { .. }));
    let named = about.map(|target| target.respondents());
    let mut respondents = named.map(RespondentsIn::from).unwrap_or_default();
    respondents.unmatched = typed.one("kind") == OFFICIALS && !is_known;
    let is_named = typed.one("contact") != "anonymous";
    ComplaintIn {
        workflow: workflow(typed).to_owned(),
        title: typed.one("title").to_owned(),
        category: kind.map_or("", |(_, category, ..)| category).to_owned(),
        place: typed.one("place").to_owned(),
        address: typed.one("address").to_owned(),
        position: None,
        party: is_named.then(|| PartyIn::of(typed.one("name"), typed.one("telephone"))),
        respondents,
        form: typed.form(fields),
    }
}

/// The hash of what was typed, in whatever order the steps were gone through.
pub(super) fn hash(typed: &Posted) -> [u8; 32] {
    let mut sorted = typed.clone();
    sorted.0.sort();
    sorted.hash()
}

/// The photographs of a draft, laid down for a new case; none where there are none.
async fn laid(state: &State, id: &DraftId) -> Result<Option<(Enclosed, Laid)>, Problem> {
    let mut photos = Vec::new();
    for place in state.engine.photos(id).await? {
        photos.extend(state.engine.photo(id, place).await?);
    }
    if photos.is_empty() {
        return Ok(None);
    }
    let (folder, at) = (state.options.files.clone(), state.engine.clock().now());
    let laid = tokio::task::spawn_blocking(move || Enclosed::lay(&folder, photos, at)).await;
    let laid = laid.map_err(|_| Problem::unavailable())?;
    laid.map(Some).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "photographs cannot be kept");
        Problem::unavailable()
    })
}

/// The receipt: the code, and what follows.
#[derive(Template)]
#[template(path = "receipt.html")]
pub(super) struct ReceiptPage {
    shell: Shell,
    /// The code, in two lines of two groups: one line breaks where nobody wants it when letters are large.
    lines: Vec<String>,
    code: String,
    promised: Option<String>,
    /// Leads to the page that asks for the code, without the code: what follows `#` reaches no server, so that it would be of
    /// use to scripts alone, and whatever else stands in an address is logged on its way.
    qr: String,
}

impl ReceiptPage {
    /// The receipt for a case, as its party sees it.
    pub(super) fn of(state: &State, shell: Shell, code: &str, seen: Option<&Seen>) -> Self {
        let grouped = engine::codes::grouped(code);
        let case = seen.map(Seen::case);
        let promised =
            case.and_then(|case| promise(case, state.engine.workflow_of(case), case.filed_at));
        let calendar = &state.engine.definitions().calendar;
        Self {
            qr: drawn(&format!("{}/t", state.options.public_url)),
            promised: promised.map(|(by, _)| super::day(calendar, by, shell.language)),
            lines: in_lines(code),
            code: grouped,
            shell: shell.scripted(),
        }
    }
}

/// A code in two lines of two groups.
pub(super) fn in_lines(code: &str) -> Vec<String> {
    let grouped = engine::codes::grouped(&code.replace('-', ""));
    let groups: Vec<_> = grouped.split('-').collect();
    groups.chunks(2).map(|line| line.join(" ")).collect()
}

/// An address as a QR code, drawn in the page. Nothing where it is too long for one.
pub(in crate::pages) fn drawn(address: &str) -> String {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q);
    let drawn = code.map(|code| code.render::<svg::Color<'_>>().min_dimensions(160, 160).build());
    let drawn = drawn.unwrap_or_default();
    // What stands before it is for files of their own.
    drawn.find("<svg").map_or(String::new(), |from| drawn[from..].to_owned())
}
