//! The line that says when it was looked for suspicions last and how far a search has come, and the button that asks for one.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use engine::suspicions::Looking;

use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor};
use super::rows::local;
use crate::api::suspicions::looks;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How far the search has come.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) said: Vec<String>,
    pub(super) is_wanted: bool,
}

/// What is said of the searches.
pub(super) fn search(state: &Shared, searches: &[Looking], shell: &Shell) -> Search {
    let w = &shell.w.quality;
    let calendar = &state.engine.definitions().calendar;
    let month = |at| calendar.local(at).format("%Y-%m").to_string();
    let said = |looking: &Looking| {
        let run = looking.run;
        let month = month(run.period);
        if looking.is_running {
            format!("{month} {}{} / {}", w.running, run.looked_at, run.among)
        } else if run.failures > 0 {
            format!("{month} {}", w.failed)
        } else {
            format!("{month} {}", w.waiting)
        }
    };
    let wanted: Vec<String> = searches.iter().filter(|it| it.run.is_wanted()).map(said).collect();
    let last = searches.iter().filter_map(|it| Some((it.run.finished_at?, it.run.skipped))).max();
    let is_wanted = !wanted.is_empty();
    let last = last.map_or_else(
        || w.never_looked.to_owned(),
        |(at, skipped)| match skipped {
            0 => format!("{}{}", w.looked, local(state, at)),
            skipped => format!("{}{} · {}{skipped}", w.looked, local(state, at), w.skipped),
        },
    );
    Search { said: [last].into_iter().chain(wanted).collect(), is_wanted }
}

/// Has a month looked through soon, and shows the list again.
pub(in crate::pages) async fn find(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    looks(&state, &visitor.caller).await?;
    let months_back = posted.one("months_back").parse().unwrap_or_default();
    state.engine.want_suspicions(&visitor.caller.person, months_back).await?;
    Ok(Redirect::to("/s/quality").into_response())
}
