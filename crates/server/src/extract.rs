//! What handlers take from a request, each refusing with a problem that says what, where and how to mend it.

use std::error::Error as _;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use domain::text::Language as DomainLanguage;
use domain::whole::Whole;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::change::RequestKey;
use store::record::Hash;

use crate::misread::{misread, no_json};
use crate::problem::Problem;
use crate::state::State;

/// The reader's language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Language(pub(crate) DomainLanguage);

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(crate::language::of(&parts.headers)))
    }
}

/// A JSON body, with the hash of its bytes.
#[derive(Debug)]
pub(crate) struct Json<T> {
    /// What it says.
    pub(crate) value: T,
    /// The hash of its bytes.
    pub(crate) hash: Hash,
}

impl<T: DeserializeOwned> FromRequest<State> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "请求体应为 application/json",
                "the body must be application/json",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|why| unread(&why))?;
        if holds_nul(&bytes) {
            return Err(no_nul());
        }
        Ok(Self { value: body(&bytes)?, hash: Sha256::digest(&bytes).into() })
    }
}

/// What a body says. It is read twice: what it is read into would take the last of two values of one name.
fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    read::<Whole>(bytes, |error| if error.is_data() { None } else { Some(no_json(error)) })?;
    read(bytes, |_| None)
}

fn read<T: DeserializeOwned>(
    bytes: &[u8],
    other: impl Fn(&serde_json::Error) -> Option<Problem>,
) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (at, why) = (error.path().to_string(), error.inner());
        other(why).unwrap_or_else(|| misread(&at, &why.to_string()))
    })?;
    reader.end().map_err(|why| no_json(&why))?;
    Ok(value)
}

/// A body as it came, read by whoever knows its form.
#[derive(Debug)]
pub(crate) struct Raw(pub(crate) Bytes);

impl FromRequest<State> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Self).map_err(|why| unread(&why))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content.is_some_and(|content| {
        let essence = content.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

fn unread(why: &BytesRejection) -> Problem {
    if why.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Problem::malformed("请求体读取失败", "the body cannot be read")
    }
}

/// Whether a text of the JSON holds the character NUL, which no database keeps: `\u0000` after an even number of
/// backslashes.
fn holds_nul(json: &[u8]) -> bool {
    let mut backslashes = 0_usize;
    for (place, byte) in json.iter().enumerate() {
        if backslashes % 2 == 1 && *byte == b'u' && json[place + 1..].starts_with(b"0000") {
            return true;
        }
        backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
    }
    false
}

/// A text holds the character NUL.
pub(crate) fn no_nul() -> Problem {
    Problem::malformed("内容不能包含空字符（U+0000）", "the character U+0000 cannot be kept")
}

/// The body is too large.
pub(crate) fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "内容太大", "the request is too large")
}

/// What stands in the query of the address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(no_nul());
        }
        pairs(parts.uri.query().unwrap_or_default().as_bytes())?;
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|why| no_query(&why))
    }
}

/// Why a query cannot be read. What read it stands behind the refusal and knows which parameter it was.
fn no_query(why: &QueryRejection) -> Problem {
    type Reader = serde_path_to_error::Error<serde::de::value::Error>;
    let mut causes = std::iter::successors(why.source(), |error| (*error).source());
    match causes.find_map(|cause| cause.downcast_ref::<Reader>()) {
        Some(error) => misread(&error.path().to_string(), &error.inner().to_string()),
        None => Problem::malformed("查询参数读取失败", "the query of the address cannot be read"),
    }
}

/// The names and values of a query or a form (`application/x-www-form-urlencoded`). What is not UTF-8 is refused by its
/// name, where others put a sign of doubt for each byte.
pub(crate) fn pairs(encoded: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let parts = encoded.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    let pair = |part: &[u8]| {
        let mut halves = part.splitn(2, |byte| *byte == b'=');
        let mut half = || halves.next().unwrap_or_default();
        let name = text(half()).ok_or_else(|| no_utf8(&String::from_utf8_lossy(part)))?;
        let value = text(half()).ok_or_else(|| no_utf8(&name))?;
        Ok((name, value))
    };
    parts.map(pair).collect()
}

