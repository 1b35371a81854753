//! Folders for copies, and copying into them.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use engine::private::create_folder;
use store::record::hex;

use super::Entry;
use crate::failure::Failure;
use crate::records::file_hash;

/// Makes a folder that only its owner can read; one that is there already must be empty.
pub(crate) fn fresh(folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::unfit(
                folder,
                "文件夹不是空的，里面的内容不会被覆盖",
                "the folder is not empty; nothing in it will be overwritten",
            )),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create_folder(folder).map_err(Failure::file(folder))
        }
        Err(error) => Err(Failure::file(folder)(error)),
    }
}

/// Copies a file, made durable, and says what it is; none if it is gone by now.
pub(crate) fn copied(from: &Path, root: &Path, name: &str) -> Result<Option<Entry>, Failure> {
    let to = root.join(name);
    if let Some(parent) = to.parent() {
        create_folder(parent).map_err(Failure::file(parent))?;
    }
    match fs::copy(from, &to) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(from)(error)),
    }
    described(root, name).map(Some)
}

/// What a file of a copy is, once it is durable.
pub(super) fn described(root: &Path, name: &str) -> Result<Entry, Failure> {
    let path = root.join(name);
    File::open(&path).and_then(|file| file.sync_all()).map_err(Failure::file(&path))?;
    let (hash, bytes) = file_hash(&path).map_err(Failure::file(&path))?;
    Ok(Entry { path: name.to_owned(), bytes, sha256: hex(&hash) })
}

/// The plain files below a folder, by their path from it, in order. None at all if there is no such folder.
pub(crate) fn below(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let path = folder.join(&relative);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::file(&path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Failure::file(&path))?;
            let kind = entry.file_type().map_err(Failure::file(&path))?;
            let name = relative.join(entry.file_name());
            if kind.is_dir() {
                open.push(name);
            } else if kind.is_file() {
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    Ok(found)
}
