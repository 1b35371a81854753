//! Calendars, codes, routing rules and directories: from a folder, or the ones shipped inside this program.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use definitions::load::{self, Loaded};
use definitions::{DIRECTORY, ORDERS, Opened, Read, SUPERVISION, SourceFile, read};
use domain::appraisal::CheckedScheme;
use domain::calendar::{Calendar, CalendarFiles};
use domain::code_table::Codes;
use domain::directory::Directory;
use domain::order::OrderRules;
use domain::paper::PaperTemplate;
use domain::routing::RuleBook;
use domain::supervision::Supervision;
use domain::workflow::Definition;
use domain::workflow::agency_map::AgencyMap;
use rust_embed::RustEmbed;

use crate::failure::Failure;
use crate::findings::Findings;
use crate::output::Output;

/// The definitions as they were when this program was built.
#[derive(RustEmbed)]
#[folder = "../../workflows"]
struct Shipped;

/// Where the data comes from.
#[derive(Debug)]
pub(crate) struct Data {
    /// None for the data inside this program.
    folder: Option<PathBuf>,
}

impl Data {
    /// The folder named; else the one that holds the files the command is about; else `./workflows`; else what is
    /// shipped. A folder counts if it holds calendars and directories.
    pub(crate) fn new(named: Option<&Path>, about: &[PathBuf]) -> Self {
        let around = about.iter().flat_map(|path| above(path));
        let mut usual = around.chain([PathBuf::from("workflows")]);
        let folder = match named {
            Some(folder) => Some(folder.to_owned()),
            None => usual.find(|folder| PARTS.iter().all(|part| folder.join(part).is_dir())),
        };
        Self { folder }
    }

    /// The folder; none for the data inside this program.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The calendar with every year.
    pub(crate) fn calendar(&self, output: Output) -> Result<Calendar, Failure> {
        let files = self.accept(self.calendars()?, "calendars", output)?;
        Calendar::new(&files).map_err(|_| Failure::Faulty(self.path("calendars")))
    }

    /// The calendar's files.
    pub(crate) fn calendars(&self) -> Result<Loaded<CalendarFiles>, Failure> {
        Ok(load::calendars_of(self.files("calendars")?))
    }

    /// All code tables with their crosswalk.
    pub(crate) fn codes(&self) -> Result<Loaded<Codes>, Failure> {
        Ok(load::codes_of(self.files("codes")?))
    }

    /// The first directory.
    pub(crate) fn directory_file(&self) -> Result<Read<Directory>, Failure> {
        Ok(read(self.first("directories")?, DIRECTORY))
    }

    /// The first directory, if it is sound.
    pub(crate) fn directory(&self, output: Output) -> Result<Directory, Failure> {
        accepted(self.directory_file()?, output)
    }

    /// The first book of routing rules, checked against what it will run with.
    pub(crate) fn rules(
        &self,
        directory: &Directory,
        codes: &Codes,
    ) -> Result<Read<RuleBook>, Failure> {
        Ok(load::rule_book(self.first("routing")?, directory, codes))
    }

    /// The levels of supervision orders; none where there is no such folder.
    pub(crate) fn orders(&self, output: Output) -> Result<OrderRules, Failure> {
        self.orders_file()?.map_or_else(|| Ok(OrderRules::default()), |read| accepted(read, output))
    }

    /// The file of the levels of supervision orders, if there is such a folder.
    pub(crate) fn orders_file(&self) -> Result<Option<Read<OrderRules>>, Failure> {
        if self.lacks(ORDERS_FOLDER) {
            return Ok(None);
        }
        Ok(Some(read(self.first(ORDERS_FOLDER)?, ORDERS)))
    }

    /// What a county sets for supervision; what this product proposes where there is no such folder.
    pub(crate) fn supervision(&self, output: Output) -> Result<Supervision, Failure> {
        self.supervision_file()?
            .map_or_else(|| Ok(Supervision::default()), |read| accepted(read, output))
    }

