//! How pages say no: to sign-in with the way back, to the first password, or a page with the words of the problem, with
//! what to do next, and for whoever is signed in in its place among the others.

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::citizen::open;
use super::done::{is_done, over};
use super::shell::{Shell, Visitor, page};
use super::sign_in::{ENTERED_COOKIE, entered_cookie};
use crate::caller::SESSION_COOKIE;
use crate::language::cookie;
use crate::problem::Problem;
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
    } else {
        problem.said(shell.language)
    }
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
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
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
        let (title, detail) = words(&problem, &shell);
        page(&Trouble { shell, title, detail }, problem.status())
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
pub(super) async fn worded_for_citizens(request: Request, next: Next) -> Response {
    let shell = open(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let (title, detail) = problem.said(shell.language);
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
