//! `bihuan clock explain`: a deadline, and why it is this day.

use chrono::TimeDelta;
use domain::calendar::Calendar;
use domain::clock::{Computed, Explanation, Pause, compute};
use serde::Serialize;

use crate::args::{ExplainArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::limit;
use crate::moment::{self, Moment};
use crate::output::Output;

#[derive(Serialize)]
struct Report<'a> {
    limit: String,
    from: String,
    deadline: &'a str,
    /// The first instant that is too late.
    too_late_from: String,
    rolls: bool,
    calendar: &'a str,
    explanation: &'a [String],
    steps: &'a Explanation,
}

pub(crate) fn run(
    arguments: &ExplainArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let calendar = data.calendar(output)?;
    let rule = limit::rule(limit::length(&arguments.limit)?, arguments.rule);
    let from = Moment::parse(&arguments.from, &calendar)?;
    let extensions = arguments.extend.iter().map(|text| limit::length(text));
    let extensions = extensions.collect::<Result<Vec<_>, _>>()?;
    let pauses = arguments.pause.iter().map(|text| pause(text, &calendar));
    let mut pauses = pauses.collect::<Result<Vec<_>, _>>()?;
    pauses.sort();
    if pauses.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return Err(Failure::usage("暂停的时段不能重叠", "pauses must not overlap"));
    }
    let Computed { deadline, explanation } =
        compute(&calendar, &rule, from.at, &extensions, &pauses);
    let given = output.say("所给暂停", "as given");
    let lines = explanation.lines_naming(output.language, &|_| given.to_owned());
    let shown = moment::answer(from, rule, &calendar, deadline);
    let printed = match arguments.format.format {
        Format::Text => tell(&shown, &lines, output),
        Format::Json => output.json(&Report {
            limit: rule.length.to_string(),
            from: calendar.local(from.at).to_rfc3339(),
            deadline: &shown,
            too_late_from: calendar.local(deadline).to_rfc3339(),
            rolls: rule.rolls,
            calendar: calendar.edition(),
            explanation: &lines,
            steps: &explanation,
        }),
    };
    Answer::Yes.once(printed)
}

/// The deadline alone on the first line, where a script finds it.
fn tell(deadline: &str, lines: &[String], output: Output) -> Result<(), Failure> {
    output.line(deadline)?;
    lines.iter().try_for_each(|line| output.line(format!("  {line}")))
}

fn pause(text: &str, calendar: &Calendar) -> Result<Pause, Failure> {
    let unreadable = || {
        Failure::usage(
            format!("“{text}”不是一段时间：请写作 2026-03-02 10:00/2026-03-06 10:00"),
            format!("`{text}` is not a pause: write 2026-03-02 10:00/2026-03-06 10:00"),
        )
    };
    let (from, until) = text.split_once('/').ok_or_else(unreadable)?;
    let (from, until) = (Moment::parse(from, calendar)?.at, Moment::parse(until, calendar)?);
    // A day as the end is the last day of the pause.
    let until = if until.is_day { until.at + TimeDelta::days(1) } else { until.at };
    if until <= from {
        return Err(unreadable());
    }
    Ok(Pause { from, until, ground: "given".into(), document: None })
}
