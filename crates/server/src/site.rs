//! Which addresses the public site has where it has a listener of its own. All others are there as if they did not exist.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Uri};
use tower::Layer;
use tower::util::MapRequestLayer;

/// An address that nothing has.
const NOWHERE: &str = "/-";

/// Addresses of the public site.
const PAGES: [&str; 8] =
    ["/", "/report", "/t", "/notice", "/help", "/size", "/language", "/healthz"];

/// Beginnings of addresses of the public site: what citizens open, what their pages are made with, and the API for both.
const BELOW: [&str; 7] =
    ["/report/", "/f/", "/q/", "/v/", "/assets/", "/api/v1/public/", "/open311/"];

/// Whether an address belongs to the public site. Addresses are compared as they came: what is written otherwise is no
/// address of ours.
pub(crate) fn is_public(path: &str) -> bool {
    PAGES.contains(&path) || BELOW.iter().any(|below| path.starts_with(below))
}

/// The public site alone: whatever else is asked for is answered as an address that nobody has.
pub(crate) fn public(whole: Router) -> Router {
    let hidden = |mut request: Request<Body>| {
        if !is_public(request.uri().path()) {
            *request.uri_mut() = Uri::from_static(NOWHERE);
        }
        request
    };
    Router::new().fallback_service(MapRequestLayer::new(hidden).layer(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_staff_belongs_to_the_public_site_however_it_is_written() {
        for path in [
            "/s",
            "/s/",
            "/s/login",
            "//s/",
            "/./s/",
            "/%73/",
            "/S/",
            "/metrics",
            "/readyz",
            "/api/openapi.json",
            "/api/v1/cases",
            "/api/v1/sessions",
            "/api/v1/publicity",
            "/agencies/court/reports",
            "/calendar/x.ics",
            "/reports",
            "/tx",
            "",
        ] {
            assert!(!is_public(path), "{path}");
        }
    }
}
