//! Signing in and out, and changing a password, by pages.

use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::citizen::kept;
use super::done::{done, is_done};
use super::posted::Posted;
use super::shell::{Shell, page};
use super::trouble::wait;
use super::words::Words;
use crate::address::Address;
use crate::api::sessions::{self, Begun, SignInIn};
use crate::browser::Browser;
use crate::caller::Caller;
use crate::extract::{Language, Query};
use crate::language::LANGUAGE_COOKIE;
use crate::origin::Local;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The name of the cookie of [`entered_cookie`].
pub(super) const ENTERED_COOKIE: &str = "entered";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    error: Option<String>,
    name: String,
    next: String,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    shell: Shell,
    is_first: bool,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    shell: Shell,
    error: Option<String>,
    half: String,
    next: String,
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NextIn {
    #[serde(default)]
    next: String,
    #[serde(default)]
    changed: bool,
    #[serde(default)]
    ended: bool,
}

/// Shows the sign-in.
pub(super) async fn show(
    Language(language): Language,
    Query(NextIn { next, changed, ended }): Query<NextIn>,
    OriginalUri(here): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let mut shell = Shell::open(language);
    let here = here.path_and_query().map_or("", PathAndQuery::as_str);
    let is_changed = changed && is_done(&headers, here);
    let why = if is_changed { Some(shell.w.password_changed) } else { None };
    let why = why.or_else(|| ended.then_some(shell.w.account.session_ended));
    shell.banner = why.map(str::to_owned);
    page(&SignInPage { shell, error: None, name: String::new(), next }, StatusCode::OK)
}

/// Signs in, and goes where the visitor wanted to go.
pub(super) async fn sign_in(
    State(state): State<Shared>,
    visit: (Address, Browser),
    Language(language): Language,
    _local: Local,
    posted: Posted,
) -> Result<Response, Problem> {
    let (name, next) = (posted.one("name").to_owned(), posted.one("next").to_owned());
    let password = posted.whole("password").to_owned();
    let asked = SignInIn { sign_in: name.clone(), password, code: None };
    match sessions::signed_in(&state, visit, asked).await {
        Ok(Begun::In(token, signed_in)) => Ok(entered(&token, signed_in.must_change, &next)),
        Ok(Begun::Half(half)) => {
            let shell = Shell::open(language);
            Ok(page(&CodePage { shell, error: None, half, next }, StatusCode::OK))
        }
        Err(problem) => {
            let shell = Shell::open(language);
            let error = match problem.status() {
                StatusCode::UNAUTHORIZED => shell.w.wrong_sign_in.to_owned(),
                StatusCode::TOO_MANY_REQUESTS => too_many_tries(&problem, &shell),
                _ => return Err(problem),
            };
            let status = problem.status();
            Ok(wait(page(&SignInPage { shell, error: Some(error), name, next }, status), &problem))
        }
    }
}

/// That there were too many tries, and in how many minutes to come again.
fn too_many_tries(problem: &Problem, shell: &Shell) -> String {
    let minutes = problem.retry_after_seconds().map(|seconds| (seconds + 59) / 60);
    match minutes {
        Some(minutes) => shell.w.tries_again_in.replace("{}", &minutes.to_string()),
        None => shell.w.too_many_tries.to_owned(),
    }
}

/// Signs in with the code, after the password.
pub(super) async fn code(
    State(state): State<Shared>,
    visit: (Address, Browser),
    Language(language): Language,
    _local: Local,
    posted: Posted,
) -> Result<Response, Problem> {
    let (half, next) = (posted.one("half").to_owned(), posted.one("next").to_owned());
    match sessions::finished(&state, visit, (&half, posted.one("code"))).await {
        Ok((token, signed_in)) => Ok(entered(&token, signed_in.must_change, &next)),
        Err(problem) if problem.status().is_client_error() => {
            let (shell, status) = (Shell::open(language), problem.status());
            let error = Some(problem.line(language));
            if problem.is("begin_again") {
                let name = String::new();
                return Ok(page(&SignInPage { shell, error, name, next }, status));
            }
            Ok(wait(page(&CodePage { shell, error, half, next }, status), &problem))
        }
        Err(problem) => Err(problem),
    }
}

fn entered(token: &str, must_change: bool, next: &str) -> Response {
    let cookie = sessions::cookie(token);
    let to = if must_change { "/s/me/password" } else { own(next) };
    let cookies = [entered_cookie(true), cookie].map(|cookie| (header::SET_COOKIE, cookie));
    (AppendHeaders(cookies), Redirect::to(to)).into_response()
}

/// A cookie that says that somebody has just signed in, so that the first page tells of the sign-in before; or its end.
pub(super) fn entered_cookie(is_new: bool) -> String {
    let age = if is_new { 300 } else { 0 };
    format!("{ENTERED_COOKIE}=1; Path=/s/; Secure; HttpOnly; SameSite=Strict; Max-Age={age}")
}

/// A page of staff, or their work: whatever else somebody put into the address is not followed.
fn own(next: &str) -> &str {
    // What is no character of an address cannot stand in a header either.
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let is_own = next.starts_with("/s/") && !next.contains("//") && next.chars().all(is_plain);
    if is_own { next } else { "/s/" }
}

/// Signs out.
pub(super) async fn sign_out(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<Response, Problem> {
    let headers = sessions::signed_out(&state, &caller).await?;
    Ok((headers, Redirect::to("/s/login")).into_response())
}

/// Shows the form for a new password.
pub(super) async fn password(caller: Caller, Language(language): Language) -> Response {
    let (shell, is_first) = (Shell::open(language), caller.must_change);
    page(&PasswordPage { shell, is_first, error: None }, StatusCode::OK)
}

/// Changes the password; all sessions end with the former one.
pub(super) async fn change_password(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    posted: Posted,
) -> Result<Response, Problem> {
    match sessions::changed(&state, &caller, posted.whole("present"), posted.whole("new")).await {
        Ok(_) => Ok(done("/s/login?changed=true")),
        Err(problem) if problem.status().is_client_error() => {
            let error = Some(problem.line(language));
            let shell = Shell::open(language);
            let is_first = caller.must_change;
            Ok(page(&PasswordPage { shell, is_first, error }, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(problem) => Err(problem),
    }
}

/// Where the visitor was.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BackIn {
    #[serde(default)]
    back: String,
}

/// Changes to the other language, and goes back to where that was asked.
pub(super) async fn language(
    Language(language): Language,
    Query(BackIn { back }): Query<BackIn>,
) -> Response {
    let cookie = kept(LANGUAGE_COOKIE, Words::of(language).other_language_word);
    ([(header::SET_COOKIE, cookie)], Redirect::to(own(&back))).into_response()
}
