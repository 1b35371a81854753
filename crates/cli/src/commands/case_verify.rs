//! `bihuan case verify`: recomputes the record of a case and holds it against its row. It prints no content.

use domain::id::CaseId;
use engine::codes;
use serde::Serialize;
use uuid::Uuid;

use crate::args::{CaseVerifyArguments, Format};
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, operator, store, store_failure};
use crate::output::Output;

#[derive(Serialize)]
struct Report {
    id: String,
    events: usize,
    head: String,
    seq: Option<i64>,
    fault: Option<String>,
}

pub(crate) fn run(arguments: &CaseVerifyArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let id = Uuid::parse_str(&arguments.case).ok().map(CaseId);
    let number = codes::normalized(&arguments.case, codes::NUMBER_CHARACTERS).unwrap_or_default();
    let examined = block_on(async {
        let store = store(&config, output).await?;
        let examined = store.examine_case(operator(), id, &number).await.map_err(store_failure);
        store.close().await;
        examined
    })?;
    let Some(examined) = examined else {
        output.note(output.say("没有这个案件", "there is no such case"));
        return Ok(Answer::No);
    };
    let report = Report {
        id: examined.export.case.to_string(),
        events: examined.export.events.len(),
        head: examined.export.head,
        seq: examined.fault.as_ref().and_then(store::verify::Fault::seq),
        fault: examined
            .fault
            .as_ref()
            .map(|fault| output.get(&proof::words::fault(fault)).to_owned()),
    };
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, output),
    };
    Answer::of(report.fault.is_none()).once(printed)
}

fn tell(report: &Report, output: Output) -> Result<(), Failure> {
    let Report { id, events, head, seq, fault } = report;
    let Some(fault) = fault else {
        return output.line(output.choose(
            format!("✓ {id}  事件 {events} 条，最后哈希 {head}"),
            format!("✓ {id}  {events} events, last hash {head}"),
        ));
    };
    let seq = seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
    output.line(format!("✗ {id}{seq}  {fault}"))
}
