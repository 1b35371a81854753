//! What still hangs on somebody who leaves, in numbers, and giving it back to their unit. Who handles it then is not for an
//! administrator, who sees no case.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::id::PersonId;
use engine::open_work::OpenWork;
use serde::Deserialize;

use super::rules::{keeper, reason_of};
use crate::extract::{Path, Query};
use crate::pages::done::done as sent_on;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "admin_work.html")]
struct WorkPage {
    shell: Shell,
    id: String,
    name: String,
    work: OpenWork,
    /// Heads of the unit who can sign in and name another handler.
    heads: Vec<String>,
    error: Option<String>,
    reason: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneIn {
    done: String,
    cases: Option<u64>,
}

/// Shows what would be given back.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(DoneIn { done, cases }): Query<DoneIn>,
) -> Result<Response, Problem> {
    let mut shown = sheet(&state, visitor, &person).await?;
    let w = shown.shell.w;
    shown.shell.tell(match (done.as_str(), cases) {
        ("disable", _) => Some(w.admin.account_disabled.to_owned()),
        ("release", Some(cases)) => Some(format!("{}{cases}", w.hands.released)),
        _ => None,
    });
    Ok(page(&shown, StatusCode::OK))
}

/// Gives it back.
pub(super) async fn release(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(person): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    keeper(&state, &visitor.caller).await?;
    let id = PersonId::from(person.as_str());
    if !state.engine.directory().directory.people.contains_key(&id) {
        return Err(Problem::not_found());
    }
    match reason_of(&posted) {
        Ok(reason) => {
            let by = (Some(&visitor.caller.person), reason.as_str());
            let moved = state.engine.release_work(&id, by).await?;
            Ok(sent_on(&format!("/s/admin/people/{person}/work?done=release&cases={moved}")))
        }
        Err(problem) => {
            let mut shown = sheet(&state, visitor, &person).await?;
            shown.error = Some(problem.line(shown.shell.language));
            posted.one("reason").clone_into(&mut shown.reason);
            Ok(page(&shown, problem.status()))
        }
    }
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    person: &str,
) -> Result<WorkPage, Problem> {
    keeper(state, &caller).await?;
    let id = PersonId::from(person);
    let snapshot = state.engine.directory();
    let directory = &snapshot.directory;
    let known = directory.people.get(&id).ok_or_else(Problem::not_found)?;
    let mut heads = Vec::new();
    for head in directory.staff_of(&known.unit, Role::UnitHead).filter(|head| **head != id) {
        if state.engine.can_sign_in(head).await? {
            let name = directory.people.get(head).map(|head| head.name.get(shell.language));
            heads.push(name.unwrap_or_default().to_owned());
        }
    }
    Ok(WorkPage {
        id: id.to_string(),
        name: known.name.get(shell.language).to_owned(),
        work: state.engine.open_work_of(Some(&caller.person), &id).await?,
        heads,
        error: None,
        reason: String::new(),
        shell,
    })
}
