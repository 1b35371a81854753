//! The form that calls a joint session on the ticked cases.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::actor::Role;
use domain::id::UnitId;
use engine::joint::{NewJointSession, SESSION_CASES_MAX};
use uuid::Uuid;

use crate::api::joint_refusals::called;
use crate::extract::pairs;
use crate::pages::case::seen;
use crate::pages::done::done;
use crate::pages::posted::{Posted, unit_of};
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::typed::initials;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "session_new.html")]
struct NewPage {
    shell: Shell,
    /// The id of the session, so that a second click calls no second one.
    id: String,
    cases: Vec<(String, String)>,
    units: Vec<(String, String)>,
    posted: Posted,
    error: Option<String>,
}

/// The form for the cases that were ticked.
pub(in crate::pages) async fn blank(
    State(state): State<Shared>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let posted = Posted(pairs(query.unwrap_or_default().as_bytes())?);
    let sheet = sheet(&state, visitor, posted, None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    visitor: Visitor,
    posted: Posted,
    error: Option<String>,
) -> Result<NewPage, Problem> {
    visitor.caller.holding(&state.engine, &[Role::Supervisor, Role::Director]).await?;
    let mut cases = Vec::new();
    for number in posted.all("case").take(SESSION_CASES_MAX) {
        let seen = seen(state, &visitor, number).await?;
        cases.push((seen.stored.number.clone(), seen.complaint.title.clone()));
    }
    let id = match posted.one("id") {
        "" => Uuid::now_v7().to_string(),
        known => known.to_owned(),
    };
    let units = units(state, &visitor.shell);
    Ok(NewPage { shell: visitor.shell, id, cases, units, posted, error })
}

/// All units, with the first letters of each.
pub(super) fn units(state: &Shared, shell: &Shell) -> Vec<(String, String)> {
    let snapshot = state.engine.directory();
    let all = snapshot.directory.units.values();
    all.map(|unit| (unit.name.get(shell.language).to_owned(), initials(&unit.name.zh))).collect()
}

/// Calls it.
pub(in crate::pages) async fn call(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &[Role::Supervisor, Role::Director]).await?;
    match call_it(&state, &visitor, &posted).await {
        Ok(id) => Ok(done(&format!("/s/supervise/sessions/{id}?done=called"))),
        Err(problem) if problem.status().is_client_error() => {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn call_it(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<Uuid, Problem> {
    let id = Uuid::parse_str(posted.one("id")).map_err(|_| {
        Problem::malformed(
            "表单不完整，请重新打开这一页",
            "the form is not whole; open the page again",
        )
    })?;
    let meets_at = format!("{}:00+08:00", posted.one("meets_at")).parse::<DateTime<Utc>>();
    let meets_at = meets_at.map_err(|_| {
        Problem::malformed("请填写会商时间", "say when it meets").with("at", "meets_at")
    })?;
    let mut cases = Vec::new();
    for number in posted.all("case").take(SESSION_CASES_MAX + 1) {
        let id = seen(state, visitor, number).await?.case().id;
        if !cases.contains(&id) {
            cases.push(id);
        }
    }
    let snapshot = state.engine.directory();
    let written = posted.one("units").split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
    let units = written.filter(|unit| !unit.is_empty());
    let new = NewJointSession {
        id,
        subject: posted.whole("subject").to_owned(),
        place: posted.one("place").to_owned(),
        meets_at,
        units: units.map(|it| UnitId::from(unit_of(&snapshot.directory, it).as_str())).collect(),
        cases,
    };
    called(state, &visitor.caller.person, new).await?;
    Ok(id)
}
