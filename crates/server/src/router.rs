//! All routes, with the document that describes them made from the same list, so that neither can have one that the other
//! lacks.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::text::Language;
use engine::evidence::FILE_BYTES_MAX;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{
    accounts, agencies, appraisal, attachments, audit, calendar_feed, cases, clocks, codes,
    deliveries, due, filing, inbox, joint_sessions, judgements, notices, offers, open_work, orders,
    outbox, parties, progress, public, rating, referrals, review_clues, reviews, routing,
    scan_points, search, sessions, subscriptions, supervision, suspicions, timeline, tokens,
    transfers, verbs,
};
use crate::problem::{Problem, ProblemOut};
use crate::state::State;
use crate::{health, home, open311, packing, pages, reports, site, stream};

/// The most bytes of a request that carries no file.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How long a request may take.
const REQUEST_SECONDS_MAX: u64 = 30;

/// What comes around a file in a form.
const FORM_BYTES: usize = 16 * 1024;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Bihuan",
        description = "Grievance cases of a county's governance center: filed, handled, and brought to an end that the citizen can check.",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(ProblemOut))
)]
struct Document;

/// All routes that answer within a time and with a small body.
#[expect(clippy::cognitive_complexity, reason = "a list, which the macros make look like branches")]
fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(<Document as utoipa::OpenApi>::openapi())
        .routes(routes!(cases::list, filing::create))
        .routes(routes!(cases::get))
        .routes(routes!(routing::routing))
        .routes(routes!(offers::list_verbs, verbs::perform))
        .routes(routes!(timeline::timeline))
        .routes(routes!(clocks::clocks))
        .routes(routes!(parties::parties))
        .routes(routes!(parties::reveal))
        .routes(routes!(attachments::download))
        .routes(routes!(attachments::original))
        .routes(routes!(search::search))
        .routes(routes!(codes::units))
        .routes(routes!(codes::categories))
        .routes(routes!(codes::workflows))
        .routes(routes!(referrals::of_case))
        .routes(routes!(referrals::fetch))
        .routes(routes!(agencies::list))
        .routes(routes!(agencies::release))
        .routes(routes!(outbox::outbox))
        .routes(routes!(outbox::retry))
        .routes(routes!(inbox::inbox))
        .routes(routes!(inbox::seen))
        .routes(routes!(reports::report))
        .routes(routes!(notices::notices))
        .routes(routes!(notices::read))
        .routes(routes!(due::due))
        .routes(routes!(supervision::supervision))
        .routes(routes!(orders::list, orders::draft))
        .routes(routes!(orders::read))
        .routes(routes!(orders::step))
        .merge(session_routes())
        .routes(routes!(suspicions::list))
        .routes(routes!(transfers::transfers))
        .routes(routes!(judgements::dismiss))
        .routes(routes!(judgements::search))
        .routes(routes!(suspicions::read))
        .routes(routes!(judgements::judge))
        .routes(routes!(audit::audit))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::me))
        .routes(routes!(sessions::change_password))
        .routes(routes!(tokens::tokens, tokens::open_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(calendar_feed::get, calendar_feed::open, calendar_feed::close))
        .routes(routes!(calendar_feed::feed))
        .merge(subscription_routes())
        .routes(routes!(public::complain))
        .routes(routes!(progress::look_up))
        .routes(routes!(public::perform))
        .routes(routes!(rating::rate))
        .merge(account_routes())
        .merge(review_routes())
        .merge(appraisal_routes())
        .merge(open311::routes())
        .routes(routes!(home::home))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(REQUEST_SECONDS_MAX),
        ))
}

/// Accounts, and the open work of who has one.
fn account_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(accounts::open))
        .routes(routes!(accounts::reset))
        .routes(routes!(accounts::disable))
        .routes(routes!(accounts::remove_second_factor))
        .routes(routes!(open_work::open_cases))
        .routes(routes!(open_work::hand_over))
}

/// Joint sessions and their tasks.
fn session_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(joint_sessions::list, joint_sessions::call))
        .routes(routes!(joint_sessions::read))
        .routes(routes!(joint_sessions::step))
        .routes(routes!(joint_sessions::move_task))
        .routes(routes!(joint_sessions::tasks))
}

/// What the system administrator does about the systems of others.
fn subscription_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(subscriptions::list, subscriptions::subscribe))
        .routes(routes!(subscriptions::pause))
        .routes(routes!(subscriptions::resume))
        .routes(routes!(subscriptions::remove))
        .routes(routes!(subscriptions::rotate))
        .routes(routes!(subscriptions::retry))
        .routes(routes!(deliveries::log))
        .routes(routes!(deliveries::dead))
}

/// How units are appraised, and what they object to.
fn appraisal_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(appraisal::periods, appraisal::act::ask))
        .routes(routes!(appraisal::read))
        .routes(routes!(appraisal::act::publish))
        .routes(routes!(appraisal::act::correct))
        .routes(routes!(appraisal::unit))
        .routes(routes!(appraisal::figure))
        .routes(routes!(appraisal::decide::decisions, appraisal::decide::decide))
        .routes(routes!(appraisal::decide::revoke))
        .routes(routes!(appraisal::object::objections, appraisal::object::object))
        .routes(routes!(appraisal::object::rule))
}

/// Codes that are scanned, and what is said by those who scanned them.
fn review_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(scan_points::list, scan_points::make))
        .routes(routes!(scan_points::replace))
        .routes(routes!(scan_points::retire))
        .routes(routes!(reviews::list))
        .routes(routes!(reviews::reveal))
        .routes(routes!(review_clues::clue))
        .routes(routes!(review_clues::dismiss))
        .routes(routes!(reviews::give))
}

