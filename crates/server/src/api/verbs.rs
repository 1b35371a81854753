//! Doing something with a case.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::actor::Actor;
use domain::case::{Command, Input, Perform, Rejection, Sponsor, TextRef};
use domain::id::{CaseId, FileId, TransitionName};
use domain::refusal::Refused;
use domain::text::Language as DomainLanguage;
use domain::workflow::Verb;
use engine::execute::Order;
use engine::reading::Seen;
use engine::wording::Wording;
use engine::{Error, Who};
use serde::Deserialize;
use store::change::{KeptText, Refusal};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::of;
use super::case_out::ChangedOut;
use super::filing::RespondentsIn;
use super::form::{self, FormIn};
use super::input::InputIn;
use super::names::Names;
use super::proof::{fitting, no_proof};
use super::timeline::EventOut;
use crate::caller::{Caller, Scope};
use crate::extract::{IdempotencyKey, IfMatch, Json, Language, Path, tag};
use crate::problem::{Problem, Refusals, list};
use crate::refusal::worded;
use crate::state::State as Shared;

/// What is to be done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum VerbIn {
    /// One of the transitions that are listed.
    Perform(PerformIn),
    /// The lead unit has opened the case. Moves no deadline.
    Read {},
    /// A clerk has screened a restricted case and found that it may be handled.
    Screen {},
    /// Further respondents are named; they and theirs lose sight of the case at once.
    NameRespondents(NameRespondentsIn),
    /// A leader takes the case under sponsorship.
    Sponsor(SponsorIn),
    /// The sponsorship ends.
    EndSponsor(EndSponsorIn),
}

/// A transition with what it needs.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PerformIn {
    /// Which.
    pub(crate) transition: String,
    /// What its verb needs beyond the form.
    pub(crate) input: Option<InputIn>,
    /// The filled form.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, super::form::FieldIn>)]
    pub(crate) form: FormIn,
    /// Files of this case that serve as evidence, by its kind.
    #[serde(default)]
    pub(crate) evidence: BTreeMap<String, Vec<Uuid>>,
}

/// Whom the case is about, too.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameRespondentsIn {
    /// Who.
    respondents: RespondentsIn,
}

/// Who sponsors the case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SponsorIn {
    /// A director or head of a unit who sees the case.
    pub(crate) person: String,
    /// By which day it is to be settled.
    #[schema(value_type = String, format = Date)]
    pub(crate) until: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) reason: String,
}

/// Why a sponsorship ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndSponsorIn {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub(crate) reason: String,
}

/// The longest reason of a sponsorship, in characters.
pub(crate) const SPONSOR_CHARACTERS_MAX: usize = 500;

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
    let tried = tried(&command);
    let mut order = Order::new(who.clone(), CaseId(id), command);
    order.texts = texts;
    order.expected = Some(expected);
    order.request = Some(request);
    match state.engine.execute(order).await {
        Ok(committed) => Ok(changed(&committed)),
        Err(Error::Refused(Refusal::Stale { .. })) => {
            Err(stale(&state, &who, CaseId(id), language, expected).await?)
        }
        Err(error) => Err(refused(&state, &who, CaseId(id), tried.as_ref(), error).await),
    }
}

/// The transition that a command does, if it does one.
pub(crate) fn tried(command: &Command) -> Option<TransitionName> {
    if let Command::Perform(perform) = command { Some(perform.transition.clone()) } else { None }
}

/// A refusal in the words of the case's workflow. Whoever has lost sight of the case meanwhile is told that there is none.
pub(crate) async fn refused(
    state: &Shared,
    who: &Who,
    case: CaseId,
    tried: Option<&TransitionName>,
    error: Error,
) -> Problem {
    let Error::Refused(Refusal::Rejected(rejection)) = &error else { return error.into() };
    let seen = match state.engine.read(who, case).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return Problem::not_found(),
        Err(error) => return error.into(),
    };
    let public = matches!(who, Who::Party(_));
    match state.engine.world_of(&seen) {
        Some(world) => {
            let problem = worded(&Refused { rejection, world, tried, public });
            let is_others = matches!(rejection, Rejection::NotYours { .. }) && !public;
            if is_others { with_unit(problem, &seen) } else { problem }
        }
        None => error.into(),
    }
}

