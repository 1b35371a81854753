//! A leader takes a case under sponsorship 包案, or is let go.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::Error;
use engine::execute::Order;
use engine::reading::Seen;
use store::change::Refusal;

use super::case::seen;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::{Named, Names};
use crate::api::verbs::{EndSponsorIn, SponsorIn, VerbIn, command, refused};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "sponsor.html")]
struct SponsorPage {
    shell: Shell,
    number: String,
    title: String,
    version: u64,
    /// Who sponsors it now, and until when.
    sponsor: Option<(String, String)>,
    leaders: Vec<Named>,
    key: String,
    posted: Posted,
    error: Option<String>,
}

/// Shows the form.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let sheet = sheet(&state, visitor, &seen, (Posted::default(), None))?;
    Ok(page(&sheet, StatusCode::OK))
}

fn sheet(
    state: &Shared,
    visitor: Visitor,
    seen: &Seen,
    (posted, error): (Posted, Option<String>),
) -> Result<SponsorPage, Problem> {
    if !state.engine.may_see_to_sponsor(seen) {
        return Err(Problem::forbidden());
    }
    let (shell, case) = (visitor.shell, seen.case());
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    let sponsor = case.sponsor.as_ref();
    let key = match posted.one("key") {
        "" => uuid::Uuid::now_v7().to_string(),
        known => known.to_owned(),
    };
    let leaders = state.engine.leaders(seen);
    Ok(SponsorPage {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        version: case.seq,
        sponsor: sponsor.map(|it| (names.person(&it.person).name, it.until.to_string())),
        leaders: leaders.iter().map(|person| names.person(person)).collect(),
        key,
        posted,
        error,
        shell,
    })
}

/// Names a leader, or ends it.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    match done(&state, &visitor, &seen, &posted).await {
        Ok(()) => Ok(Redirect::to(&format!("/s/cases/{}", seen.stored.number)).into_response()),
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, &seen, (posted, Some(said)))?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn done(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    posted: &Posted,
) -> Result<(), Problem> {
    let reason = posted.whole("reason").to_owned();
    let verb = if posted.one("do") == "end" {
        VerbIn::EndSponsor(EndSponsorIn { reason })
    } else {
        let until = posted.one("until").parse().map_err(|_| {
            Problem::malformed("请填写包案化解日期", "say by which day").with("at", "until")
        })?;
        VerbIn::Sponsor(SponsorIn { person: posted.one("person").to_owned(), until, reason })
    };
    let (command, texts) = command(state, seen, verb).await?;
    let (who, case) = (visitor.caller.who(), seen.case().id);
    let mut order = Order::new(who.clone(), case, command);
    order.texts = texts;
    order.expected = posted.one("version").parse().ok();
    order.request = Some(posted.request(who.key(), format!("sponsor {}", case.0)));
    match state.engine.execute(order).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal @ Refusal::Stale { .. })) => Err(Error::Refused(refusal).into()),
        Err(error) => Err(refused(state, &who, case, None, error).await),
    }
}
