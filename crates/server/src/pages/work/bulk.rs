//! One step for several cases at once: one form, and then a page that says what was done and what was not, and why. Each case
//! is decided for itself, on the version that the form showed.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::TransitionName;
use domain::workflow::{InputKind, Verb};
use engine::reading::Seen;
use uuid::Uuid;

use super::super::act::{Once, kind, perform, verb};
use super::super::case::seen;
use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor, page};
use super::super::typed::units;
use super::narrowed::WorkIn;
use super::{Again, shown};
use crate::api::names::{Named, Names};
use crate::api::offers::VerbOut;
use crate::extract::pairs;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The most cases of one form. A page of the list has fifty.
const CASES_MAX: usize = 200;

/// What stands for the procedure of a step that all of them have: see [`is_of_any`].
pub(super) const ANY_PROCEDURE: &str = "*";

/// The step by which orders are given: one document for each unit, and not one for each case.
const ORDERED: &str = "*/supervise";

/// Whether the step is the same in every procedure: supervisors urge and order whatever is late.
pub(super) fn is_of_any(verb: Verb, transition: &TransitionName) -> bool {
    matches!(verb, Verb::Urge | Verb::Supervise) && transition.as_str() == verb.as_str()
}

/// A case of the batch.
#[derive(Debug)]
struct Chosen {
    number: String,
    title: String,
    version: u64,
    /// Why it cannot be done with this one.
    lacks: Option<String>,
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct BulkPage {
    shell: Shell,
    step: String,
    verb: VerbOut,
    kind: &'static str,
    key: String,
    back: String,
    chosen: Vec<Chosen>,
    units: Vec<(String, String)>,
    people: Vec<String>,
    parties: Vec<Named>,
    files: Vec<Named>,
    posted: Posted,
    /// Why none of it was done.
    errors: Vec<String>,
}

impl BulkPage {
    fn of(offered: Offered, posted: Posted, shell: Shell, errors: Vec<String>) -> Self {
        let Offered { chosen, verb, kind, units, people } = offered;
        Self {
            step: posted.one("do").to_owned(),
            key: Uuid::now_v7().to_string(),
            back: own(posted.one("back")).to_owned(),
            parties: Vec::new(),
            files: Vec::new(),
            shell,
            verb,
            kind,
            chosen,
            units,
            people,
            posted,
            errors,
        }
    }
}

/// What became of a case of the batch.
#[derive(Debug)]
pub(in crate::pages) struct Outcome {
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
    /// Why nothing was done with it; none if it was.
    pub(in crate::pages) failure: Option<String>,
}

#[derive(Template)]
#[template(path = "bulk_done.html")]
pub(in crate::pages) struct DonePage {
    shell: Shell,
    label: String,
    back: String,
    done: usize,
    outcomes: Vec<Outcome>,
}

impl DonePage {
    /// What became of each, under what it was and with the way back. What failed stands first: it is what is left to do.
    pub(in crate::pages) fn new(
        shell: Shell,
        (label, back): (String, String),
        mut outcomes: Vec<Outcome>,
    ) -> Self {
        outcomes.sort_by_key(|outcome| outcome.failure.is_none());
        let done = outcomes.iter().filter(|outcome| outcome.failure.is_none()).count();
        Self { shell, label, back, done, outcomes }
    }
}

/// What the form for the ticked cases is made of.
struct Offered {
    chosen: Vec<Chosen>,
    verb: VerbOut,
    kind: &'static str,
    units: Vec<(String, String)>,
    people: Vec<String>,
}

/// Shows the form for the cases that were ticked; or the list again, as it was ticked.
pub(in crate::pages) async fn form(
    State(state): State<Shared>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let posted = Posted(pairs(query.unwrap_or_default().as_bytes())?);
    if posted.one("do") == ORDERED {
        let cases: Vec<_> = posted.all("case").map(|number| ("case", number)).collect();
        let cases = serde_urlencoded::to_string(cases).unwrap_or_default();
        return Ok(Redirect::to(&format!("/s/supervise/orders/new?{cases}")).into_response());
    }
    match offered(&state, &visitor, &posted).await {
        Ok(offered) => {
            let sheet = BulkPage::of(offered, posted, visitor.shell, Vec::new());
            Ok(page(&sheet, StatusCode::OK))
        }
        Err(why) => list_again(&state, visitor, &posted, why).await,
    }
}

/// The list again, with its ticks and what was to be done.
async fn list_again(
    state: &Shared,
    mut visitor: Visitor,
    posted: &Posted,
    why: Problem,
) -> Result<Response, Problem> {
    if !why.status().is_client_error() || visitor.shell.home != "/s/" {
        return Err(why);
    }
    let back = own(posted.one("back"));
    // The page is that list, wherever it was asked for: what is hidden is answered like what is absent.
    back.clone_into(&mut visitor.shell.here);
    let query = back.strip_prefix("/s/?");
    let query = query.and_then(|query| serde_urlencoded::from_str::<WorkIn>(query).ok());
    let ticked = posted.all("case").take(CASES_MAX).map(str::to_owned).collect();
    let again = Again { ticked, step: posted.one("do").to_owned(), ..Again::of(why) };
    shown(state, visitor, query.unwrap_or_default(), Some(again)).await
}

async fn offered(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<Offered, Problem> {
    let shell = &visitor.shell;
    let step = posted.one("do");
    let (_, transition) = step.split_once('/').ok_or_else(nothing_chosen)?;
    let (all, lost) = all_seen(state, visitor, posted).await?;
    let offer = |seen: &Seen| verb(state, seen, shell, transition).ok();
    let mut verbs: Vec<_> =
        all.iter().map(|seen| of_step(step, seen).then(|| offer(seen)).flatten()).collect();
    let possible =
        verbs.iter().position(|verb| verb.as_ref().is_some_and(|verb| verb.lacks.is_none()));
    let first = possible.ok_or_else(not_with_these)?;
    let chosen = all.iter().zip(&verbs).map(|(seen, verb)| Chosen {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        version: seen.case().seq,
        lacks: match verb {
            Some(verb) => verb.lacks.as_ref().map(|lacks| lacks.message.clone()),
            None => Some(shell.w.staff.not_offered.to_owned()),
        },
    });
    let lost = lost.into_iter().map(|number| Chosen {
        number,
        title: String::new(),
        version: 0,
        lacks: Some(shell.w.staff.not_there.to_owned()),
    });
    let chosen = chosen.chain(lost).collect();
    let directory = &all[first].snapshot.directory;
    Ok(Offered {
        kind: kind(state, &all[first], transition).map_or("", InputKind::as_str),
        units: units(directory, shell.language),
        people: directory.people.keys().map(|person| person.as_str().to_owned()).collect(),
        verb: verbs.swap_remove(first).ok_or_else(nothing_chosen)?,
        chosen,
    })
}

/// Does it with each, and says what became of it. Where nothing could be done by what was typed, the form comes again.
pub(in crate::pages) async fn perform_all(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    let (outcomes, label, status) = match outcomes(&state, &visitor, &posted).await {
        Ok(done) => done,
        Err(why) => return list_again(&state, visitor, &posted, why).await,
    };
    let done = outcomes.iter().filter(|outcome| outcome.failure.is_none()).count();
    if done == 0
        && let Some(status) = status
        && let Ok(offered) = offered(&state, &visitor, &posted).await
    {
        let why = |outcome: Outcome| {
            format!("{} {}", outcome.number, outcome.failure.unwrap_or_default())
        };
        let errors = outcomes.into_iter().map(why).collect();
        let again = BulkPage::of(offered, posted, visitor.shell, errors);
        return Ok(page(&again, status));
    }
    let back = own(posted.one("back")).to_owned();
    Ok(page(&DonePage::new(visitor.shell, (label, back), outcomes), StatusCode::OK))
}

/// What became of each; what was done, in words; and how the first was refused that could be done.
async fn outcomes(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<(Vec<Outcome>, String, Option<StatusCode>), Problem> {
    let step = posted.one("do");
    let (_, transition) = step.split_once('/').ok_or_else(nothing_chosen)?;
    let (all, lost) = all_seen(state, visitor, posted).await?;
    let not_there = |number| {
        let failure = Some(visitor.shell.w.staff.not_there.to_owned());
        Outcome { number, title: String::new(), failure }
    };
    let mut outcomes: Vec<_> = lost.into_iter().map(not_there).collect();
    let (mut label, mut status) = (String::new(), None);
    for seen in all {
        let number = seen.stored.number.clone();
        let failure = if of_step(step, &seen) {
            let directory = &seen.snapshot.directory;
            let names = Names::new(state.engine.definitions(), directory, visitor.shell.language);
            label = names.of_case(seen.case()).transition(&transition.into()).name;
            let refused = one(state, visitor, &seen, transition, posted).await.err();
            status = status.or(refused.as_ref().map(Problem::status));
            refused.map(|problem| told(&problem, &visitor.shell)).transpose()?
        } else {
            Some(visitor.shell.w.staff.not_offered.to_owned())
        };
        outcomes.push(Outcome { number, title: seen.complaint.title, failure });
    }
    Ok((outcomes, label, status))
}

async fn one(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    transition: &str,
    posted: &Posted,
) -> Result<(), Problem> {
    let number = &seen.stored.number;
    let mut request = posted.request(visitor.caller.who().key(), format!("pages {transition}"));
    request.key = format!("{}:{number}", request.key);
    let version = posted.one(&format!("version.{number}")).to_owned();
    // A second click goes into the same batch, as it does nothing with a case that is done.
    let batch = (posted.all("case").count() > 1).then(|| batch(posted));
    let once = Once { transition, version: &version, request, batch };
    perform(state, visitor, seen, once, posted).await
}

/// The batch of a form: whoever is told of several of its cases is told once, with their list.
fn batch(posted: &Posted) -> Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&posted.hash()[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

/// What a refusal says in a row; a failure of ours ends the page.
fn told(problem: &Problem, shell: &Shell) -> Result<String, Problem> {
    if problem.status().is_server_error() {
        return Err(problem.clone());
    }
    Ok(if problem.is("stale") {
        shell.w.staff.moved_on_meanwhile.to_owned()
    } else {
        problem.line(shell.language)
    })
}

/// Whether the case is of the procedure that the step belongs to.
fn of_step(step: &str, seen: &Seen) -> bool {
    let workflow = step.split_once('/').map(|(workflow, _)| workflow);
    workflow == Some(ANY_PROCEDURE) || workflow == Some(seen.case().workflow.name.as_str())
}

/// The ticked cases, and the numbers of those that are not there, or not any more, for the visitor.
async fn all_seen(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<(Vec<Seen>, Vec<String>), Problem> {
    let (mut all, mut lost): (Vec<Seen>, Vec<String>) = (Vec::new(), Vec::new());
    for number in posted.all("case").take(CASES_MAX) {
        match seen(state, visitor, number).await {
            Ok(seen) if all.iter().all(|known| known.case().id != seen.case().id) => all.push(seen),
            Ok(_) => {}
            Err(problem) if problem.status() == StatusCode::NOT_FOUND => {
                lost.push(number.to_owned());
            }
            Err(problem) => return Err(problem),
        }
    }
    match (all.is_empty(), lost.is_empty()) {
        (false, _) => Ok((all, lost)),
        (true, true) => Err(nothing_chosen()),
        (true, false) => Err(Problem::not_found()),
    }
}

/// A list of ours, or the first of them.
fn own(back: &str) -> &str {
    if back.starts_with("/s/?") || back == "/s/supervise" { back } else { "/s/" }
}

fn nothing_chosen() -> Problem {
    Problem::malformed(
        "请先勾选案件，并选择对它们都可以做的操作",
        "tick cases, and choose something that can be done with them",
    )
}

fn not_with_these() -> Problem {
    Problem::malformed(
        "勾选的案件现在都不能这样办，请换一项操作或者改选案件",
        "none of the cases ticked can take this step now; choose another step or other cases",
    )
}
