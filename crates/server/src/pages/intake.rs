//! Quick intake 快速登记: one screen, and the receipt for the citizen after it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::id::WorkflowName;
use domain::text::Bilingual;
use engine::fit::CHANNELS;
use serde::Deserialize;
use uuid::Uuid;

use super::posted::{Posted, named};
use super::shell::{Shell, Visitor, page};
use super::typed::{category, initials, place};
use crate::api::filing::{Matter, PartyIn, RespondentsIn};
use crate::api::names::{Named, Names};
use crate::api::offers::{FieldOut, fields};
use crate::extract::Query;
use crate::problem::Problem;
use crate::refusal::unfiled;
use crate::state::State as Shared;

/// How nothing comes in that somebody at a desk takes in.
const BY_ITSELF: [&str; 2] = ["scan", "open311"];

/// How most comes in.
const USUAL: &str = "phone";

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    shell: Shell,
    workflow: String,
    workflows: Vec<Named>,
    channels: Vec<Named>,
    categories: Vec<(Named, String)>,
    places: Vec<(Named, String)>,
    form: Vec<FieldOut>,
    key: String,
    posted: Posted,
    error: Option<String>,
}

impl IntakePage {
    fn value(&self, field: &FieldOut) -> &str {
        self.posted.one(&named(field))
    }

    fn typed(&self, name: &str) -> &str {
        self.posted.one(name)
    }

    fn is_channel(&self, id: &str) -> bool {
        let chosen = self.posted.one("channel");
        id == if chosen.is_empty() { USUAL } else { chosen }
    }
}

#[derive(Template)]
#[template(path = "filed.html")]
struct FiledPage {
    shell: Shell,
    number: String,
    codes: Vec<String>,
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
    let key = Uuid::now_v7().to_string();
    let blank = sheet(&state, visitor.shell, workflow, (key, Posted::default()), None)?;
    Ok(page(&blank, StatusCode::OK))
}

/// Files the case, and shows the receipt; or the screen again with what was written.
pub(super) async fn file(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    match filed(&state, &visitor, &posted).await {
        Ok((number, codes)) => {
            let sheet = FiledPage { shell: visitor.shell, number, codes };
            Ok(page(&sheet, StatusCode::CREATED))
        }
        Err(problem) if problem.status().is_client_error() => {
            let status = problem.status();
            let said = problem.line(visitor.shell.language);
            let (workflow, key) = (posted.one("workflow").to_owned(), posted.one("key").to_owned());
            let sheet = sheet(&state, visitor.shell, workflow, (key, posted), Some(said))?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn filed(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<(String, Vec<String>), Problem> {
    let staff = visitor.caller.holding(&state.engine, &[Role::Clerk, Role::Director]).await?;
    let form = form(state, posted.one("workflow"), &visitor.shell)?;
    let definitions = state.engine.definitions();
    let matter = Matter {
        workflow: posted.one("workflow").to_owned(),
        title: posted.one("title").to_owned(),
        category: category(definitions, posted.one("category")).maybe()?.unwrap_or_default(),
        place: place(definitions, posted.one("place")).maybe()?.unwrap_or_default(),
        address: posted.one("address").to_owned(),
        position: None,
        channel: posted.one("channel").to_owned(),
        respondents: RespondentsIn::default(),
        form: posted.form(&form),
    };
    let mut intake = matter.read(state)?;
    intake.center = state.engine.center_of(&staff.unit).unwrap_or(intake.center);
    let party = PartyIn::of(posted.one("name"), posted.one("telephone")).read()?;
    intake.parties = Some(party).filter(|party| !party.is_empty()).into_iter().collect();
    let who = visitor.caller.who();
    intake.request = Some(posted.request(who.key(), "page intake".to_owned()));
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(Some(who), intake).await;
    let filed = filed.map_err(|error| unfiled(&state.engine, &workflow, error))?;
    let codes = filed.receipts.iter().map(|(_, code)| engine::codes::grouped(code));
    Ok((filed.committed.stored.number.clone(), codes.collect()))
}

fn form(state: &Shared, workflow: &str, shell: &Shell) -> Result<Vec<FieldOut>, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let found = definitions.current(&WorkflowName::from(workflow), today);
    let definition = found.ok_or_else(Problem::not_found)?.definition();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    Ok(fields(definition.filing.form.as_ref(), definition, names))
}

fn sheet(
    state: &Shared,
    shell: Shell,
    workflow: String,
    (key, posted): (String, Posted),
    error: Option<String>,
) -> Result<IntakePage, Problem> {
    let form = form(state, &workflow, &shell)?;
    let definitions = state.engine.definitions();
    let language = shell.language;
    let named = |id: &str, name: &Bilingual| Named {
        id: id.to_owned(),
        name: name.get(language).to_owned(),
    };
    let mut workflows: Vec<Named> = definitions
        .workflows
        .iter()
        .filter(|(_, known)| known.definition().filing.by.contains(&Role::Clerk))
        .map(|(version, known)| named(version.name.as_str(), &known.definition().name))
        .collect();
    workflows.dedup();
    let channels = CHANNELS.iter().filter(|(id, ..)| !BY_ITSELF.contains(id));
    let channels = channels.map(|(id, zh, en)| named(id, &Bilingual::new(*zh, *en)));
    let table = |name: &str| {
        let table = definitions.codes.tables.get(name);
        let codes = table.into_iter().flat_map(|table| &table.codes);
        codes.map(|(code, known)| (named(code, known), initials(&known.zh))).collect::<Vec<_>>()
    };
    Ok(IntakePage {
        workflow,
        workflows,
        channels: channels.collect(),
        categories: table("dispute-category"),
        places: table("division"),
        form,
        key,
        posted,
        error,
        shell,
    })
}
