//! `bihuan case explain`: why each deadline of a case is this instant, and whose time it was.

use std::collections::BTreeSet;

use domain::clock::Clock;
use domain::id::LimitName;
use engine::reading::Seen;
use serde::Serialize;
use serde_json::json;

use crate::args::{CaseExplainArguments, Format};
use crate::cases::Desk;
use crate::data::Data;
use crate::events;
use crate::failure::{Answer, Failure};
use crate::installation::block_on;
use crate::ledgers::{self, Held};
use crate::output::Output;
use crate::words::Words;

#[derive(Serialize)]
struct Report {
    number: String,
    clocks: Vec<Row>,
    time_by_holder: Vec<Held>,
}

#[derive(Serialize)]
struct Row {
    limit: String,
    deadline: String,
    explanation: Vec<String>,
}

pub(crate) fn run(
    arguments: &CaseExplainArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let explained = explain(&desk, arguments, output).await;
        desk.close().await;
        explained
    })
}

async fn explain(
    desk: &Desk,
    arguments: &CaseExplainArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let seen = desk.find(&arguments.case).await?;
    desk.note("read", json!({ "case": seen.case().id })).await?;
    let words = desk.words(&seen, output)?;
    let only = arguments.only_limit.as_deref().map(LimitName::from);
    let asked = |clock: &&Clock| only.as_ref().is_none_or(|only| *only == clock.limit);
    let clocks: Vec<&Clock> = seen.case().clocks.iter().filter(asked).collect();
    if clocks.is_empty() {
        output.note(none_of(&seen, output));
        return Ok(Answer::No);
    }
    let printed = match arguments.acting.format.format {
        Format::Json => output.json(&report(desk, &seen, &clocks, words)),
        Format::Text => tell(desk, &seen, (&clocks, only.is_some()), words, output),
    };
    Answer::Yes.once(printed)
}

/// That there is no such limit, and which there are.
fn none_of(seen: &Seen, output: Output) -> String {
    let known: BTreeSet<&str> =
        seen.case().clocks.iter().map(|clock| clock.limit.as_str()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    output.choose(
        format!("案件没有这个期限；有：{}", known.join("、")),
        format!("the case has no such limit; it has {}", known.join(", ")),
    )
}

fn lines(clock: &Clock, words: Words<'_>) -> Vec<String> {
    clock.explanation.lines_naming(words.language, &|ground| words.ground(ground))
}

fn tell(
    desk: &Desk,
    seen: &Seen,
    (clocks, is_one_limit): (&[&Clock], bool),
    words: Words<'_>,
    output: Output,
) -> Result<(), Failure> {
    for clock in clocks {
        let (name, deadline) = (events::clock_name(clock, words), words.deadline(clock.deadline));
        output.line(format!("◔ {} {name} → {deadline}", clock.limit))?;
        lines(clock, words).iter().try_for_each(|line| output.line(format!("    {line}")))?;
    }
    let until = desk.engine().clock().now().max(seen.stored.changed_at);
    let ledgers = if is_one_limit {
        let of = |clock: &&Clock| ledgers::of_limit(clock, seen.case(), until, words);
        clocks.iter().flat_map(of).collect()
    } else {
        ledgers::lines(seen.case(), until, words)
    };
    ledgers.iter().try_for_each(|line| output.line(line))
}

fn report(desk: &Desk, seen: &Seen, clocks: &[&Clock], words: Words<'_>) -> Report {
    let row = |clock: &&Clock| Row {
        limit: clock.limit.to_string(),
        deadline: domain::clock::deadline_rfc3339(words.world.calendar, clock.deadline),
        explanation: lines(clock, words),
    };
    let until = desk.engine().clock().now().max(seen.stored.changed_at);
    Report {
        number: seen.stored.number.clone(),
        clocks: clocks.iter().map(row).collect(),
        time_by_holder: ledgers::held(seen.case(), until),
    }
}