    /// The file of what a county sets for supervision, if there is such a folder.
    pub(crate) fn supervision_file(&self) -> Result<Option<Read<Supervision>>, Failure> {
        if self.lacks(SUPERVISION_FOLDER) {
            return Ok(None);
        }
        Ok(Some(read(self.first(SUPERVISION_FOLDER)?, SUPERVISION)))
    }

    /// Whether the data stand in a folder that has no such part.
    pub(crate) fn lacks(&self, part: &str) -> bool {
        self.folder.as_ref().is_some_and(|root| !root.join(part).is_dir())
    }

    /// Every workflow file.
    pub(crate) fn workflows(&self) -> Result<Vec<Opened>, Failure> {
        let Some(root) = &self.folder else { return Ok(shipped_workflows()) };
        let found = definitions::folder::workflow_files(root).map_err(Failure::file(root))?;
        let open = |file: definitions::folder::WorkflowFile| {
            SourceFile::load(&file.path).map_err(Failure::file(&file.path))
        };
        found.workflows.into_iter().map(open).collect()
    }

    /// The tables of outside bodies, checked against these workflows; none where there is no such folder.
    pub(crate) fn agencies(
        &self,
        workflows: &[&Definition],
    ) -> Result<Loaded<Vec<AgencyMap>>, Failure> {
        let is_missing = self.folder.as_ref().is_some_and(|root| !root.join(AGENCIES).is_dir());
        let files = if is_missing { Vec::new() } else { self.files(AGENCIES)? };
        Ok(load::agencies_of(files, workflows))
    }

    /// The templates of papers, checked against these workflows; none where there is no such folder.
    pub(crate) fn papers(
        &self,
        workflows: &[&Definition],
    ) -> Result<Loaded<Vec<PaperTemplate>>, Failure> {
        let is_missing = self.folder.as_ref().is_some_and(|root| !root.join(PAPERS).is_dir());
        let files = if is_missing { Vec::new() } else { self.files(PAPERS)? };
        Ok(load::papers_of(files, workflows))
    }

    /// The schemes of appraisal, checked against the directory and these workflows; none where there is no such folder.
    pub(crate) fn appraisals(
        &self,
        directory: &Directory,
        workflows: &[&Definition],
    ) -> Result<Loaded<Vec<CheckedScheme>>, Failure> {
        let is_missing = self.folder.as_ref().is_some_and(|root| !root.join(APPRAISAL).is_dir());
        let files = if is_missing { Vec::new() } else { self.files(APPRAISAL)? };
        Ok(load::appraisals_of(files, directory, workflows))
    }

    /// What files say together, if it is sound.
    pub(crate) fn accept<T>(
        &self,
        loaded: Loaded<T>,
        name: &str,
        output: Output,
    ) -> Result<T, Failure> {
        let mut findings = Findings::default();
        let value = findings.take_all(loaded);
        if findings.count().errors == 0 {
            return Ok(value);
        }
        output.complain_of(&findings);
        Err(Failure::Faulty(self.path(name)))
    }

    /// The text of a mapping for imports that lies in the subfolder `imports` under this name.
    pub(crate) fn import_mapping(&self, name: &str) -> Option<SourceFile> {
        let is_it = |source: &SourceFile| {
            Path::new(source.name()).file_stem().is_some_and(|stem| stem == name)
        };
        self.files("imports").ok()?.into_iter().flatten().find(is_it)
    }

    /// The names of the mappings for imports.
    pub(crate) fn import_mappings(&self) -> Vec<String> {
        let files = self.files("imports").into_iter().flatten().flatten();
        let stem = |source: SourceFile| {
            Some(Path::new(source.name()).file_stem()?.to_string_lossy().into_owned())
        };
        files.filter_map(stem).collect()
    }

    /// The first file of a subfolder.
    fn first(&self, name: &str) -> Result<SourceFile, Failure> {
        let path = self.path(name);
        let none = Failure::unfit(&path, "里面没有 YAML 文件", "it holds no YAML file");
        let opened = self.files(name)?.into_iter().next().ok_or(none)?;
        opened.map_err(|refused| not_utf8(&refused.0))
    }

