//! `bihuan agency outbox`: what was sent to outside bodies, waits or is dead.

use engine::Who;
use serde::Serialize;
use store::agencies::{Dispatch, DispatchState, OutboxFilter};

use crate::args::{Format, OutboxArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How many are told at most.
const ROWS_MAX: u32 = 500;

/// A message.
#[derive(Serialize)]
struct Row {
    id: uuid::Uuid,
    case: String,
    unit: String,
    purpose: &'static str,
    asked: String,
    attempts: i32,
    sent: Option<String>,
    dead: Option<String>,
    next_try: Option<String>,
    failure: Option<String>,
}

pub(crate) fn run(
    arguments: &OutboxArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let rows = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let rows = rows(arguments, &installation).await;
        installation.close().await;
        rows
    })?;
    match arguments.format.format {
        Format::Json => output.json(&rows)?,
        Format::Text => lines(&rows, output)?,
    }
    Ok(Answer::Yes)
}

async fn rows(
    arguments: &OutboxArguments,
    installation: &Installation,
) -> Result<Vec<Row>, Failure> {
    let engine = &installation.engine;
    let reader = engine.agency_reader(&Who::Engine).await.map_err(engine_failure)?;
    let filter = OutboxFilter {
        unit: arguments.unit.as_deref().map(Into::into),
        state: arguments.dead.then_some(DispatchState::Dead),
        ..OutboxFilter::default()
    };
    let found = engine.outbox(&reader, &filter, ROWS_MAX).await.map_err(engine_failure)?;
    let local =
        |at| engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let row = |sent: Dispatch| Row {
        next_try: (sent.state() == DispatchState::Waiting).then(|| local(sent.due_at)),
        id: sent.id,
        case: sent.number,
        unit: sent.unit.as_str().to_owned(),
        purpose: sent.purpose.as_str(),
        asked: local(sent.created_at),
        attempts: sent.attempts,
        sent: sent.sent_at.map(local),
        dead: sent.dead_at.map(local),
        failure: sent.failure,
    };
    Ok(found.into_iter().map(row).collect())
}

fn lines(rows: &[Row], output: Output) -> Result<(), Failure> {
    for row in rows {
        let Row { id, case, unit, purpose, asked, attempts, .. } = row;
        let stands = match (&row.sent, &row.dead, &row.next_try) {
            (Some(at), ..) => output.choose(format!("已发出 {at}"), format!("sent {at}")),
            (None, Some(at), _) => {
                let zh = format!("{at} 起停发，bihuan agency retry {id}");
                output.choose(zh, format!("dead since {at}, bihuan agency retry {id}"))
            }
            (None, None, at) => {
                let at = at.as_deref().unwrap_or_default();
                output.choose(format!("下次 {at}"), format!("next try {at}"))
            }
        };
        let failure = row.failure.as_ref().filter(|_| row.sent.is_none());
        let told = |why: &String| {
            let fault = agency::Fault::told(why);
            fault.map_or_else(|| why.clone(), |fault| output.get(&fault.words()).to_owned())
        };
        let failure = failure.map(told).map(|why| format!("{}{why}", output.say("：", ": ")));
        let failure = failure.unwrap_or_default();
        output.line(output.choose(
            format!("{asked}  {case} → {unit}  {purpose}  试 {attempts} 次  {stands}{failure}"),
            format!("{asked}  {case} → {unit}  {purpose}  {attempts} tries  {stands}{failure}"),
        ))?;
    }
    let count = rows.len();
    output.line(output.choose(format!("共 {count} 条"), format!("{count} messages")))
}
