//! `bihuan workflow scenario`: plays the scenarios beside a workflow and prints them with their ledgers.

use definitions::SCENARIOS;
use domain::case::Entry;
use domain::scenario::{Act, Play, World, play};
use serde::Serialize;

use crate::args::{Format, ScenarioArguments};
use crate::data::{self, Data};
use crate::failure::{Answer, Failure};
use crate::ledgers::Held;
use crate::output::Output;
use crate::words::Words;
use crate::{events, ledgers, workflows};

#[derive(Serialize)]
struct Row<'a> {
    number: usize,
    scenario: &'a str,
    as_told: bool,
    differences: Vec<Difference<'a>>,
    ended: Option<String>,
    holders: Vec<Held>,
    log: &'a [Entry],
}

#[derive(Serialize)]
struct Difference<'a> {
    pointer: &'a str,
    message: &'a str,
}

pub(crate) fn run(
    arguments: &ScenarioArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let file = &arguments.file;
    let workflow = workflows::sound(file, output)?;
    let none = || Failure::unfit(file, "旁边没有场景文件", "no file of scenarios lies beside it");
    let beside = workflows::scenarios_beside(file).ok_or_else(none)?;
    let scenarios =
        data::accepted(definitions::read(data::open(&beside, output)?, SCENARIOS), output)?;
    let (calendar, directory) = (data.calendar(output)?, data.directory(output)?);
    let world = World {
        workflow: &workflow,
        calendar: &calendar,
        directory: &directory,
        center: &scenarios.center,
    };
    let plays = play(world, &scenarios);
    let is_chosen = |number: &usize| arguments.only.is_none_or(|only| only == *number);
    let chosen: Vec<(usize, &Play)> =
        (1..).zip(&plays).filter(|(number, _)| is_chosen(number)).collect();
    if chosen.is_empty() {
        let last = plays.len();
        return Err(Failure::usage(
            format!("没有这个编号的场景，编号是 1 到 {last}"),
            format!("there is no scenario of this number, they are 1 to {last}"),
        ));
    }
    let words = Words { world, language: output.language };
    let printed = match arguments.format.format {
        Format::Json => {
            let rows: Vec<_> =
                chosen.iter().map(|(number, play)| row(*number, play, output)).collect();
            output.json(&rows)
        }
        Format::Text => {
            chosen.iter().try_for_each(|(number, play)| tell(*number, play, words, output))
        }
    };
    Answer::of(chosen.iter().all(|(_, play)| play.findings.is_empty())).once(printed)
}

fn row(number: usize, play: &Play, output: Output) -> Row<'_> {
    let differences = play
        .findings
        .iter()
        .map(|finding| Difference { pointer: &finding.at, message: output.get(&finding.message) });
    let case = play.case.as_ref();
    Row {
        number,
        scenario: output.get(&play.name),
        as_told: play.findings.is_empty(),
        differences: differences.collect(),
        ended: case.and_then(|case| case.ended.as_ref()).map(ToString::to_string),
        holders: case.map(|case| ledgers::held(case, play.until)).unwrap_or_default(),
        log: &play.log,
    }
}

fn tell(number: usize, play: &Play, words: Words<'_>, output: Output) -> Result<(), Failure> {
    let mark = if play.findings.is_empty() { "✓" } else { "✗" };
    output.line(format!("{mark} {number}. {}\n", output.get(&play.name)))?;
    play.acts.iter().try_for_each(|act| tell_act(act, words, output))?;
    for finding in &play.findings {
        output.line(format!("  ✗ {}  {}", finding.at, output.get(&finding.message)))?;
    }
    output.line("")?;
    let case = play.case.iter();
    let lines = case.flat_map(|case| ledgers::lines(case, play.until, words));
    lines.into_iter().try_for_each(|line| output.line(format!("  {line}")))?;
    output.line("")
}

/// Under the width of a time, what a step led to.
const UNDER_THE_TIME: &str = "                    ";

fn tell_act(act: &Act, words: Words<'_>, output: Output) -> Result<(), Failure> {
    let (at, said) = (words.time(act.at), act.say.as_str());
    let said = if said.is_empty() { output.say("（到时）", "(falls due)") } else { said };
    output.line(format!("  {at}  {said}"))?;
    match &act.result {
        Ok(events) => {
            let lines = events.iter().filter_map(|event| events::line(event, words));
            lines.into_iter().try_for_each(|line| output.line(format!("{UNDER_THE_TIME}{line}")))
        }
        Err(rejection) => {
            let no = output.say("拒绝：", "refused: ");
            output.line(format!(
                "{UNDER_THE_TIME}✗ {no}{}",
                words.refusal(rejection, act.tried.as_ref())
            ))
        }
    }
}
