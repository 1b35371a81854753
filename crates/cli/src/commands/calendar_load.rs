//! `bihuan calendar load`: a new or corrected notice, and the open deadlines that it moves.

use std::path::Path;

use chrono::NaiveDate;
use domain::calendar::{Calendar, CalendarFiles, DayKind, Moved, YearFile, moved};
use domain::clock::{Clock, ClockStatus, compute, deadline_text};
use serde::Serialize;

use super::calendar_running;
use crate::args::{Format, LoadArguments};
use crate::data::{self, Data};
use crate::failure::{Answer, Failure};
use crate::findings::Findings;
use crate::installation::Config;
use crate::limit;
use crate::moment::{self, Moment};
use crate::output::Output;
use crate::progress::Progress;
use crate::table::Table;

/// An open limit of the table.
struct Open {
    line: u64,
    from: Moment,
    clock: Clock,
}

#[derive(Serialize)]
struct Report {
    year: i32,
    edition: String,
    open: usize,
    moved: Vec<Row>,
}

/// A deadline that moves.
#[derive(Serialize)]
struct Row {
    line: u64,
    limit: String,
    from: String,
    deadline: String,
    new_deadline: String,
    because: Vec<ChangedDay>,
    #[serde(skip)]
    text: String,
}

/// A day that is no longer what it was.
#[derive(Serialize)]
pub(super) struct ChangedDay {
    day: NaiveDate,
    was: String,
    is: String,
}

impl std::fmt::Display for ChangedDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { day, was, is } = self;
        write!(f, "{day}  {was} → {is}")
    }
}

/// What a day was, and what it is.
pub(super) fn changed(
    day: NaiveDate,
    (old, new): (&Calendar, &Calendar),
    output: Output,
) -> ChangedDay {
    ChangedDay { day, was: kind(&old.day(day), output), is: kind(&new.day(day), output) }
}

pub(crate) fn run(
    arguments: &LoadArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let files = data.accept(data.calendars()?, "calendars", output)?;
    let source = data::open(&arguments.file, output)?;
    let read = definitions::read(source, definitions::CALENDAR);
    let warnings = read.findings.clone();
    let (source, year) = (read.source.clone(), data::accepted(read, output)?);
    let mut shown = Findings::default();
    shown.spread(vec![source], &warnings);
    output.complain_of(&shown);
    let (old, new) = calendars(files, &year, &arguments.file)?;
    if arguments.installation.is_given() && arguments.clocks.is_none() {
        return on_installation(arguments, data, (&old, &new, &year), output);
    }
    let (open, is_whole) = match &arguments.clocks {
        Some(path) => clocks(path, arguments, &old, output)?,
        None => (Vec::new(), true),
    };
    let moves = moved(&old, &new, open.iter().map(|open| (open, &open.clock)));
    let rows = moves.iter().map(|moved| row(moved, (&old, &new), output)).collect();
    let report = Report { year: year.year, edition: year.edition, open: open.len(), moved: rows };
    match arguments.format.format {
        Format::Json => output.json(&report)?,
        Format::Text => tell(&report, output)?,
    }
    if arguments.write {
        write(&arguments.file, year.year, data, output)?;
    }
    Ok(Answer::of(is_whole))
}

/// Lists the deadlines of an installation that move, and moves them if the file is put into use.
fn on_installation(
    arguments: &LoadArguments,
    data: &Data,
    (old, new, year): (&Calendar, &Calendar, &YearFile),
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    if arguments.write {
        folder(data)?;
    }
    let listed = calendar_running::list(&config, (old, new), output)?;
    match arguments.format.format {
        Format::Json => output.json(&listed)?,
        Format::Text => calendar_running::tell(&listed, &year.edition, output)?,
    }
    if !arguments.write {
        return Ok(Answer::Yes);
    }
    write(&arguments.file, year.year, data, output)?;
    calendar_running::apply(config, data, output)
}

/// The calendar as it is, and as it will be with the new year.
fn calendars(
    mut files: CalendarFiles,
    year: &YearFile,
    path: &Path,
) -> Result<(Calendar, Calendar), Failure> {
    let faulty = |_| Failure::Faulty(path.to_owned());
    let old = Calendar::new(&files).map_err(faulty)?;
    files.years.retain(|known| known.year != year.year);
    files.years.push(year.clone());
    let new = Calendar::new(&files).map_err(faulty)?;
    Ok((old, new))
}

