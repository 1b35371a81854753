//! Whether a paper is real 文书核验, for whoever has it in hand: its kind, number, day and the digest of what it says, and
//! nothing of anybody.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::papers::PaperText;

use super::super::papers::kind_name;
use super::super::shell::{Shell, page};
use super::Guest;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many digits of the digest are printed on a paper.
const PRINTED_DIGITS: usize = 16;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    shell: Shell,
    name: String,
    number: String,
    issuer: Option<String>,
    day: String,
    is_void: bool,
    /// The digits that are printed, and the others; none once the content was erased.
    hash: Option<(String, String)>,
}

/// Shows whether the code that a paper bears is one of ours. Codes are tried as receipt codes are, so many in an hour.
pub(super) async fn check(
    State(state): State<Shared>,
    guest: Guest,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    state.limits.try_code(guest.from)?;
    let shell = guest.shell;
    let found = state.engine.paper_by_code(&code).await?;
    let (issued, text) = found.ok_or_else(|| unknown(&shell))?;
    let calendar = &state.engine.definitions().calendar;
    // In groups, so that it can be read and breaks on a narrow screen.
    let split = |text: &PaperText| {
        let digits: Vec<char> = text.hash().chars().collect();
        let mut groups = digits.chunks(PRINTED_DIGITS).map(String::from_iter);
        (groups.next().unwrap_or_default(), groups.collect::<Vec<_>>().join(" "))
    };
    let sheet = CheckPage {
        name: kind_name(&state, &issued.kind, shell.language),
        number: issued.number,
        day: calendar.local(issued.issued_at).format("%Y-%m-%d").to_string(),
        is_void: issued.void_at.is_some(),
        hash: text.as_ref().map(split),
        issuer: text.and_then(|text| text.paper.issuer),
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

fn unknown(shell: &Shell) -> Problem {
    let said = shell.w.paper.check_no;
    Problem::new(StatusCode::NOT_FOUND, "no_such_paper", said, said)
}
