//! Whether a browser asks from a page of this server. The cookie of a session comes along whoever's page asks, so that a
//! page of somebody else could act as its reader (CSRF). `SameSite` keeps the cookie at home in browsers of today; this
//! holds where it does not, as between two hosts of one county.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};

use crate::problem::Problem;
use crate::state::State;

/// Refuses to change anything for a page of another site. What says of no site that it asks is no browser: all that there
/// are send `Origin` with whatever is not only read.
pub(crate) fn of_this_site(parts: &Parts, public_url: &str) -> Result<(), Problem> {
    if parts.method.is_safe() {
        return Ok(());
    }
    let own = match (parts.headers.get("sec-fetch-site"), parts.headers.get(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => is_own(origin, parts.headers.get(header::HOST), public_url),
        (None, None) => true,
    };
    if own { Ok(()) } else { Err(cross_site()) }
}

/// Whether an origin is the host that is asked, which a proxy with TLS before it passes on, or the address by which the
/// public knows the server.
fn is_own(origin: &HeaderValue, host: Option<&HeaderValue>, public_url: &str) -> bool {
    let Some((scheme, authority)) = origin.to_str().ok().and_then(|it| it.split_once("://")) else {
        return false;
    };
    let is_asked = host.and_then(|host| host.to_str().ok()).is_some_and(|host| host == authority);
    let known = public_url.split_once("://").is_some_and(|(known_scheme, rest)| {
        known_scheme == scheme && rest.split('/').next() == Some(authority)
    });
    is_asked || known
}

/// That what asks is not a page of another site, for requests by which nobody is signed in yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Local;

impl FromRequestParts<State> for Local {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        of_this_site(parts, &state.options.public_url).map(|()| Self)
    }
}

fn cross_site() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "请求来自其他网站的页面，已拒绝；请在本系统的页面上操作",
        "a page of another site asks; do it on a page of this system",
    )
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn passes(method: &str, headers: &[(&str, &str)]) -> bool {
        let request = Request::builder().method(method).header("host", "cases.example:8311");
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (parts, ()) = request.body(()).unwrap().into_parts();
        of_this_site(&parts, "https://complaints.example/county").is_ok()
    }

    #[test]
    fn a_page_of_another_site_changes_nothing() {
        for site in ["cross-site", "same-site", "strange"] {
            assert!(!passes("POST", &[("sec-fetch-site", site)]), "{site}");
            assert!(!passes(
                "DELETE",
                &[("sec-fetch-site", site), ("origin", "https://complaints.example")]
            ));
            assert!(passes("GET", &[("sec-fetch-site", site)]), "to read is not to change");
        }
        for origin in [
            "null",
            "https://evil.example",
            "http://complaints.example",
            "https://complaints.example.evil",
            "x",
        ] {
            assert!(!passes("PUT", &[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn a_page_of_this_server_and_whoever_is_no_browser_pass() {
        assert!(passes("POST", &[("sec-fetch-site", "same-origin"), ("origin", "http://inside")]));
        assert!(passes("POST", &[("sec-fetch-site", "none")]));
        assert!(passes("POST", &[("origin", "https://cases.example:8311")]));
        assert!(passes("POST", &[("origin", "https://complaints.example")]));
        assert!(passes("POST", &[]));
    }
}
