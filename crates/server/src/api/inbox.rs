//! What outside bodies have said and what became of it, and having looked at what waited for a person.

use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{Timestamp, UnitId};
use domain::text::Language as DomainLanguage;
use serde::{Deserialize, Serialize};
use store::agencies::{InboxFilter, InboxResult, Message};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{Named, Names, instant};
use super::outbox::desk;
use super::page::{cut, no_next, page_size};
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which messages of the inbox.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxIn {
    /// From this body.
    unit: Option<String>,
    /// Of which this became.
    #[param(inline)]
    result: Option<ResultIn>,
    /// After this message: `next` of the page before.
    after: Option<String>,
    /// How many, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResultIn {
    /// It changed its case, or what is known of the referral.
    Applied,
    /// Something newer was known.
    Superseded,
    /// A person must look at it.
    Person,
    /// A person has looked at it.
    Seen,
    /// It names what its sender has no part in, or says nothing that can be read.
    Refused,
}

/// Messages of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboxOut {
    /// The messages, the newest first.
    messages: Vec<MessageOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A message of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageOut {
    /// Who said it.
    unit: Named,
    /// Its id there.
    id: String,
    /// Of which case, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Uuid>,
    /// The number of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// What it says, as it was read, for who sees to messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    said: Option<serde_json::Value>,
    /// When it came in.
    received_at: String,
    /// What became of it: `applied`, `superseded`, `person`, `seen`, `refused`; absent while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// Why, for whoever looks at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl MessageOut {
    fn new(message: Message, names: Names<'_>, is_desk: bool) -> Self {
        let (case, number) = message.case.unzip();
        Self {
            unit: names.unit(&message.unit),
            id: message.id,
            case: case.map(|case| case.0),
            number,
            said: is_desk.then(|| serde_json::from_str(&message.body).unwrap_or_default()),
            received_at: instant(message.received_at),
            result: message.result.map(|result| result.as_str().to_owned()),
            why: message.why.map(|why| worded(&why, names.language)).filter(|why| !why.is_empty()),
        }
    }
}

/// What stands in both languages, one a line, in the reader's.
pub(crate) fn worded(why: &str, language: DomainLanguage) -> String {
    let Some((zh, en)) = why.split_once('\n') else { return why.to_owned() };
    match language {
        DomainLanguage::Zh => zh.to_owned(),
        DomainLanguage::En => en.to_owned(),
    }
}

/// Lists what outside bodies have said about cases that the caller sees; what belongs to no case, to the center's people.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "agencies", params(InboxIn),
    responses((status = 200, body = InboxOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn inbox(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<InboxIn>,
) -> Result<axum::Json<InboxOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let limit = page_size(query.limit)?;
    let filter = InboxFilter {
        unit: query.unit.as_deref().map(Into::into),
        result: query.result.map(|result| match result {
            ResultIn::Applied => InboxResult::Applied,
            ResultIn::Superseded => InboxResult::Superseded,
            ResultIn::Person => InboxResult::Person,
            ResultIn::Seen => InboxResult::Seen,
            ResultIn::Refused => InboxResult::Refused,
        }),
        before: query.after.as_deref().map(place).transpose()?,
        ..InboxFilter::default()
    };
    let reader = state.engine.agency_reader(&caller.who()).await?;
    let mut found = state.engine.inbox(&reader, filter, limit + 1).await?;
    let next = cut(&mut found, limit).map(|last| {
        let Message { received_at, ordinal, unit, .. } = last;
        format!("{}.{ordinal}.{unit}", received_at.timestamp_micros())
    });
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let messages =
        found.into_iter().map(|said| MessageOut::new(said, names, reader.is_desk())).collect();
    Ok(axum::Json(InboxOut { messages, next }))
}

/// Where a page of the inbox begins.
fn place(text: &str) -> Result<(Timestamp, UnitId, i64), Problem> {
    let read = || {
        let mut parts = text.splitn(3, '.');
        let at = chrono::DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
        let ordinal = parts.next()?.parse().ok()?;
        Some((at, UnitId::from(parts.next()?), ordinal))
    };
    read().ok_or_else(no_next)
}

/// Notes that a person has looked at a message that waited for one.
#[utoipa::path(post, path = "/api/v1/inbox/{unit}/{message}/seen", tag = "agencies",
    params(("unit" = String, Path), ("message" = String, Path)),
    responses((status = 204, description = "Noted"), Refusals), security(("bearer" = [])))]
pub(crate) async fn seen(
    State(state): State<Shared>,
    caller: Caller,
    Path((unit, message)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let reader = desk(&state, &caller).await?;
    let found = state.engine.message_seen(&reader, &unit.as_str().into(), &message).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
