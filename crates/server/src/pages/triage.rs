//! Triage 待研判: at the left what waits to be studied or assigned, with how often it came back; at the right one case with
//! its text, what else there is of the same person and place, the suggested unit with its reason, and what may be decided,
//! each a link to the step of the procedure.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::case::{Case, Entry, Event};
use domain::id::CaseId;
use domain::workflow::{Stage, Verb, Workflow};
use engine::reading::Seen;
use futures::future::try_join;
use serde::Deserialize;
use store::queries::{CaseFilter, CaseLine, Sort, Words as Kept};

use super::case::seen;
use super::intake::likely::{Known, Likely, likely};
use super::intake::taken::TAKES_IN;
use super::pill::Pill;
use super::respondents::named;
use super::screening::{Screening, screening};
use super::shell::{Shell, Visitor, page};
use super::told::items;
use crate::api::case_out::word;
use crate::api::names::{Named, Names};
use crate::api::offers::{VerbOut, offered};
use crate::api::routing::{RoutingOut, of_case};
use crate::api::timeline::EventOut;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cases of each kind wait in the list.
const QUEUE: u32 = 50;

/// From so many returns on a case goes to and fro.
const PING_PONG: u32 = 2;

/// How many events of a case are looked through for its text and its returns.
const EVENTS_MAX: u32 = 500;

/// A case that waits.
#[derive(Debug)]
struct Waiting {
    number: String,
    title: String,
    pill: Option<Pill>,
    returned: u32,
    current: bool,
}

/// That a unit sent a case back.
#[derive(Debug)]
struct Return {
    at: String,
    by: String,
    reason: String,
    basis: String,
}

/// The case at the right.
#[derive(Debug)]
struct Studied {
    number: String,
    title: String,
    about: String,
    state: String,
    returned: u32,
    /// Who sent it back, when and why, the last first.
    returns: Vec<Return>,
    account: Vec<(String, String)>,
    files: Vec<Named>,
    id: String,
    likely: Vec<Likely>,
    routed: Option<RoutingOut>,
    /// The step that takes the suggested unit.
    assign: Option<String>,
    /// The steps that name the unit by authority, where the case goes to and fro.
    by_authority: Vec<VerbOut>,
    verbs: Vec<VerbOut>,
    /// The screening that it waits for.
    screening: Option<Screening>,
    /// Whom it is about, for those who may know.
    about_whom: Option<Vec<String>>,
}

#[derive(Template)]
#[template(path = "triage.html")]
struct TriagePage {
    shell: Shell,
    queue: Vec<Waiting>,
    more: bool,
    studied: Option<Studied>,
    /// Whether somebody chose that case; otherwise it is the first, and a telephone shows the list.
    is_chosen: bool,
}

/// Which case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TriageIn {
    no: String,
    /// What was just done.
    done: String,
    /// With which case.
    of: String,
}

/// Shows what waits, and one case of it.
pub(super) async fn triage(
    State(state): State<Shared>,
    mut visitor: Visitor,
    Query(TriageIn { no, done, of }): Query<TriageIn>,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    if !done.is_empty()
        && let Ok(seen) = seen(&state, &visitor, &of).await
    {
        let language = visitor.shell.language;
        let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
        let label = names.of_case(seen.case()).transition(&done.as_str().into()).name;
        let told = format!("{}{label} {of}", visitor.shell.w.done);
        visitor.shell.tell(Some(told));
    }
    let (lines, more) = lines(&state, &visitor).await?;
    let is_chosen = !no.is_empty();
    let first = lines.first().map(|line| line.number.clone());
    let chosen = match Some(no).filter(|no| !no.is_empty()).or(first) {
        Some(no) => Some(seen(&state, &visitor, &no).await?),
        None => None,
    };
    let current = chosen.as_ref().map(|seen| seen.stored.number.clone());
    let queue = queue(&state, &visitor, lines, current.as_deref()).await?;
    let studied = match chosen {
        Some(seen) => Some(studied(&state, &visitor, &seen).await?),
        None => None,
    };
    let sheet = TriagePage { shell: visitor.shell, queue, more, studied, is_chosen };
    Ok(page(&sheet, StatusCode::OK))
}

/// The open cases in study, and those that nobody leads, those due first before the others.
async fn lines(state: &Shared, visitor: &Visitor) -> Result<(Vec<CaseLine>, bool), Problem> {
    let visible = state.engine.visible(&visitor.caller.who()).await?;
    let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
    let study = CaseFilter { stage: Some(word(&Stage::Study)), ..open.clone() };
    let nobody = CaseFilter { unassigned: true, ..open };
    let store = state.engine.store();
    let (study, nobody) = try_join(
        store.cases(&visible, &study, Sort::Due, None, QUEUE),
        store.cases(&visible, &nobody, Sort::Due, None, QUEUE),
    )
    .await?;
    let more = study.next.is_some() || nobody.next.is_some();
    let mut known = BTreeSet::new();
    let both = study.lines.into_iter().chain(nobody.lines);
    let mut lines: Vec<CaseLine> = both.filter(|line| known.insert(line.id)).collect();
    lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at, line.id));
    Ok((lines, more))
}