/// Routes that take or give as long as they last.
fn long_routes() -> OpenApiRouter<State> {
    let files = usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX) + FORM_BYTES;
    OpenApiRouter::new()
        .routes(routes!(attachments::list, attachments::upload))
        .routes(routes!(stream::events))
        .layer(DefaultBodyLimit::max(files))
}

/// The same with the bounds of every request that carries no file.
pub(crate) fn bounded(routes: Router<State>) -> Router<State> {
    let (status, time) = (StatusCode::REQUEST_TIMEOUT, Duration::from_secs(REQUEST_SECONDS_MAX));
    routes
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(status, time))
}

fn all() -> OpenApiRouter<State> {
    routes().merge(long_routes())
}

/// The document of the API (`OpenAPI` 3.1).
pub fn openapi() -> OpenApi {
    let mut document = all().into_openapi();
    name_operations(&mut document);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    document
}

/// Names every operation by its method and path: two handlers of one name in two files would make two of one id.
fn name_operations(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let words =
            path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let path = words.collect::<Vec<_>>().join("_");
        let path = if path.is_empty() { "root".to_owned() } else { path };
        let operations = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{path}"));
            }
        }
    }
}

/// The whole of the network edge.
pub fn router(state: State) -> Router {
    let (routes, _) = all().split_for_parts();
    let document = openapi();
    let document = axum::routing::get(move || async move { axum::Json(document) });
    routes
        .route("/api/openapi.json", document)
        .merge(pages::routes(&state))
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "这个地址不支持这种方法",
                "this address does not know this method",
            )
        })
        .layer(middleware::from_fn_with_state(state.clone(), pages::with_changed_kernel))
        .layer(middleware::from_fn(around))
        .layer(packing::packed())
        .layer(packing::for_own_pages())
        .layer(CatchPanicLayer::custom(|_| Problem::unavailable().response(Language::Zh)))
        .with_state(state)
}

/// The public site alone, for a listener of its own.
pub fn public_router(state: State) -> Router {
    site::public(router(state))
}

/// What is done around every request: it is counted, problems get their words, and answers their headers.
async fn around(request: Request, next: Next) -> Response {
    let language = crate::language::of(request.headers());
    let open = open311::asking(&request);
    let no = |problem: &Problem| match &open {
        Some(asking) => asking.refused(problem),
        None => problem.response(language),
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = method(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) => {
            let mut worded = no(problem);
            for (name, value) in response.headers() {
                if !worded.headers().contains_key(name) {
                    worded.headers_mut().insert(name, value.clone());
                }
            }
            worded
        }
        // A page has been given words of its own; from the bound of time alone comes an empty answer.
        None if is_late(&response) => no(&Problem::timeout()),
        None => response,
    };
    let status = response.status().as_u16().to_string();
    let labels =
        [("method", method.to_owned()), ("route", route.unwrap_or_default()), ("status", status)];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(begun.elapsed().as_secs_f64());
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Whether a bound of time has ended the request, and nobody has said so in words.
fn is_late(response: &Response) -> bool {
    let has_words = response.headers().contains_key(header::CONTENT_TYPE);
    response.status() == StatusCode::REQUEST_TIMEOUT && !has_words
}

/// The method as a label. Whoever asks may make up as many methods as they like; each would be counted on its own.
fn method(method: &Method) -> &'static str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let found = names.into_iter().zip(&known).find(|(_, known)| *known == method);
    found.map_or("other", |(name, _)| name)
}

/// The headers of every answer that has none of its own.
const HEADERS: [(header::HeaderName, &str); 7] = [
    // Names, messages and refusals come in the reader's language.
    (header::VARY, "accept-language"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::CACHE_CONTROL, "private, no-cache"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// So that an answer can be made from a problem alone, as the layers do.
impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        problem.into_response()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn strings_of<'a>(name: &str, value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(parts) => {
                for (part, value) in parts {
                    found.extend(value.as_str().filter(|_| part == name));
                    strings_of(name, value, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| strings_of(name, item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_reference_in_the_document_leads_somewhere() {
        let document = serde_json::to_value(openapi()).unwrap();
        let mut references = Vec::new();
        strings_of("$ref", &document, &mut references);
        let lost = references
            .into_iter()
            .filter(|reference| document.pointer(reference.trim_start_matches('#')).is_none());
        assert_eq!(lost.collect::<Vec<_>>(), [""; 0]);
    }

    /// A slow answer, with these words around it, as it leaves the server.
    async fn slow(words: impl FnOnce(Router) -> Router) -> (String, String) {
        let slow =
            axum::routing::get(|| async { tokio::time::sleep(Duration::from_secs(9)).await });
        let (status, time) = (StatusCode::REQUEST_TIMEOUT, Duration::from_millis(1));
        let slow = Router::new().route("/", slow);
        let slow = words(slow.layer(TimeoutLayer::with_status_code(status, time)));
        let request = Request::new(axum::body::Body::empty());
        let served = tower::ServiceExt::oneshot(slow.layer(middleware::from_fn(around)), request);
        let response = served.await.unwrap();
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        let content = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (content, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn what_takes_too_long_is_told_to_programs_as_json_and_to_people_as_a_page() {
        let (content, _) = slow(|router| router).await;
        assert_eq!(content, "application/problem+json");
        let (content, page) =
            slow(|router| router.layer(middleware::from_fn(pages::worded_for_citizens))).await;
        assert!(content.starts_with("text/html") && page.contains("请求超时"), "{page}");
    }

    #[test]
    fn no_two_operations_bear_one_id() {
        let document = serde_json::to_value(openapi()).unwrap();
        let mut ids = Vec::new();
        strings_of("operationId", &document["paths"], &mut ids);
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert!(ids.len() > 40 && distinct.len() == ids.len(), "{ids:?}");
    }
}
