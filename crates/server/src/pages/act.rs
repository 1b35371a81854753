//! Doing something with a case by a page of its own: what it does, what it needs, and, where it is refused, why, with all
//! that was written kept.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::case::{Event, Respondents};
use domain::directory::Directory;
use domain::id::EvidenceName;
use domain::workflow::{InputKind, Verb};
use engine::Error;
use engine::enclosed::SEALED;
use engine::execute::Order;
use engine::reading::Seen;
use store::change::{Refusal, RequestKey};
use uuid::Uuid;

use super::case::{EVENTS_MAX, seen};
use super::citizen::OF_REVIEWS;
use super::done::done;
use super::enclosing::{Enclosing, received};
use super::faulty::said;
use super::posted::{Posted, not_whole};
use super::shell::{Shell, Visitor, page};
use super::told::{Item, last_of};
use super::typed::{unit, units};
use super::words::Words;
use crate::api::input::InputIn;
use crate::api::names::{Named, Names};
use crate::api::offers::{VerbOut, fields, offered};
use crate::api::proof::fitting;
use crate::api::routing::of_case;
use crate::api::verbs::{PerformIn, VerbIn, command, refused, tried};
use crate::extract::{Path, pairs};
use crate::problem::Problem;
use crate::refusal::KEY_REUSED;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage {
    shell: Shell,
    number: String,
    title: String,
    verb: VerbOut,
    kind: &'static str,
    version: u64,
    key: String,
    units: Vec<(String, String)>,
    people: Vec<String>,
    parties: Vec<Named>,
    files: Vec<Named>,
    /// The case, for the addresses of its files.
    case: Uuid,
    /// What is judged here.
    filed: Option<Filed>,
    /// What should be said of whom the case is about before it is assigned.
    unnamed: Option<&'static str>,
    posted: Posted,
    error: Option<String>,
}

/// What a unit filed, which whoever looks at this form judges.
#[derive(Debug)]
struct Filed {
    item: Item,
    files: Vec<Named>,
}

/// What somebody wrote for a step that another did meanwhile: there is no form to show, and it is theirs to take along.
#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage {
    shell: Shell,
    number: String,
    kept: Vec<String>,
}

/// What a form says that was opened from triage, to which its sender goes back.
const FROM_TRIAGE: &str = "triage";

/// Who is likely to lead, filled in before anybody writes: who leads now, or else whom the rules suggest where no person
/// must decide.
async fn likely_lead(
    state: &Shared,
    shell: &Shell,
    seen: &Seen,
    transition: &str,
) -> Result<Option<String>, Problem> {
    if kind(state, seen, transition) != Some(InputKind::Assign) {
        return Ok(None);
    }
    if let Some(lead) = &seen.case().lead {
        let directory = &seen.snapshot.directory;
        let names = Names::new(state.engine.definitions(), directory, shell.language);
        return Ok(Some(names.unit(&lead.unit).name));
    }
    let routed = of_case(state, seen, shell.language).await?;
    let routed = routed.filter(|routed| routed.person_decides.is_none());
    Ok(routed.and_then(|routed| routed.suggested.into_iter().next()).map(|known| known.unit.name))
}