fn text(encoded: &[u8]) -> Option<String> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

fn no_utf8(name: &str) -> Problem {
    Problem::malformed(
        format!("“{name}”：应为 UTF-8 编码的文字"),
        format!("`{name}`: expected: text in UTF-8"),
    )
    .with("at", name)
}

/// What stands in the path of the address. A part that is none of its kind names nothing.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Problem::not_found());
        }
        let read = <axum::extract::Path<T> as FromRequestParts<S>>::from_request_parts;
        let path = read(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// The version of the case that the caller has seen (RFC 9110, 13.1.1). Required, so that nobody overwrites what they
/// have not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IfMatch(pub(crate) u64);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let missing = || {
            Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "if_match_missing",
                "缺少 If-Match：请带上读取案件时得到的 ETag",
                "If-Match is missing: send the ETag that you got with the case",
            )
        };
        let value = parts.headers.get(IF_MATCH).ok_or_else(missing)?;
        let version = value.to_str().ok().and_then(version);
        version.map(Self).ok_or_else(|| {
            Problem::malformed(
                "If-Match 应为案件的 ETag，例如 \"3\"",
                "If-Match must be the ETag of a case, such as \"3\"",
            )
        })
    }
}

/// The version in a strong entity tag, whosever view of it the tag is of: what counts for a change is what happened to the
/// case, and not in which language somebody read it.
pub(crate) fn version(tag: &str) -> Option<u64> {
    let inner = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    inner.split_once('.').map_or(inner, |(version, _)| version).parse().ok()
}

/// The strong entity tag of a version as somebody is shown it. The same version reads otherwise in another language, for
/// another reader and under another directory.
pub(crate) fn tag_of(version: u64, shown: &[u8]) -> String {
    let hash = store::record::hex(&Sha256::digest(shown));
    format!("\"{version}.{}\"", &hash[..TAG_DIGITS])
}

/// How many digits of the hash of what is shown stand in an entity tag.
const TAG_DIGITS: usize = 16;

/// Whether one of the tags in `If-None-Match` is this one, or any would do (RFC 9110, 13.1.2).
pub(crate) fn has(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The strong entity tag of a version.
pub(crate) fn tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The `Idempotency-Key` of the request (draft-ietf-httpapi-idempotency-key-header-07). Required where something is
/// made, so that a repeat after a lost answer makes nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdempotencyKey {
    key: String,
    route: String,
}

/// The longest key.
const KEY_CHARACTERS_MAX: usize = 255;

impl IdempotencyKey {
    /// The key itself.
    pub(crate) fn as_str(&self) -> &str {
        &self.key
    }

    /// The key of this actor, for a request of this content.
    pub(crate) fn of(self, actor: String, content: Hash) -> RequestKey {
        RequestKey { actor, route: self.route, key: self.key, request: content }
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        key(parts)?.ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency_key_missing",
                "缺少 Idempotency-Key：请为每个新请求带一个不重复的键，重发时用同一个",
                "Idempotency-Key is missing: send a fresh one with each new request, the same with a repeat",
            )
        })
    }
}

/// For an interface whose clients need not know of keys.
impl<S: Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        key(parts)
    }
}

fn key(parts: &Parts) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(key) = parts.headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().map(|key| key.trim_matches('"'));
    let key = key.filter(|key| !key.is_empty() && key.len() <= KEY_CHARACTERS_MAX);
    let key = key.ok_or_else(|| {
        Problem::malformed(
            "Idempotency-Key 应为 1 至 255 个可见字符",
            "Idempotency-Key must have 1 to 255 visible characters",
        )
    })?;
    let route = format!("{} {}", parts.method, parts.uri.path());
    Ok(Some(IdempotencyKey { key: key.to_owned(), route }))
}
