//! `bihuan workflow check`: everything that is wrong with workflow files, and whether their scenarios come out.

use std::path::Path;

use definitions::{Located, Read, Row, SCENARIOS, SourceFile};
use domain::calendar::Calendar;
use domain::directory::Directory;
use domain::directory_check;
use domain::finding::Severity;
use domain::scenario::{Coverage, World, play, uncovered};
use domain::text::Language;
use domain::workflow::{Definition, Workflow, staffing};
use serde::Serialize;

use crate::args::{CheckArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::findings::Findings;
use crate::output::Output;
use crate::progress::Progress;
use crate::workflows;

#[derive(Serialize)]
struct Report<'a> {
    errors: usize,
    warnings: usize,
    files: Vec<FileReport>,
    /// The tables and templates that were read beside the procedures.
    tables: Vec<String>,
    findings: Vec<Row<'a>>,
}

/// What a file holds.
#[derive(Serialize)]
struct FileReport {
    file: String,
    states: usize,
    transitions: usize,
    limits: usize,
    scenarios: usize,
    scenarios_as_told: usize,
    errors: usize,
    warnings: usize,
}

/// What scenarios play in; none of what is faulty.
struct Surroundings {
    calendar: Option<Calendar>,
    directory: Option<Directory>,
}

/// A check under way.
struct Check<'a> {
    surroundings: &'a Surroundings,
    with_scenarios: bool,
    findings: Findings,
    /// Those that could be read, for the tables that speak of them.
    definitions: Vec<Definition>,
}

pub(crate) fn run(
    arguments: &CheckArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    arguments.paths.iter().try_for_each(|path| is_procedure(path))?;
    let found = workflows::below(&arguments.paths)?;
    let mut findings = Findings::default();
    let is_folder =
        data.folder().is_some_and(|folder| arguments.paths.iter().any(|path| path == folder));
    let surroundings = surroundings(data, is_folder, &mut findings)?;
    findings.about_files(found.findings);
    let with_scenarios = !arguments.no_scenarios;
    let definitions = Vec::new();
    let mut check = Check { surroundings: &surroundings, with_scenarios, findings, definitions };
    let mut progress = Progress::new();
    let mut files = Vec::new();
    for (done, path) in found.files.iter().enumerate() {
        progress.at(|| format!("{}/{} {}", done + 1, found.files.len(), path.display()));
        files.push(check.file(path)?);
    }
    drop(progress);
    let tables = if is_folder { check.tables(data)? } else { Vec::new() };
    let (findings, count) = (&check.findings, check.findings.count());
    let (errors, warnings) = (count.errors, count.warnings);
    let report =
        Report { errors, warnings, files, tables, findings: findings.rows(output.language) };
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, findings, output),
    };
    Answer::of(errors == 0).once(printed)
}

/// Refuses what is no procedure and can be held only against all of them.
fn is_procedure(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    if path.is_dir() || !matches!(folder, Some("agencies" | "appraisal" | "papers")) {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::usage(
        format!(
            "“{path}”不是流程，要和全部流程对照；请检查整个文件夹：bihuan workflow check workflows"
        ),
        format!(
            "`{path}` is no procedure and is held against all of them: check the whole folder, bihuan workflow check workflows"
        ),
    ))
}

/// Reads calendars and directory, and for a whole folder the codes and the routing rules too.
fn surroundings(
    data: &Data,
    is_folder: bool,
    findings: &mut Findings,
) -> Result<Surroundings, Failure> {
    let calendar = Calendar::new(&findings.take_all(data.calendars()?)).ok();
    let mut read = data.directory_file()?;
    if read.accepted().is_some() {
        read.check(directory_check::check);
    }
    let directory = read.accepted().cloned();
    findings.take(read);
    if let Some(directory) = directory.as_ref().filter(|_| is_folder) {
        let codes = findings.take_all(data.codes()?);
        findings.take(data.rules(directory, &codes)?);
        if let Some(orders) = data.orders_file()? {
            findings.take(orders);
        }
        if let Some(supervision) = data.supervision_file()? {
            findings.take(supervision);
        }
    }
    Ok(Surroundings { calendar, directory })
}

