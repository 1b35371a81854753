//! How this interface answers: in XML, or in JSON where the address asks for it; and how it says no.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::case::FieldFault;
use domain::id::FieldName;
use domain::text::{Bilingual, Language};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::parameters::Parameters;
use super::services::ACCOUNT;
use super::xml;
use crate::problem::{Problem, RETRIED, RETRY_AFTER, retry_after};
use crate::state::State;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// XML, which every endpoint has.
    Xml,
    /// JSON.
    Json,
}

impl Format {
    const ALL: [Self; 2] = [Self::Xml, Self::Json];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Json => "json",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// How the asker wants to be answered, and what stands in the query of the address.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    format: Format,
    /// In which language.
    pub(super) language: Language,
    /// What stands in the query, or why it cannot be read.
    query: Result<Parameters, Problem>,
}

impl Asking {
    /// How a request wants to be answered.
    pub(crate) fn new(address: &Uri, headers: &HeaderMap) -> Self {
        let query = Parameters::of_query(address);
        let by_path = address.path().rsplit_once('.').map(|(_, format)| format);
        let format = by_path.and_then(Format::named);
        let format = format.or_else(|| {
            let query = query.as_ref().ok()?;
            query.one("format").and_then(Format::named)
        });
        let language = crate::language::of(headers);
        Self { format: format.unwrap_or(Format::Xml), language, query }
    }

    /// The answer, below the root that it has in XML.
    pub(super) fn answer<T: Serialize>(&self, root: &str, result: Result<T, Problem>) -> Response {
        match result {
            Ok(body) => self.written(StatusCode::OK, root, &json!(body)),
            Err(problem) => self.refused(&problem),
        }
    }

    /// What stands in the query.
    pub(super) fn query(&self) -> Result<&Parameters, Problem> {
        self.query.as_ref().map_err(Clone::clone)
    }

    /// The part of a path without the format that it may end with.
    pub(super) fn bare(part: &str) -> &str {
        let ending = |format: &Format| part.strip_suffix(format.as_str())?.strip_suffix('.');
        Format::ALL.iter().find_map(ending).unwrap_or(part)
    }

    /// Refuses who asks for another county than this one. Nobody has to name it: there is no second.
    pub(super) fn jurisdiction(&self, state: &State, body: &Parameters) -> Result<(), Problem> {
        let own = state.options.jurisdiction.as_str();
        let named = self.query()?.one("jurisdiction_id").or(body.one("jurisdiction_id"));
        if named.is_none_or(|named| named == own) {
            return Ok(());
        }
        Err(Problem::not_found().with_detail(
            format!("jurisdiction_id 不存在，此处为 {own}"),
            format!("there is no such jurisdiction_id, this is {own}"),
        ))
    }

    /// How this interface says no.
    pub(crate) fn refused(&self, problem: &Problem) -> Response {
        let status = status(problem.status());
        let said = faults(problem, self.language).into_iter();
        let said = std::iter::once(problem.line(self.language)).chain(said);
        let description = said.collect::<Vec<_>>().join("; ");
        let errors = [ErrorOut { code: status.as_u16(), description }];
        let mut response = self.written(status, "errors", &json!(errors));
        if let Some(seconds) = problem.retry_after_seconds() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn written(&self, status: StatusCode, root: &str, body: &serde_json::Value) -> Response {
        let (content, text) = match self.format {
            Format::Xml => ("text/xml; charset=utf-8", xml::document(root, body)),
            Format::Json => ("application/json; charset=utf-8", body.to_string()),
        };
        let language = crate::language::tag(self.language);
        let headers = [(header::CONTENT_TYPE, content), (header::CONTENT_LANGUAGE, language)];
        (status, headers, text).into_response()
    }
}

/// `GeoReport` knows a general error only, where the API tells apart why a request cannot be carried out.
fn status(status: StatusCode) -> StatusCode {
    match status {
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::FORBIDDEN => {
            StatusCode::BAD_REQUEST
        }
        other => other,
    }
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::new(&parts.uri, &parts.headers))
    }
}

/// What is wrong with each field of the form, by the name under which it was sent.
fn faults(problem: &Problem, language: Language) -> Vec<String> {
    let fields = problem.fact("fields").cloned().map(serde_json::from_value);
    let fields: Vec<(FieldName, FieldFault)> = fields.and_then(Result::ok).unwrap_or_default();
    let worded = |(name, fault): &(FieldName, FieldFault)| {
        let name = if name.as_str() == ACCOUNT {
            "description".to_owned()
        } else {
            format!("attribute[{name}]")
        };
        format!("{name}: {}", fault_words(fault).get(language))
    };
    fields.iter().map(worded).collect()
}

fn fault_words(fault: &FieldFault) -> Bilingual {
    match fault {
        FieldFault::Missing => Bilingual::new("缺少", "it is missing"),
        FieldFault::Unknown => Bilingual::new("没有这一项", "there is no such attribute"),
        FieldFault::WrongKind => Bilingual::new("填写的内容种类不对", "it is of another kind"),
        FieldFault::TooLong(most) => {
            Bilingual::new(format!("最多 {most} 个字"), format!("it has at most {most} characters"))
        }
        FieldFault::NotAChoice => Bilingual::new("不在可选范围内", "it is no choice"),
        FieldFault::NoSuchDay => {
            Bilingual::new("应在 1900 年至 2199 年之间", "it lies not between 1900 and 2199")
        }
    }
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Open311Error")]
pub(crate) struct ErrorOut {
    /// The status code.
    code: u16,
    /// What is wrong, in the asker's language.
    description: String,
}

/// The answers that any operation of this interface may give beside its own.
#[derive(Debug)]
pub(crate) struct Faults;

impl utoipa::ToSchema for Faults {}

impl utoipa::PartialSchema for Faults {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <Vec<ErrorOut> as utoipa::PartialSchema>::schema()
    }
}

impl utoipa::IntoResponses for Faults {
    fn responses() -> std::collections::BTreeMap<
        String,
        utoipa::openapi::RefOr<utoipa::openapi::response::Response>,
    > {
        use utoipa::openapi::{ContentBuilder, ResponseBuilder};
        let described = [
            ("400", "Something is missing or wrong"),
            ("404", "There is no such service, request or jurisdiction"),
            ("408", "The request took too long"),
            ("413", "The request is too large"),
            ("415", "The request is no form"),
            ("429", "Too many requests"),
            ("503", "The system is not available now"),
        ];
        let content = |schema: utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>| {
            ContentBuilder::new().schema(Some(schema)).build()
        };
        let answer = |description: &str| {
            let errors = <Self as utoipa::PartialSchema>::schema();
            ResponseBuilder::new()
                .description(description)
                .content("application/json", content(errors))
                .content("text/xml", ContentBuilder::new().build())
        };
        let whole = |(status, about): (&str, &str)| {
            let answer = answer(about);
            let waits = RETRIED.contains(&status);
            let answer = if waits { answer.header(RETRY_AFTER, retry_after()) } else { answer };
            (status.to_owned(), answer.build().into())
        };
        described.map(whole).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_format_is_taken_off_a_part_of_a_path() {
        for (part, bare) in [
            ("1104.json", "1104"),
            ("1104.xml", "1104"),
            ("1104.pdf", "1104.pdf"),
            ("json", "json"),
        ] {
            assert_eq!(Asking::bare(part), bare);
        }
    }
}
