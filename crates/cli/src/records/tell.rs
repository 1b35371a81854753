//! The outcome of an examination, printed.

use super::Checked;
use super::examine::Bad;
use crate::args::Format;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// Prints what is bad, record by record, and what was looked at. The answer is no if anything is bad.
pub(crate) fn tell(checked: &Checked, format: Format, output: Output) -> Result<Answer, Failure> {
    let printed = match format {
        Format::Json => output.json(checked),
        Format::Text => lines(checked, output),
    };
    Answer::of(checked.bad.is_empty()).once(printed)
}

fn lines(checked: &Checked, output: Output) -> Result<(), Failure> {
    for Bad { record, seq, what } in &checked.bad {
        let seq = seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
        output.line(format!("✗ {record}{seq}  {what}"))?;
    }
    let Checked { cases, events, streams, entries, leaves, files, bad } = checked;
    let bad = bad.len();
    if let Some(leaves) = leaves {
        output.line(output.choose(
            format!("总日志：{leaves} 片叶，与签名的检查点和各链比对"),
            format!(
                "log over all chains: {leaves} leaves, held against the signed notes and the chains"
            ),
        ))?;
    }
    let files = match files {
        Some(files) => {
            output.choose(format!("证据文件 {files} 个"), format!("{files} files of evidence"))
        }
        None => output.say("证据文件未读", "files of evidence not read").to_owned(),
    };
    output.line(output.choose(
        format!(
            "案件 {cases} 件、事件 {events} 条；审计 {streams} 链、{entries} 条；{files}：{bad} 处不符"
        ),
        format!(
            "{cases} cases, {events} events; {streams} audit streams, {entries} entries; {files}: {bad} bad"
        ),
    ))
}
