//! Answers are zipped on their way (gzip), where it is text and where nobody else had it asked for: how long a zipped page
//! is tells whether what somebody had written into it stands there a second time (decision 0024).

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower::util::MapRequestLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// The least bytes of an answer that is worth it.
const BYTES_MIN: u64 = 512;

/// Kinds of answers that are text. Files come as they are kept; streams must not wait until there is enough to zip.
const TEXTS: [&str; 7] = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/csv",
    "text/xml",
    "application/json",
    "application/problem+json",
];

/// Says of an answer whether it is zipped.
type Fit = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Zips what is text and long enough.
pub(crate) fn packed() -> CompressionLayer<And<SizeAbove, Fit>> {
    let fit: Fit = |_, _, headers, _| is_fit(headers);
    CompressionLayer::new().compress_when(SizeAbove::new(BYTES_MIN).and(fit))
}

fn is_fit(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    // An `ETag` names the bytes as they are; zipped, they would need another.
    TEXTS.contains(&kind) && !headers.contains_key(header::ETAG)
}

/// Takes back that an answer may be zipped where the page of another site asks for it.
pub(crate) fn for_own_pages() -> MapRequestLayer<fn(Request) -> Request> {
    MapRequestLayer::new(|mut request| {
        if is_of_another_site(request.headers()) {
            request.headers_mut().remove(header::ACCEPT_ENCODING);
        }
        request
    })
}

/// Whether a browser says that the page of another site asks. It says nothing where there is no TLS, and there everybody
/// on the way reads the page itself.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}
