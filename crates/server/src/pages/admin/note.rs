//! The last note of the log over all chains, to be printed and given to somebody outside: whoever keeps it can tell later
//! whether anything before it was rewritten. It holds no content of cases.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::log::LogStanding;
use engine::witness::Witnessed;
use store::log::LogNote;
use store::record::hex;
use tlog::{Checkpoint, Note};

use crate::api::audit::auditor;
use crate::pages::citizen::drawn;
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::AdminWords;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many hexadecimal digits stand together, to be read out.
const DIGITS_TOGETHER: usize = 8;

/// How the log stands, for the page of the audit.
#[derive(Debug)]
pub(super) struct LogShown {
    /// How many leaves the last note speaks of, and when it was made; none as long as there is none.
    pub(super) last: Option<(u64, String)>,
    /// What is to be said of the witness.
    pub(super) witness: &'static str,
    /// Whether somebody has to look at it.
    pub(super) is_bad: bool,
}

impl LogShown {
    /// From how it stands.
    pub(super) fn of(standing: &LogStanding, state: &Shared, w: &AdminWords) -> Self {
        let last = standing.last.as_ref().map(|note| (note.size, local(state, note)));
        let is_bad = standing.witnessed.is_refused().is_some();
        Self { last, witness: of_witness(&standing.witnessed, w), is_bad }
    }
}

fn of_witness(witnessed: &Witnessed, w: &AdminWords) -> &'static str {
    match witnessed {
        Witnessed::Nowhere => w.witness_nowhere,
        Witnessed::Waiting => w.witness_waiting,
        Witnessed::Written { .. } => w.witness_written,
        Witnessed::Unreachable => w.witness_unreachable,
        Witnessed::Foreign => w.witness_foreign,
        Witnessed::Ahead { .. } => w.witness_ahead,
        Witnessed::Forked { .. } => w.witness_forked,
    }
}

fn local(state: &Shared, note: &LogNote) -> String {
    let at = state.engine.definitions().calendar.local(note.at);
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The note as it is printed.
#[derive(Debug)]
struct Printed {
    text: String,
    size: u64,
    at: String,
    root: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "admin_note.html")]
struct NotePage {
    shell: Shell,
    note: Option<Printed>,
    key: String,
}

/// Shows it.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    auditor(&state, &caller).await?;
    let LogStanding { key, last, .. } = state.engine.log_standing().await?;
    let note = last.map(|note| {
        let at = local(&state, &note);
        let LogNote { size, note: text, .. } = note;
        Printed { root: root(&text), qr: drawn(&text), text, size, at }
    });
    let key = key.map(|key| key.to_string()).unwrap_or_default();
    Ok(page(&NotePage { shell, note, key }, StatusCode::OK))
}

/// The root in hexadecimal, in groups; nothing if the note cannot be read.
fn root(note: &str) -> String {
    let read = Note::read(note).and_then(|note| Checkpoint::read(note.text()));
    let root = read.map(|checkpoint| hex(&checkpoint.root)).unwrap_or_default();
    let groups = root.as_bytes().chunks(DIGITS_TOGETHER).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}
