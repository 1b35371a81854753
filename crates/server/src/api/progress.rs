//! How a complaint stands, for the citizen who holds its receipt code.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::actor::Author;
use domain::case::{Entry, Event, Recipient, Value as FormValue, Verdict};
use domain::id::PartyId;
use domain::promise::promise;
use domain::workflow::{Verb, Visibility};
use engine::Who;
use engine::reading::Seen;
use serde::{Deserialize, Serialize};
use store::queries::Words;
use utoipa::ToSchema;

use super::letters::{Letters, Paper};
use super::names::{Named, Names, instant};
use super::offers::{VerbOut, offered};
use crate::address::Address;
use crate::extract::{Json, Language};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// How many of the events of a case are looked through for what they tell the citizen, the newest of them. No honest case
/// has as many.
const EVENTS_MAX: u32 = 2000;

/// A receipt code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptIn {
    /// The code, with or without hyphens.
    #[schema(max_length = 64)]
    code: String,
}

/// How a complaint stands, in plain words. It names no person and no unit of a police matter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgressOut {
    /// The number of the case.
    pub(crate) number: String,
    /// The version, for what is done with it next.
    pub(crate) version: u64,
    /// The state, as citizens call it.
    pub(crate) state: Named,
    /// The stage of the loop.
    pub(crate) stage: String,
    /// When it was filed.
    pub(crate) filed_at: String,
    /// By when an answer was promised; once all promises are kept or broken, the longest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) promised_by: Option<String>,
    /// Whether that has passed, or was kept too late.
    pub(crate) late: bool,
    /// The outcome, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<Named>,
    /// What was told to the citizen, the newest last.
    pub(crate) messages: Vec<ToldOut>,
    /// What the citizen may do now.
    pub(crate) verbs: Vec<VerbOut>,
    /// The one-time token with which the citizen says whether it was solved, while that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rating_token: Option<String>,
}

/// Something that was told to the citizen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToldOut {
    /// When.
    pub(crate) at: String,
    /// What it is: the name of a letter, or what was done.
    pub(crate) about: String,
    /// The text of a letter, as it was when it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// What of it is for the citizen's eyes, by the labels of the form.
    pub(crate) said: Vec<SaidOut>,
}

/// A field that the citizen may read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaidOut {
    /// The label.
    pub(crate) label: String,
    /// What was filled in.
    pub(crate) text: String,
}

/// Looks up how a complaint stands.
#[utoipa::path(post, path = "/api/v1/public/receipts", tag = "public", request_body = ReceiptIn,
    responses((status = 200, body = ProgressOut), Refusals))]
pub(crate) async fn look_up(
    State(state): State<Shared>,
    from: Address,
    Language(language): Language,
    body: Json<ReceiptIn>,
) -> Result<Response, Problem> {
    state.limits.try_code(from)?;
    let (seen, party) = opened(&state, &body.value.code).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let progress = progress(&state, &seen, party, names.of_case(seen.case())).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(progress)).into_response())
}

/// The case that a code opens, as its party sees it.
pub(crate) async fn opened(state: &Shared, code: &str) -> Result<(Seen, PartyId), Problem> {
    let receipt = state.engine.receipt(code).await?.ok_or_else(Problem::not_found)?;
    let who = Who::Party(receipt.party);
    let seen = state.engine.read(&who, receipt.case).await?.ok_or_else(Problem::not_found)?;
    Ok((seen, receipt.party))
}

/// How the case of a party stands.
pub(crate) async fn progress(
    state: &Shared,
    seen: &Seen,
    party: PartyId,
    names: Names<'_>,
) -> Result<ProgressOut, Problem> {
    let case = seen.case();
    let (promised, now) = promise(case, names.workflow, state.engine.clock().now()).unzip();
    let now = now.unwrap_or_default();
    let store = state.engine.store();
    let after = case.seq.saturating_sub(u64::from(EVENTS_MAX));
    let entries = store.timeline(&seen.visible, case.id, after, EVENTS_MAX).await?;
    let entries = entries.unwrap_or_default();
    let words = store.words(&seen.visible, case.id).await?;
    let center = &state.options.center;
    let paper = Paper {
        names,
        words: &words,
        center,
        number: &seen.stored.number,
        phone: &state.options.telephone,
        link: &state.options.public_url,
    };
    let messages = messages(&entries, party, Letters::new(paper, case));
    let token = state.engine.token_to_rate(seen, party).await?;
    Ok(ProgressOut {
        number: seen.stored.number.clone(),
        version: case.seq,
        state: names.public_state(&case.state),
        stage: case.stage.as_str().to_owned(),
        filed_at: instant(case.filed_at),
        promised_by: promised.map(|at| names.deadline(at)),
        late: promised.is_some_and(|at| now >= at),
        ended: case.ended.as_ref().map(|outcome| names.outcome(outcome)),
        messages,
        verbs: offered(state, seen, names).verbs,
        rating_token: token,
    })
}

