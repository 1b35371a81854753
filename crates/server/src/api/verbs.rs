//! What may be done with a case, and doing it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::case::{Command, Input, Perform};
use domain::decide::Offer;
use domain::id::{CaseId, FileId, TransitionName};
use domain::text::Language as DomainLanguage;
use domain::workflow::{FieldKind, Transition, Workflow};
use engine::execute::Order;
use engine::reading::Seen;
use engine::wording::Wording;
use engine::{Error, Who};
use serde::{Deserialize, Serialize};
use store::change::{KeptText, Refusal};
use utoipa::ToSchema;
use uuid::Uuid;

use super::case_out::ChangedOut;
use super::filing::RespondentsIn;
use super::form::{self, FormIn};
use super::input::InputIn;
use super::names::{Named, Names};
use super::timeline::EventOut;
use crate::caller::{Caller, Scope};
use crate::extract::{IdempotencyKey, IfMatch, Json, Language, Path, tag};
use crate::problem::{Problem, Refusals, list};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// What may be done with a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerbsOut {
    /// The version for which this holds.
    version: u64,
    /// What stands in the caller's seat, in the order of the buttons.
    pub(crate) verbs: Vec<VerbOut>,
}

/// Something that may be done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerbOut {
    /// The transition, and its label.
    transition: Named,
    /// What it does.
    verb: String,
    /// The state it leads to, if to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Named>,
    /// The fields of its form.
    form: Vec<FieldOut>,
    /// Evidence that it needs.
    evidence: Vec<Named>,
    /// Why it cannot be done yet; absent if it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    lacks: Option<LacksOut>,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldOut {
    /// The field, and its label.
    field: Named,
    /// What it holds: text, date, number, money, `yes_no` or choice.
    kind: String,
    /// Whether it must be filled.
    required: bool,
    /// The choices, by their stored values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Named>,
}

/// What is still missing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LacksOut {
    /// The stable code of the refusal.
    code: String,
    /// What it says.
    message: String,
}

/// Lists what the caller may do with the case now, and what each still lacks.
#[utoipa::path(get, path = "/api/v1/cases/{id}/verbs", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = VerbsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list_verbs(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<VerbsOut>, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    Ok(axum::Json(offered(&state, &seen, names)))
}

/// What may be done, with names.
pub(crate) fn offered(state: &Shared, seen: &Seen, names: Names<'_>) -> VerbsOut {
    let names = names.of_case(seen.case());
    let offers = state.engine.offers(seen);
    let verbs = names.workflow.into_iter().flat_map(|workflow| {
        let known = |offer: &Offer| {
            Some(verb(workflow, offer, workflow.transition(&offer.transition)?, names))
        };
        offers.iter().filter_map(known).collect::<Vec<_>>()
    });
    VerbsOut { version: seen.case().seq, verbs: verbs.collect() }
}

fn verb(workflow: &Workflow, offer: &Offer, transition: &Transition, names: Names<'_>) -> VerbOut {
    let definition = workflow.definition();
    let form = transition.form.as_ref().and_then(|form| definition.forms.get(form.as_str()));
    let fields = form.into_iter().flat_map(|form| &form.fields).map(|(name, field)| FieldOut {
        field: Named {
            id: name.as_str().to_owned(),
            name: field.label.get(names.language).to_owned(),
        },
        kind: kind(field.kind).to_owned(),
        required: field.required,
        choices: field
            .choices
            .iter()
            .map(|(id, name)| Named { id: id.clone(), name: name.get(names.language).to_owned() })
            .collect(),
    });
    let evidence = transition.evidence.iter().map(|kind| {
        let found = definition.evidence.get(kind.as_str());
        let name = found.map_or(kind.as_str(), |found| found.name.get(names.language)).to_owned();
        Named { id: kind.as_str().to_owned(), name }
    });
    VerbOut {
        transition: names.transition(&offer.transition),
        verb: transition.verb.as_str().to_owned(),
        to: transition.to.as_ref().map(|state| names.state(state)),
        form: fields.collect(),
        evidence: evidence.collect(),
        lacks: offer.lacks.as_ref().map(|rejection| LacksOut {
            code: rejection.code().as_str().to_owned(),
            message: rejection.public_message().get(names.language).to_owned(),
        }),
    }
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::YesNo => "yes_no",
        FieldKind::Choice => "choice",
    }
}

/// What is to be done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub(crate) enum VerbIn {
    /// One of the transitions that are listed.
    Perform(PerformIn),
    /// The lead unit has opened the case. Moves no deadline.
    Read,
    /// A clerk has screened a restricted case and found that it may be handled.
    Screen,
    /// Further respondents are named; they and theirs lose sight of the case at once.
    NameRespondents(NameRespondentsIn),
}

/// A transition with what it needs.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PerformIn {
    /// Which.
    transition: String,
    /// What its verb needs beyond the form.
    input: Option<InputIn>,
    /// The filled form.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, super::form::FieldIn>)]
    form: FormIn,
    /// Files of this case that serve as evidence, by its kind.
    #[serde(default)]
    evidence: BTreeMap<String, Vec<Uuid>>,
}

/// Whom the case is about, too.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameRespondentsIn {
    /// Who.
    respondents: RespondentsIn,
}

/// Does something with a case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/verbs", tag = "cases", request_body = VerbIn,
    params(("id" = Uuid, Path),
        ("If-Match" = String, Header, description = "The ETag of the case as the caller has seen it"),
        ("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 200, body = ChangedOut, headers(("ETag" = String))), Refusals),
    security(("bearer" = [])))]
