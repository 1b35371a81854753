//! What is written to disk, each step durable before the next. Behind a trait, so that tests can stop at every step.

use std::ffi::OsString;
use std::fmt::Debug;
use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

/// The steps of which every change on disk is made.
pub(super) trait Disk: Debug + Send + Sync {
    /// Makes a folder and those above it; nothing if it is there.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a file anew and brings its bytes to the disk.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file or folder another name in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Brings the names in a folder to the disk, where its file system can.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with all in it, or a file, or a link but not what it leads to.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug)]
pub(super) struct LocalDisk;

impl Disk for LocalDisk {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // FAT, some network file systems and Windows cannot; there the order of their own writes must do.
        let cannot = [ErrorKind::InvalidInput, ErrorKind::Unsupported, ErrorKind::PermissionDenied];
        match File::open(path).and_then(|folder| folder.sync_all()) {
            Err(error) if cannot.contains(&error.kind()) => Ok(()),
            done => done,
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Writes a file such that there is either all of it under its name or nothing, even if the power fails.
pub(super) fn put(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("part");
    disk.write(&unfinished, bytes)?;
    disk.rename(&unfinished, path)?;
    path.parent().map_or(Ok(()), |folder| disk.sync_folder(folder))
}

/// Something in a folder, never followed if it is a link.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its name.
    pub(super) name: OsString,
    /// Whether it is a file, a folder, a link.
    pub(super) is: FileType,
    /// How large, in bytes.
    pub(super) size: u64,
}

/// What is in a folder, at most so many; nothing if there is no folder.
pub(super) fn list(folder: &Path, most: usize) -> io::Result<Vec<Listed>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut listed = Vec::new();
    for entry in entries.take(most) {
        let entry = entry?;
        let found = match entry.metadata() {
            // Somebody took it away since.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            found => found?,
        };
        listed.push(Listed { name: entry.file_name(), is: found.file_type(), size: found.len() });
    }
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listed)
}

/// The names in one of our own folders that are finished and readable, in their order.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().into_string();
        names.extend(name.ok().filter(|name| Path::new(name).extension() != Some("part".as_ref())));
    }
    names.sort();
    Ok(names)
}

/// A file of at most so many bytes; one more if it is larger.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file of ours, if it is there.
pub(super) fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether there is anything under this name, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
