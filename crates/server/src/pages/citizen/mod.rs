//! Pages for citizens: on a phone, without an account, without scripts. No cookie says who somebody is, the receipt
//! code goes in the body of a form, never in an address, and what is typed into a report is kept under an id that opens
//! nothing else and ends with it.

mod already;
mod check;
mod follow;
pub(crate) mod home;
mod report;
mod review;
mod scan;
mod sending;
mod sent;
mod sheet;
mod steps;
mod taking;
mod told;
mod track;

use std::convert::Infallible;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use domain::calendar::Calendar;
use domain::id::Timestamp;
use domain::text::Language;
use engine::draft_homes::Home;
use serde::Deserialize;

pub(crate) use self::sending::AT_ONCE;
use self::sending::SENDING_BYTES_MAX;
pub(super) use self::sent::drawn;
pub(super) use self::steps::OF_REVIEWS;
use super::posted::Posted;
use super::shell::Shell;
use super::words::Words;
use crate::address::Address;
use crate::api::names::Names;
use crate::extract::Query;
use crate::language::{LANGUAGE_COOKIE, cookie, named};
use crate::state::State;

/// The pages of citizens beside the first one, which the document of the API describes.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/report", get(report::begin))
        .route("/report/{draft}", get(report::show))
        .route("/report/{draft}/{step}", get(report::step))
        .route("/report/{draft}/photos/{place}", get(report::photo))
        .route("/t", get(track::show).post(track::act))
        .route("/f/{token}", get(follow::show).post(follow::answer))
        .route("/v/{code}", get(check::check))
        .route("/q/{token}", get(scan::landing))
        .route("/q/{token}/review", get(review::show).post(review::send))
        .route("/q/{token}/thanks", get(review::thanks))
        .route("/q/{token}/complain", post(review::complain))
        .route("/notice", get(told::notice))
        .route("/help", get(told::help))
        .route("/size", get(size))
        .route("/language", get(language))
}

/// The same where a form may bring photographs, which have a pace of their own.
pub(super) fn sending_routes() -> Router<State> {
    Router::new()
        .route("/report/{draft}", post(taking::take))
        .layer(DefaultBodyLimit::max(SENDING_BYTES_MAX))
}

/// How large the text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Size {
    /// As it is.
    #[default]
    Normal,
    /// For most of the old.
    Large,
    /// For those to whom that is not enough.
    Huge,
}

/// The name of the cookie in which a browser keeps the size that somebody chose.
const SIZE_COOKIE: &str = "size";

impl Size {
    /// All of them, the smallest first.
    pub(super) const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Huge];

    /// The word for it in addresses and cookies.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::Huge => "huge",
        }
    }

    /// Its classes of the stylesheet.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Normal => "citizen",
            Self::Large => "citizen elder",
            Self::Huge => "citizen elder huge",
        }
    }

    /// What it is called.
    pub(super) const fn label(self, w: &Words) -> &'static str {
        match self {
            Self::Normal => w.citizen.size_normal,
            Self::Large => w.citizen.size_large,
            Self::Huge => w.citizen.size_huge,
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.word() == word)
    }
}

/// What stands around a page for somebody with these headers.
pub(super) fn open(headers: &HeaderMap) -> Shell {
    let mut shell = Shell::open(crate::language::of(headers));
    shell.size = cookie(headers, SIZE_COOKIE).and_then(Size::named).unwrap_or_default();
    "/".clone_into(&mut shell.here);
    shell
}

/// Somebody without an account who looks at a page.
#[derive(Debug)]
pub(crate) struct Guest {
    /// From where.
    from: Address,
    /// What their browser calls itself.
    browser: String,
    /// What stands around what they look at.
    shell: Shell,
    /// What they chose just now, to be kept by the browser.
    chosen: Vec<String>,
}

impl FromRequestParts<State> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let Ok(from) = Address::from_request_parts(parts, state).await;
        let mut shell = open(&parts.headers);
        shell.telephone.clone_from(&state.options.telephone);
        parts.uri.path().clone_into(&mut shell.here);
        let browser = parts.headers.get(header::USER_AGENT).map(HeaderValue::as_bytes);
        let browser = String::from_utf8_lossy(browser.unwrap_or_default()).into_owned();
        Ok(Self { from, browser, shell, chosen: Vec::new() })
    }
}

impl Guest {
    /// Where they type.
    fn home(&self, state: &State) -> Home {
        state.engine.home(self.from.0, &self.browser)
    }

    /// After what a form says of size and language: a link would lose what was typed.
    fn choosing(mut self, posted: &Posted) -> Self {
        if let Some(size) = Size::named(posted.one("size")) {
            self.shell.size = size;
            self.chosen.push(kept(SIZE_COOKIE, size.word()));
        }
        if let Some(language) = named(posted.one("language")) {
            self.shell.language = language;
            self.shell.w = Words::of(language);
            self.chosen.push(kept(LANGUAGE_COOKIE, posted.one("language")));
        }
        self
    }
}

/// The answer, with what was chosen.
fn keeping(mut response: Response, chosen: &[String]) -> Response {
    for cookie in chosen.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        _ = response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A cookie in which a browser keeps a choice for a year.
pub(super) fn kept(name: &str, word: &str) -> String {
    format!("{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax")
}

/// What the center is called.
fn center(state: &State, language: Language) -> String {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    names.unit(&state.options.center).name
}

/// The last day on which a deadline is kept.
fn day(calendar: &Calendar, deadline: Timestamp, language: Language) -> String {
    // A deadline is the first instant that is too late.
    let last = calendar.local(deadline - TimeDelta::microseconds(1));
    let pattern = match language {
        Language::Zh => "%Y年%-m月%-d日",
        Language::En => "%-d %B %Y",
    };
    last.format(pattern).to_string()
}

/// What is chosen, and where to go then.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ChosenIn {
    to: String,
    back: String,
}

/// A page of citizens, or the first of them: whatever else somebody put into the address is not followed.
fn own(back: &str) -> &str {
    let is_code = |token: &str| token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let coded = ["/q/", "/v/", "/f/"].into_iter().find_map(|at| back.strip_prefix(at));
    let known = coded.is_some_and(is_code);
    if known || matches!(back, "/report" | "/t" | "/notice" | "/help") { back } else { "/" }
}

/// Chooses how large the text is.
async fn size(Query(ChosenIn { to, back }): Query<ChosenIn>) -> Response {
    let chosen = Size::named(&to).map(|size| kept(SIZE_COOKIE, size.word()));
    keeping(Redirect::to(own(&back)).into_response(), chosen.as_slice())
}

/// Chooses the language.
async fn language(Query(ChosenIn { to, back }): Query<ChosenIn>) -> Response {
    let chosen = named(&to).map(|_| kept(LANGUAGE_COOKIE, &to));
    keeping(Redirect::to(own(&back)).into_response(), chosen.as_slice())
}
