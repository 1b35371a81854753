//! How the API says no: problem details (RFC 9457) in the reader's language, with a stable code. Nothing of a case stands
//! in them beside what the reader sees anyway, and one for a hidden case is byte for byte that for an absent one.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::text::{Bilingual, Language};
use engine::Error;
use engine::fit::Unfit;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::refusal::refused;

/// A problem on its way to the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    retry_after_seconds: Option<i64>,
    /// Apart, so that a result that holds a problem stays small.
    words: Box<Words>,
}

/// What a problem says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Words {
    title: Bilingual,
    detail: Option<Bilingual>,
    facts: Map<String, Value>,
}

/// A problem as it is written (RFC 9457, 3).
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem")]
pub(crate) struct ProblemOut {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, in the reader's language.
    title: String,
    /// The status code.
    status: u16,
    /// The stable code of the problem.
    code: String,
    /// More of it, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The facts, by their names.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    facts: Map<String, Value>,
}

/// The media type of problems.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

impl Problem {
    /// A problem with its words.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let words = Words { title: Bilingual::new(zh, en), ..Words::default() };
        Self { status, code, retry_after_seconds: None, words: Box::new(words) }
    }

    /// There is no such thing for this reader.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "没有找到", "there is no such thing here")
    }

    /// Nobody is signed in.
    pub(crate) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "请先登录", "sign in first")
    }

    /// The account or token may not do this, whatever it is about.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "您的账号没有这项权限",
            "your account may not do this",
        )
    }

    /// The request is not as it should be; where and why.
    pub(crate) fn malformed(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "请求内容不符合要求",
            "the request is not as it should be",
        )
        .with_detail(zh, en)
    }

    /// Too many requests; when to come again.
    pub(crate) fn too_many(retry_after_seconds: i64) -> Self {
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "操作太频繁，请稍后再试",
            "too many requests, try again later",
        );
        problem.retry_after_seconds = Some(retry_after_seconds.max(1));
        problem
    }

    /// The request took too long.
    pub(crate) fn timeout() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", "请求超时", "the request took too long")
    }

    /// It is ours, and nothing of it is told.
    pub(crate) fn unavailable() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "系统暂时不可用，请稍后再试；带 Idempotency-Key 的请求可以用同一个键放心重发",
            "the system is not available now; a request with an Idempotency-Key may safely be sent again with the same one",
        );
        problem.retry_after_seconds = Some(5);
        problem
    }

    /// With more of it.
    #[must_use]
    pub(crate) fn with_detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.words.detail = Some(Bilingual::new(zh, en));
        self
    }

    /// With a fact.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        self.words.facts.insert(name.to_owned(), fact.into());
        self
    }

    /// The status code.
    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    /// When to come again, where that is said.
    pub(crate) const fn retry_after_seconds(&self) -> Option<i64> {
        self.retry_after_seconds
    }

    /// What is wrong, on one line, for interfaces that have no place for facts. Of what is not as it should be, the detail
    /// says what to mend, and the title nothing beside it.
    pub(crate) fn line(&self, language: Language) -> String {
        let title = self.words.title.get(language);
        let between = match language {
            Language::Zh => "：",
            Language::En => ": ",
        };
        match self.words.detail.as_ref().map(|detail| detail.get(language)) {
            Some(detail) if self.is("malformed") => detail.to_owned(),
            Some(detail) => format!("{title}{between}{detail}"),
            None => title.to_owned(),
        }
    }

    /// What is wrong, and more of it where there is more to say.
    pub(crate) fn said(&self, language: Language) -> (String, Option<String>) {
        let detail = self.words.detail.as_ref().map(|detail| detail.get(language).to_owned());
        (self.words.title.get(language).to_owned(), detail)
    }

    /// Whether it is the one with this code.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// A fact by its name.
    pub(crate) fn fact(&self, name: &str) -> Option<&Value> {
        self.words.facts.get(name)
    }

    /// The answer in a language.
    pub(crate) fn response(&self, language: Language) -> Response {
        let body = ProblemOut {
            kind: format!("urn:bihuan:problem:{}", self.code),
            title: self.words.title.get(language).to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.words.detail.as_ref().map(|detail| detail.get(language).to_owned()),
            facts: self.words.facts.clone(),
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let content = [
            (header::CONTENT_TYPE, PROBLEM_JSON),
            (header::CONTENT_LANGUAGE, crate::language::tag(language)),
        ];
        let mut response = (self.status, content, body).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// A handler that fails does not know the reader's language; the outermost layer puts the words in.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refused(refusal),
            Error::Store(_) | Error::Unsealable | Error::NoFolder(_) | Error::NoRandomness => {
                tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
                Self::unavailable()
            }
        }
    }
}

impl From<Unfit> for Problem {
    fn from(unfit: Unfit) -> Self {
        let Bilingual { zh, en } = unfit.message();
        Self::malformed(zh, en).with("at", unfit.at())
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        Error::Store(error).into()
    }
}

/// The answers that any operation may give beside its own.
#[derive(Debug)]
pub(crate) struct Refusals;

impl utoipa::IntoResponses for Refusals {
    fn responses() -> std::collections::BTreeMap<
        String,
        utoipa::openapi::RefOr<utoipa::openapi::response::Response>,
    > {
        use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
        let described = [
            ("400", "The request is not as it should be"),
            ("401", "Nobody is signed in"),
            ("403", "The account may not do this, or it is `cross_site`: another site asks"),
            ("404", "There is no such thing for this reader"),
            ("408", "The request took too long"),
            ("409", "The state of things does not allow it"),
            ("412", "The case has moved on since it was read"),
            ("413", "The request is too large"),
            ("415", "The request is of a media type that is not taken here"),
            ("422", "The request can be read but not carried out"),
            ("428", "If-Match is missing"),
            ("429", "Too many requests"),
            ("503", "The system is not available now"),
        ];
        let answer = |description: &str| {
            let content =
                ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemOut"))).build();
            ResponseBuilder::new().description(description).content(PROBLEM_JSON, content)
        };
        let described = described.map(|(status, description)| {
            let answer = answer(description);
            let waits = RETRIED.contains(&status);
            let answer = if waits { answer.header(RETRY_AFTER, retry_after()) } else { answer };
            (status.to_owned(), answer.build().into())
        });
        described.into()
    }
}

/// The answers that say when to come again.
pub(crate) const RETRIED: [&str; 2] = ["429", "503"];

/// The name of the header in which they do.
pub(crate) const RETRY_AFTER: &str = "Retry-After";

/// The header, described.
pub(crate) fn retry_after() -> utoipa::openapi::Header {
    let mut header = utoipa::openapi::Header::default();
    header.description = Some("In how many seconds to come again".to_owned());
    header
}

/// Facts as JSON, for details that are lists.
pub(crate) fn list(items: impl IntoIterator<Item = impl Serialize>) -> Value {
    json!(items.into_iter().map(|item| json!(item)).collect::<Vec<_>>())
}