impl Check<'_> {
    fn file(&mut self, path: &Path) -> Result<FileReport, Failure> {
        let mut report = FileReport::new(path);
        let Some(source) = self.open(path)? else { return Ok(self.counted(report)) };
        let (mut read, workflow) = workflows::read(source, workflows::version(path).as_ref());
        if let Some(definition) = &read.value {
            report.states = definition.states.len();
            report.transitions = definition.transitions.len();
            report.limits = definition.limits.len();
            self.definitions.push(definition.clone());
        }
        let mut scenarios = None;
        if let Some(workflow) = &workflow {
            let directory = self.surroundings.directory.as_ref();
            read.extend(directory.map_or_else(Vec::new, |directory| staffing(workflow, directory)));
            let beside = workflows::scenarios_beside(path).filter(|_| self.with_scenarios);
            if let Some(source) = beside.map(|beside| self.open(&beside)).transpose()?.flatten() {
                let mut told = definitions::read(source, SCENARIOS);
                if let Some(coverage) = self.play(workflow, &mut told, &mut report) {
                    read.extend(uncovered(workflow, &coverage));
                }
                scenarios = Some(told);
            }
        }
        self.findings.take(read);
        if let Some(told) = scenarios {
            self.findings.take(told);
        }
        Ok(self.counted(report))
    }

    /// The tables of outside bodies, the templates of papers and the schemes of appraisal, held against the workflows that
    /// were read; those that could be read.
    fn tables(&mut self, data: &Data) -> Result<Vec<String>, Failure> {
        let definitions: Vec<_> = self.definitions.iter().collect();
        let agencies = self.findings.take_all(data.agencies(&definitions)?);
        let papers = self.findings.take_all(data.papers(&definitions)?);
        let directory = self.surroundings.directory.as_ref();
        let schemes = directory.map(|directory| data.appraisals(directory, &definitions));
        let schemes = schemes.transpose()?.map(|loaded| self.findings.take_all(loaded));
        let agencies = agencies.iter().map(|map| format!("agencies/{}", map.agency));
        let papers = papers.iter().map(|paper| format!("papers/{}", paper.paper.as_str()));
        let schemes = schemes.iter().flatten();
        let schemes = schemes.map(|scheme| format!("appraisal/{}", scheme.scheme().scheme));
        Ok(agencies.chain(papers).chain(schemes).collect())
    }

    /// A file's text; none, with the finding kept, where it is not UTF-8.
    fn open(&mut self, path: &Path) -> Result<Option<SourceFile>, Failure> {
        let opened = SourceFile::load(path).map_err(Failure::file(path))?;
        Ok(opened.map_err(|refused| self.findings.refuse(*refused)).ok())
    }

    /// Plays the scenarios and puts each difference at its place; what they exercised, unless their file is faulty.
    fn play(
        &self,
        workflow: &Workflow,
        told: &mut Read<domain::workflow::scenario::Scenarios>,
        report: &mut FileReport,
    ) -> Option<Coverage> {
        let Surroundings { calendar, directory } = self.surroundings;
        let (calendar, directory) = calendar.as_ref().zip(directory.as_ref())?;
        let scenarios = told.accepted()?.clone();
        let world = World { workflow, calendar, directory, center: &scenarios.center };
        let mut coverage = Coverage::default();
        for play in play(world, &scenarios) {
            coverage.merge(&play.coverage);
            report.scenarios += 1;
            let is_as_told = play.findings.iter().all(|found| found.severity == Severity::Warning);
            report.scenarios_as_told += usize::from(is_as_told);
            told.extend(play.findings);
        }
        Some(coverage)
    }

    /// The report with the findings about the file and its scenarios.
    fn counted(&self, report: FileReport) -> FileReport {
        let path = Path::new(&report.file);
        let beside = path.with_extension("scenarios.yaml").display().to_string();
        let own = |located: &&Located| located.file == report.file || located.file == beside;
        let count = definitions::located::count(self.findings.iter().filter(own));
        FileReport { errors: count.errors, warnings: count.warnings, ..report }
    }
}

impl FileReport {
    fn new(path: &Path) -> Self {
        Self {
            file: path.display().to_string(),
            states: 0,
            transitions: 0,
            limits: 0,
            scenarios: 0,
            scenarios_as_told: 0,
            errors: 0,
            warnings: 0,
        }
    }

    /// The file in one line.
    fn line(&self, output: Output) -> String {
        let Self { file, states, transitions, limits, scenarios, scenarios_as_told, .. } = self;
        let mark = if self.errors == 0 { "✓" } else { "✗" };
        let told = match (*scenarios, output.language) {
            (0, Language::Zh) => "没有演练场景".to_owned(),
            (0, Language::En) => "no scenario played".to_owned(),
            (_, Language::Zh) => format!("场景 {scenarios_as_told}/{scenarios} 与所写一致"),
            (_, Language::En) => format!("{scenarios_as_told} of {scenarios} scenarios as told"),
        };
        output.choose(
            format!("{mark} {file}  环节 {states}，流转 {transitions}，期限 {limits}；{told}"),
            format!(
                "{mark} {file}  {states} states, {transitions} transitions, {limits} limits; {told}"
            ),
        )
    }
}

fn tell(report: &Report<'_>, findings: &Findings, output: Output) -> Result<(), Failure> {
    output.findings(findings)?;
    report.files.iter().try_for_each(|file| output.line(file.line(output)))?;
    if !report.tables.is_empty() {
        let tables = report.tables.join(", ");
        output.line(output.choose(format!("另读 {tables}"), format!("also read {tables}")))?;
    }
    output.line(definitions::summary(findings.count(), output.language))
}
