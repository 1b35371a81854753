//! `bihuan whatif`: what other rules would have made of the cases of the past.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime};
use domain::calendar::Calendar;
use engine::Who;
use serde_json::json;
use store::queries::{CaseFilter, LogFilter};

use crate::args::{Format, WhatifArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;
use crate::progress::Progress;
use crate::whatif::{Proposed, Report, proposed, tell, write_cases};

/// The answer is no where nothing is other than what is in force.
pub(crate) fn run(
    arguments: &WhatifArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let answer = tried(&installation, arguments, data, output).await;
        installation.close().await;
        answer
    })
}

async fn tried(
    installation: &Installation,
    arguments: &WhatifArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let engine = &installation.engine;
    let definitions = engine.definitions().clone();
    let Proposed { proposal, changes } = proposed(&arguments.changed, data, &definitions, output)?;
    if proposal.is_empty() {
        output.note(output.say(
            "bihuan: 与现行规则没有不同，无可试算",
            "bihuan: nothing is other than what is in force; there is nothing to try",
        ));
        return Ok(Answer::No);
    }
    let today = definitions.calendar.date(engine.clock().now());
    let span = span(arguments, today);
    let filter = filter(arguments, span, &definitions.calendar);
    let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
    let whole = engine.store().count_cases(&everything, &filter.cases).await;
    let whole = whole.map_err(store_failure)?;
    if arguments.cases_file.is_some() {
        // That cases leave in a file is written before they do.
        let entry = engine.entry("exports", None, "exported", json!({ "format": "whatif" }));
        engine.store().audit(entry).await.map_err(store_failure)?;
    }
    let mut progress = Progress::new();
    let done = |done| {
        progress.at(|| bar(done, whole, output));
    };
    let outcome = engine.what_if(&Who::Engine, Arc::new(proposal), filter, done).await;
    let outcome = outcome.map_err(engine_failure)?;
    drop(progress);
    if let Some(path) = &arguments.cases_file {
        write_cases(&outcome, path)?;
    }
    let report = Report::of(&outcome, span);
    let directory = engine.directory();
    let told = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => {
            tell(&report, &outcome, &changes, (&definitions, &directory.directory), output)
        }
    };
    Answer::Yes.once(told)
}

/// How wide the bar is, in columns of a terminal.
const BAR: usize = 30;

fn bar(done: u64, whole: u64, output: Output) -> String {
    let share = done.min(whole) * BAR as u64 / whole.max(1);
    let full = usize::try_from(share).unwrap_or(BAR).min(BAR);
    let (full, rest) = ("#".repeat(full), ".".repeat(BAR - full));
    output.choose(
        format!("[{full}{rest}] 已试算 {done}/{whole} 件"),
        format!("[{full}{rest}] {done} of {whole} cases tried"),
    )
}

/// The days in which cases were filed, the first and the last.
fn span(arguments: &WhatifArguments, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let to = arguments.tried_to.unwrap_or(today);
    let year = to.checked_sub_days(Days::new(365)).unwrap_or(to);
    (arguments.tried_from.unwrap_or(year), to)
}

fn filter(
    arguments: &WhatifArguments,
    (from, to): (NaiveDate, NaiveDate),
    calendar: &Calendar,
) -> LogFilter {
    let start = |day: NaiveDate| calendar.instant(day.and_time(NaiveTime::MIN));
    let cases = CaseFilter {
        workflow: arguments.of_workflow.as_deref().map(Into::into),
        filed_from: Some(start(from)),
        filed_before: to.succ_opt().map(start),
        ..CaseFilter::default()
    };
    LogFilter { cases, alive_at: None }
}