/// Shows the form of a transition.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, transition)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    if let Some(to) = by_document(&state, &seen, &transition) {
        return Ok(Redirect::to(&to).into_response());
    }
    let key = Uuid::now_v7().to_string();
    // A link may fill in what the page before already knew; it is read as if it had been typed.
    let mut posted = Posted(pairs(query.unwrap_or_default().as_bytes())?);
    if posted.one("i.lead").is_empty()
        && let Some(lead) = likely_lead(&state, &visitor.shell, &seen, &transition).await?
    {
        posted.0.push(("i.lead".to_owned(), lead));
    }
    let sheet = sheet(&state, visitor.shell, &seen, (&transition, key), (posted, None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

/// Where the document is drafted by which this step is taken, if it is one that nobody takes alone.
fn by_document(state: &Shared, seen: &Seen, transition: &str) -> Option<String> {
    let workflow = state.engine.workflow_of(seen.case())?;
    let verb = workflow.transition(&transition.into())?.verb;
    (verb == Verb::Supervise)
        .then(|| format!("/s/supervise/orders/new?case={}", seen.stored.number))
}

/// Does it, and goes back to the case; or shows the form again with what was written.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, transition)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let Enclosing { posted, meant, failure } = received(&state, &visitor, &seen, request).await?;
    if let Some(problem) = failure {
        return again(&state, visitor.shell, &seen, &transition, (posted, problem)).await;
    }
    let request = meant.request(visitor.caller.who().key(), format!("page {transition}"));
    let once =
        Once { transition: &transition, version: posted.one("version"), request, batch: None };
    match perform(&state, &visitor, &seen, once, &posted).await {
        Ok(()) if posted.one("from") == FROM_TRIAGE => {
            Ok(done(&format!("/s/triage?done={transition}&of={}", seen.stored.number)))
        }
        Ok(()) => Ok(done(&format!("/s/cases/{}?done={transition}", seen.stored.number))),
        Err(problem) if problem.status().is_client_error() => {
            again(&state, visitor.shell, &seen, &transition, (posted, problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// The form again, with what was written and why it was refused. Where the step cannot be taken any more there is no form
/// to show: the words of the refusal are the page, and what was written stands below them where another was quicker.
async fn again(
    state: &Shared,
    shell: Shell,
    seen: &Seen,
    transition: &str,
    (posted, problem): (Posted, Problem),
) -> Result<Response, Problem> {
    let (status, is_stale) = (problem.status(), problem.is("stale"));
    let is_other = problem.is(KEY_REUSED);
    let fresh = || Uuid::now_v7().to_string();
    let (said, key) = if is_stale {
        (shell.w.moved_on.to_owned(), fresh())
    } else if is_other {
        (shell.w.sent_already.to_owned(), fresh())
    } else {
        let fields = verb(state, seen, &shell, transition).map(|verb| verb.form);
        let said = said(&problem, &fields.unwrap_or_default(), shell.language);
        (said, posted.one("key").to_owned())
    };
    let kept = posted.written();
    if verb(state, seen, &shell, transition).is_err() {
        if !(is_stale || is_other) || kept.is_empty() {
            return Err(problem);
        }
        let number = seen.stored.number.clone();
        return Ok(page(&KeptPage { shell, number, kept }, status));
    }
    let sheet = sheet(state, shell, seen, (transition, key), (posted, Some(said))).await?;
    Ok(page(&sheet, status))
}

/// What one form does to one case: to which version of it, and by which key a second click is known.
pub(super) struct Once<'a> {
    pub(super) transition: &'a str,
    pub(super) version: &'a str,
    pub(super) request: RequestKey,
    /// The batch of which it is a part.
    pub(super) batch: Option<Uuid>,
}

/// Does what a form says.
pub(super) async fn perform(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    Once { transition, version, request, batch }: Once<'_>,
    posted: &Posted,
) -> Result<(), Problem> {
    let who = visitor.caller.who();
    // Not asked of what is offered: a second click comes when the first has moved the case on.
    let workflow = state.engine.workflow_of(seen.case()).ok_or_else(Problem::unavailable)?;
    let known = workflow.transition(&transition.into()).ok_or_else(Problem::not_found)?;
    let directory = &seen.snapshot.directory;
    let names = Names::new(state.engine.definitions(), directory, visitor.shell.language);
    let kind = known.verb.input();
    posted.names_are_short()?;
    lead_is_named(kind, posted, directory)?;
    if let Some(Unnamed::Nobody) = unnamed(seen, kind) {
        let said = |words: &Words| words.respondents.needed_first;
        return Err(Problem::malformed(said(&Words::ZH), said(&Words::EN)));
    }
    let input = match kind {
        Some(InputKind::Case) => other_case(state, seen, posted.one("i.case")).await?,
        Some(kind) => posted.input(kind, directory),
        None => None,
    };
    let files = |kind: &EvidenceName| {
        let named = format!("e.{kind}");
        let ids = posted.all(&named).filter_map(|id| Uuid::parse_str(id).ok()).collect::<Vec<_>>();
        (!ids.is_empty()).then(|| (kind.as_str().to_owned(), ids))
    };
    let evidence = known.evidence.iter().filter_map(files).collect();
    let form = posted.form(&fields(known.form.as_ref(), workflow.definition(), names));
    let perform = PerformIn { transition: transition.to_owned(), input, form, evidence };
    let (command, texts) = command(state, seen, VerbIn::Perform(perform)).await?;
    let (case, tried) = (seen.case().id, tried(&command));
    let mut order = Order::new(who.clone(), case, command);
    order.texts = texts;
    order.expected = Some(version.parse().map_err(|_| not_whole())?);
    order.request = Some(request);
    order.batch = batch;
    match state.engine.execute(order).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal @ Refusal::Stale { .. })) => Err(Error::Refused(refusal).into()),
        Err(error) => Err(refused(state, &who, case, tried.as_ref(), error).await),
    }
}

/// Asked here, where it can be said in words: the rules know of units only that there is none without a name.
fn lead_is_named(
    kind: Option<InputKind>,
    posted: &Posted,
    directory: &Directory,
) -> Result<(), Problem> {
    let asks = [Some(InputKind::Assign), Some(InputKind::JointSession), Some(InputKind::Unit)];
    if !asks.contains(&kind) {
        return Ok(());
    }
    let lead = unit(directory, posted.one("i.lead")).maybe()?;
    lead.map(|_| ()).ok_or_else(|| Problem::malformed("请填写主办单位", "write which unit leads"))
}

/// What is not known of whom a review is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unnamed {
    /// Nobody is named: it could go to whom it is about.
    Nobody,
    /// Somebody is meant whom nobody matched.
    Unmatched,
}

/// What is missing of whom a review is about where a unit is to be chosen for it.
fn unnamed(seen: &Seen, kind: Option<InputKind>) -> Option<Unnamed> {
    let assigns = [Some(InputKind::Assign), Some(InputKind::JointSession)].contains(&kind);
    let case = seen.case();
    if !assigns || case.workflow.name.as_str() != OF_REVIEWS {
        return None;
    }
    let Respondents { people, units, related: _, unmatched } = &case.respondents;
    let is_named = !people.is_empty() || !units.is_empty();
    let missing = if *unmatched { Unnamed::Unmatched } else { Unnamed::Nobody };
    (!is_named).then_some(missing)
}

/// The case that a number names among those that the visitor sees.
async fn other_case(state: &Shared, seen: &Seen, number: &str) -> Result<Option<InputIn>, Problem> {
    let Some(number) = engine::codes::normalized(number, engine::codes::NUMBER_CHARACTERS) else {
        return Ok(None);
    };
    let found = state.engine.store().case_by_number(&seen.visible, &number).await?;
    Ok(found.map(|found| InputIn::Case(found.stored.case.id.0)))
}

pub(super) fn kind(state: &Shared, seen: &Seen, transition: &str) -> Option<InputKind> {
    let workflow = state.engine.workflow_of(seen.case())?;
    workflow.transition(&transition.into())?.verb.input()
}

/// What is offered under this name; whatever is not offered to the visitor is not there.
pub(super) fn verb(
    state: &Shared,
    seen: &Seen,
    shell: &Shell,
    transition: &str,
) -> Result<VerbOut, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    let mut verbs = offered(state, seen, names).verbs.into_iter();
    verbs.find(|verb| verb.transition.id == transition).ok_or_else(Problem::not_found)
}

