//! `bihuan agency inbox`: what outside bodies have said, and what became of it.

use engine::Who;
use serde::Serialize;
use store::agencies::{InboxFilter, InboxResult, Message};

use crate::args::{Format, InboxArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How many are told at most.
const ROWS_MAX: u32 = 500;

/// A message.
#[derive(Serialize)]
struct Row {
    unit: String,
    id: String,
    case: Option<String>,
    received: String,
    result: Option<String>,
    why: Option<String>,
    #[serde(skip)]
    for_person: bool,
    said: serde_json::Value,
}

pub(crate) fn run(
    arguments: &InboxArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let rows = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let rows = rows(arguments, &installation, output).await;
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
    arguments: &InboxArguments,
    installation: &Installation,
    output: Output,
) -> Result<Vec<Row>, Failure> {
    let engine = &installation.engine;
    let reader = engine.agency_reader(&Who::Engine).await.map_err(engine_failure)?;
    let filter = InboxFilter {
        unit: arguments.unit.as_deref().map(Into::into),
        result: arguments.for_people.then_some(InboxResult::Person),
        ..InboxFilter::default()
    };
    let found = engine.inbox(&reader, filter, ROWS_MAX).await.map_err(engine_failure)?;
    let local =
        |at| engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let worded = |why: String| match why.split_once('\n') {
        Some((zh, en)) => output.say(zh, en).to_owned(),
        None => why,
    };
    let row = |message: Message| Row {
        unit: message.unit.as_str().to_owned(),
        id: message.id,
        case: message.case.map(|(_, number)| number),
        received: local(message.received_at),
        for_person: message.result == Some(InboxResult::Person),
        result: message.result.map(|result| result.as_str().to_owned()),
        why: message.why.map(worded).filter(|why| !why.is_empty()),
        said: serde_json::from_str(&message.body).unwrap_or_default(),
    };
    Ok(found.into_iter().map(row).collect())
}

/// The id of a message, which the body chose, as an argument that a shell takes for nothing else.
fn as_argument(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:@/+=-".contains(c);
    if id.starts_with('-') || !id.chars().all(is_plain) {
        format!("-- '{}'", id.replace('\'', r"'\''"))
    } else {
        id.to_owned()
    }
}

fn lines(rows: &[Row], output: Output) -> Result<(), Failure> {
    for row in rows {
        let Row { unit, id, case, received, result, why, .. } = row;
        let case = case.as_deref().unwrap_or("-");
        let result = result.as_deref().unwrap_or(output.say("待处理", "waiting"));
        let why = why.as_ref().map(|why| format!("{}{why}", output.say("：", ": ")));
        let why = why.unwrap_or_default();
        output.line(format!("{received}  {unit} → {case}  {id}  {result}{why}"))?;
        if row.for_person {
            let seen = format!("bihuan agency seen {unit} {}", as_argument(id));
            output.line(output.choose(
                format!("    看过之后：{seen}"),
                format!("    once you have looked: {seen}"),
            ))?;
        }
    }
    let count = rows.len();
    output.line(output.choose(format!("共 {count} 条"), format!("{count} messages")))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::as_argument;

    #[test]
    fn an_id_is_one_argument_of_a_shell_whatever_stands_in_it() {
        for id in
            ["m-1", "x;id>pwned", "-rf", "a b", "it's", "$(id)", "`id`", "a\\b", "*", "#1", "~"]
        {
            let line = format!("printf '%s\n' {}", as_argument(id).replacen("-- ", "", 1));
            let said = Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), format!("{id}\n"), "{line}");
            assert_eq!(
                as_argument(id).starts_with("-- "),
                id.starts_with('-') || as_argument(id) != id
            );
        }
    }
}
