//! `bihuan clues`: how many reviews that were to be looked into stand where, how many were so, and each with its road.

use domain::clue::{Line, RoadStep, WORKFLOW};
use domain::text::Bilingual;
use domain::workflow::{Words as _, Workflow};
use engine::Who;
use engine::clues::{ClueSeen, Clues};
use serde::Serialize;

use crate::args::{CluesArguments, Format};
use crate::cells::padded;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How wide the names of the lines stand, in columns of a terminal.
const COLUMNS: usize = 40;

/// The clues of an installation.
#[derive(Serialize)]
struct Report {
    figures: Vec<Figure>,
    rate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clues: Option<Vec<Row>>,
}

/// A line of the table.
#[derive(Serialize)]
struct Figure {
    name: String,
    count: u64,
}

/// A clue.
#[derive(Serialize)]
struct Row {
    case: String,
    stands: String,
    road: Vec<String>,
}

pub(crate) fn run(
    arguments: &CluesArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let report = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let found = installation.engine.clues(&Who::Engine).await.map_err(engine_failure);
        let report = found.map(|found| report(&installation, &found, arguments.each, output));
        installation.close().await;
        report
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => print(&report, output),
    };
    Answer::Yes.once(printed)
}

fn report(installation: &Installation, found: &Clues, each: bool, output: Output) -> Report {
    let said = |words: Bilingual| output.choose(words.zh, words.en);
    let figure = |line: Line| Figure { name: said(line.words()), count: line.of(&found.figures) };
    let row = |seen: &ClueSeen| Row {
        case: seen.number.clone(),
        stands: said(seen.clue.standing.words()),
        road: road(installation, seen).into_iter().map(said).collect(),
    };
    Report {
        figures: Line::ALL.map(figure).into(),
        rate: said(found.figures.words()),
        clues: each.then(|| found.clues.iter().map(row).collect()),
    }
}

/// The steps of a clue, each with its day.
fn road(installation: &Installation, seen: &ClueSeen) -> Vec<Bilingual> {
    let calendar = &installation.engine.definitions().calendar;
    let snapshot = installation.engine.directory();
    let definitions = installation.engine.definitions();
    let workflow = definitions.current(&WORKFLOW.into(), calendar.date(seen.filed_at));
    let workflow = workflow.map(Workflow::definition);
    let said = |step: &RoadStep| step.told(&snapshot.directory, workflow);
    let dated = seen.clue.road.iter().map(|(at, step)| {
        let (day, said) = (calendar.date(*at).format("%m-%d"), said(step));
        Bilingual::new(format!("{day} {}", said.zh), format!("{day} {}", said.en))
    });
    dated.collect()
}

fn print(report: &Report, output: Output) -> Result<(), Failure> {
    for Figure { name, count } in &report.figures {
        output.line(format!("  {} {count:>8}", padded(name, COLUMNS)))?;
    }
    output.line(format!("  {}", report.rate))?;
    for Row { case, stands, road } in report.clues.iter().flatten() {
        output.line(format!("{case}  {stands}  {}", road.join(" → ")))?;
    }
    Ok(())
}
