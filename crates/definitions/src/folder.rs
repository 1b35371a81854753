//! Where definition files lie: `workflows/<name>/v<N>.yaml` beside `v<N>.scenarios.yaml`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::finding::Finding;
use domain::id::WorkflowName;
use domain::workflow::Definition;

use crate::located::Located;
use crate::source::{SourceFile, Span};
use crate::words::quote;

/// One version of a workflow on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowFile {
    /// The folder's name.
    pub name: WorkflowName,
    /// The number in the file's name.
    pub version: u32,
    /// The definition.
    pub path: PathBuf,
    /// The scenarios beside it, if there are any.
    pub scenarios: Option<PathBuf>,
}

/// What lies in the folder of workflows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The versions, by name and number.
    pub workflows: Vec<WorkflowFile>,
    /// Files that belong to no version, and versions without scenarios.
    pub findings: Vec<Located>,
}

/// Finds the workflows below a folder. A subfolder without any `v<N>.yaml`, such as `schema`, is none.
///
/// # Errors
///
/// A folder cannot be listed.
pub fn workflow_files(folder: &Path) -> io::Result<Folder> {
    let mut found = Folder::default();
    for path in listed(folder)?.into_iter().filter(|path| path.is_dir()) {
        let versions = versions(&listed(&path)?);
        if versions.files.is_empty() {
            continue;
        }
        let name = WorkflowName::new(file_name(&path));
        found.add(&name, versions);
    }
    Ok(found)
}

/// Whether folder and file are called as the definition calls itself.
pub fn agrees(file: &WorkflowFile, definition: &Definition) -> Vec<Finding> {
    let folder = (definition.workflow != file.name).then(|| {
        let (name, folder) = (quote(definition.workflow.as_str()), quote(file.name.as_str()));
        Finding::error(
            "folder-name",
            "/workflow",
            format!("流程名称 {name} 与文件夹名 {folder} 不同"),
            format!("the workflow is called {name}, its folder {folder}"),
        )
        .help(
            format!("请改为 {folder},或改文件夹名"),
            format!("write {folder}, or rename the folder"),
        )
    });
    let version = (definition.version != file.version).then(|| {
        let (version, number) = (definition.version, file.version);
        Finding::error(
            "file-version",
            "/version",
            format!("版本号 {version} 与文件名 `v{number}.yaml` 不同"),
            format!("the version is {version}, the file is called `v{number}.yaml`"),
        )
        .help(format!("请改为 {number},或改文件名"), format!("write {number}, or rename the file"))
    });
    folder.into_iter().chain(version).collect()
}

/// The files of one workflow.
#[derive(Default)]
struct Versions {
    files: BTreeMap<u32, PathBuf>,
    scenarios: BTreeMap<u32, PathBuf>,
    strays: Vec<PathBuf>,
}

fn versions(paths: &[PathBuf]) -> Versions {
    let mut versions = Versions::default();
    for path in paths.iter().filter(|path| path.is_file()) {
        let name = file_name(path);
        match (number(&name, ".yaml"), number(&name, ".scenarios.yaml")) {
            (Some(version), _) => {
                versions.files.insert(version, path.clone());
            }
            (None, Some(version)) => {
                versions.scenarios.insert(version, path.clone());
            }
            (None, None) if is_yaml(&name) => versions.strays.push(path.clone()),
            (None, None) => {}
        }
    }
    versions
}

impl Folder {
    fn add(&mut self, name: &WorkflowName, versions: Versions) {
        let Versions { files, mut scenarios, strays } = versions;
        for (version, path) in files {
            let beside = scenarios.remove(&version);
            if beside.is_none() {
                self.findings.push(at_file(&path, without_scenarios(version)));
            }
            let name = name.clone();
            self.workflows.push(WorkflowFile { name, version, path, scenarios: beside });
        }
        let strays = strays.iter().chain(scenarios.values());
        self.findings.extend(strays.map(|path| at_file(path, stray())));
    }
}

/// `v7.yaml` has the number 7; `v07.yaml` and `v0.yaml` are no versions.
fn number(name: &str, ending: &str) -> Option<u32> {
    let digits = name.strip_prefix('v')?.strip_suffix(ending)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if is_number { digits.parse().ok() } else { None }
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn at_file(path: &Path, finding: Finding) -> Located {
    let source = SourceFile::new(path.display().to_string(), "");
    Located::new(&source, finding, Span::default())
}

fn without_scenarios(version: u32) -> Finding {
    Finding::warning(
        "no-scenarios",
        "",
        "这个版本没有故事文件,没有人试走过",
        "this version has no scenarios: nobody has walked through it",
    )
    .help(
        format!("请在旁边写 `v{version}.scenarios.yaml`"),
        format!("write `v{version}.scenarios.yaml` beside it"),
    )
}

fn stray() -> Finding {
    Finding::warning(
        "stray-file",
        "",
        "这个文件不属于任何版本,不会被读取",
        "this file belongs to no version and is not read",
    )
    .help(
        "版本文件叫 `v1.yaml`、`v2.yaml`,故事文件叫 `v1.scenarios.yaml`",
        "versions are called `v1.yaml`, `v2.yaml`, their scenarios `v1.scenarios.yaml`",
    )
}