/// What was told to a party, in order. What another party of the same case has said is theirs. A result is told when
/// somebody else has verified it: until then it is a draft, and one that did not pass was never an answer.
fn messages<'a>(entries: &'a [Entry], party: PartyId, mut letters: Letters<'a>) -> Vec<ToldOut> {
    let mut messages = Vec::new();
    let mut result = None;
    // What was said to others before this party came with a case that was merged is theirs.
    let joined = entries.iter().rposition(
        |entry| matches!(&entry.event, Event::Absorbed(other) if other.parties.contains(&party)),
    );
    for (place, entry) in entries.iter().enumerate() {
        letters.follow(entry);
        let of_another = matches!(&entry.by, Author::Citizen(author) if *author != party);
        if place < joined.unwrap_or(0) || of_another {
            continue;
        }
        if let Event::Verified(verdict) = &entry.event {
            let told = result.take().filter(|_| *verdict == Verdict::Yes);
            messages.extend(told.map(|told| ToldOut { at: instant(entry.at), ..told }));
        }
        let Some(message) = told(entry, &letters) else { continue };
        if matches!(&entry.event, Event::Performed(performed) if performed.verb == Verb::Submit) {
            result = Some(message);
        } else {
            messages.push(message);
        }
    }
    messages
}

/// What an event tells the citizen: a letter that went to the parties, or fields that are for their eyes.
fn told(entry: &Entry, letters: &Letters<'_>) -> Option<ToldOut> {
    let (names, words) = (letters.paper.names, letters.paper.words);
    let definition = names.workflow?.definition();
    let at = instant(entry.at);
    if let Event::Told { letter, to, .. } = &entry.event {
        let found = definition.letters.get(letter.as_str());
        let about = found.map_or(letter.as_str(), |found| found.name.get(names.language));
        let (about, text) =
            (about.to_owned(), found.and_then(|found| letters.text(found, entry.at)));
        let told = to.contains(&Recipient::Parties);
        return told.then(|| ToldOut { at, about, text, said: Vec::new() });
    }
    let Event::Performed(performed) = &entry.event else { return None };
    let transition = definition.transitions.get(performed.transition.as_str())?;
    let form = definition.forms.get(transition.form.as_ref()?.as_str())?;
    let said = performed.form.iter().filter_map(|(name, value)| {
        let field = form.fields.get(name.as_str())?;
        let shown = field.visible == Visibility::Citizen;
        let text = shown.then(|| text(value, field, names, words)).flatten()?;
        Some(SaidOut { label: field.label.get(names.language).to_owned(), text })
    });
    let said: Vec<_> = said.collect();
    // The name of the form says what it is; the label of the button says what somebody did.
    let about = form.name.get(names.language).to_owned();
    (!said.is_empty()).then_some(ToldOut { at, about, text: None, said })
}

/// A value in words; none where they were erased.
pub(crate) fn text(
    value: &FormValue,
    field: &domain::workflow::Field,
    names: Names<'_>,
    words: &Words,
) -> Option<String> {
    Some(match value {
        FormValue::Text(reference) => words.get(&reference.id).cloned().flatten()?,
        FormValue::Date(day) => day.to_string(),
        FormValue::Number(number) => number.to_string(),
        FormValue::Money(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        FormValue::YesNo(yes) => yes.to_string(),
        FormValue::Choice(choice) => field
            .choices
            .get(choice)
            .map_or(choice.as_str(), |name| name.get(names.language))
            .to_owned(),
    })
}