async fn sheet(
    state: &Shared,
    shell: Shell,
    seen: &Seen,
    (transition, key): (&str, String),
    (posted, error): (Posted, Option<String>),
) -> Result<ActPage, Problem> {
    let verb = verb(state, seen, &shell, transition)?;
    let directory = &seen.snapshot.directory;
    let workflow = state.engine.workflow_of(seen.case());
    let known = workflow.and_then(|workflow| workflow.transition(&transition.into()));
    let does = known.map_or(Verb::Record, |known| known.verb);
    let files = fitting(state, seen, does).await?.into_iter();
    let files = files.filter(|file| file.media_type != SEALED);
    let filed = judged(state, seen, &shell, does).await?;
    let kind_of_input = kind(state, seen, transition);
    let missing = unnamed(seen, kind_of_input).map(|missing| match missing {
        Unnamed::Nobody => shell.w.respondents.needed_first,
        Unnamed::Unmatched => shell.w.respondents.only_unmatched,
    });
    let parties = state.engine.parties(seen).await?;
    let party = |(id, masked): (domain::id::PartyId, engine::vault::Masked)| Named {
        id: id.0.to_string(),
        name: format!("{} {}", masked.name, masked.telephone),
    };
    Ok(ActPage {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        kind: kind_of_input.map_or("", InputKind::as_str),
        case: seen.case().id.0,
        filed,
        unnamed: missing,
        version: seen.case().seq,
        key,
        units: units(directory, shell.language),
        people: directory.people.keys().map(|person| person.as_str().to_owned()).collect(),
        parties: parties.into_iter().map(party).collect(),
        files: files.map(|file| Named { id: file.id.0.to_string(), name: file.name }).collect(),
        verb,
        shell,
        posted,
        error,
    })
}

/// By what verb that came which is judged by this one; none where nothing is judged.
fn asked(verb: Verb) -> Option<Verb> {
    let of_result =
        [Verb::Verify, Verb::SpotCheck, Verb::Countersign, Verb::CallBack, Verb::Archive];
    let of_request = [Verb::GrantExtension, Verb::RefuseExtension];
    let request = of_request.contains(&verb).then_some(Verb::RequestExtension);
    of_result.contains(&verb).then_some(Verb::Submit).or(request)
}

/// What is judged by a verb: the last result that was filed, or the request for more time. None where nothing is judged.
async fn judged(
    state: &Shared,
    seen: &Seen,
    shell: &Shell,
    verb: Verb,
) -> Result<Option<Filed>, Problem> {
    let Some(asked) = asked(verb) else { return Ok(None) };
    let (store, case) = (state.engine.store(), seen.case());
    let after = case.seq.saturating_sub(u64::from(EVENTS_MAX));
    let entries = store.timeline(&seen.visible, case.id, after, EVENTS_MAX).await?;
    let entries = entries.unwrap_or_default();
    let is_asked =
        |event: &Event| matches!(event, Event::Performed(performed) if performed.verb == asked);
    let Some(entry) = entries.iter().rfind(|entry| is_asked(&entry.event)) else {
        return Ok(None);
    };
    let Event::Performed(performed) = &entry.event else { return Ok(None) };
    let evidence: BTreeSet<_> = performed.evidence.values().flatten().copied().collect();
    let kept = store.words(&seen.visible, case.id).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    let told = (names.of_case(case), shell.w);
    let item = last_of(&entries, &kept, told, (seen, &is_asked));
    let files = store.attachments(&seen.visible, case.id).await?.unwrap_or_default();
    let files = files.into_iter().filter(|file| evidence.contains(&file.id));
    let files = files.map(|file| Named { id: file.id.0.to_string(), name: file.name }).collect();
    Ok(item.map(|item| Filed { item, files }))
}
