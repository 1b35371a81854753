//! Reads files that belong together, and runs the checks that need more than one of them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use domain::appraisal::{self, CheckedScheme, Scheme};
use domain::calendar::{self, CalendarFiles};
use domain::code_table::Codes;
use domain::directory::Directory;
use domain::finding::{Finding, pointer};
use domain::paper::{self, PaperTemplate};
use domain::routing::{self, RuleBook};
use domain::workflow::agency_map::{self, AgencyMap};
use domain::workflow::{self, Definition, Workflow};
use serde::de::DeserializeOwned;

use crate::checks::within;
use crate::kind::{
    AGENCY, APPRAISAL, CALENDAR, CODES, CROSSWALK, Kind, OFFICE_HOURS, PAPER, ROUTING, WORKFLOW,
};
use crate::located::{self, Count, Located};
use crate::read::{Read, read};
use crate::source::{Opened, SourceFile, Span};
use crate::words::quote;

/// Something built from several files.
#[derive(Debug)]
pub struct Loaded<T> {
    /// What the files say together; faulty parts are mended or left out.
    pub value: T,
    /// The files.
    pub sources: Vec<SourceFile>,
    /// What is wrong, by file and place.
    pub findings: Vec<Located>,
}

impl<T> Loaded<T> {
    fn new(value: T) -> Self {
        Self { value, sources: Vec::new(), findings: Vec::new() }
    }

    /// Takes over a file that was read, and gives back what it says.
    fn take<U>(&mut self, read: Read<U>) -> Option<U> {
        self.findings.extend(read.findings);
        self.sources.push(read.source);
        located::sort(&mut self.findings);
        read.value
    }

    /// How many findings there are.
    pub fn count(&self) -> Count {
        located::count(&self.findings)
    }

    /// The file that a finding stands in.
    pub fn source_of(&self, located: &Located) -> Option<&SourceFile> {
        self.sources.iter().find(|source| source.name() == located.file)
    }
}

/// Reads a definition and proves it. The workflow is there exactly if nothing refuses the file.
pub fn workflow(source: SourceFile) -> (Read<Definition>, Option<Workflow>) {
    let mut read = read(source, WORKFLOW);
    let mut workflow = None;
    read.check(|definition| {
        let checked = workflow::check(definition.clone());
        workflow = checked.workflow;
        checked.findings
    });
    let workflow = workflow.filter(|_| read.accepted().is_some());
    (read, workflow)
}

/// Reads a folder of calendars: `office-hours.yaml` and one file for each year.
///
/// # Errors
///
/// The folder or a file cannot be read.
pub fn calendars(folder: &Path) -> io::Result<Loaded<CalendarFiles>> {
    Ok(calendars_of(yaml_files(folder)?))
}

/// As [`calendars`], from files that were opened elsewhere.
pub fn calendars_of(files: Vec<Opened>) -> Loaded<CalendarFiles> {
    let mut loaded = Loaded::new(CalendarFiles::default());
    let mut years = Vec::new();
    let mut office = None;
    for opened in files {
        if stem(&opened) == "office-hours" {
            office = accept(opened, OFFICE_HOURS.unchecked(), &mut loaded);
        } else {
            years.extend(accept(opened, CALENDAR.unchecked(), &mut loaded));
        }
    }
    let readable = years.iter().filter_map(|read| read.value.clone()).collect();
    let hours = office.as_ref().and_then(|read| read.value.clone());
    let files = CalendarFiles {
        years: readable,
        office: hours.unwrap_or_else(calendar::OfficeFile::usual),
    };
    let found = calendar::check(&files);
    let of_years = years.iter_mut().filter(|read| read.value.is_some());
    for (index, read) in of_years.enumerate() {
        read.extend(within(found.clone(), &pointer(["years", &index.to_string()])));
    }
    if let Some(read) = &mut office {
        read.extend(within(found, "/office"));
    }
    for read in years {
        loaded.take(read);
    }
    office.map(|read| loaded.take(read));
    Loaded { value: files, ..loaded }
}

/// Reads a folder of code tables: `crosswalk.yaml` and one file for each table, called by its id.
///
/// # Errors
///
/// The folder or a file cannot be read.
pub fn codes(folder: &Path) -> io::Result<Loaded<Codes>> {
    Ok(codes_of(yaml_files(folder)?))
}

/// As [`codes`], from files that were opened elsewhere.
pub fn codes_of(files: Vec<Opened>) -> Loaded<Codes> {
    let mut loaded = Loaded::new(Codes::default());
    let mut tables = BTreeMap::new();
    let mut crosswalk = None;
    for opened in files {
        let id = stem(&opened);
        if id == "crosswalk" {
            crosswalk = accept(opened, CROSSWALK, &mut loaded);
        } else if let Some(read) = accept(opened, CODES.unchecked(), &mut loaded) {
            tables.insert(id, read);
        }
    }
    let readable = tables.iter().filter_map(|(id, read)| Some((id.clone(), read.value.clone()?)));
    let codes = Codes {
        tables: readable.collect(),
        crosswalk: crosswalk.as_ref().and_then(|read| read.value.clone()).unwrap_or_default(),
    };
    let found = codes.check();
    for (id, read) in &mut tables {
        read.extend(within(found.clone(), &pointer([id.as_str()])));
    }
    if let Some(read) = &mut crosswalk {
        read.extend(within(found, "/crosswalk"));
    }
    for read in tables.into_values() {
        loaded.take(read);
    }
    crosswalk.map(|read| loaded.take(read));
    Loaded { value: codes, ..loaded }
}

