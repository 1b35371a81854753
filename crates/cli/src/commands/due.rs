//! `bihuan due`: what was due and has not been escalated, which letters were given up and why, and which cases concern
//! everybody who could run them.

use engine::unattended::Unattended;
use engine::{Engine, Who};
use serde::Serialize;
use store::queries::DeadLetter;
use store::queries::NotEscalated;

use crate::args::{DueArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How much of each is told at most.
const ROWS_MAX: u32 = 500;

#[derive(Serialize)]
struct Report {
    clocks: Vec<ClockRow>,
    letters: Vec<LetterRow>,
    unattended: Vec<UnattendedRow>,
}

/// A clock on which nothing was done. The limit is empty for the end of a suspension.
#[derive(Serialize)]
struct ClockRow {
    case: String,
    limit: String,
    since: String,
    failures: i32,
    failure: Option<String>,
}

#[derive(Serialize)]
struct LetterRow {
    case: String,
    event: i64,
    attempts: i32,
    given_up: String,
    failure: Option<String>,
}

/// A case that nobody could do anything in.
#[derive(Serialize)]
struct UnattendedRow {
    case: String,
    center: String,
    since: String,
}

/// The answer is no if there is anything to tell.
pub(crate) fn run(
    arguments: &DueArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let report = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let report = report(&installation.engine).await;
        installation.close().await;
        report
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => lines(&report, output),
    };
    let all_well =
        report.clocks.is_empty() && report.letters.is_empty() && report.unattended.is_empty();
    Answer::of(all_well).once(printed)
}

async fn report(engine: &Engine) -> Result<Report, Failure> {
    let local =
        |at| engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let clocks = engine.not_escalated(&Who::Engine, ROWS_MAX).await.map_err(engine_failure)?;
    let letters =
        engine.dead_letters(&Who::Engine, None, ROWS_MAX).await.map_err(engine_failure)?;
    let clock = |clock: NotEscalated| ClockRow {
        case: clock.number,
        limit: clock.limit,
        since: local(clock.wake_at),
        failures: clock.failures,
        failure: clock.failure,
    };
    let letter = |dead: DeadLetter| LetterRow {
        case: dead.number,
        event: dead.letter.seq,
        attempts: dead.attempts,
        given_up: local(dead.dead_at),
        failure: dead.failure,
    };
    let unattended = engine.unattended().await.map_err(engine_failure)?;
    let lying = |lying: Unattended| UnattendedRow {
        case: lying.number,
        center: lying.center.to_string(),
        since: local(lying.filed_at),
    };
    Ok(Report {
        clocks: clocks.into_iter().map(clock).collect(),
        letters: letters.into_iter().map(letter).collect(),
        unattended: unattended.into_iter().map(lying).collect(),
    })
}

fn lines(report: &Report, output: Output) -> Result<(), Failure> {
    for ClockRow { case, limit, since, failures, failure } in &report.clocks {
        let limit =
            if limit.is_empty() { output.say("中止到期", "end of suspension") } else { limit };
        let why = why(failure.as_deref(), output);
        output.line(output.choose(
            format!("{case}  {limit}  应于 {since} 升级，失败 {failures} 次{why}"),
            format!("{case}  {limit}  due since {since}, failed {failures} times{why}"),
        ))?;
    }
    for LetterRow { case, event, attempts, given_up, failure } in &report.letters {
        let why = why(failure.as_deref(), output);
        output.line(output.choose(
            format!("{case}  #{event} 的信件  试了 {attempts} 次，{given_up} 放弃{why}"),
            format!(
                "{case}  letter of #{event}  tried {attempts} times, given up at {given_up}{why}"
            ),
        ))?;
    }
    for UnattendedRow { case, center, since } in &report.unattended {
        output.line(output.choose(
            format!("{case}  {since} 起在 {center}，涉及所有能办理的人，请交上一级"),
            format!("{case}  at {center} since {since}, concerns everybody who could run it: hand it to the level above"),
        ))?;
    }
    let (clocks, letters) = (report.clocks.len(), report.letters.len());
    let unattended = report.unattended.len();
    output.line(output.choose(
        format!("到期未升级 {clocks} 项，放弃的信件 {letters} 封，无人能办的案件 {unattended} 件"),
        format!(
            "{clocks} due and not escalated, {letters} letters given up, {unattended} cases that nobody can run"
        ),
    ))
}

/// What went wrong last, as it was noted where it happened.
fn why(failure: Option<&str>, output: Output) -> String {
    failure.map(|failure| format!("{}{failure}", output.say("：", ": "))).unwrap_or_default()
}
