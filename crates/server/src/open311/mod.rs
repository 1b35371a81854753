//! Open311 `GeoReport` v2: requests of the public filed and followed by the clients of other cities.
//!
//! Reading is open to all, so it tells little: of requests that came in here, name nobody and are hidden by nothing
//! ([`store::visible::VisibleCases::public_requests`]), how they stand — never what the citizen wrote, and where only
//! if that is nobody's home. What is hidden and what is absent are answered alike.

mod answer;
mod discovery;
mod filing;
mod filter;
mod parameters;
mod requests;
mod services;
mod xml;

use axum::extract::Request;
use axum::response::Response;
use utoipa::openapi::{ComponentsBuilder, OpenApi};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use self::answer::Asking;
use crate::problem::Problem;
use crate::state::State;

/// The specification that this is, as clients look for it in the discovery.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// Where it lies below the public address.
const BASE: &str = "/open311/v2";

/// How every documented path ends.
const FORMAT: &str = ".{format}";

/// All routes, each with `.xml`, with `.json`, and with neither.
pub(crate) fn routes() -> OpenApiRouter<State> {
    [
        routes!(discovery::discovery),
        routes!(services::list),
        routes!(services::definition),
        routes!(requests::list, filing::file),
        routes!(requests::get),
        routes!(requests::token),
    ]
    .into_iter()
    .map(in_formats)
    .fold(OpenApiRouter::new(), OpenApiRouter::merge)
    .route("/open311/v2/{*rest}", axum::routing::any(absent))
}

/// How a request of this interface wants to be answered, for layers around it; none of another one.
pub(crate) fn asking(request: &Request) -> Option<Asking> {
    let below = request.uri().path().strip_prefix(BASE)?;
    below.starts_with('/').then(|| Asking::new(request.uri(), request.headers()))
}

/// What is not here, another format above all, is refused as this interface refuses.
async fn absent(asking: Asking) -> Response {
    asking.answer::<()>("errors", Err(Problem::not_found()))
}

/// The router has no parameter within a part of a path: the format is taken off the path by who answers.
fn in_formats((schemas, paths, methods): UtoipaMethodRouter<State>) -> OpenApiRouter<State> {
    let addresses: Vec<_> = paths.paths.keys().flat_map(|path| addresses(path)).collect();
    let mut document = OpenApi::default();
    document.paths = paths;
    document.components = Some(ComponentsBuilder::new().schemas_from_iter(schemas).build());
    let described = OpenApiRouter::with_openapi(document);
    addresses.iter().fold(described, |router, address| router.route(address, methods.clone()))
}

fn addresses(path: &str) -> Vec<String> {
    let stem = path.strip_suffix(FORMAT).unwrap_or(path);
    if stem.ends_with('}') {
        return vec![stem.to_owned()];
    }
    ["", ".json", ".xml"].map(|format| format!("{stem}{format}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_in_each_format_and_in_none() {
        let all = addresses("/services.{format}");
        assert_eq!(all, ["/services", "/services.json", "/services.xml"]);
        assert_eq!(addresses("/services/{code}.{format}"), ["/services/{code}"]);
    }
}