#[expect(clippy::too_many_arguments, reason = "each is extracted from the request on its own")]
pub(crate) async fn perform(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    key: IdempotencyKey,
    body: Json<VerbIn>,
) -> Result<Response, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let who = caller.who();
    let request = key.of(who.key(), body.hash);
    let (command, texts) = understood(&state, &who, CaseId(id), body.value).await?;
    let mut order = Order::new(who.clone(), CaseId(id), command);
    order.texts = texts;
    order.expected = Some(expected);
    order.request = Some(request);
    match state.engine.execute(order).await {
        Ok(committed) => Ok(changed(&committed)),
        Err(Error::Refused(Refusal::Stale { .. })) => {
            Err(stale(&state, &who, CaseId(id), language, expected).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The command that a request means, read by the case as this node remembers it. What cannot be read that way is read
/// again by the case as it is: a copy refuses nothing.
async fn understood(
    state: &Shared,
    who: &Who,
    case: CaseId,
    verb: VerbIn,
) -> Result<(Command, Vec<KeptText>), Problem> {
    if let Some(seen) = state.engine.remembered(who, case).await?
        && let Ok(read) = command(state, &seen, verb.clone()).await
    {
        return Ok(read);
    }
    let seen = state.engine.read(who, case).await?.ok_or_else(Problem::not_found)?;
    command(state, &seen, verb).await
}

/// The answer that a case was changed.
pub(crate) fn changed(committed: &store::change::Committed) -> Response {
    let body = ChangedOut::new(committed);
    ([(header::ETAG, tag(body.version))], axum::Json(body)).into_response()
}

/// How many of the changes are told that the caller has missed.
const CHANGES_MAX: u32 = 50;

/// The case has moved on; what changed since the caller saw it. It is read again: since then, its reader may have lost
/// sight of it or of whom it is about.
async fn stale(
    state: &Shared,
    who: &Who,
    case: CaseId,
    language: DomainLanguage,
    expected: u64,
) -> Result<Problem, Problem> {
    let seen = state.engine.read(who, case).await?.ok_or_else(Problem::not_found)?;
    let problem = Problem::from(Error::Refused(Refusal::Stale { version: seen.case().seq }));
    let store = state.engine.store();
    let entries = store.timeline(&seen.visible, case, expected, CHANGES_MAX).await?;
    let words = store.words(&seen.visible, case).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(seen.case());
    let changes = entries.ok_or_else(Problem::not_found)?;
    let changes = changes.iter().map(|entry| EventOut::new(entry, &words, names, seen.fields()));
    Ok(problem.with("changes", list(changes)))
}

/// The command that a request means, with its words.
pub(crate) async fn command(
    state: &Shared,
    seen: &Seen,
    verb: VerbIn,
) -> Result<(Command, Vec<KeptText>), Problem> {
    Ok(match verb {
        VerbIn::Perform(perform) => {
            let (perform, texts) = transition(state, seen, perform).await?;
            (Command::Perform(perform), texts)
        }
        VerbIn::Read => (Command::Read, Vec::new()),
        VerbIn::Screen => (Command::Screen, Vec::new()),
        VerbIn::NameRespondents(named) => {
            (Command::NameRespondents(named.respondents.read()), Vec::new())
        }
    })
}

async fn transition(
    state: &Shared,
    seen: &Seen,
    perform: PerformIn,
) -> Result<(Perform, Vec<KeptText>), Problem> {
    let mut wording = Wording::default();
    let name = TransitionName::from(perform.transition.as_str());
    let workflow = state.engine.workflow_of(seen.case()).ok_or_else(Problem::unavailable)?;
    let form = workflow.transition(&name).and_then(|transition| transition.form.as_ref());
    let known = workflow.transition(&name).is_some();
    // The core names an unknown transition; its form cannot be read.
    let form = if known {
        form::read(workflow, form, perform.form, &mut wording)?
    } else {
        BTreeMap::new()
    };
    let input = perform.input.map(|input| input.read(&mut wording)).transpose()?;
    let evidence = evidence(state, seen, perform.evidence).await?;
    let input = input.unwrap_or(Input::None);
    Ok((Perform { transition: name, input, form, evidence }, wording.finish()))
}

/// Files must be those of this case: an id from elsewhere names nothing.
async fn evidence(
    state: &Shared,
    seen: &Seen,
    evidence: BTreeMap<String, Vec<Uuid>>,
) -> Result<BTreeMap<domain::id::EvidenceName, BTreeSet<FileId>>, Problem> {
    if evidence.is_empty() {
        return Ok(BTreeMap::new());
    }
    let files = state.engine.store().attachments(&seen.visible, seen.case().id).await?;
    let files: BTreeSet<_> = files.unwrap_or_default().into_iter().map(|file| file.id).collect();
    let mut read = BTreeMap::new();
    for (kind, ids) in evidence {
        let ids: BTreeSet<_> = ids.into_iter().map(FileId).collect();
        if let Some(unknown) = ids.iter().find(|id| !files.contains(id)) {
            return Err(Problem::malformed(
                format!("本案没有文件“{unknown}”，请先上传"),
                format!("the case has no file `{unknown}`; upload it first"),
            ));
        }
        read.insert(domain::id::EvidenceName::from(kind.as_str()), ids);
    }
    Ok(read)
}