    /// The YAML files of a subfolder, by name.
    fn files(&self, name: &str) -> Result<Vec<Opened>, Failure> {
        match &self.folder {
            None => Ok(shipped(name)),
            Some(root) => {
                let path = root.join(name);
                load::yaml_files(&path).map_err(Failure::file(&path))
            }
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.as_deref().unwrap_or_else(|| Path::new(INSIDE)).join(name)
    }
}

/// The subfolder of the tables of outside bodies.
const AGENCIES: &str = "agencies";

/// The subfolder of the templates of papers.
const PAPERS: &str = "papers";

/// The subfolder of the schemes of appraisal.
const APPRAISAL: &str = "appraisal";

/// How the place of the shipped data is called.
const INSIDE: &str = "(bihuan)";

/// The shipped files of a subfolder.
fn shipped(folder: &str) -> Vec<Opened> {
    let within =
        |name: &Cow<'static, str>| Path::new(name.as_ref()).parent() == Some(Path::new(folder));
    let mut names: Vec<_> = Shipped::iter().filter(within).collect();
    names.sort();
    let files = names.iter().filter_map(|name| {
        let file = Shipped::get(name)?;
        Some(SourceFile::from_bytes(format!("{INSIDE}/{name}"), &file.data))
    });
    files.collect()
}

/// The shipped workflow files: `<name>/v<N>.yaml`.
fn shipped_workflows() -> Vec<Opened> {
    let is_version = |name: &Cow<'static, str>| {
        let file = Path::new(name.as_ref());
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let version = stem.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
        version && file.extension().is_some_and(|extension| extension == "yaml")
    };
    let mut names: Vec<_> = Shipped::iter().filter(is_version).collect();
    names.sort();
    let files = names.iter().filter_map(|name| {
        let file = Shipped::get(name)?;
        Some(SourceFile::from_bytes(format!("{INSIDE}/{name}"), &file.data))
    });
    files.collect()
}

/// Where the levels of supervision orders stand.
const ORDERS_FOLDER: &str = "orders";

/// Where the thresholds of suspicions and the colours of limits stand.
const SUPERVISION_FOLDER: &str = "supervision";

/// What a folder of data holds at least.
const PARTS: [&str; 2] = ["calendars", "directories"];

/// Where the data of a workflow may lie: `workflows` for itself, for `workflows/service` and for
/// `workflows/service/v1.yaml`.
fn above(path: &Path) -> Vec<PathBuf> {
    let known = std::fs::canonicalize(path).unwrap_or_default();
    let steps = if known.is_dir() { 1 } else { 2 };
    let above = known.ancestors().skip(1).take(steps).map(Path::to_owned);
    std::iter::once(path.to_owned()).chain(above).collect()
}

/// Opens a file. One that is not UTF-8 is shown with the place where it stops being so.
pub(crate) fn open(path: &Path, output: Output) -> Result<SourceFile, Failure> {
    let opened = SourceFile::load(path).map_err(Failure::file(path))?;
    opened.map_err(|refused| {
        let failure = not_utf8(&refused.0);
        let mut findings = Findings::default();
        findings.refuse(*refused);
        output.complain_of(&findings);
        failure
    })
}

fn not_utf8(source: &SourceFile) -> Failure {
    Failure::unfit(Path::new(source.name()), "不是 UTF-8 文本", "it is not UTF-8 text")
}

/// What a file says, if nothing is wrong with it; otherwise its findings are shown.
pub(crate) fn accepted<T: Clone>(read: Read<T>, output: Output) -> Result<T, Failure> {
    if let Some(value) = read.accepted() {
        return Ok(value.clone());
    }
    let path = PathBuf::from(read.source.name());
    output.complain_of(&Findings::of(read));
    Err(Failure::Faulty(path))
}
