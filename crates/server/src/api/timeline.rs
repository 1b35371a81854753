//! What happened to a case, as its reader may know it now.

use axum::extract::State;
use domain::access::Fields;
use domain::case::{Entry, Event};
use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::queries::Words;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cases::page_size;
use super::names::{Named, Names};
use crate::caller::{Caller, Scope};
use crate::extract::{Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which part of a timeline.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineIn {
    /// After this event.
    #[serde(default)]
    #[param(value_type = i64, minimum = 0, maximum = 4_294_967_295_i64)]
    after: u32,
    /// How many events, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineOut {
    /// The events in their order.
    events: Vec<EventOut>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventOut {
    /// Its place in the log.
    seq: u64,
    /// When.
    at: String,
    /// Who.
    by: Named,
    /// What: a stable word.
    kind: String,
    /// The transition, for those that were performed.
    #[serde(skip_serializing_if = "Option::is_none")]
    transition: Option<Named>,
    /// The facts, with the words that belong to them; `null` stands for erased words.
    #[schema(value_type = Object)]
    facts: Value,
}

impl EventOut {
    /// An event, without what its reader may not know.
    pub(crate) fn new(entry: &Entry, words: &Words, names: Names<'_>, fields: Fields) -> Self {
        let (kind, mut facts) = parts(&entry.event);
        if is_closed(&entry.event, fields) {
            facts = Value::Object(Map::new());
        }
        redact(&mut facts, fields);
        put_words(&mut facts, words);
        let transition = if let Event::Performed(performed) = &entry.event {
            Some(names.transition(&performed.transition))
        } else {
            None
        };
        Self {
            seq: entry.seq,
            at: names.instant(entry.at),
            by: names.author(&entry.by),
            kind,
            transition,
            facts,
        }
    }
}

/// An event by its word and its facts.
fn parts(event: &Event) -> (String, Value) {
    match serde_json::to_value(event) {
        Ok(Value::String(kind)) => (kind, Value::Object(Map::new())),
        Ok(Value::Object(object)) => {
            let one = object.into_iter().next();
            let (kind, facts) = one.unwrap_or_default();
            let facts = if facts.is_object() {
                facts
            } else {
                Value::Object(Map::from_iter([("value".to_owned(), facts)]))
            };
            (kind, facts)
        }
        Ok(_) | Err(_) => (String::new(), Value::Null),
    }
}

/// True if all that the event says is another case, or whom the case is about and the reader may not know that.
fn is_closed(event: &Event, fields: Fields) -> bool {
    matches!(event, Event::Merged(_) | Event::RepeatLinked(_))
        || (!fields.respondents && matches!(event, Event::RespondentsNamed(_) | Event::Recused(_)))
}

/// What names whom a case is about, or another case. The first is for those who may know; another case is never named
/// here, for its reader may not see it.
const OTHER_CASES: [&str; 5] = ["from", "into", "split_from", "master", "absorbed"];

fn redact(value: &mut Value, fields: Fields) {
    match value {
        Value::Object(object) => {
            if !fields.respondents {
                for name in ["respondents", "people", "units_concerned", "related", "unmatched"] {
                    object.remove(name);
                }
            }
            OTHER_CASES.iter().for_each(|name| _ = object.remove(*name));
            object.values_mut().for_each(|value| redact(value, fields));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, fields)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts words where their references stand.
fn put_words(value: &mut Value, words: &Words) {
    if let Some(id) = reference(value) {
        *value = words.get(&id).cloned().flatten().map_or(Value::Null, Value::String);
        return;
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(|value| put_words(value, words)),
        Value::Array(items) => items.iter_mut().for_each(|item| put_words(item, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A reference to words is an object of exactly an id and a number of characters.
fn reference(value: &Value) -> Option<Uuid> {
    let object = value.as_object().filter(|object| object.len() == 2)?;
    object.get("characters")?.as_u64()?;
    Uuid::parse_str(object.get("id")?.as_str()?).ok()
}

/// Tells what happened to a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/timeline", tag = "cases", params(("id" = Uuid, Path), TimelineIn),
    responses((status = 200, body = TimelineOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn timeline(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(id): Path<Uuid>,
    Query(query): Query<TimelineIn>,
) -> Result<axum::Json<TimelineOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let limit = page_size(query.limit)?;
    let seen =
        state.engine.read(&caller.who(), CaseId(id)).await?.ok_or_else(Problem::not_found)?;
    let store = state.engine.store();
    let after = u64::from(query.after);
    let entries = store.timeline(&seen.visible, seen.case().id, after, limit).await?;
    let entries = entries.ok_or_else(Problem::not_found)?;
    let words = store.words(&seen.visible, seen.case().id).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(seen.case());
    let fields = seen.fields();
    let events = entries.iter().map(|entry| EventOut::new(entry, &words, names, fields));
    Ok(axum::Json(TimelineOut { events: events.collect() }))
}
