//! Was it solved? 满意度回访 by a link that only the citizen has and that serves once. Opening it changes nothing: programs
//! open links, too. One tap is kept at once, with whatever else was said; what was not solved goes back to the center, never
//! to the unit. A token stands in this address since a link is all that a message can carry: it opens nothing of the case,
//! ends with the first answer or by itself, and is kept as a hash.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::workflow::Verb;
use engine::Who;
use uuid::Uuid;

use super::{Guest, day};
use crate::api::input::SolvedIn;
use crate::api::names::Names;
use crate::api::offers::{FieldOut, fields, offered};
use crate::api::rating::{RatingIn, rated};
use crate::extract::Path;
use crate::origin::Local;
use crate::pages::faulty::said as said_of;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, page};
use crate::pages::trouble::wait;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    shell: Shell,
    token: String,
    key: String,
    filed: String,
    /// Whether the answer is there already.
    is_said: bool,
    fields: Vec<FieldOut>,
    posted: Posted,
    error: Option<String>,
}

impl FollowPage {
    fn value(&self, _: &str, field: &FieldOut) -> &str {
        self.posted.field(field)
    }

    #[expect(clippy::unused_self, reason = "the fields of all pages are written by one template")]
    const fn fault(&self, _: &str) -> Option<&str> {
        None
    }
}

/// Asks, or thanks for what was said.
pub(super) async fn show(
    State(state): State<Shared>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    state.limits.try_code(guest.from)?;
    let sheet = sheet(&state, guest.shell, token, (Posted::default(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

/// Keeps the answer.
pub(super) async fn answer(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    state.limits.try_code(guest.from)?;
    match said(&state, &guest, &token, &posted).await {
        Ok(()) => Ok(Redirect::to(&format!("/f/{token}")).into_response()),
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => Err(gone()),
        Err(problem) if problem.status().is_client_error() => {
            let fields = asked(&state, &guest.shell, &token).await?;
            let error = Some(said_of(&problem, &fields, guest.shell.language));
            let sheet = sheet(&state, guest.shell, token, (posted, error)).await?;
            Ok(wait(page(&sheet, problem.status()), &problem))
        }
        Err(problem) => Err(problem),
    }
}

async fn said(state: &Shared, guest: &Guest, token: &str, posted: &Posted) -> Result<(), Problem> {
    let solved = solved(posted)?;
    let form = posted.form(&asked(state, &guest.shell, token).await?);
    let said = RatingIn { token: token.to_owned(), solved, form };
    let request = |actor| posted.request(actor, "page follow-up".to_owned());
    rated(state, guest.from, said, request).await.map(|_| ())
}

/// Whether it was solved, as the button says.
pub(super) fn solved(posted: &Posted) -> Result<SolvedIn, Problem> {
    let solved = serde_json::from_value(posted.one("solved").into());
    solved.map_err(|_| Problem::malformed("请选择是否解决", "say whether it was solved"))
}

/// The fields of the form of a rating. Not asked of what is offered: a second click comes when the first has moved the case
/// on.
async fn asked(state: &Shared, shell: &Shell, token: &str) -> Result<Vec<FieldOut>, Problem> {
    let (token, _) = state.engine.rating_token(token).await?.ok_or_else(gone)?;
    let seen = state.engine.read(&Who::Party(token.party), token.case).await?.ok_or_else(gone)?;
    let workflow = state.engine.workflow_of(seen.case()).ok_or_else(Problem::unavailable)?;
    let definition = workflow.definition();
    let rates = |verb| verb == Verb::Rate;
    let found = definition.transitions.values().find(|transition| rates(transition.verb));
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    Ok(fields(found.and_then(|found| found.form.as_ref()), definition, names))
}

async fn sheet(
    state: &Shared,
    shell: Shell,
    token: String,
    (posted, error): (Posted, Option<String>),
) -> Result<FollowPage, Problem> {
    let (found, _) = state.engine.rating_token(&token).await?.ok_or_else(gone)?;
    let seen = state.engine.read(&Who::Party(found.party), found.case).await?.ok_or_else(gone)?;
    let definitions = state.engine.definitions();
    let names = Names::new(definitions, &seen.snapshot.directory, shell.language);
    let verbs = offered(state, &seen, names.of_case(seen.case())).verbs;
    let can = verbs.iter().any(|verb| verb.verb == Verb::Rate.as_str());
    Ok(FollowPage {
        key: Uuid::now_v7().to_string(),
        filed: day(&definitions.calendar, seen.case().filed_at, shell.language),
        is_said: found.used || !can,
        fields: asked(state, &shell, &token).await?,
        token,
        shell,
        posted,
        error,
    })
}

fn gone() -> Problem {
    let gone =
        Problem::new(StatusCode::NOT_FOUND, "link_gone", "这个链接已失效", "this link has ended");
    gone.with_detail(
        "您仍然可以凭查询码查看进度和评价，或者打综治中心电话。",
        "With your receipt code you still see how it stands and say whether it was solved; or call the center.",
    )
}