/// With the unit that works on the case now, for staff, who see that beside everything else of it.
fn with_unit(problem: Problem, seen: &Seen) -> Problem {
    let Some(lead) = &seen.case().lead else { return problem };
    let works = lead.delegate.as_ref().unwrap_or(&lead.unit);
    let Some(unit) = seen.snapshot.directory.units.get(works) else { return problem };
    problem.with_detail(
        format!("本案现由{}承办", unit.name.zh),
        format!("the case is in the hands of {} now", unit.name.en),
    )
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
        VerbIn::Read {} => (Command::Read, Vec::new()),
        VerbIn::Screen {} => (Command::Screen, Vec::new()),
        VerbIn::NameRespondents(named) => {
            (Command::NameRespondents(named.respondents.read()), Vec::new())
        }
        VerbIn::Sponsor(SponsorIn { person, until, reason }) => {
            let (reason, texts) = why(&reason)?;
            (Command::Sponsor(Sponsor { person: person.as_str().into(), until, reason }), texts)
        }
        VerbIn::EndSponsor(EndSponsorIn { reason }) => {
            let (reason, texts) = why(&reason)?;
            (Command::EndSponsor(reason), texts)
        }
    })
}

/// A reason, to be kept.
fn why(reason: &str) -> Result<(TextRef, Vec<KeptText>), Problem> {
    if reason.chars().count() > SPONSOR_CHARACTERS_MAX {
        return Err(Problem::malformed(
            format!("理由不超过 {SPONSOR_CHARACTERS_MAX} 个字"),
            format!("say why in at most {SPONSOR_CHARACTERS_MAX} characters"),
        )
        .with("at", "reason"));
    }
    let mut wording = Wording::default();
    let reason = wording.keep(reason)?;
    Ok((reason, wording.finish()))
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
        let public = matches!(seen.actor, Actor::Citizen(_));
        form::filled(workflow, form, perform.form, &mut wording)?.map_err(
            |rejection| match state.engine.world_of(seen) {
                Some(world) => {
                    worded(&Refused { rejection: &rejection, world, tried: Some(&name), public })
                }
                None => Error::from(rejection).into(),
            },
        )?
    } else {
        BTreeMap::new()
    };
    let input = perform.input.map(|input| input.read(&mut wording)).transpose()?;
    let verb = workflow.transition(&name).map_or(Verb::Record, |transition| transition.verb);
    let evidence = evidence(state, seen, (verb, perform.evidence)).await?;
    let input = input.unwrap_or(Input::None);
    Ok((Perform { transition: name, input, form, evidence }, wording.finish()))
}

/// Files must be those of this case: an id from elsewhere names nothing. Those of a result must prove it.
async fn evidence(
    state: &Shared,
    seen: &Seen,
    (verb, evidence): (Verb, BTreeMap<String, Vec<Uuid>>),
) -> Result<BTreeMap<domain::id::EvidenceName, BTreeSet<FileId>>, Problem> {
    if evidence.is_empty() {
        return Ok(BTreeMap::new());
    }
    let files = of(state, seen).await?;
    let files: BTreeSet<_> = files.into_iter().map(|file| file.id).collect();
    let fitting = fitting(state, seen, verb).await?;
    let fitting: BTreeSet<_> = fitting.into_iter().map(|file| file.id).collect();
    let mut read = BTreeMap::new();
    for (kind, ids) in evidence {
        let ids: BTreeSet<_> = ids.into_iter().map(FileId).collect();
        if let Some(unknown) = ids.iter().find(|id| !files.contains(id)) {
            return Err(Problem::malformed(
                format!("本案没有文件“{unknown}”，请先上传"),
                format!("the case has no file `{unknown}`; upload it first"),
            ));
        }
        if !ids.is_subset(&fitting) {
            return Err(no_proof());
        }
        read.insert(domain::id::EvidenceName::from(kind.as_str()), ids);
    }
    Ok(read)
}
