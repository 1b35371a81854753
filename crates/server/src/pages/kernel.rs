//! For browsers with the kernel of Internet Explorer, which understands neither the style sheet nor the forms: one page that
//! says how to change the kernel. Browsers that have two kernels read the wish for the other from it, too.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{USER_AGENT, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::shell::{Shell, page};
use crate::state::State as Shared;

/// What only that kernel says of itself.
const MARKS: [&str; 2] = ["Trident", "MSIE"];

/// The first pages of citizens and of staff, and others of a name of their own.
const PAGES: [&str; 6] = ["/", "/s", "/report", "/t", "/notice", "/help"];

/// Beginnings of the addresses of pages. All else is asked for by programs, some of which call themselves what they like.
const BELOW: [&str; 5] = ["/s/", "/report/", "/f/", "/q/", "/v/"];

#[derive(Template)]
#[template(path = "kernel.html")]
struct KernelPage {
    shell: Shell,
}

/// Answers whoever looks at a page with such a kernel. What they send is taken as from anybody: it was written before they
/// changed the kernel.
pub(crate) async fn changed(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = PAGES.contains(&path) || BELOW.iter().any(|below| path.starts_with(below));
    let said = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let is_old = said.is_some_and(|said| MARKS.iter().any(|mark| said.contains(mark)));
    if !(is_old && is_page && request.method().is_safe()) {
        return next.run(request).await;
    }
    let mut shell = Shell::open(crate::language::of(request.headers()));
    shell.telephone.clone_from(&state.options.telephone);
    let mut answer = page(&KernelPage { shell }, StatusCode::OK);
    let varies = HeaderValue::from_static("accept-language, user-agent");
    _ = answer.headers_mut().insert(VARY, varies);
    answer
}
