//! How pages say no: to sign-in with the way back, to the first password, or a page with the words of the problem, with
//! what to do next, and for whoever is signed in in its place among the others. What somebody sent whose session has ended
//! meanwhile comes back to them.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::citizen::open;
use super::done::{is_done, over};
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use super::sign_in::{ENTERED_COOKIE, entered_cookie};
use crate::caller::SESSION_COOKIE;
use crate::extract::{pairs, too_large};
use crate::language::cookie;
use crate::origin::of_this_site;
use crate::problem::Problem;
use crate::refusal::KEY_REUSED;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble {
    shell: Shell,
    title: String,
    detail: Option<String>,
}

/// A refusal for somebody who is signed in.
#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal {
    shell: Shell,
    title: String,
    detail: Option<String>,
    advice: Option<&'static str>,
    /// The case that it was about, to go back to.
    case: Option<String>,
}

impl Refusal {
    fn of(problem: &Problem, mut shell: Shell, path: &str) -> Self {
        let (title, detail) = words(problem, &shell);
        let w = &shell.w.staff;
        let (advice, is_about) = match problem.status() {
            StatusCode::NOT_FOUND => (Some(w.after_not_found), false),
            StatusCode::FORBIDDEN => (Some(w.after_forbidden), true),
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
                (Some(w.after_conflict), true)
            }
            _ => (None, true),
        };
        let number = path.strip_prefix("/s/cases/").and_then(|rest| rest.split_once('/'));
        let case = number.filter(|_| is_about).map(|(number, _)| number.to_owned());
        // What is hidden is answered like what is absent, whatever was in the address.
        "/s/".clone_into(&mut shell.here);
        Self { shell, title, detail, advice, case }
    }
}

fn words(problem: &Problem, shell: &Shell) -> (String, Option<String>) {
    if problem.status() == StatusCode::NOT_FOUND {
        (shell.w.not_found.to_owned(), Some(shell.w.not_found_more.to_owned()))
    } else if problem.is(KEY_REUSED) {
        (shell.w.sent_already_title.to_owned(), Some(shell.w.sent_already_more.to_owned()))
    } else {
        problem.said(shell.language)
    }
}

/// What went wrong, where something did. What took too long was ended by a layer that has no words.
fn problem_of(response: &mut Response) -> Option<Problem> {
    let is_late = response.status() == StatusCode::REQUEST_TIMEOUT;
    let problem = response.extensions_mut().remove::<Problem>();
    problem.or_else(|| is_late.then(Problem::timeout))
}

/// What somebody sent whose session has ended, to be sent once more by them.
#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    shell: Shell,
    to: String,
    posted: Posted,
    kept: Vec<String>,
}

/// A form as it was sent, until it is known whether anybody took it.
#[derive(Clone, Debug)]
struct Sent(Bytes);

/// Fields that nobody wrote, or that are none of a page.
const NOT_WRITTEN: [&str; 5] = ["key", "version", "checked", "workflow", "then"];

/// Pages whose forms hold passwords and codes: nothing of them is ever shown again.
const OF_SECRETS: [&str; 3] = ["/s/login", "/s/me", "/s/logout"];

