//! Workflow files as the commands need them: found, read, checked, with their scenarios.

use std::path::{Path, PathBuf};

use definitions::folder::{self, WorkflowFile, agrees};
use definitions::{Located, Read, SourceFile, load};
use domain::id::WorkflowName;
use domain::workflow::{Definition, Workflow};

use crate::data;
use crate::failure::Failure;
use crate::findings::Findings;
use crate::output::Output;

/// A workflow that is sound; otherwise its findings are shown.
pub(crate) fn sound(path: &Path, output: Output) -> Result<Workflow, Failure> {
    let (read, workflow) = load::workflow(data::open(path, output)?);
    workflow.ok_or_else(|| {
        output.complain_of(&Findings::of(read));
        Failure::Faulty(path.to_owned())
    })
}

/// A definition as far as it can be read, and whether it is sound. A picture of a faulty one, or what differs in it,
/// helps to see the fault; a note says that it is one.
pub(crate) fn readable(path: &Path, output: Output) -> Result<(Definition, bool), Failure> {
    let (mut read, workflow) = load::workflow(data::open(path, output)?);
    let Some(definition) = read.value.take() else {
        output.complain_of(&Findings::of(read));
        return Err(Failure::Faulty(path.to_owned()));
    };
    if workflow.is_none() {
        let path = path.display();
        output.note(output.choose(
            format!("bihuan: “{path}”有错误，请用 workflow check 查看"),
            format!("bihuan: `{path}` is faulty, see workflow check"),
        ));
    }
    Ok((definition, workflow.is_some()))
}

/// A workflow file with everything that is wrong with it; the workflow only if nothing is.
pub(crate) fn read(
    source: SourceFile,
    file: Option<&WorkflowFile>,
) -> (Read<Definition>, Option<Workflow>) {
    let (mut read, workflow) = load::workflow(source);
    if let Some((file, definition)) = file.zip(read.value.as_ref()) {
        let found = agrees(file, definition);
        read.extend(found);
    }
    let workflow = workflow.filter(|_| read.count().errors == 0);
    (read, workflow)
}

/// What paths stand for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The workflow files.
    pub(crate) files: Vec<PathBuf>,
    /// Files in the folders that belong to none.
    pub(crate) findings: Vec<Located>,
}

/// The workflow files that paths stand for: files themselves, folders of one workflow, and folders of many.
pub(crate) fn below(paths: &[PathBuf]) -> Result<Found, Failure> {
    let mut found = Found::default();
    for path in paths {
        if !path.is_dir() {
            found.files.push(described_by(path));
            continue;
        }
        let folder = folder::workflow_files(path).map_err(Failure::file(path))?;
        let own = versions_in(path)?;
        if folder.workflows.is_empty() && own.is_empty() {
            return Err(without_workflows(path));
        }
        found.files.extend(own);
        found.files.extend(folder.workflows.into_iter().map(|file| file.path));
        found.findings.extend(folder.findings);
    }
    Ok(found)
}

/// The versions that lie in the folder itself.
fn versions_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| version(file).is_some());
    files.sort();
    Ok(files)
}

fn without_workflows(path: &Path) -> Failure {
    Failure::unfit(
        path,
        "里面没有流程文件，应为 <名称>/v<版本>.yaml",
        "it holds no workflow file; they are called <name>/v<N>.yaml",
    )
}

/// The workflow file of a file of scenarios; any other file itself.
fn described_by(path: &Path) -> PathBuf {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name.strip_suffix(".scenarios.yaml") {
        Some(version) => path.with_file_name(format!("{version}.yaml")),
        None => path.to_owned(),
    }
}

/// The version that a path stands for; none if it is not called `<name>/v<N>.yaml`.
pub(crate) fn version(path: &Path) -> Option<WorkflowFile> {
    let version =
        path.file_name()?.to_str()?.strip_prefix('v')?.strip_suffix(".yaml")?.parse().ok()?;
    let folder = path.parent()?.canonicalize().ok()?;
    let name = WorkflowName::from(folder.file_name()?.to_str()?);
    Some(WorkflowFile { name, version, path: path.to_owned(), scenarios: scenarios_beside(path) })
}

/// The file of scenarios beside a workflow file, if there is one.
pub(crate) fn scenarios_beside(path: &Path) -> Option<PathBuf> {
    Some(path.with_extension("scenarios.yaml")).filter(|beside| beside.is_file())
}
