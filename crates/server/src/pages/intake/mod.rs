//! Quick intake 快速登记: one screen; the same screen again with likely duplicates and the suggested unit; and the receipt
//! for the citizen.

pub(super) mod likely;
pub(super) mod onward;
pub(super) mod taken;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::routing::Facts;
use domain::text::Bilingual;
use engine::fit::CHANNELS;
use serde::Deserialize;
use uuid::Uuid;

use super::posted::{Posted, unit_of};
use super::respondents::people;
use super::shell::{Shell, Visitor, page};
use super::typed::{initials, units};
use crate::api::names::{Named, Names};
use crate::api::offers::FieldOut;
use crate::api::routing::{RoutingOut, routed};
use crate::extract::Query;
use crate::problem::Problem;
use crate::refusal::KEY_REUSED;
use crate::state::State as Shared;
use likely::{Known, Likely, likely};
use onward::{Outcome, assign, outcome};
use taken::{TAKES_IN, Taken, Wrong, filed, form, taken, unreachable};

/// How nothing comes in that somebody at a desk takes in.
const BY_ITSELF: [&str; 3] = ["web", "scan", "open311"];

/// How most comes in.
const USUAL: &str = "phone";

/// What says how a form is sent rather than what it says: the same matter under the same key is the same case, whichever
/// button was pressed.
const NOT_OF_THE_MATTER: [&str; 5] = ["then", "lead", "other", "same", "checked"];

/// What a clerk is shown before the case is filed.
#[derive(Debug)]
struct Check {
    signature: String,
    likely: Vec<Likely>,
    routed: RoutingOut,
}

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    shell: Shell,
    workflow: String,
    workflows: Vec<Named>,
    channels: Vec<Named>,
    categories: Vec<(Named, String)>,
    places: Vec<(Named, String)>,
    units: Vec<(String, String)>,
    people: Vec<(String, String)>,
    form: Vec<FieldOut>,
    key: String,
    posted: Posted,
    wrong: Vec<Wrong>,
    check: Option<Check>,
    outcome: Option<Outcome>,
}

impl IntakePage {
    fn is_channel(&self, id: &str) -> bool {
        let chosen = self.posted.one("channel");
        id == if chosen.is_empty() { USUAL } else { chosen }
    }

    /// Whether this unit is chosen; the first that is suggested, unless another was.
    fn leads(&self, unit: &str, is_first: bool) -> bool {
        let names_it = self.posted.0.iter().any(|(name, _)| name == "lead");
        if names_it { self.posted.one("lead") == unit } else { is_first }
    }
}

#[derive(Template)]
#[template(path = "filed.html")]
struct FiledPage {
    shell: Shell,
    outcome: Outcome,
}

/// Under which procedure.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct UnderIn {
    workflow: String,
}

impl Default for UnderIn {
    fn default() -> Self {
        Self { workflow: "service".to_owned() }
    }
}

/// Shows the screen.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(UnderIn { workflow }): Query<UnderIn>,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    let blank = sheet(&state, visitor.shell, &workflow, fresh(Posted::default()))?;
    Ok(page(&blank, StatusCode::OK))
}

fn fresh(posted: Posted) -> (String, Posted) {
    (fresh_key(), posted)
}

fn fresh_key() -> String {
    Uuid::now_v7().to_string()
}

/// Shows what may be the same matter and who should lead; at the second time, files the case, assigns it if that was asked
/// for, and shows the receipt. What cannot be read is shown again with what was written.
pub(super) async fn file(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    let lead = chosen(&state, &posted);
    let shell = &visitor.shell;
    let (wrong, taken) = match (unreachable(shell, &posted), taken(&state, shell, &posted)) {
        (None, Ok(taken)) => (no_lead(shell, &posted, &lead), Some(taken)),
        (reach, read) => {
            (reach.into_iter().chain(read.err().into_iter().flatten()).collect(), None)
        }
    };
    let is_checked = taken.as_ref().is_some_and(|it| it.signature() == posted.one("checked"));
    match taken {
        Some(taken) if wrong.is_empty() && is_checked => {
            done(&state, visitor, posted, (taken, lead)).await
        }
        taken => {
            let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            again(&state, visitor, posted, (taken, wrong, status)).await
        }
    }
}

/// The unit that was chosen or typed; empty if none.
fn chosen(state: &Shared, posted: &Posted) -> String {
    let snapshot = state.engine.directory();
    let typed = posted.one("other");
    if typed.is_empty() {
        posted.one("lead").to_owned()
    } else {
        unit_of(&snapshot.directory, typed)
    }
}

/// Assigning without a unit is asked about before anything is filed.
fn no_lead(shell: &Shell, posted: &Posted, lead: &str) -> Vec<Wrong> {
    let asked = posted.one("then") == "assign" && posted.one("same").is_empty();
    if asked && lead.is_empty() {
        vec![Wrong { at: "other".to_owned(), said: shell.w.desk.no_unit.to_owned() }]
    } else {
        Vec::new()
    }
}

/// The screen again, with what may be the same matter if it could be read.
async fn again(
    state: &Shared,
    visitor: Visitor,
    posted: Posted,
    (taken, wrong, status): (Option<Taken>, Vec<Wrong>, StatusCode),
) -> Result<Response, Problem> {
    let check = match taken {
        Some(taken) => Some(check(state, &visitor, &taken).await?),
        None => None,
    };
    let (workflow, key) = (posted.one("workflow").to_owned(), posted.one("key").to_owned());
    let sheet = sheet(state, visitor.shell, &workflow, (key, posted))?;
    Ok(page(&IntakePage { wrong, check, ..sheet }, status))
}

