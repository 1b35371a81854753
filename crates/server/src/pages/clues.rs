//! Clues for those of the center who may see them 评议线索: how many stand where and how many were so, and of each the road that it
//! came. Each number leads to the clues that it counts; what the reader may not see is not there and not counted.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::clue::{Line, RoadStep, Standing, WORKFLOW};
use domain::workflow::{Words as _, Workflow};
use engine::Who;
use engine::clues::ClueSeen;
use serde::Deserialize;

use super::reviews::{Counts, Tab, reader};
use super::shell::{Shell, Visitor, page};
use crate::api::reviews::{ReviewsIn, readable};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many clues a page shows.
const CLUES_A_PAGE: usize = 50;

/// Which clues.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CluesIn {
    stands: String,
    page: usize,
}

/// A line of the table of figures.
#[derive(Debug)]
struct LineSeen {
    label: String,
    count: u64,
    /// The clues that it counts.
    href: String,
    is_chosen: bool,
}

/// A clue in the list.
#[derive(Debug)]
struct Row {
    number: String,
    stands: String,
    state: String,
    road: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "clues.html")]
struct CluesPage {
    shell: Shell,
    tab: Tab,
    counts: Counts,
    lines: Vec<LineSeen>,
    rate: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Shows them.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<CluesIn>,
) -> Result<Response, Problem> {
    reader(&state, &caller).await?;
    let reviews = readable(&state, &caller, &ReviewsIn::default().read()?).await?;
    let counts = Counts { waiting: reviews.waiting, bad: reviews.bad, all: reviews.all };
    let found = state.engine.clues(&Who::Person(caller.person.clone())).await?;
    let chosen = Line::ALL.into_iter().find(|line| line.as_str() == query.stands);
    let of = |line: Line| LineSeen {
        label: line.words().get(shell.language).to_owned(),
        count: line.of(&found.figures),
        href: format!("/s/reviews/clues?stands={}", line.as_str()),
        is_chosen: chosen == Some(line),
    };
    let lines = Line::ALL.map(of).into();
    let counted = |seen: &&ClueSeen| chosen.is_none_or(|line| line.counts(&seen.clue));
    let all: Vec<&ClueSeen> = found.clues.iter().filter(counted).collect();
    let shown = all.iter().skip(query.page.saturating_mul(CLUES_A_PAGE)).take(CLUES_A_PAGE);
    let rows = shown.map(|seen| row(&state, seen, &shell)).collect();
    let is_more = query.page.saturating_add(1).saturating_mul(CLUES_A_PAGE) < all.len();
    let stands = chosen.map_or("", Line::as_str);
    let next = is_more.then(|| format!("/s/reviews/clues?stands={stands}&page={}", query.page + 1));
    let rate = found.figures.words().get(shell.language).to_owned();
    let tab = Tab::Clues;
    Ok(page(&CluesPage { shell, tab, counts, lines, rate, rows, next }, StatusCode::OK))
}

fn row(state: &Shared, seen: &ClueSeen, shell: &Shell) -> Row {
    let definitions = state.engine.definitions();
    let snapshot = state.engine.directory();
    let today = definitions.calendar.date(seen.filed_at);
    let workflow = definitions.current(&WORKFLOW.into(), today);
    let known = workflow.and_then(|workflow| workflow.state(&seen.state));
    let name = known.map_or(seen.state.as_str(), |known| known.name.get(shell.language));
    let stands: Standing = seen.clue.standing;
    let step = |(at, step): &(_, RoadStep)| {
        let day = definitions.calendar.local(*at).format("%Y-%m-%d").to_string();
        (
            day,
            step.told(&snapshot.directory, workflow.map(Workflow::definition))
                .get(shell.language)
                .to_owned(),
        )
    };
    Row {
        number: seen.number.clone(),
        stands: stands.words().get(shell.language).to_owned(),
        state: name.to_owned(),
        road: seen.clue.road.iter().map(step).collect(),
    }
}
