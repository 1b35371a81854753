//! `bihuan clock batch`: deadlines for many limits, CSV in and CSV out.

use std::io;

use domain::calendar::Calendar;
use domain::clock::deadline;

use crate::args::{BatchArguments, RuleArguments};
use crate::cells::guarded;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::limit;
use crate::moment::{self, Moment};
use crate::output::Output;
use crate::progress::Progress;
use crate::table::Table;

pub(crate) fn run(
    arguments: &BatchArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let calendar = data.calendar(output)?;
    let mut table = Table::open(arguments.file.as_deref())?;
    let mut writer = csv::Writer::from_writer(io::stdout().lock());
    writer.write_record(["limit", "from", "deadline"]).map_err(unwritable)?;
    let mut progress = Progress::new();
    let mut is_whole = true;
    while let Some(row) = table.next()? {
        progress.at(|| format!("{} {}", output.say("行", "row"), row.line));
        let computed = compute(row.limit, row.from, arguments.rule, &calendar);
        let deadline = computed.unwrap_or_else(|failure| {
            is_whole = false;
            let text = failure.text(output.language);
            let line = row.line;
            output.note(
                output.choose(format!("第 {line} 行：{text}"), format!("line {line}: {text}")),
            );
            String::new()
        });
        let cells = [row.limit, row.from, &deadline].map(|cell| guarded(cell).into_owned());
        writer.write_record(cells).map_err(unwritable)?;
    }
    writer.flush()?;
    Ok(Answer::of(is_whole))
}

fn compute(
    limit: &str,
    from: &str,
    arguments: RuleArguments,
    calendar: &Calendar,
) -> Result<String, Failure> {
    let rule = limit::rule(limit::length(limit)?, arguments);
    let from = Moment::parse(from, calendar)?;
    let deadline = deadline(calendar, &rule, from.at, &[], &[]);
    Ok(moment::answer(from, rule, calendar, deadline))
}

fn unwritable(error: csv::Error) -> Failure {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() {
        return error.into();
    }
    Failure::Write(io::Error::other(text))
}