async fn check(state: &Shared, visitor: &Visitor, taken: &Taken) -> Result<Check, Problem> {
    let Taken { intake, digits } = taken;
    let known = Known {
        digits,
        case: None,
        category: &intake.category,
        place: &intake.place,
        title: &intake.complaint.title,
    };
    let likely = likely(state, &visitor.caller.who(), &known, &visitor.shell).await?;
    let facts = Facts {
        category: intake.category.clone(),
        petition_class: None,
        place: intake.place.clone(),
        title: intake.complaint.title.clone(),
        text: intake.wording.words().collect::<Vec<_>>().join("\n"),
        risk: intake.risk,
        workflow: Some(intake.workflow.clone()),
    };
    let snapshot = state.engine.directory();
    let language = visitor.shell.language;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let routed = routed(state, &facts, &intake.respondents, names);
    Ok(Check { signature: taken.signature(), likely, routed })
}

/// Files it, and does what else was asked for. Once it is filed the receipt is shown, whatever comes after.
async fn done(
    state: &Shared,
    visitor: Visitor,
    posted: Posted,
    (taken, lead): (Taken, String),
) -> Result<Response, Problem> {
    let matter = posted.0.iter().filter(|(name, _)| !NOT_OF_THE_MATTER.contains(&name.as_str()));
    let matter = Posted(matter.cloned().collect());
    let request = matter.request(visitor.caller.who().key(), "page intake".to_owned());
    let filed = match filed(state, &visitor, taken.intake, request).await {
        Ok(filed) => filed,
        Err(problem) if problem.status().is_client_error() => {
            let (said, posted) = if problem.is(KEY_REUSED) {
                (visitor.shell.w.sent_already.to_owned(), posted.under(&fresh_key()))
            } else {
                (problem.line(visitor.shell.language), posted)
            };
            let wrong = vec![Wrong { at: "title".to_owned(), said }];
            return again(state, visitor, posted, (None, wrong, problem.status())).await;
        }
        Err(problem) => return Err(problem),
    };
    let number = filed.committed.stored.number.clone();
    let older = engine::codes::normalized(posted.one("same"), engine::codes::NUMBER_CHARACTERS);
    let then = posted.one("then");
    let failure = if then == "assign" && older.is_none() {
        assign(state, &visitor, &number, (&lead, posted.one("key"))).await
    } else {
        None
    };
    let codes = filed.receipts.iter().map(|(_, code)| engine::codes::grouped(code)).collect();
    let told = outcome(state, &visitor, number, older).await?;
    let outcome = Outcome { codes, failure, ..told };
    if then == "next" {
        let kept = |name: &str| (name.to_owned(), posted.one(name).to_owned());
        let kept = Posted(vec![kept("channel"), kept("place")]);
        let sheet = sheet(state, visitor.shell, posted.one("workflow"), fresh(kept))?;
        let next = IntakePage { outcome: Some(outcome), ..sheet };
        return Ok(page(&next, StatusCode::CREATED));
    }
    Ok(page(&FiledPage { shell: visitor.shell, outcome }, StatusCode::CREATED))
}

fn sheet(
    state: &Shared,
    shell: Shell,
    workflow: &str,
    (key, posted): (String, Posted),
) -> Result<IntakePage, Problem> {
    let form = form(state, workflow, &shell)?;
    let directory = state.engine.directory();
    let channels = CHANNELS.iter().filter(|(id, ..)| !BY_ITSELF.contains(id));
    let channels =
        channels.map(|(id, zh, en)| named_in(&shell, id, &Bilingual::new(*zh, *en))).collect();
    Ok(IntakePage {
        workflow: workflow.to_owned(),
        workflows: workflows(state, &shell),
        channels,
        categories: table(state, &shell, "dispute-category"),
        places: table(state, &shell, "division"),
        units: units(&directory.directory, shell.language),
        people: people(&directory.directory, shell.language),
        form,
        key,
        posted,
        wrong: Vec::new(),
        check: None,
        outcome: None,
        shell,
    })
}

fn named_in(shell: &Shell, id: &str, name: &Bilingual) -> Named {
    Named { id: id.to_owned(), name: name.get(shell.language).to_owned() }
}

/// The procedures that a clerk files under.
pub(super) fn workflows(state: &Shared, shell: &Shell) -> Vec<Named> {
    let known = state.engine.definitions().workflows.iter();
    let filed = known.filter(|(_, known)| known.definition().filing.by.contains(&Role::Clerk));
    let mut workflows: Vec<Named> = filed
        .map(|(version, known)| named_in(shell, version.name.as_str(), &known.definition().name))
        .collect();
    workflows.dedup();
    workflows
}

/// The codes of a table, with what may be typed for each.
pub(super) fn table(state: &Shared, shell: &Shell, name: &str) -> Vec<(Named, String)> {
    let table = state.engine.definitions().codes.tables.get(name);
    let codes = table.into_iter().flat_map(|table| &table.codes);
    codes.map(|(code, known)| (named_in(shell, code, known), initials(&known.zh))).collect()
}