/// Keeps a form beside the answer that nobody is signed in. It stands below the bounds of time and length of the page.
pub(super) async fn keeping_forms(
    State(state): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let content = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let is_form =
        content.is_some_and(|content| content.starts_with("application/x-www-form-urlencoded"));
    let holds_secrets = OF_SECRETS.iter().any(|page| request.uri().path().starts_with(page));
    if request.method().is_safe() || !is_form || holds_secrets {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    // What another site sends comes back to nobody: they might send it as their own.
    let is_own = of_this_site(&parts, &state.options.public_url).is_ok();
    let whole = Request::from_parts(parts.clone(), body);
    let sent = Bytes::from_request(whole, &state).await.map_err(|_| too_large())?;
    let mut response = next.run(Request::from_parts(parts, Body::from(sent.clone()))).await;
    if is_own && response.status() == StatusCode::UNAUTHORIZED {
        _ = response.extensions_mut().insert(Sent(sent));
    }
    Ok(response)
}

/// What was sent, and what somebody wrote of it; none where there is nothing of that.
fn lost(response: &mut Response) -> Option<(Posted, Vec<String>)> {
    let Sent(sent) = response.extensions_mut().remove::<Sent>()?;
    let posted = Posted(pairs(&sent).ok()?);
    let is_written = |name: &str| !NOT_WRITTEN.contains(&name);
    let written =
        posted.0.iter().filter(|(name, text)| is_written(name) && !text.trim().is_empty());
    let kept: Vec<_> = written.map(|(_, text)| text.clone()).collect();
    (!kept.is_empty()).then_some((posted, kept))
}

/// Turns problems of pages into pages.
pub(super) async fn worded(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let language = crate::language::of(request.headers());
    let here = request.uri().path_and_query().map_or("/s/", |path| path.as_str()).to_owned();
    let is_read = request.method().is_safe();
    let has_entered = cookie(request.headers(), ENTERED_COOKIE).is_some();
    let (mut asked, body) = request.into_parts();
    let mut response = next.run(Request::from_parts(asked.clone(), body)).await;
    if has_entered && response.status() == StatusCode::OK {
        // The sign-in before was told by this page, and is told once.
        if let Ok(over) = entered_cookie(false).parse() {
            _ = response.headers_mut().append(header::SET_COOKIE, over);
        }
    }
    if response.status() == StatusCode::OK
        && is_done(&asked.headers, &here)
        && let Ok(over) = over().parse()
    {
        _ = response.headers_mut().append(header::SET_COOKIE, over);
    }
    let Some(problem) = problem_of(&mut response) else { return response };
    if problem.is("password_must_change") {
        return Redirect::to("/s/me/password").into_response();
    }
    if problem.is("second_factor_needed") {
        return Redirect::to("/s/me/code").into_response();
    }
    if problem.status() == StatusCode::UNAUTHORIZED && is_read {
        let here = utf8_percent_encode(&here, NON_ALPHANUMERIC);
        let had_entered = cookie(&asked.headers, SESSION_COOKIE).is_some();
        let ended = if had_entered { "&ended=true" } else { "" };
        return Redirect::to(&format!("/s/login?next={here}{ended}")).into_response();
    }
    let signed_in = Visitor::from_request_parts(&mut asked, &state).await;
    let said = if let Ok(Visitor { shell, .. }) = signed_in {
        page(&Refusal::of(&problem, shell, asked.uri.path()), problem.status())
    } else {
        let shell = Shell::open(language);
        if let Some((posted, kept)) = lost(&mut response) {
            page(&LostPage { shell, to: here, posted, kept }, problem.status())
        } else {
            let (title, detail) = words(&problem, &shell);
            page(&Trouble { shell, title, detail }, problem.status())
        }
    };
    wait(said, &problem)
}

#[derive(Template)]
#[template(path = "citizen_trouble.html")]
struct PublicTrouble {
    shell: Shell,
    title: String,
    detail: Option<String>,
}

/// The same for pages of citizens.
pub(crate) async fn worded_for_citizens(request: Request, next: Next) -> Response {
    let shell = open(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = problem_of(&mut response) else { return response };
    let (title, detail) =
        if problem.is(KEY_REUSED) { words(&problem, &shell) } else { problem.said(shell.language) };
    wait(page(&PublicTrouble { shell, title, detail }, problem.status()), &problem)
}

/// There is nothing at an address: a page for browsers, words for programs.
pub(crate) async fn nowhere(request: Request) -> Response {
    let problem = Problem::not_found();
    let accepts = request.headers().get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    let is_for_programs =
        ["/api/", "/open311/"].iter().any(|at| request.uri().path().starts_with(at));
    if is_for_programs || !accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        return problem.into_response();
    }
    let shell = open(request.headers());
    let (title, detail) = (shell.w.not_found.to_owned(), Some(shell.w.not_found_more.to_owned()));
    page(&PublicTrouble { shell, title, detail }, problem.status())
}

/// Says when to come again, where the problem knows.
pub(super) fn wait(mut sent: Response, problem: &Problem) -> Response {
    if let Some(seconds) = problem.retry_after_seconds() {
        _ = sent.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    sent
}
