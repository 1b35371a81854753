//! One step for several cases at once: one form, and then a page that says what was done and what was not, and why. Each case
//! is decided for itself, on the version that the form showed.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::workflow::{InputKind, Transition};
use engine::reading::Seen;
use uuid::Uuid;

use super::super::act::{Once, kind, perform, verb};
use super::super::case::seen;
use super::super::posted::{Posted, named};
use super::super::shell::{Shell, Visitor, page};
use super::super::typed::initials;
use crate::api::names::{Named, Names};
use crate::api::offers::{FieldOut, VerbOut};
use crate::extract::pairs;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The most cases of one form. A page of the list has fifty.
const CASES_MAX: usize = 200;

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
}

impl BulkPage {
    fn value(&self, field: &FieldOut) -> &str {
        self.posted.one(&named(field))
    }

    fn input(&self, name: &str) -> &str {
        self.posted.one(name)
    }

    fn is_chosen(&self, name: &str, value: &str) -> bool {
        self.posted.all(name).any(|chosen| chosen == value)
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

/// Whether a step can be done with several cases by one form: it asks for no file of a case, and for nothing that is another
/// with each.
pub(super) fn is_for_several(transition: &Transition) -> bool {
    transition.evidence.is_empty()
        && match transition.verb.input() {
            Some(
                InputKind::Parties
                | InputKind::Extend
                | InputKind::Suspend
                | InputKind::OrderNumber,
            ) => false,
            Some(
                InputKind::Classify
                | InputKind::Assign
                | InputKind::Reasoned
                | InputKind::Unit
                | InputKind::Units
                | InputKind::Signing
                | InputKind::Verdict
                | InputKind::Person
                | InputKind::Case
                | InputKind::Solved
                | InputKind::JointSession
                | InputKind::Order,
            )
            | None => true,
        }
}

/// Shows the form for the cases that were ticked.
pub(in crate::pages) async fn form(
    State(state): State<Shared>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let posted = Posted(pairs(query.unwrap_or_default().as_bytes())?);
    let step = posted.one("do").to_owned();
    let transition = step.split_once('/').map(|(_, transition)| transition.to_owned());
    let transition = transition.ok_or_else(nothing_chosen)?;
    let all = all_seen(&state, &visitor, &posted).await?;
    let offered = |seen: &Seen| verb(&state, seen, &visitor.shell, &transition).ok();
    let verbs: Vec<_> =
        all.iter().map(|seen| of_step(&step, seen).then(|| offered(seen)).flatten()).collect();
    let possible =
        verbs.iter().position(|verb| verb.as_ref().is_some_and(|verb| verb.lacks.is_none()));
    let first = possible.ok_or_else(nothing_chosen)?;
    let w = visitor.shell.w;
    let chosen = all.iter().zip(&verbs).map(|(seen, verb)| Chosen {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        version: seen.case().seq,
        lacks: match verb {
            Some(verb) => verb.lacks.as_ref().map(|lacks| lacks.message.clone()),
            None => Some(w.staff.not_offered.to_owned()),
        },
    });
    let chosen = chosen.collect();
    let directory = &all[first].snapshot.directory;
    let said = |name: &domain::text::Bilingual| {
        (name.get(visitor.shell.language).to_owned(), initials(&name.zh))
    };
    let sheet = BulkPage {
        kind: kind(&state, &all[first], &transition).map_or("", InputKind::as_str),
        key: Uuid::now_v7().to_string(),
        back: own(posted.one("back")).to_owned(),
        units: directory.units.values().map(|unit| said(&unit.name)).collect(),
        people: directory.people.keys().map(|person| person.as_str().to_owned()).collect(),
        parties: Vec::new(),
        files: Vec::new(),
        verb: verbs.into_iter().nth(first).flatten().ok_or_else(nothing_chosen)?,
        step,
        chosen,
        posted,
        shell: visitor.shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// Does it with each, and says what became of it.
pub(in crate::pages) async fn perform_all(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    let step = posted.one("do").to_owned();
    let (_, transition) = step.split_once('/').ok_or_else(nothing_chosen)?;
    let mut outcomes = Vec::new();
    let mut label = String::new();
    for seen in all_seen(&state, &visitor, &posted).await? {
        let number = seen.stored.number.clone();
        let failure = if of_step(&step, &seen) {
            let directory = &seen.snapshot.directory;
            let names = Names::new(state.engine.definitions(), directory, visitor.shell.language);
            label = names.of_case(seen.case()).transition(&transition.into()).name;
            let done = one(&state, &visitor, &seen, transition, &posted).await;
            done.err().map(|problem| told(&problem, &visitor.shell)).transpose()?
        } else {
            Some(visitor.shell.w.staff.not_offered.to_owned())
        };
        outcomes.push(Outcome { number, title: seen.complaint.title, failure });
    }
    let back = own(posted.one("back")).to_owned();
    Ok(page(&DonePage::new(visitor.shell, (label, back), outcomes), StatusCode::OK))
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
    perform(state, visitor, seen, Once { transition, version: &version, request }, posted).await
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
    workflow == Some(seen.case().workflow.name.as_str())
}

async fn all_seen(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<Vec<Seen>, Problem> {
    let mut all: Vec<Seen> = Vec::new();
    for number in posted.all("case").take(CASES_MAX) {
        let seen = seen(state, visitor, number).await?;
        if all.iter().all(|known| known.case().id != seen.case().id) {
            all.push(seen);
        }
    }
    if all.is_empty() { Err(nothing_chosen()) } else { Ok(all) }
}

/// A list of ours, or the first of them.
fn own(back: &str) -> &str {
    if back.starts_with("/s/?") { back } else { "/s/" }
}

fn nothing_chosen() -> Problem {
    Problem::malformed(
        "请先勾选案件，并选择对它们都可以做的操作",
        "tick cases, and choose something that can be done with them",
    )
}