async fn queue(
    state: &Shared,
    visitor: &Visitor,
    lines: Vec<CaseLine>,
    current: Option<&str>,
) -> Result<Vec<Waiting>, Problem> {
    let ids: Vec<CaseId> = lines.iter().map(|line| line.id).collect();
    let read = state.engine.read_all(&visitor.caller.who(), &ids).await?;
    let returned = |seen: Seen| {
        let workflow = state.engine.workflow_of(seen.case());
        (seen.case().id, workflow.map_or(0, |workflow| returned(workflow, seen.case())))
    };
    let returned: BTreeMap<CaseId, u32> = read.into_iter().map(returned).collect();
    let now = state.engine.clock().now();
    let waiting = lines.into_iter().map(|line| Waiting {
        pill: Pill::of_line(&line, now, visitor.shell.w),
        returned: returned.get(&line.id).copied().unwrap_or(0),
        current: current == Some(line.number.as_str()),
        number: line.number,
        title: line.title,
    });
    Ok(waiting.collect())
}

/// How often a case was sent back, by the counters of its procedure.
fn returned(workflow: &Workflow, case: &Case) -> u32 {
    let steps = workflow.definition().transitions.values();
    let sends_back = steps.filter(|step| matches!(step.verb, Verb::Return | Verb::Object));
    let counters: BTreeSet<_> = sends_back.filter_map(|step| step.counts.as_ref()).collect();
    counters.into_iter().filter_map(|counter| case.counters.get(counter)).sum()
}

async fn studied(state: &Shared, visitor: &Visitor, seen: &Seen) -> Result<Studied, Problem> {
    let (case, shell) = (seen.case(), &visitor.shell);
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    let names = names.of_case(case);
    let store = state.engine.store();
    let entries = store.timeline(&seen.visible, case.id, 0, EVENTS_MAX).await?;
    let entries = entries.ok_or_else(Problem::not_found)?;
    let kept = store.words(&seen.visible, case.id).await?;
    let first = entries.get(..1).unwrap_or_default();
    let filed = items(first, &kept, (names, shell.w), seen);
    let returns = entries.iter().rev().filter_map(|entry| sent_back(entry, &kept, names, seen));
    let times = state.engine.workflow_of(case).map_or(0, |workflow| returned(workflow, case));
    let files = store.attachments(&seen.visible, case.id).await?.unwrap_or_default();
    let verbs = offered(state, seen, names).verbs;
    let (by_authority, verbs): (Vec<_>, Vec<_>) = verbs
        .into_iter()
        .partition(|verb| times >= PING_PONG && verb.verb == Verb::JointSession.as_str());
    let assigns = |verb: &&VerbOut| verb.lacks.is_none() && verb.verb == Verb::Assign.as_str();
    Ok(Studied {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        about: about(seen, names),
        state: names.state(&case.state).name,
        returned: times,
        returns: returns.collect(),
        account: filed.into_iter().flat_map(|item| item.said).collect(),
        files: files
            .into_iter()
            .map(|file| Named { id: file.id.0.to_string(), name: file.name })
            .collect(),
        id: case.id.0.to_string(),
        likely: alike(state, visitor, seen).await?,
        routed: of_case(state, seen, shell.language).await?,
        assign: verbs.iter().find(assigns).map(|verb| verb.transition.id.clone()),
        by_authority,
        verbs,
        screening: screening(seen, &visitor.caller, names),
        about_whom: named(seen, names, shell),
    })
}

/// Who sent the case back and why, as far as the reader may know it.
fn sent_back(entry: &Entry, kept: &Kept, names: Names<'_>, seen: &Seen) -> Option<Return> {
    let (Event::Returned(why) | Event::Objected(why)) = &entry.event else { return None };
    let out = EventOut::new(entry, kept, names, seen.fields());
    let reasons = names.workflow.map(|workflow| &workflow.definition().reasons);
    let known = reasons.and_then(|reasons| reasons.get(&why.reason));
    let basis = out.facts.pointer("/basis/text").or_else(|| out.facts.get("basis"));
    Some(Return {
        at: names.definitions.calendar.minute_text(entry.at),
        by: out.by.name,
        reason: names.named(why.reason.as_str(), known.map(|known| &known.name)).name,
        basis: basis.and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
    })
}

fn about(seen: &Seen, names: Names<'_>) -> String {
    let case = seen.case();
    let place = names.place(&case.place).name;
    let parts = [names.category(&case.category).name, place, seen.complaint.address.clone()];
    let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    said.join(" · ")
}

/// Other cases of the same telephone, the same place, or in like words, among those that the reader sees. Who complained is
/// not opened for it: the store compares marks.
async fn alike(state: &Shared, visitor: &Visitor, seen: &Seen) -> Result<Vec<Likely>, Problem> {
    let case = seen.case();
    let known = Known {
        digits: "",
        case: Some(case.id),
        category: &case.category,
        place: &case.place,
        title: &seen.complaint.title,
    };
    likely(state, &visitor.caller.who(), &known, &visitor.shell).await
}
