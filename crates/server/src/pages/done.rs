//! What was just done, told once: whoever did it is sent on to a page with a cookie that names its address, and only there, and
//! only with that cookie, the page tells of it. A link that somebody made tells of nothing.

use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::language::cookie;

/// What was just done, as an address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DoneIn {
    /// Its word.
    pub(super) done: String,
}

/// The name of the cookie.
const DONE_COOKIE: &str = "done";

/// For how long it is told to a browser that does not follow at once.
const TOLD_SECONDS: u32 = 60;

/// Sends somebody on to a page of ours that tells what they have just done.
pub(super) fn done(to: &str) -> Response {
    let told = AppendHeaders([(header::SET_COOKIE, told(to, TOLD_SECONDS))]);
    (told, Redirect::to(to)).into_response()
}

/// Whether whoever asks was sent here after something was done.
pub(super) fn is_done(headers: &HeaderMap, here: &str) -> bool {
    cookie(headers, DONE_COOKIE).is_some_and(|told| told == encoded(here))
}

/// The end of the cookie, once its page has told.
pub(super) fn over() -> String {
    told("", 0)
}

fn told(to: &str, seconds: u32) -> String {
    let to = encoded(to);
    format!("{DONE_COOKIE}={to}; Path=/s/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}")
}

fn encoded(address: &str) -> String {
    utf8_percent_encode(address, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_at_its_own_address_alone() {
        let sent = done("/s/me?ended=2");
        assert_eq!(sent.headers()[header::LOCATION], "/s/me?ended=2");
        let set = sent.headers()[header::SET_COOKIE].to_str().unwrap();
        let mut headers = HeaderMap::new();
        assert!(!is_done(&headers, "/s/me?ended=2"), "without the cookie");
        headers.insert(header::COOKIE, set.split(';').next().unwrap().parse().unwrap());
        assert!(is_done(&headers, "/s/me?ended=2"));
        for other in ["/s/me?ended=3", "/s/me", "/s/?done=x", ""] {
            assert!(!is_done(&headers, other), "{other}");
        }
    }
}
