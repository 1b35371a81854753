//! The two screenings of a restricted case: what they are for, who has done theirs, and the button of whoever has not.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::case::Command;
use engine::execute::Order;
use engine::reading::Seen;
use uuid::Uuid;

use super::case::seen;
use super::done::done;
use super::posted::{Posted, not_whole};
use super::shell::Visitor;
use super::words::Words;
use crate::api::names::Names;
use crate::api::verbs::refused;
use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// What the address says once it is done.
pub(super) const SCREENED: &str = "screened";

/// A screening that a case waits for.
#[derive(Debug)]
pub(super) struct Screening {
    /// The number of the case.
    pub(super) number: String,
    /// Its version.
    pub(super) version: u64,
    /// The key of the form.
    pub(super) key: String,
    /// Who has screened it.
    pub(super) screened: Vec<String>,
    /// Whether the reader has not, and may.
    pub(super) is_yours: bool,
}

/// The screening that a case waits for; none if it waits for none. Whoever sees a restricted case may screen it.
pub(super) fn screening(seen: &Seen, caller: &Caller, names: Names<'_>) -> Option<Screening> {
    let restriction = seen.case().restriction.as_ref()?;
    let screened = restriction.screened_by.iter().map(|person| names.person(person).name);
    Some(Screening {
        number: seen.stored.number.clone(),
        version: seen.case().seq,
        key: Uuid::now_v7().to_string(),
        screened: screened.collect(),
        is_yours: !restriction.screened_by.contains(&caller.person),
    })
}

/// Records that the visitor has screened the case.
pub(super) async fn screen(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let (who, case) = (visitor.caller.who(), seen.case().id);
    let request = posted.request(who.key(), "page screen".to_owned());
    let version = posted.one("version").parse().map_err(|_| not_whole())?;
    let mut order = Order::new(who.clone(), case, Command::Screen);
    order.expected = Some(version);
    order.request = Some(request);
    match state.engine.execute(order).await {
        Ok(_) => Ok(done(&format!("/s/cases/{}?done={SCREENED}", seen.stored.number))),
        Err(error) => match no_more(&seen, &visitor.caller) {
            Some(problem) => Err(problem),
            None => Err(refused(&state, &who, case, None, error).await),
        },
    }
}

/// Why a case that the visitor sees takes no screening of theirs.
fn no_more(seen: &Seen, caller: &Caller) -> Option<Problem> {
    let said = |words: fn(&Words) -> &'static str| {
        Problem::new(StatusCode::CONFLICT, "not_to_screen", words(&Words::ZH), words(&Words::EN))
    };
    match &seen.case().restriction {
        None => Some(said(|w| w.respondents.open_already)),
        Some(restriction) if restriction.screened_by.contains(&caller.person) => {
            Some(said(|w| w.respondents.yours_is_done))
        }
        Some(_) => None,
    }
}