/// Reads a rule book and checks it against the directory and the codes it will run with.
pub fn rule_book(source: SourceFile, directory: &Directory, codes: &Codes) -> Read<RuleBook> {
    let mut read = read(source, ROUTING);
    read.check(|book| routing::check(book, directory, codes));
    read
}

/// Reads the tables of outside bodies, one file for each kind and called by it, and checks them against the workflows
/// that they speak of. The value holds those without an error.
pub fn agencies_of(files: Vec<Opened>, workflows: &[&Definition]) -> Loaded<Vec<AgencyMap>> {
    let mut loaded = Loaded::new(Vec::new());
    for opened in files {
        let kind = stem(&opened);
        let Some(mut read) = accept(opened, AGENCY, &mut loaded) else { continue };
        read.check(|map| {
            let called = (map.agency != kind).then(|| misnamed(&map.agency, &kind));
            agency_map::check(map, workflows).into_iter().chain(called).collect()
        });
        let map = read.accepted().cloned();
        loaded.take(read);
        loaded.value.extend(map);
    }
    loaded
}

fn misnamed(agency: &str, file: &str) -> Finding {
    let (agency, file) = (quote(agency), quote(file));
    Finding::error(
        "agency-file-name",
        "/agency",
        format!("单位种类 {agency} 与文件名 {file} 不同"),
        format!("the kind is {agency}, the file is called {file}"),
    )
}

/// Reads the templates of papers, one file for each kind and called by it, and checks them against the workflows after
/// whose transitions they are issued. The value holds those without an error; a kind without a file is a finding.
pub fn papers_of(files: Vec<Opened>, workflows: &[&Definition]) -> Loaded<Vec<PaperTemplate>> {
    let mut loaded = Loaded::new(Vec::new());
    let mut there = Vec::new();
    for opened in files {
        let kind = stem(&opened);
        let Some(mut read) = accept(opened, PAPER, &mut loaded) else { continue };
        read.check(|template| {
            there.push(template.clone());
            let called = (template.paper.as_str() != kind).then(|| misnamed_paper(template, &kind));
            paper::check(template, workflows).into_iter().chain(called).collect()
        });
        let template = read.accepted().cloned();
        loaded.take(read);
        loaded.value.extend(template);
    }
    // Said in the first file, since a file that is not there has no place to say it.
    if let Some(source) = loaded.sources.first() {
        let missing = paper::absent(&there).into_iter().map(|kind| no_paper(kind.as_str()));
        let missing = missing.map(|found| Located::new(source, found, Span::default()));
        loaded.findings.extend(missing.collect::<Vec<_>>());
    }
    loaded
}

fn misnamed_paper(template: &PaperTemplate, file: &str) -> Finding {
    let (paper, file) = (quote(template.paper.as_str()), quote(file));
    Finding::error(
        "paper-file-name",
        "/paper",
        format!("文书种类 {paper} 与文件名 {file} 不同"),
        format!("the kind is {paper}, the file is called {file}"),
    )
}

fn no_paper(kind: &str) -> Finding {
    Finding::error(
        "paper-missing",
        "",
        format!("缺少文书模板 `{kind}.yaml`"),
        format!("there is no template `{kind}.yaml`"),
    )
}

/// Reads schemes of appraisal, one file for each and called by it, and checks them against the directory and the workflows
/// that they will run with. The value holds those without an error.
pub fn appraisals_of(
    files: Vec<Opened>,
    directory: &Directory,
    workflows: &[&Definition],
) -> Loaded<Vec<CheckedScheme>> {
    let mut loaded = Loaded::new(Vec::new());
    for opened in files {
        let name = stem(&opened);
        let Some(mut read) = accept(opened, APPRAISAL, &mut loaded) else { continue };
        let mut checked = None;
        read.check(|scheme| {
            let called = (scheme.scheme.as_str() != name).then(|| misnamed_scheme(scheme, &name));
            let found = appraisal::check(scheme, directory, workflows);
            checked = found.scheme;
            found.findings.into_iter().chain(called).collect()
        });
        let sound = read.accepted().is_some();
        loaded.take(read);
        loaded.value.extend(checked.filter(|_| sound));
    }
    loaded
}

fn misnamed_scheme(scheme: &Scheme, file: &str) -> Finding {
    let (name, file) = (quote(scheme.scheme.as_str()), quote(file));
    Finding::error(
        "appraisal-file-name",
        "/scheme",
        format!("方案名称 {name} 与文件名 {file} 不同"),
        format!("the scheme is {name}, the file is called {file}"),
    )
}

/// The YAML files of a folder, opened, by name.
///
/// # Errors
///
/// The folder or a file cannot be read.
pub fn yaml_files(folder: &Path) -> io::Result<Vec<Opened>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    paths.iter().map(|path| SourceFile::load(path)).collect()
}

/// Reads a file; none, with its finding kept, if it could not be decoded.
fn accept<T: DeserializeOwned, U>(
    opened: Opened,
    kind: Kind<T>,
    loaded: &mut Loaded<U>,
) -> Option<Read<T>> {
    match opened {
        Ok(source) => Some(read(source, kind)),
        Err(refused) => {
            let (source, located) = *refused;
            loaded.sources.push(source);
            loaded.findings.push(located);
            None
        }
    }
}

fn stem(opened: &Opened) -> String {
    let name = match opened {
        Ok(source) => source.name(),
        Err(refused) => refused.0.name(),
    };
    Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
