//! The letters 文书模板 of every procedure in force, as they are written in its file and as a citizen would read them in a
//! sample case.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::letter::Writing;
use domain::scenario::World;
use domain::workflow::{Letter, Words as _, Workflow};

use super::rules::keeper;
use super::walk::sample;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// The number of the sample case; no case is called so.
const NUMBER: &str = "0000000000";

/// A letter.
#[derive(Debug)]
struct LetterRow {
    name: String,
    to: String,
    text: String,
    sample: String,
    source: String,
}

/// The letters of a procedure.
#[derive(Debug)]
struct Part {
    name: String,
    file: String,
    letters: Vec<LetterRow>,
}

#[derive(Template)]
#[template(path = "admin_letters.html")]
struct LettersPage {
    shell: Shell,
    parts: Vec<Part>,
}

/// Shows them.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let current = definitions.all_current(today);
    let parts = current.map(|workflow| part(&state, workflow, &shell)).collect();
    Ok(page(&LettersPage { shell, parts }, StatusCode::OK))
}

fn part(state: &Shared, workflow: &Workflow, shell: &Shell) -> Part {
    let (definition, language) = (workflow.definition(), shell.language);
    let snapshot = state.engine.directory();
    let world = World {
        workflow,
        calendar: &state.engine.definitions().calendar,
        directory: &snapshot.directory,
        center: &state.options.center,
    };
    let at = state.engine.clock().now();
    let case = sample(world, at);
    let link = format!("{}/t", state.options.public_url);
    let row = |letter: &Letter| {
        let written = case.as_ref().map(|case| {
            let writing = Writing {
                world,
                case,
                at,
                number: NUMBER,
                phone: &state.options.telephone,
                link: &link,
                category: None,
                extend: None,
                reason: None,
            };
            writing.text(letter).get(language).to_owned()
        });
        let to = letter.to.iter().map(|seat| seat.words().get(language).to_owned());
        let source = definition.sources.get(letter.source.as_ref().map_or("", |it| it.as_str()));
        LetterRow {
            name: letter.name.get(language).to_owned(),
            to: to.collect::<Vec<_>>().join("、"),
            text: letter.text.get(language).to_owned(),
            sample: written.unwrap_or_default(),
            source: source.map(|it| super::limits::cited(it, language)).unwrap_or_default(),
        }
    };
    Part {
        name: definition.name.get(language).to_owned(),
        file: format!("workflows/{}/v{}.yaml", definition.workflow, definition.version),
        letters: definition.letters.values().map(row).collect(),
    }
}
