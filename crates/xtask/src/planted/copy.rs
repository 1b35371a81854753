//! A copy of the tree, as git knows it, with some files otherwise. What is the same is not written again, so that a second
//! build has little to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Error};

/// Makes `to` hold what `from` holds, but for the files that are given, and nothing else.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    otherwise: &BTreeMap<PathBuf, String>,
) -> Result<(), Error> {
    let files = files(from)?;
    for file in &files {
        let path = from.join(file);
        let bytes = match otherwise.get(file) {
            Some(text) => text.clone().into_bytes(),
            None => fs::read(&path).map_err(|source| Error::File { path, source })?,
        };
        write(&to.join(file), &bytes)?;
    }
    sweep(to, to, &files)
}

/// The files of a tree, those that are not committed yet among them.
fn files(root: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let mut command = Command::new("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let answer = run::answer(command.current_dir(root))?;
    let files = answer.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    Ok(files.filter(|file| root.join(file).is_file()).collect())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes));
    written.map_err(|source| Error::Change { path: path.to_path_buf(), source })
}

/// Removes what the tree has no more.
fn sweep(top: &Path, folder: &Path, files: &BTreeSet<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(folder);
    let entries = entries.map_err(|source| Error::File { path: folder.to_path_buf(), source })?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            sweep(top, &path, files)?;
        } else if path.strip_prefix(top).is_ok_and(|name| !files.contains(name)) {
            fs::remove_file(&path).map_err(|source| Error::Change { path, source })?;
        }
    }
    Ok(())
}
