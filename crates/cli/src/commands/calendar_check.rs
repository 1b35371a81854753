//! `bihuan calendar check`: what is wrong with calendar files, and how many working days their years have.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use definitions::load::{self, Loaded};
use definitions::{Opened, Row, SourceFile};
use domain::calendar::{Calendar, CalendarFiles, YearStatus};
use serde::Serialize;

use crate::args::{CalendarCheckArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::findings::Findings;
use crate::output::Output;

#[derive(Serialize)]
struct Report<'a> {
    years: Vec<YearRow>,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct YearRow {
    year: i32,
    status: YearStatus,
    edition: String,
    working_days: usize,
    holidays: usize,
}

pub(crate) fn run(
    arguments: &CalendarCheckArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mut findings = Findings::default();
    let files = findings.take_all(loaded(&arguments.paths, data)?);
    let report = Report { years: years(&files), findings: findings.rows(output.language) };
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, &findings, output),
    };
    Answer::of(findings.count().errors == 0).once(printed)
}

/// The calendars named, or those in use.
fn loaded(paths: &[PathBuf], data: &Data) -> Result<Loaded<CalendarFiles>, Failure> {
    if paths.is_empty() {
        return data.calendars();
    }
    let mut files: Vec<Opened> = Vec::new();
    for path in paths {
        files.extend(opened(path)?);
    }
    Ok(load::calendars_of(files))
}

/// A file, or the YAML files of a folder.
fn opened(path: &Path) -> Result<Vec<Opened>, Failure> {
    if !path.is_dir() {
        return Ok(vec![SourceFile::load(path).map_err(Failure::file(path))?]);
    }
    let files = load::yaml_files(path).map_err(Failure::file(path))?;
    if files.is_empty() {
        return Err(Failure::unfit(path, "里面没有 YAML 文件", "it holds no YAML file"));
    }
    Ok(files)
}

/// The years, once all files together are sound.
fn years(files: &CalendarFiles) -> Vec<YearRow> {
    let Ok(calendar) = Calendar::new(files) else { return Vec::new() };
    let years = files.years.iter().map(|file| {
        let first = NaiveDate::from_ymd_opt(file.year, 1, 1);
        let days = first.into_iter().flat_map(|first| first.iter_days());
        let days = days.take_while(|day| day.year() == file.year);
        YearRow {
            year: file.year,
            status: file.status,
            edition: file.edition.clone(),
            working_days: days.filter(|day| calendar.is_working(*day)).count(),
            holidays: file.holidays.len(),
        }
    });
    years.collect()
}

fn tell(report: &Report<'_>, findings: &Findings, output: Output) -> Result<(), Failure> {
    output.findings(findings)?;
    for YearRow { year, status, edition, working_days, holidays } in &report.years {
        let status = match status {
            YearStatus::Official => output.say("正式", "official"),
            YearStatus::Provisional => output.say("暂定", "provisional"),
        };
        output.line(output.choose(
            format!("{year}  {status}  {working_days} 个工作日，{holidays} 个节日  {edition}"),
            format!(
                "{year}  {status}  {working_days} working days, {holidays} holidays  {edition}"
            ),
        ))?;
    }
    output.line(definitions::summary(findings.count(), output.language))
}