/// The open limits of a table; false if some of its rows could not be read.
fn clocks(
    path: &Path,
    arguments: &LoadArguments,
    calendar: &Calendar,
    output: Output,
) -> Result<(Vec<Open>, bool), Failure> {
    let mut table = Table::open(Some(path))?;
    let (mut open, mut is_whole) = (Vec::new(), true);
    let mut progress = Progress::new();
    while let Some(row) = table.next()? {
        progress.at(|| format!("{} {}", output.say("行", "row"), row.line));
        match clock(row.limit, row.from, arguments, calendar) {
            Ok((from, clock)) => open.push(Open { line: row.line, from, clock }),
            Err(failure) => {
                is_whole = false;
                output.note(format!(
                    "{}:{}: {}",
                    path.display(),
                    row.line,
                    failure.text(output.language)
                ));
            }
        }
    }
    Ok((open, is_whole))
}

fn clock(
    limit: &str,
    from: &str,
    arguments: &LoadArguments,
    calendar: &Calendar,
) -> Result<(Moment, Clock), Failure> {
    let rule = limit::rule(limit::length(limit)?, arguments.rule);
    let from = Moment::parse(from, calendar)?;
    let computed = compute(calendar, &rule, from.at, &[], &[]);
    let clock = Clock {
        limit: limit.into(),
        rule,
        anchor: from.at,
        extensions: Vec::new(),
        pauses: Vec::new(),
        deadline: computed.deadline,
        explanation: computed.explanation,
        levels: Vec::new(),
        levels_reached: 0,
        status: ClockStatus::Running,
    };
    Ok((from, clock))
}

fn row(moved: &Moved<&Open>, (old, new): (&Calendar, &Calendar), output: Output) -> Row {
    let Open { line, from, clock } = moved.key;
    let because = moved.days.iter().map(|day| changed(*day, (old, new), output)).collect();
    let (was, is) = (deadline_text(old, moved.from), deadline_text(new, moved.to));
    Row {
        line: *line,
        limit: clock.limit.to_string(),
        from: old.local(clock.anchor).to_rfc3339(),
        deadline: moment::answer(*from, clock.rule, old, moved.from),
        new_deadline: moment::answer(*from, clock.rule, new, moved.to),
        because,
        text: format!("{was} → {is}"),
    }
}

fn kind(day: &DayKind, output: Output) -> String {
    match day {
        DayKind::Working => output.say("工作日", "working day").to_owned(),
        DayKind::Weekend => output.say("周末", "weekend").to_owned(),
        DayKind::Holiday { name, .. } => output.get(name).to_owned(),
        DayKind::MakeUp { .. } => output.say("调休上班", "make-up day").to_owned(),
    }
}

fn tell(report: &Report, output: Output) -> Result<(), Failure> {
    let Report { year, edition, open, moved } = report;
    for Row { line, limit, from, text, because, .. } in moved {
        output.line(output.choose(
            format!("第 {line} 行  {limit}，自 {from}：{text}"),
            format!("line {line}  {limit} from {from}: {text}"),
        ))?;
        because.iter().try_for_each(|day| output.line(format!("    {day}")))?;
    }
    let moved = moved.len();
    output.line(output.choose(
        format!("{year} 年（{edition}）：{open} 个在办期限中有 {moved} 个移动"),
        format!("{year} ({edition}): {moved} of {open} open deadlines move"),
    ))
}

/// The folder that the file can be put into.
fn folder(data: &Data) -> Result<&Path, Failure> {
    data.folder().ok_or_else(|| {
        Failure::usage("--write 需要用 --data 指明资料文件夹", "--write needs a folder, see --data")
    })
}

/// Copies the file into the data folder, under the name of its year.
fn write(file: &Path, year: i32, data: &Data, output: Output) -> Result<(), Failure> {
    let to = folder(data)?.join("calendars").join(format!("cn-{year}.yaml"));
    std::fs::copy(file, &to).map_err(Failure::file(&to))?;
    output.note(format!("{} {}", output.say("已写入", "written to"), to.display()));
    Ok(())
}
