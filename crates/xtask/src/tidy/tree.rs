//! The files of the repository, read once. Rules see this and never the disk, so that samples are plain texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::run::Error;

/// Folders that are built, fetched or foreign.
const SKIPPED_FOLDERS: [&str; 3] = [".git", "node_modules", "target"];

/// Folders whose files are kept as they came: samples with faults on purpose, recorded output.
const RECORDED_FOLDERS: [&str; 3] = ["fixtures", "golden", "snapshots"];

/// Endings of files that people write. Others are only looked at for whether they exist.
const WRITTEN: [&str; 14] = [
    "css",
    "editorconfig",
    "gitignore",
    "html",
    "js",
    "json",
    "md",
    "rs",
    "sh",
    "sql",
    "svg",
    "toml",
    "yaml",
    "yml",
];

/// Paths with `/` between their parts, from the root.
#[derive(Debug, Default)]
pub(super) struct Tree {
    paths: BTreeSet<String>,
    texts: BTreeMap<String, String>,
}

impl Tree {
    /// Reads everything below the root.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        let mut tree = Self::default();
        tree.walk(root, "")?;
        Ok(tree)
    }

    /// A tree of samples.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        Self { paths, texts: texts.collect() }
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    /// Every path.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// True if this is a file or a folder.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty()
            || self.paths.contains(path)
            || self
                .paths
                .range(folder.clone()..)
                .next()
                .is_some_and(|next| next.starts_with(&folder))
    }

    /// The text of a file that people write.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Files that people write, with their texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Of those, the ones with this ending.
    pub(super) fn ending<'a>(
        &'a self,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(ending))
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> Result<(), Error> {
        let fault = |source| Error::File { path: folder.to_path_buf(), source };
        for entry in fs::read_dir(folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type().map_err(fault)?.is_dir() {
                if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    self.walk(&entry.path(), &format!("{path}/"))?;
                }
            } else if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                self.add(&entry.path(), path)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, file: &Path, path: String) -> Result<(), Error> {
        if is_written(&path) {
            let text = fs::read_to_string(file)
                .map_err(|source| Error::File { path: file.to_path_buf(), source })?;
            self.texts.insert(path.clone(), text);
        }
        self.paths.insert(path);
        Ok(())
    }
}

fn is_written(path: &str) -> bool {
    let is_recorded = path.split('/').any(|part| RECORDED_FOLDERS.contains(&part));
    let ending = path.rsplit(['.', '/']).next().unwrap_or_default();
    path.starts_with(".ci/") || (!is_recorded && WRITTEN.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_exists_if_a_file_stands_in_it() {
        let tree = Tree::of(&[("docs/decisions/0001-a.md", ""), ("docs.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/decisions") && tree.has("docs.md"));
        assert!(!tree.has("doc") && !tree.has("docs/decision"));
    }

    #[test]
    fn recorded_files_are_not_judged() {
        assert!(is_written("crates/cli/src/main.rs"));
        assert!(is_written(".ci/run"));
        assert!(!is_written("crates/definitions/tests/golden/faulty.yaml"));
        assert!(!is_written("docs/loop.png"));
    }
}
