//! `bihuan case do`: does one of the transitions of a case, and tells what happened.

use domain::access::share;
use domain::case::Command;
use domain::id::CaseId;
use engine::execute::Order;
use engine::reading::Seen;
use engine::wording::Wording;
use serde::Serialize;
use serde_json::json;
use store::change::Committed;

use crate::args::{CaseDoArguments, Format};
use crate::cases::{Desk, Filling, Typed, id_of, performing, refused};
use crate::data::Data;
use crate::events;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, store_failure};
use crate::output::Output;
use crate::words::Words;

#[derive(Serialize)]
struct Report<'a> {
    number: &'a str,
    id: CaseId,
    version: u64,
    state: &'a str,
    happened: Vec<String>,
}

pub(crate) fn run(
    arguments: &CaseDoArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let typed = Typed::read(&arguments.fields)?;
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let answer = act(&desk, arguments, &typed, output).await;
        desk.close().await;
        answer
    })
}

async fn act(
    desk: &Desk,
    arguments: &CaseDoArguments,
    typed: &Typed,
    output: Output,
) -> Result<Answer, Failure> {
    let seen = desk.find(&arguments.case).await?;
    let words = desk.words(&seen, output)?;
    let (command, wording) = command(desk, arguments, typed, &seen).await?;
    let mut order = Order::new(desk.who(), seen.case().id, command);
    order.texts = wording.finish();
    order.expected = arguments.expect;
    let facts = json!({ "case": seen.case().id, "transition": arguments.transition });
    desk.note("performed", facts).await?;
    match desk.engine().execute(order).await {
        Ok(committed) => {
            let printed = tell(&committed, &seen, arguments.acting.format.format, words, output);
            Answer::Yes.once(printed)
        }
        Err(error) => {
            let why = refused(error, &arguments.transition.as_str().into(), words)?;
            output.line(format!("✗ {why}"))?;
            Ok(Answer::No)
        }
    }
}

async fn command(
    desk: &Desk,
    arguments: &CaseDoArguments,
    typed: &Typed,
    seen: &Seen,
) -> Result<(Command, Wording), Failure> {
    let other = match typed.beyond.get("case") {
        Some(other) => id_of(desk.engine(), &seen.visible, other).await?,
        None => None,
    };
    let workflow = desk.engine().workflow_of(seen.case());
    let missing = || Failure::Engine(Box::new(domain::case::Rejection::WrongVersion.into()));
    let filling = Filling {
        workflow: workflow.ok_or_else(missing)?,
        calendar: &desk.definitions().calendar,
        other,
    };
    files_are_of(desk, typed, seen).await?;
    let mut wording = Wording::default();
    let command = performing(&arguments.transition, typed, filling, &mut wording)?;
    Ok((command, wording))
}

/// Evidence must be files of this case.
async fn files_are_of(desk: &Desk, typed: &Typed, seen: &Seen) -> Result<(), Failure> {
    if typed.evidence.is_empty() {
        return Ok(());
    }
    let kept = desk.engine().store().attachments(&seen.visible, seen.case().id).await;
    let kept = kept.map_err(store_failure)?.unwrap_or_default();
    for file in typed.evidence.values().flat_map(|files| files.split(',')) {
        if !kept.iter().any(|known| known.id.to_string() == file) {
            return Err(Failure::usage(
                format!("案件没有文件“{file}”"),
                format!("the case has no file `{file}`"),
            ));
        }
    }
    Ok(())
}

fn tell(
    committed: &Committed,
    seen: &Seen,
    format: Format,
    words: Words<'_>,
    output: Output,
) -> Result<(), Failure> {
    let case = &committed.stored.case;
    let fields = seen.fields();
    let shown = committed.events.iter().filter(|event| share(event, fields).facts);
    let happened: Vec<String> = shown.filter_map(|event| events::line(event, words)).collect();
    if format == Format::Json {
        return output.json(&Report {
            number: &committed.stored.number,
            id: case.id,
            version: committed.version,
            state: case.state.as_str(),
            happened,
        });
    }
    happened.iter().try_for_each(|line| output.line(line))?;
    output.line(output.choose(
        format!("现为第 {} 版", committed.version),
        format!("version {}", committed.version),
    ))
}
